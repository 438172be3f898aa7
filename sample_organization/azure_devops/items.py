"""Work items by id and by query (`_apis/wit`, scope vso.work)."""

from flask import Blueprint, Response, request

from sample_organization.azure_devops.context import (
    Json,
    integer_parameter,
    json_response,
    list_response,
    organization,
    service,
)
from sample_organization.azure_devops.errors import bad_request
from sample_organization.azure_devops.item import (
    html_fields,
    is_expanded,
    is_readable,
    item_links,
    item_url,
    links_of,
    readable_revision,
    relation,
    resource_relation,
    shown_fields,
)
from sample_organization.azure_devops.wiql import parse_query
from sample_organization.model.history import HIERARCHY
from sample_organization.model.organization import (
    Fields,
    LinkChange,
    Project,
    Revision,
    format_timestamp,
)

items = Blueprint("items", __name__)

MAX_BATCH_IDS = 200


@items.post("/_apis/wit/wiql")
@items.post("/<project>/_apis/wit/wiql")
def query(project: Project | None = None) -> Response:
    """Run a flat query."""
    text = str((request.get_json(silent=True) or {}).get("query", ""))
    name = project.name if project else None
    parsed = parse_query(text, name, organization().present)
    histories = organization().items.values()
    current = [revision for history in histories if (revision := _as_of(history, parsed.as_of))]
    found = [
        revision
        for revision in current
        if is_readable(revision)
        and name in (None, revision.fields["System.TeamProject"])
        and parsed.test(revision)
    ]
    found.sort(key=parsed.sort_key, reverse=parsed.is_descending)
    return json_response(_query_result(_limited([revision.id for revision in found])))


def _as_of(history: list[Revision], timestamp: str | None) -> Revision | None:
    """Return the revision that described an item at a time; the newest one if there is no time."""
    if timestamp is None:
        return history[-1]
    earlier = (one for one in history if str(one.fields["System.ChangedDate"]) <= timestamp)
    return max(earlier, key=lambda one: one.rev, default=None)


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
    omits = request.args.get("errorPolicy", "fail").lower() == "omit"
    return _read(ids, _requested_fields(), request.args.get("$expand", "none"), omits)


@items.get("/_apis/wit/workitems/<int:item_id>")
@items.get("/<project>/_apis/wit/workitems/<int:item_id>")
def read_item(item_id: int, project: Project | None = None) -> Response:
    """Read one item."""
    expand = request.args.get("$expand", "none")
    revision = readable_revision(item_id)
    shown = _item(revision, _requested_fields(), expand)
    formats = dict.fromkeys(html_fields() & shown["fields"].keys(), "html")
    return json_response(shown | {"multilineFieldsFormat": formats, "_links": item_links(revision)})


@items.get("/<project>/_apis/wit/recyclebin")
def list_recycle_bin(project: Project) -> Response:
    """List the deleted items of a project that are not destroyed, without paging."""
    deleted = [
        history[-1].id
        for history in organization().items.values()
        if history[-1].fields.get("System.IsDeleted")
        and history[-1].fields["System.TeamProject"] == project.name
    ]
    base = f"{organization().url}/_apis/wit/recycleBin"
    return list_response(
        [{"id": item_id, "url": f"{base}/{item_id}"} for item_id in _limited(deleted)]
    )


def _requested_fields() -> list[str]:
    return [name for name in request.args.get("fields", "").split(",") if name]


def _limited(ids: list[int]) -> list[int]:
    most = service().pages.query_results
    top = integer_parameter("$top", most)
    if len(ids) > most and top >= most:
        message = f"VS402337: The number of work items returned exceeds the size limit of {most}."
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
        "asOf": format_timestamp(organization().present),
        "columns": [column],
        "sortColumns": [{"field": column, "descending": False}],
        "workItems": [{"id": item_id, "url": f"{base}/workItems/{item_id}"} for item_id in ids],
    }


def _read(ids: list[int], fields: list[str], expand: str, omits: bool) -> Response:
    if len(ids) > MAX_BATCH_IDS:
        message = f"VS403474: You requested {len(ids)} work items which exceeds the limit of 200"
        raise bad_request("VssPropertyValidationException", message)
    if fields and expand.lower() != "none":
        message = "The expand parameter can not be used with the fields parameter."
        raise bad_request("VssPropertyValidationException", message)
    rows = []
    for item_id in ids:
        current = organization().current(item_id)
        if omits and (current is None or not is_readable(current)):
            continue
        rows.append(_item(readable_revision(item_id), fields, expand))
    return list_response(rows)


def _item(revision: Revision, names: list[str], expand: str) -> Json:
    links = links_of(revision.id)
    shown: Json = {
        "id": revision.id,
        "rev": revision.rev,
        "fields": shown_fields(_with_parent(revision, links), names, is_expanded(expand, "fields")),
        "url": item_url(revision.id),
    }
    relations = [
        *(relation(revision.id, link) for link in links),
        *(resource_relation(link) for link in organization().resource_links.get(revision.id, ())),
    ]
    if relations and is_expanded(expand, "relations"):
        shown["relations"] = relations
    if is_expanded(expand, "links"):
        shown["_links"] = item_links(revision)
    return shown


def _with_parent(revision: Revision, links: list[LinkChange]) -> Fields:
    """Replace the parent in the fields, which is that of the revision's time, by the linked one."""
    parents = [
        link.source_id for link in links if link.rel == HIERARCHY and link.target_id == revision.id
    ]
    fields = {name: value for name, value in revision.fields.items() if name != "System.Parent"}
    return {**fields, **({"System.Parent": parents[-1]} if parents else {})}
