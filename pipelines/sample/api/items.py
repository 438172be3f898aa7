"""Work items one by one and by query (`_apis/wit`, scope vso.work)."""

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request

from pipelines.sample.api.context import Json, answer, listing, number, organization
from pipelines.sample.errors import bad_request, work_item_not_found
from pipelines.sample.history import HIERARCHY
from pipelines.sample.organization import LinkChange, Project, Revision, instant_text

items = Blueprint("items", __name__)

MOST_QUERY_RESULTS = 20_000
MOST_BATCH_IDS = 200
_QUERY = re.compile(
    r"\s*select\s+.+?\s+from\s+workitems(?:\s+where\s+(?P<where>.+?))?"
    r"(?:\s+order\s+by\s+\[system\.id\](?:\s+(?P<direction>asc|desc))?)?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(
    r"\(?\s*\[(?P<field>[\w.]+)\]\s*(?P<operator>>=|<=|<>|=|>|<)\s*"
    r"(?:(?P<number>\d+)|'(?P<text>(?:[^']|'')*)')\s*\)?\s*$"
)
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    ">": lambda left, right: left > right,
    "<": lambda left, right: left < right,
    ">=": lambda left, right: left >= right,
    "<=": lambda left, right: left <= right,
}


@items.post("/_apis/wit/wiql")
@items.post("/<project>/_apis/wit/wiql")
def query(project: Project | None = None) -> Response:
    """Answer a flat query over ids, texts and dates, its conditions joined by `and`."""
    text = str((request.get_json(silent=True) or {}).get("query", ""))
    if project is not None:
        name = project.name.replace("'", "''")
        text = re.sub("@project", lambda _: f"'{name}'", text, flags=re.IGNORECASE)
    parsed = _QUERY.match(text)
    if parsed is None:
        raise bad_request("QuerySyntaxException", f"TF51006: The query is not understood: {text}")
    tests = _conditions(parsed["where"] or "")
    found = [
        history[-1].id
        for history in organization().items.values()
        if _is_readable(history[-1], project) and all(test(history[-1]) for test in tests)
    ]
    found.sort(reverse=(parsed["direction"] or "").lower() == "desc")
    return answer(_query_result(_limited(found)))


@items.post("/_apis/wit/workitemsbatch")
@items.post("/<project>/_apis/wit/workitemsbatch")
def read_batch(project: Project | None = None) -> Response:
    """Read up to 200 items by id."""
    body: Json = request.get_json(silent=True) or {}
    ids = [int(item_id) for item_id in body.get("ids", [])]
    omits = str(body.get("errorPolicy", "fail")).lower() == "omit"
    return _read(ids, body.get("fields") or [], str(body.get("$expand", "none")), omits)


@items.get("/_apis/wit/workitems")
@items.get("/<project>/_apis/wit/workitems")
def read_items(project: Project | None = None) -> Response:
    """Read up to 200 items by id."""
    ids = [int(item_id) for item_id in request.args.get("ids", "").split(",") if item_id]
    fields = [name for name in request.args.get("fields", "").split(",") if name]
    omits = request.args.get("errorPolicy", "fail").lower() == "omit"
    return _read(ids, fields, request.args.get("$expand", "none"), omits)


@items.get("/_apis/wit/workitems/<int:item_id>")
@items.get("/<project>/_apis/wit/workitems/<int:item_id>")
def read_item(item_id: int, project: Project | None = None) -> Response:
    """Read one item."""
    return answer(_item(_readable(item_id), [], request.args.get("$expand", "none")))


@items.get("/<project>/_apis/wit/recyclebin")
def list_recycle_bin(project: Project) -> Response:
    """List the items of a project that are deleted and not destroyed, without pages."""
    deleted = [
        history[-1].id
        for history in organization().items.values()
        if history[-1].fields.get("System.IsDeleted")
        and history[-1].fields["System.TeamProject"] == project.name
    ]
    return listing([{"id": item_id, "url": _url(item_id)} for item_id in _limited(deleted)])


@items.get("/_apis/wit/workitems/<int:item_id>/revisions")
@items.get("/<project>/_apis/wit/workitems/<int:item_id>/revisions")
def list_item_revisions(item_id: int, project: Project | None = None) -> Response:
    """List a page of an item's revisions, the oldest first."""
    _readable(item_id)
    start, size = number("$skip", 0), number("$top", MOST_BATCH_IDS)
    page = organization().items[item_id][start : start + size]
    return listing([{"id": item_id, "rev": one.rev, "fields": one.fields} for one in page])


def _is_readable(revision: Revision, project: Project | None = None) -> bool:
    in_project = project is None or revision.fields["System.TeamProject"] == project.name
    return in_project and revision.fields.get("System.IsDeleted") is not True


def _readable(item_id: int) -> Revision:
    revision = organization().current(item_id)
    if revision is None or not _is_readable(revision):
        raise work_item_not_found(item_id)
    return revision


def _conditions(where: str) -> list[Callable[[Revision], bool]]:
    parts = [part for part in re.split(r"\s+and\s+", where, flags=re.IGNORECASE) if part]
    return [_condition(part) for part in parts]


def _condition(text: str) -> Callable[[Revision], bool]:
    parsed = _CONDITION.match(text)
    if parsed is None:
        raise bad_request(
            "QuerySyntaxException", f"TF51006: The condition is not understood: {text}"
        )
    compare = _OPERATORS[parsed["operator"]]
    wanted: int | str = int(parsed["number"]) if parsed["number"] else ""
    if parsed["text"] is not None:
        wanted = parsed["text"].replace("''", "'").lower()

    def test(revision: Revision) -> bool:
        names = {name.lower(): value for name, value in revision.fields.items()}
        value = names.get(parsed["field"].lower())
        value = value.lower() if isinstance(value, str) else value
        return isinstance(value, type(wanted)) and compare(value, wanted)

    return test


def _limited(ids: list[int]) -> list[int]:
    top = number("$top", MOST_QUERY_RESULTS)
    if len(ids) > MOST_QUERY_RESULTS and top >= MOST_QUERY_RESULTS:
        message = "VS402337: The number of work items returned exceeds the size limit of 20000."
        raise bad_request(
            "WorkItemTrackingQueryResultSizeLimitExceededException", message, event_id=3200
        )
    return ids[:top]


def _query_result(ids: list[int]) -> Json:
    base = f"{organization().url}/_apis/wit"
    column = {"referenceName": "System.Id", "name": "ID", "url": f"{base}/fields/System.Id"}
    return {
        "queryType": "flat",
        "queryResultType": "workItem",
        "asOf": instant_text(organization().present),
        "columns": [column],
        "sortColumns": [{"field": column, "descending": False}],
        "workItems": [{"id": item_id, "url": f"{base}/workItems/{item_id}"} for item_id in ids],
    }


def _read(ids: list[int], fields: list[str], expand: str, omits: bool) -> Response:
    if len(ids) > MOST_BATCH_IDS:
        message = f"VS403474: You requested {len(ids)} work items which exceeds the limit of 200"
        raise bad_request("VssPropertyValidationException", message)
    if fields and expand.lower() != "none":
        message = "The expand parameter can not be used with the fields parameter."
        raise bad_request("VssPropertyValidationException", message)
    rows = []
    for item_id in ids:
        current = organization().current(item_id)
        if omits and (current is None or not _is_readable(current)):
            continue
        rows.append(_item(_readable(item_id), fields, expand))
    return listing(rows)


def _item(revision: Revision, names: list[str], expand: str) -> Json:
    wanted = {name.lower() for name in names}
    links = _links(revision.id)
    fields = {**revision.fields, **_parent(revision.id, links)}
    shown: Json = {
        "id": revision.id,
        "rev": revision.rev,
        "fields": {
            name: value for name, value in fields.items() if not wanted or name.lower() in wanted
        },
        "url": _url(revision.id),
    }
    if expand.lower() in {"relations", "all"} and links:
        shown["relations"] = [_relation(revision.id, link) for link in links]
    return shown


def _links(item_id: int) -> list[LinkChange]:
    latest: dict[tuple[str, int, int], LinkChange] = {}
    for change in organization().link_changes:
        if item_id in (change.source_id, change.target_id):
            latest[change.rel, change.source_id, change.target_id] = change
    return [change for change in latest.values() if change.is_active]


def _parent(item_id: int, links: list[LinkChange]) -> dict[str, int]:
    parents = [
        link.source_id for link in links if link.rel == HIERARCHY and link.target_id == item_id
    ]
    return {"System.Parent": parents[-1]} if parents else {}


def _relation(item_id: int, link: LinkChange) -> Json:
    is_source = link.source_id == item_id
    other = link.target_id if is_source else link.source_id
    return {
        "rel": f"{link.rel}-{'Forward' if is_source else 'Reverse'}",
        "url": _url(other),
        "attributes": {"isLocked": False, "name": link.rel.rpartition(".")[2]},
    }


def _url(item_id: int) -> str:
    return f"{organization().url}/_apis/wit/workItems/{item_id}"
