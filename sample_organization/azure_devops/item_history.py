"""Revisions and updates of one work item (`_apis/wit/workitems`, scope vso.work).

A revision is the complete item, an update the changed fields. A link change adds an update, not a revision.
"""

from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime
from operator import itemgetter
from typing import TypeVar, cast

from flask import Blueprint, Response, request

from sample_organization.azure_devops.context import (
    Json,
    identity_reference,
    identity_text,
    integer_parameter,
    json_response,
    list_response,
    organization,
)
from sample_organization.azure_devops.errors import work_item_not_found
from sample_organization.azure_devops.item import (
    is_expanded,
    item_url,
    link_changes_of,
    readable_revision,
    relation,
    shown_fields,
)
from sample_organization.model.organization import Identity, LinkChange, Project, Revision

item_history = Blueprint("item_history", __name__)
MAX_ROWS = 200
View = Callable[..., Response]
_Row = TypeVar("_Row")


def _of_item(resource: str) -> Callable[[View], View]:
    """Register a view of an item's resource, with and without a project in the path."""

    def register(view: View) -> View:
        path = f"/_apis/wit/workitems/<int:item_id>/{resource}"
        item_history.add_url_rule(path, view_func=view)
        item_history.add_url_rule(f"/<project>{path}", view_func=view)
        return view

    return register


@_of_item("revisions")
def list_item_revisions(item_id: int, project: Project | None = None) -> Response:
    """List a page of an item's revisions, the oldest first."""
    return list_response([_revision(revision) for revision in _page(_revisions(item_id))])


@_of_item("revisions/<int:rev>")
def show_item_revision(item_id: int, rev: int, project: Project | None = None) -> Response:
    """Show one revision of an item."""
    return _single(_revision(_numbered(rev, _revisions(item_id), item_id)), "workItemRevisions")


@_of_item("updates")
def list_item_updates(item_id: int, project: Project | None = None) -> Response:
    """List a page of an item's updates, the oldest first."""
    return list_response(_page(_updates(item_id)))


@_of_item("updates/<int:update>")
def show_item_update(item_id: int, update: int, project: Project | None = None) -> Response:
    """Show one update of an item."""
    return _single(_numbered(update, _updates(item_id), item_id), "workItemUpdates")


def _page(rows: list[_Row]) -> list[_Row]:
    start = integer_parameter("$skip", 0)
    return rows[start : start + min(integer_parameter("$top", MAX_ROWS), MAX_ROWS)]


def _numbered(wanted: int, rows: list[_Row], item_id: int) -> _Row:
    if not 1 <= wanted <= len(rows):
        raise work_item_not_found(item_id)
    return rows[wanted - 1]


def _single(shown: Json, siblings: str) -> Response:
    """Return one row of a history with the URLs of its list and item."""
    url = str(shown["url"])
    rows_url = url.rpartition("/")[0]
    item = rows_url.rpartition("/")[0]
    links = {"self": {"href": url}, siblings: {"href": rows_url}, "parent": {"href": item}}
    return json_response(shown | {"_links": links})


def _revisions(item_id: int) -> list[Revision]:
    readable_revision(item_id)
    return organization().items[item_id]


def _revision(revision: Revision) -> Json:
    expand = request.args.get("$expand", "none")
    return {
        "id": revision.id,
        "rev": revision.rev,
        "fields": shown_fields(revision.fields, [], is_expanded(expand, "fields")),
        "url": f"{item_url(revision.id)}/revisions/{revision.rev}",
    }


def _updates(item_id: int) -> list[Json]:
    revisions = _revisions(item_id)
    dates = [
        datetime.fromisoformat(str(revision.fields["System.ChangedDate"])) for revision in revisions
    ]
    rows = [
        (date, _field_update(before, revision))
        for date, before, revision in zip(dates, [None, *revisions], revisions, strict=False)
    ]
    for change in link_changes_of(item_id):
        date = datetime.fromisoformat(change.changed_date)
        rows.append((date, _link_update(item_id, bisect_right(dates, date), change)))
    rows.sort(key=itemgetter(0))
    url = f"{item_url(item_id)}/updates"
    return [
        {"id": position, "workItemId": item_id, **row, "url": f"{url}/{position}"}
        for position, (_, row) in enumerate(rows, 1)
    ]


def _field_update(before: Revision | None, revision: Revision) -> Json:
    """Return the fields that a revision changed; its date is that of the next revision."""
    # A comment belongs to one revision only: the next one does not clear it.
    old = {**before.fields, "System.History": None} if before else {}
    changes = {}
    for name in old | revision.fields:
        values = {"oldValue": old.get(name), "newValue": revision.fields.get(name)}
        if values["oldValue"] != values["newValue"]:
            changes[name] = {key: value for key, value in values.items() if value is not None}
    return {
        "rev": revision.rev,
        "revisedBy": _reviser(cast(Identity, revision.fields["System.ChangedBy"])),
        "revisedDate": revision.fields["System.RevisedDate"],
        "fields": changes,
    }


def _link_update(item_id: int, rev: int, change: LinkChange) -> Json:
    """Return the update of a link change, with the revision that was current at that time."""
    return {
        "rev": rev,
        "revisedBy": _reviser(change.changed_by),
        "revisedDate": change.changed_date,
        "relations": {"added" if change.is_active else "removed": [relation(item_id, change)]},
    }


def _reviser(identity: Identity) -> Json:
    return {**identity_reference(identity), "name": identity_text(identity)}
