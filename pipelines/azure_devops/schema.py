"""Arrow schemas of the raw tables that the Azure DevOps source loads.

Names are the API's own in snake case (`System.AreaPath` is `area_path`); renaming is the staging models' job.
Instants are UTC with microseconds. A key that the API leaves out is null. Ids that are GUIDs are lower case.
"""

import pyarrow as pa

TEXT = pa.string()
INTEGER = pa.int64()
FLAG = pa.bool_()
INSTANT = pa.timestamp("us", tz="UTC")
JSON = pa.string()


def _table(*keys: str, **columns: pa.DataType) -> pa.Schema:
    """A table; the columns named in `keys` are never null."""
    return pa.schema(
        [pa.field(name, kind, nullable=name not in keys) for name, kind in columns.items()]
    )


PROJECTS = _table(
    id=TEXT,
    name=TEXT,
    state=TEXT,
    visibility=TEXT,
    description=TEXT,
    process_name=TEXT,
    process_id=TEXT,
    default_team_id=TEXT,
    is_selected=FLAG,  # false: visible to the token, but left out by the setting `projects`
    last_update_time=INSTANT,
)

TEAMS = _table(id=TEXT, name=TEXT, project_id=TEXT, description=TEXT)

TEAM_MEMBERS = _table(
    team_id=TEXT,
    id=TEXT,
    display_name=TEXT,
    unique_name=TEXT,
    descriptor=TEXT,
    is_container=FLAG,
    is_deleted_in_origin=FLAG,
    is_team_admin=FLAG,
)

TEAM_SETTINGS = _table(
    team_id=TEXT,
    project_id=TEXT,
    bugs_behavior=TEXT,
    working_days=TEXT,  # English day names in lower case, separated by commas
    backlog_iteration_id=TEXT,
    default_iteration_id=TEXT,
)

TEAM_FIELD_VALUES = _table(team_id=TEXT, field=TEXT, value=TEXT, include_children=FLAG)

TEAM_ITERATIONS = _table(
    team_id=TEXT, id=TEXT, name=TEXT, path=TEXT, start_date=INSTANT, finish_date=INSTANT
)

# One row per team, backlog and work item type. `type` is portfolio, requirement or task.
TEAM_BACKLOGS = _table(
    team_id=TEXT, id=TEXT, name=TEXT, type=TEXT, rank=INTEGER, work_item_type=TEXT
)

# Which field a team's backlog uses for a purpose: `type` Effort, Order, RemainingWork, Activity, Team.
TEAM_BACKLOG_FIELDS = _table(team_id=TEXT, type=TEXT, reference_name=TEXT)

# `path` is as the API gives it: a leading backslash and an extra second segment "Area" or "Iteration".
CLASSIFICATION_NODES = _table(
    project_id=TEXT,
    id=INTEGER,
    identifier=TEXT,
    name=TEXT,
    structure_type=TEXT,
    path=TEXT,
    start_date=INSTANT,
    finish_date=INSTANT,
)

WORK_ITEM_TYPES = _table(
    project_id=TEXT, name=TEXT, reference_name=TEXT, is_disabled=FLAG, field_names=JSON
)

WORK_ITEM_TYPE_STATES = _table(
    project_id=TEXT, work_item_type=TEXT, name=TEXT, category=TEXT, position=INTEGER
)

WORK_ITEM_TYPE_CATEGORIES = _table(project_id=TEXT, reference_name=TEXT, work_item_type=TEXT)

FIELDS = _table(
    reference_name=TEXT,
    name=TEXT,
    type=TEXT,
    usage=TEXT,
    is_identity=FLAG,
    is_picklist=FLAG,
    is_deleted=FLAG,
)

WORK_ITEM_REVISIONS = _table(
    "id",
    "rev",
    id=INTEGER,
    rev=INTEGER,
    watermark=INTEGER,
    team_project=TEXT,
    work_item_type=TEXT,
    title=TEXT,
    state=TEXT,
    reason=TEXT,
    area_id=INTEGER,
    area_path=TEXT,
    iteration_id=INTEGER,
    iteration_path=TEXT,
    node_name=TEXT,
    assigned_to_id=TEXT,
    assigned_to_name=TEXT,
    assigned_to_unique_name=TEXT,
    assigned_to_descriptor=TEXT,
    assigned_to_is_container=FLAG,
    assigned_to_is_deleted_in_origin=FLAG,
    created_by_id=TEXT,
    created_by_name=TEXT,
    created_by_unique_name=TEXT,
    changed_by_id=TEXT,
    changed_by_name=TEXT,
    changed_by_unique_name=TEXT,
    authorized_as_id=TEXT,
    created_date=INSTANT,
    changed_date=INSTANT,
    authorized_date=INSTANT,
    is_deleted=FLAG,
    tags=TEXT,
    comment_count=INTEGER,
    has_history=FLAG,  # System.History present: this revision carries a comment
    person_id=INTEGER,
    board_column=TEXT,
    board_column_done=FLAG,
    board_lane=TEXT,
    external_link_count=INTEGER,
    hyperlink_count=INTEGER,
    attached_file_count=INTEGER,
    # Typed copies of three fields of `other_fields`; null where the value is of another type.
    priority=INTEGER,
    target_date=INSTANT,
    finish_date=INSTANT,
    other_fields=JSON,  # every field without a column here, keyed by reference name; identities as objects
    long_text=JSON,  # html, plain text and history fields, keyed by reference name
    content_hash=TEXT,  # over all but bookkeeping, tags and comments: see revisions.content_hash
)

WORK_ITEM_LINK_CHANGES = _table(
    "rel",
    "source_id",
    "target_id",
    "changed_date",
    "changed_operation",
    rel=TEXT,  # reference name without direction
    source_id=INTEGER,
    target_id=INTEGER,
    changed_date=INSTANT,
    changed_operation=TEXT,  # create or remove
    is_active=FLAG,
    changed_by_id=TEXT,
    changed_by_name=TEXT,
    comment=TEXT,
    source_project_id=TEXT,
    target_project_id=TEXT,
    remote_host_id=TEXT,
    remote_host_name=TEXT,
    remote_project_id=TEXT,
    remote_status=TEXT,
    feed_position=INTEGER,  # where the feed gave it first: the greatest is a link's latest change
)

USER_ENTITLEMENTS = _table(
    loaded_at=INSTANT,
    id=TEXT,
    subject_kind=TEXT,
    meta_type=TEXT,
    directory_alias=TEXT,
    domain=TEXT,
    principal_name=TEXT,
    mail_address=TEXT,
    origin=TEXT,
    origin_id=TEXT,
    display_name=TEXT,
    descriptor=TEXT,
    is_deleted_in_origin=FLAG,
    account_license_type=TEXT,
    licensing_source=TEXT,
    msdn_license_type=TEXT,
    license_display_name=TEXT,
    status=TEXT,
    assignment_source=TEXT,
    date_created=INSTANT,
    last_accessed_date=INSTANT,  # 0001-01-01 (never) is null
)

USER_ENTITLEMENT_PROJECTS = _table(
    loaded_at=INSTANT,
    user_id=TEXT,
    project_id=TEXT,
    project_name=TEXT,
    group_type=TEXT,
    group_display_name=TEXT,
    assignment_source=TEXT,
)

GROUP_ENTITLEMENTS = _table(
    loaded_at=INSTANT,
    id=TEXT,
    display_name=TEXT,
    origin=TEXT,
    origin_id=TEXT,
    descriptor=TEXT,
    account_license_type=TEXT,
    licensing_source=TEXT,
    status=TEXT,
    last_executed=INSTANT,
)

IDENTITIES = _table(
    id=TEXT,
    descriptor=TEXT,
    subject_descriptor=TEXT,
    display_name=TEXT,
    is_active=FLAG,
    is_container=FLAG,
    mail=TEXT,
    account=TEXT,
    domain=TEXT,
)
