"""Saved queries of users, run as segments: named sets of work items."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from pipelines.azure_devops import wiql
from pipelines.azure_devops.client import Shape
from pipelines.azure_devops.declarations import INTEGER, STRING, table_schema
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.responses import Record
from pipelines.errors import sentence
from pipelines.http import errors

RESOURCE = "work_item_segments"
QUERY_SHAPE: Shape = {"id": str, "path": str}

WORK_ITEM_SEGMENTS_SCHEMA = table_schema(
    "setting",
    "project_id",
    "segment",
    setting=STRING,  # the entry of the setting `segments`
    project_id=STRING,  # the project of the query
    segment=STRING,  # the path of the query
    work_item_id=INTEGER,  # null: the query was run, whatever it returned
)


@dataclass(frozen=True)
class Target:
    """A saved query to look for: an entry of the setting, a project, and the path or id in it."""

    setting: str
    project: Record
    query: str

    @property
    def key(self) -> tuple[str, str]:
        """Identify the rows of the query."""
        return self.setting, self.project["id"].lower()


@dataclass(frozen=True)
class QueryRead:
    """How reading a query ended: with rows, with a problem, or, without both, because it does not exist."""

    target: Target
    rows: tuple[Record, ...] = ()
    problem: str | None = None


class _UnusableQuery(Exception):
    """The query exists, and cannot be a segment. The message says why."""


def targets(organization: AzureDevOpsOrganization, setting: str) -> list[Target]:
    """Return where to look for a query: in the project that its path begins with, else in each."""
    projects = organization.selected_projects()
    first, _, rest = setting.partition("/")
    for project in projects:
        if rest and first.lower() in (project["name"].lower(), project["id"].lower()):
            return [Target(setting, project, rest)]
    return [Target(setting, project, setting) for project in projects]


def read_queries(
    organization: AzureDevOpsOrganization, wanted: list[Target]
) -> Iterator[QueryRead]:
    """Find and run the queries; one that cannot be read costs only itself.

    Raises:
        ApiError: If the service no longer responds to the token.
    """
    results = organization.client.map_concurrently(
        lambda target: _attempt(organization, target), wanted
    )
    yield from (result for _, result in results)


def _attempt(organization: AzureDevOpsOrganization, target: Target) -> QueryRead:
    try:
        query = _find(organization, target)
        if query is None:
            return QueryRead(target)
        return QueryRead(target, tuple(_rows(organization, target, query)))
    except _UnusableQuery as problem:
        return QueryRead(target, problem=str(problem))
    except (errors.ApiError, errors.UnexpectedShape) as error:
        if not organization.concerns_one_part(error):
            raise
        return QueryRead(target, problem=sentence(error).rstrip("."))


def _find(organization: AzureDevOpsOrganization, target: Target) -> Record | None:
    path = f"{target.project['id']}/_apis/wit/queries/{quote(target.query, safe='/')}"
    try:
        return organization.client.document(RESOURCE, path, QUERY_SHAPE, params={"$expand": "wiql"})
    except errors.NotFound:
        return None


def _rows(organization: AzureDevOpsOrganization, target: Target, query: Record) -> Iterator[Record]:
    _require_segment(query)
    setting, project_id = target.key
    row = {"setting": setting, "project_id": project_id, "segment": query["path"]}
    yield {**row, "work_item_id": None}
    for item_id in sorted(set(_run(organization, target, query["wiql"]))):
        yield {**row, "work_item_id": item_id}


def _require_segment(query: Record) -> None:
    if query.get("isFolder"):
        raise _UnusableQuery("it is a folder")
    query_type = str(query.get("queryType") or "flat")
    if query_type.lower() != "flat":
        raise _UnusableQuery(f"it is no flat list of work items, its type is {query_type}")
    if not query.get("wiql"):
        raise _UnusableQuery("it has no text")
    if macro := wiql.owner_macro(query["wiql"]):
        raise _UnusableQuery(
            f"it contains {macro}, which would mean the owner of the token: name the person instead"
        )


def _run(organization: AzureDevOpsOrganization, target: Target, text: str) -> list[int]:
    """Return the ids of the items; a result beyond the service's limit is read in pages."""
    try:
        return list(_results(organization, target, text))
    except errors.RequestRejected as error:
        if wiql.TOO_MANY_RESULTS not in error.explanation:
            raise
    query_after = wiql.page_queries(text)
    if query_after is None:
        raise _UnusableQuery("it has more than 20,000 results, and cannot be read in pages by id")
    return list(
        wiql.ids_in_pages(
            lambda after_id: _results(
                organization, target, query_after(after_id), {"$top": wiql.PAGE_IDS}
            )
        )
    )


def _results(
    organization: AzureDevOpsOrganization, target: Target, text: str, params: Record | None = None
) -> Iterator[int]:
    found = organization.client.records(
        RESOURCE,
        f"{target.project['id']}/_apis/wit/wiql",
        key="workItems",
        params=params,
        json={"query": text},
    )
    return (wiql.item_id(item, RESOURCE) for item in found)
