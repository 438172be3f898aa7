"""What is loaded from Azure DevOps, with which scope, and whether a run can do without it."""

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from pipelines.azure_devops import people, schema, snapshots
from pipelines.azure_devops.directory import Directory
from pipelines.azure_devops.scopes import (
    ENTITLEMENT_READ,
    IDENTITY_READ,
    PROJECT_READ,
    WORK_READ,
    Scope,
)


@dataclass(frozen=True)
class Snapshot:
    """A table that is read as a whole.

    It is replaced as a whole, or, where every load is kept, told apart by the instant `loaded_at`.
    `doubt` says, once it was read, why it can still not be all there is: the load before it then stays.
    """

    name: str
    schema: pa.Schema
    rows: Callable[[Directory], snapshots.Rows]
    scope: Scope
    is_kept: bool = False
    doubt: Callable[[Directory], str | None] = lambda directory: None


@dataclass(frozen=True)
class Feed:
    """A table that grows by a change feed with a cursor of its own.

    Of two rows with one key in a package, the one with the greatest `latest_by` stays. Without it the
    table is a log, whose rows never change: the one that was given first stays, in its place.
    """

    name: str
    schema: pa.Schema
    path: str
    params: dict[str, str]
    primary_key: tuple[str, ...]
    latest_by: str | None = None
    scope: Scope = WORK_READ


SNAPSHOTS = (
    Snapshot("projects", schema.PROJECTS, snapshots.projects, PROJECT_READ),
    Snapshot("teams", schema.TEAMS, snapshots.teams, PROJECT_READ),
    Snapshot("team_members", schema.TEAM_MEMBERS, snapshots.team_members, PROJECT_READ),
    Snapshot("team_settings", schema.TEAM_SETTINGS, snapshots.team_settings, WORK_READ),
    Snapshot("team_field_values", schema.TEAM_FIELD_VALUES, snapshots.team_field_values, WORK_READ),
    Snapshot("team_iterations", schema.TEAM_ITERATIONS, snapshots.team_iterations, WORK_READ),
    Snapshot("team_backlogs", schema.TEAM_BACKLOGS, snapshots.team_backlogs, WORK_READ),
    Snapshot(
        "team_backlog_fields", schema.TEAM_BACKLOG_FIELDS, snapshots.team_backlog_fields, WORK_READ
    ),
    Snapshot(
        "classification_nodes",
        schema.CLASSIFICATION_NODES,
        snapshots.classification_nodes,
        WORK_READ,
    ),
    Snapshot("work_item_types", schema.WORK_ITEM_TYPES, snapshots.work_item_types, WORK_READ),
    Snapshot(
        "work_item_type_states",
        schema.WORK_ITEM_TYPE_STATES,
        snapshots.work_item_type_states,
        WORK_READ,
    ),
    Snapshot(
        "work_item_type_categories",
        schema.WORK_ITEM_TYPE_CATEGORIES,
        snapshots.work_item_type_categories,
        WORK_READ,
    ),
    Snapshot("fields", schema.FIELDS, snapshots.fields, WORK_READ),
)

REVISIONS = Feed(
    "work_item_revisions",
    schema.WORK_ITEM_REVISIONS,
    "_apis/wit/reporting/workitemrevisions",
    {
        "includeIdentityRef": "true",
        "includeDeleted": "true",
        "$expand": "fields",
        "$maxPageSize": "1000",
    },
    ("id", "rev"),
    latest_by="watermark",
)
LINK_CHANGES = Feed(
    "work_item_link_changes",
    schema.WORK_ITEM_LINK_CHANGES,
    "_apis/wit/reporting/workitemlinks",
    {},
    ("rel", "source_id", "target_id", "changed_date", "changed_operation"),
)
FEEDS = (REVISIONS, LINK_CHANGES)

# Read group by group after the rest; a run goes on without a group that cannot be read.
OPTIONAL_SNAPSHOTS = (
    (
        Snapshot(
            "user_entitlements",
            schema.USER_ENTITLEMENTS,
            people.user_entitlements,
            ENTITLEMENT_READ,
            is_kept=True,
        ),
        Snapshot(
            "user_entitlement_projects",
            schema.USER_ENTITLEMENT_PROJECTS,
            people.user_entitlement_projects,
            ENTITLEMENT_READ,
            is_kept=True,
            doubt=people.doubt_about_projects,
        ),
    ),
    (
        Snapshot(
            "group_entitlements",
            schema.GROUP_ENTITLEMENTS,
            people.group_entitlements,
            ENTITLEMENT_READ,
            is_kept=True,
        ),
    ),
    (Snapshot("identities", schema.IDENTITIES, people.identities, IDENTITY_READ),),
)
