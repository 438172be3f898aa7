"""Recorded and published answers of the real service: each is read over HTTP, and nothing of it is lost.

The recordings are not part of the project; without them these tests are skipped.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.declarations import Snapshot
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.paginators import ReportingFeedPaginator
from pipelines.azure_devops.registry import CRITICAL_RESOURCES, OPTIONAL_SNAPSHOTS
from pipelines.azure_devops.resources import (
    classification_nodes,
    entitlements,
    existing_ids,
    fields,
    identities,
    projects,
    relation_types,
    team_settings,
    teams,
    work_item_types,
)
from pipelines.azure_devops.resources.projects import fetch_project_details
from pipelines.azure_devops.resources.revisions import WORK_ITEM_REVISIONS_SCHEMA, revision_row
from pipelines.azure_devops.resources.work_item_links import (
    WORK_ITEM_LINK_CHANGES_SCHEMA,
    link_change_row,
)
from pipelines.azure_devops.urls import parse_organization_url
from tests.support.lossless import leaves, lost
from tests.support.scripted_server import Answer, scripted

PAYLOADS = Path(__file__).parents[3] / "shared" / "payloads"
pytestmark = pytest.mark.skipif(
    not PAYLOADS.exists(), reason="no recorded responses beside the project"
)

END = {"value": [], "values": [], "isLastBatch": True}  # the page behind the last one
Record = dict[str, Any]
Rows = Callable[[AzureDevOpsOrganization], Iterable[Record]]
PROJECT = {"id": "P1", "name": "P"}
TEAM = {"id": "T1", "name": "T", "projectId": "P1"}
LONG_TEXT = frozenset({"System.Description", "System.History"})
ADDRESSES = ("*url", "*_links.*", "*imageUrl", "*identityUrl")


def in_list(record: Any) -> list[Any]:
    """The answers to whoever reads a list: one page with the record, and an empty one."""
    return [{"value": [record]}, {"value": []}]


def as_document(record: Any) -> list[Any]:
    """The answers to whoever reads one document."""
    return [record]


def project_answers(project: Record) -> list[Any]:
    """A project stands in the list, and its document is read."""
    return [{"value": [project]}, project]


def of_a_type(state: Record) -> list[Any]:
    """States are asked for where a type comes without them."""
    return [{"value": [{"name": "Bug"}]}, {"value": [state]}]


def in_feed(record: Any) -> list[Any]:
    """The answers to whoever reads a feed."""
    return [{"values": [record], "isLastBatch": True}]


def of_a_query(item: Record) -> list[Any]:
    """The answers to whoever pages through a query."""
    return [{"workItems": [item]}, {"workItems": []}]


def listed(body: Any) -> list[Any]:
    """The records of an answer: of its list, whatever its name, or the answer itself."""
    if isinstance(body, list):
        return body
    results = [each["result"] for each in body.get("results", [])]  # of an operation on several
    lists = [body[key] for key in ("value", "values", "members", "workItems") if key in body]
    return results or (lists[0] if lists else [body])


def whole(body: Any) -> list[Any]:
    """An answer that is one document."""
    return [body]


def with_areas(body: Any) -> list[Any]:
    """The document of a team's areas; a team without any has no row."""
    return [body] if body["values"] else []


def nodes(body: Any) -> list[Any]:
    """Every node of a tree, or of several."""
    return [node for root in listed(body) if root for node in _with_children(root)]


def _with_children(node: Record) -> Iterator[Record]:
    children = node.get("children", [])
    yield {key: value for key, value in node.items() if key != "children"}
    for child in children:
        yield from _with_children(child)


@dataclass(frozen=True)
class Endpoint:
    """A folder of answers: how to serve a record of them, what is read of it, and what is not.

    `columns` tells where a leaf stands that has not the name of its column, `unread` patterns of leaves that
    no table holds, `not_ours` parts of the names of files that answer to other requests.
    """

    folder: str
    rows: tuple[Rows, ...]
    unread: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    answers: Callable[[Any], list[Any]] = in_list
    records: Callable[[Any], list[Any]] = listed
    not_ours: tuple[str, ...] = ()


def revisions(organization: AzureDevOpsOrganization) -> Iterator[Record]:
    for record in _feed(organization):
        yield revision_row(record, LONG_TEXT)


def link_changes(organization: AzureDevOpsOrganization) -> Iterator[Record]:
    for position, record in enumerate(_feed(organization)):
        yield link_change_row(record, position)


def _feed(organization: AzureDevOpsOrganization) -> Iterator[Record]:
    return organization.client.records(
        "feed", "_apis/feed", key="values", paginator=ReportingFeedPaginator(None)
    )


def looked_up(organization: AzureDevOpsOrganization) -> Iterator[Record]:
    organization.find_identity_ids = lambda: ["one"]
    return identities.identity_rows(organization)


def swept(organization: AzureDevOpsOrganization) -> Iterator[Record]:
    return ({"id": item_id} for item_id in existing_ids.fetch_existing_ids(organization.client))


def recycled(organization: AzureDevOpsOrganization) -> Iterator[Record]:
    return ({"id": item_id} for item_id in existing_ids.fetch_recycled_ids(organization) or ())


OPTIONAL = [snapshot for group in OPTIONAL_SNAPSHOTS for snapshot in group]
TABLES: dict[Rows, pa.Schema] = {
    **{
        resource.rows: resource.schema
        for resource in (*CRITICAL_RESOURCES, *OPTIONAL)
        if isinstance(resource, Snapshot)
    },
    revisions: WORK_ITEM_REVISIONS_SCHEMA,
    link_changes: WORK_ITEM_LINK_CHANGES_SCHEMA,
    looked_up: identities.IDENTITIES_SCHEMA,
    swept: pa.schema([("id", pa.int64())]),
    recycled: pa.schema([("id", pa.int64())]),
}
REVISION_COLUMNS = {
    f"fields.System.{who}.displayName": f"{column}_name"
    for who, column in (
        ("AssignedTo", "assigned_to"),
        ("CreatedBy", "created_by"),
        ("ChangedBy", "changed_by"),
    )
}
UNREAD_OF_REVISIONS = (
    "fields.System.CreatedBy.descriptor",
    "fields.System.ChangedBy.descriptor",
    "fields.System.AuthorizedAs.descriptor",
    "fields.System.AuthorizedAs.displayName",
    "fields.System.AuthorizedAs.uniqueName",
    # Written into a revision afterwards: derived from later revisions and from links.
    "fields.System.RevisedDate",
    "fields.System.Parent",
)
IDENTITY_COLUMNS = {
    "*DisplayName": "display_name",
    "properties.Mail.$value": "mail",
    "properties.Account.$value": "account",
    "properties.Domain.$value": "domain",
    "properties.DirectoryAlias.$value": "directory_alias",
}
UNREAD_OF_IDENTITIES = (
    *("*.$type", "resourceVersion", "metaTypeId", "properties.http:*", "properties.Scope*"),
    *("properties.SchemaClassName.*", "properties.SpecialType.*", "properties.PUID.*"),
    *("properties.*Date.*", "properties.Compliance*", "properties.Alias.*", "properties.Global*"),
    *("properties.Description.*", "properties.Security*", "properties.LocalScopeId.*"),
    *("properties.SecuringHostId.*", "properties.VirtualPlugin.*"),
)
# We ask for a list, which has ids only.
UNREAD_OF_RECYCLE_BINS = (
    "type",
    "code",
    "*ame",
    "*roject",
    "*eletedDate",
    "*eletedBy",
    "resource.*",
)

ENDPOINTS = (
    Endpoint(
        "projects",
        (projects.project_rows,),
        ("revision", "capabilities.versioncontrol.*", "defaultTeam.name"),
        {
            "capabilities.processTemplate.templateName": "process_name",
            "capabilities.processTemplate.templateTypeId": "process_id",
        },
        project_answers,
    ),
    Endpoint("teams", (teams.team_rows,)),
    Endpoint("team-members", (teams.team_member_rows,)),
    Endpoint(
        "teamsettings",
        (team_settings.team_settings_rows,),
        ("backlogVisibilities.*", "*Iteration.name", "*Iteration.path", "defaultIterationMacro"),
        answers=as_document,
        records=whole,
    ),
    Endpoint(
        "teamfieldvalues",
        (team_settings.team_field_value_rows,),
        ("defaultValue",),
        {"field.referenceName": "field"},
        as_document,
        with_areas,
    ),
    Endpoint(
        "teamsettings-iterations", (team_settings.team_iteration_rows,), ("attributes.timeFrame",)
    ),
    Endpoint(
        "backlogconfiguration",
        (team_settings.team_backlog_rows, team_settings.team_backlog_field_rows),
        (
            *(
                "*Backlog*.workItemCountLimit",
                "*Backlog*.addPanelFields.*",
                "*Backlog*.columnFields.*",
            ),
            *("*Backlog*.defaultWorkItemType.name", "*Backlog*.color", "hiddenBacklogs"),
            *("workItemTypeMappedStates.*", "bugsBehavior"),  # read from the types and the settings
        ),
        {"*.workItemTypes.name": "work_item_type", "backlogFields.typeFields.*": "reference_name"},
        as_document,
        whole,
    ),
    Endpoint(
        "classificationnodes",
        (classification_nodes.classification_node_rows,),
        ("hasChildren",),
        records=nodes,
        not_ours=("ErrorPolicy",),
    ),
    Endpoint(
        "workitemtypes",
        (work_item_types.work_item_type_rows, work_item_types.work_item_type_state_rows),
        (
            *("description", "*color", "icon.id", "xmlForm", "transitions.*", "_links.*"),
            *("field*.helpText", "field*.alwaysRequired", "field*.name"),
        ),
        {"field*.referenceName": "field_names"},
    ),
    Endpoint(
        "workitemtype-states",
        (work_item_types.work_item_type_state_rows,),
        ("color",),
        {},
        of_a_type,
    ),
    Endpoint(
        "workitemtypecategories",
        (work_item_types.work_item_type_category_rows,),
        ("name", "defaultWorkItemType.name"),
        {"workItemTypes.name": "work_item_type"},
    ),
    Endpoint("fields", (fields.field_rows,), ("readOnly", "supportedOperations.*")),
    Endpoint(
        "workitemrelationtypes",
        (relation_types.relation_type_rows,),
        ("attributes.acyclic", "attributes.editable", "attributes.singleTarget"),
        {
            "attributes.directional": "is_directional",
            "attributes.enabled": "is_enabled",
            "attributes.remote": "is_remote",
        },
    ),
    Endpoint(
        "userentitlements",
        (
            entitlements.user_entitlement_rows,
            entitlements.user_entitlement_project_rows,
            entitlements.user_entitlement_group_rule_rows,
        ),
    ),
    Endpoint(
        "groupentitlements",
        (entitlements.group_entitlement_rows,),
        (
            *(
                "group.subjectKind",
                "group.description",
                "group.domain",
                "group.*Name",
                "group.mail*",
            ),
            *("licenseRule.*Name", "licenseRule.msdn*", "licenseRule.status", "*.assignmentSource"),
            "projectEntitlements.*",
        ),
    ),
    Endpoint("identities", (looked_up,), UNREAD_OF_IDENTITIES, IDENTITY_COLUMNS),
    Endpoint(
        "reporting-workitemrevisions", (revisions,), UNREAD_OF_REVISIONS, REVISION_COLUMNS, in_feed
    ),
    Endpoint("workitem-revisions", (revisions,), UNREAD_OF_REVISIONS, REVISION_COLUMNS, in_feed),
    Endpoint(
        "workitems",
        (revisions,),
        (*UNREAD_OF_REVISIONS, "relations.*"),  # these come by a feed of their own
        REVISION_COLUMNS,
        in_feed,
        not_ours=("template",),
    ),
    Endpoint("workitemsbatch", (revisions,), UNREAD_OF_REVISIONS, REVISION_COLUMNS, in_feed),
    Endpoint("reporting-workitemlinks", (link_changes,), answers=in_feed),
    Endpoint("recyclebin", (recycled,), UNREAD_OF_RECYCLE_BINS),
    Endpoint("wiql", (swept,), answers=of_a_query, not_ours=("queryId",)),
)


def bodies(endpoint: Endpoint) -> list[tuple[str, Any]]:
    """The answers of a folder, with the names of their files."""
    found = []
    for path in sorted((PAYLOADS / endpoint.folder).glob("*.json")):
        recorded = json.loads(path.read_text(encoding="utf-8-sig"))
        answer = recorded.get("response") or recorded["responses"]["200"]
        if not any(part in path.name for part in endpoint.not_ours):
            found.append((path.stem, answer["body"]))
    return found


def parameters(is_ours: Callable[[Endpoint, Any], bool] = lambda *_: True) -> list[Any]:
    """Each answer of each endpoint, named after its file."""
    return [
        pytest.param(endpoint, body, id=f"{endpoint.folder}-{name[-60:]}")
        for endpoint in ENDPOINTS
        for name, body in bodies(endpoint)
        if is_ours(endpoint, body)
    ]


def is_list(endpoint: Endpoint, body: Any) -> bool:
    """Whether an answer is a list of records as the one that is served with a single record."""
    one = {"id": "one"}
    named = [key for key, records in endpoint.answers(one)[0].items() if records == [one]]
    return any(key in body for key in named if key in END) and bool(listed(body))


class KnownOrganization(AzureDevOpsOrganization):
    """One project with one team, without requests, where these are not what is read."""

    def __init__(self, client: AzureDevOpsClient, rows: Rows) -> None:
        super().__init__(client)
        self._rows = rows

    def projects(self) -> list[Record]:
        return super().projects() if self._rows is projects.project_rows else [PROJECT]

    def teams(self) -> list[Record]:
        return super().teams() if self._rows is teams.team_rows else [TEAM]


class WithoutDetails(KnownOrganization):
    """An organization whose projects have no details."""

    def fetch_once(self, fetch: Callable[..., Any]) -> Any:
        return {} if fetch is fetch_project_details else super().fetch_once(fetch)


def read(
    rows: Rows, answers: list[Any], known: type[KnownOrganization] = KnownOrganization
) -> list[Record]:
    """What `rows` makes of the answers, whatever it asks for, in the types of its table."""
    with scripted(*(Answer(body=json.dumps(each).encode()) for each in answers)) as server:
        client = AzureDevOpsClient(parse_organization_url(server.url), "token")
        found = list(rows(known(client, rows)))
    return list(pa.Table.from_pylist(found, schema=TABLES[rows]).to_pylist())


@pytest.mark.parametrize(("endpoint", "body"), parameters())
def test_no_value_is_lost(endpoint: Endpoint, body: Any) -> None:
    for record in endpoint.records(body):
        rows = [row for each in endpoint.rows for row in read(each, endpoint.answers(record))]
        assert lost(record, rows, (*ADDRESSES, *endpoint.unread), endpoint.columns) == {}


@pytest.mark.parametrize(("endpoint", "body"), parameters(is_list))
def test_a_list_is_read_to_its_last_record(endpoint: Endpoint, body: Any) -> None:
    for rows in endpoint.rows:
        apart = [row for record in listed(body) for row in read(rows, endpoint.answers(record))]
        assert len(read(rows, [body, END], WithoutDetails)) == len(apart)


[BACKLOGS] = [
    endpoint for endpoint in ENDPOINTS if team_settings.team_backlog_rows in endpoint.rows
]


@pytest.mark.parametrize("body", [body for _, body in bodies(BACKLOGS)])
def test_the_purpose_of_each_field_of_a_backlog_is_kept(body: Any) -> None:
    rows = read(team_settings.team_backlog_field_rows, [body])
    purposes = {row["type"]: row["reference_name"] for row in rows}
    assert purposes == body["backlogFields"]["typeFields"]


def test_what_is_not_read_is_in_the_answers() -> None:
    """The lists of what is not read hold nothing that is not there."""
    declared = {pattern for endpoint in ENDPOINTS for pattern in endpoint.unread}
    found = {
        pattern
        for endpoint in ENDPOINTS
        for _, body in bodies(endpoint)
        for record in endpoint.records(body)
        for path, _ in leaves(record)
        for pattern in endpoint.unread
        if fnmatchcase(".".join(path), pattern)
    }
    assert declared - found == set()
