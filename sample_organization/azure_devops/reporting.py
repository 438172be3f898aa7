"""The two change feeds (`_apis/wit/reporting`, scope vso.work): revisions and link changes.

Like the service, both split rows into pages before they filter them: a page may be short or
empty although more follow, and its token advances regardless.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, request

from sample_organization.azure_devops.context import (
    Json,
    boolean,
    identity_text,
    integer_parameter,
    json_response,
    organization,
    requested_url,
    service,
    short_reference,
)
from sample_organization.azure_devops.errors import bad_request
from sample_organization.azure_devops.item import relation_type
from sample_organization.model.organization import Fields, LinkChange, Project, Revision, guid

reporting = Blueprint("reporting", __name__)


@dataclass(frozen=True)
class RevisionOptions:
    """The options of a request to the revisions feed, from the query or the body."""

    fields: frozenset[str]
    types: frozenset[str]
    include_identity_ref: bool
    include_deleted: bool
    include_tag_ref: bool
    include_latest_only: bool
    expand_fields: bool

    @classmethod
    def read(cls) -> "RevisionOptions":
        """Return the options of the request. Raises ApiError if two exclude each other."""
        body = request.get_json(silent=True) if request.method == "POST" else None
        asked: Json = body if isinstance(body, dict) else request.args.to_dict()
        expand = request.args.get("$expand", "none").lower() == "fields"
        fields = _names(asked.get("fields"))
        if expand and fields:
            message = "The expand parameter can not be used with the fields parameter."
            raise bad_request("VssPropertyValidationException", message)
        return cls(
            fields=fields,
            types=_names(asked.get("types")),
            include_identity_ref=boolean(asked.get("includeIdentityRef")),
            include_deleted=boolean(asked.get("includeDeleted")),
            include_tag_ref=boolean(asked.get("includeTagRef")),
            include_latest_only=boolean(asked.get("includeLatestOnly")),
            expand_fields=expand,
        )

    def admits(self, revision: Revision) -> bool:
        """Return whether a revision matches the options."""
        current = organization().items[revision.id][-1]
        return (
            (self.include_deleted or current.fields.get("System.IsDeleted") is not True)
            and (not self.include_latest_only or revision is current)
            and (
                not self.types or str(revision.fields["System.WorkItemType"]).lower() in self.types
            )
        )


@reporting.route("/_apis/wit/reporting/workitemrevisions", methods=["GET", "POST"])
@reporting.route("/<project>/_apis/wit/reporting/workitemrevisions", methods=["GET", "POST"])
def list_revisions(project: Project | None = None) -> Response:
    """List a page of revisions in the order of their watermarks."""
    options = RevisionOptions.read()
    revisions = organization().revisions
    start, token = _start(revisions, lambda row: row.watermark, "System.ChangedDate")
    size = min(
        integer_parameter("$maxPageSize", service().pages.revisions), service().pages.max_revisions
    )
    page = revisions[start : start + size]
    if page:
        token = f"{page[-1].watermark};{page[-1].id};{page[-1].rev}"
    values = [
        _revision(revision, options)
        for revision in page
        if options.admits(revision)
        and (project is None or revision.fields["System.TeamProject"] == project.name)
    ]
    format_identity = short_reference if options.include_identity_ref else identity_text
    is_last = start + size >= len(revisions)
    batch = _batch("workItemRevisions", project, values, token, is_last)
    return json_response(batch, format_identity=format_identity)


@reporting.get("/_apis/wit/reporting/workitemlinks")
@reporting.get("/<project>/_apis/wit/reporting/workitemlinks")
def list_link_changes(project: Project | None = None) -> Response:
    """List a page of link changes in the order in which they happened."""
    changes = organization().link_changes
    start, token = _start(changes, lambda row: row.position, "")
    size = service().pages.link_changes
    page = changes[start : start + size]
    link_types = _names(request.args.get("linkTypes"))
    values = [
        _link(change)
        for change in page
        if (not link_types or change.rel.lower() in link_types)
        and (project is None or project.id in {change.source_project_id, change.target_project_id})
    ]
    token = str(page[-1].position) if page else token
    is_last = start + size >= len(changes)
    return json_response(
        _batch("workItemLinks", project, values, token, is_last), format_identity=short_reference
    )


def _names(value: str | list[str] | None) -> frozenset[str]:
    parts = value.split(",") if isinstance(value, str) else value or []
    return frozenset(str(part).strip().lower() for part in parts if str(part).strip())


def _start(rows: list[Any], position: Callable[[Any], int], date_field: str) -> tuple[int, str]:
    """Return the index of the page's first row, and the token to return if the page is empty."""
    token = request.args.get("continuationToken", "")
    since = request.args.get("startDateTime", "")
    if token and since:
        message = "continuationToken and startDateTime must not be combined."
        raise bad_request("VssPropertyValidationException", message)
    if since:
        return _first_since(rows, _timestamp(since)), token
    first = token.partition(";")[0] or "0"
    if not first.isdecimal():
        message = f"The continuation token '{token}' is not valid."
        raise bad_request("InvalidContinuationTokenException", message)
    return bisect_right(rows, int(first), key=position), token or "0"


def _first_since(rows: list[Any], since: datetime) -> int:
    for index, row in enumerate(rows):
        changed = (
            row.changed_date if isinstance(row, LinkChange) else row.fields["System.ChangedDate"]
        )
        if datetime.fromisoformat(changed) >= since:
            return index
    return len(rows)


def _timestamp(text: str) -> datetime:
    try:
        if not text.endswith("Z"):
            raise ValueError(text)
        return datetime.fromisoformat(text)
    except ValueError:
        message = f"The value '{text}' is not valid for Nullable`1."
        raise bad_request("VssPropertyValidationException", message) from None


def _batch(
    feed: str, project: Project | None, values: list[Json], token: str, is_last: bool
) -> Json:
    base = f"{requested_url()}/{quote(project.name)}" if project else requested_url()
    query = {**request.args.to_dict(), "continuationToken": token}
    query.pop("startDateTime", None)
    return {
        "values": values,
        "nextLink": f"{base}/_apis/wit/reporting/{feed}?{urlencode(query, safe=';$')}",
        "continuationToken": token,
        "isLastBatch": is_last,
    }


def _revision(revision: Revision, options: RevisionOptions) -> Json:
    fields = revision.fields
    if options.fields:
        fields = {name: value for name, value in fields.items() if name.lower() in options.fields}
    elif not options.expand_fields:
        hidden = _long_text_fields()
        fields = {name: value for name, value in fields.items() if name not in hidden}
    shown: Json = {"id": revision.id, "rev": revision.rev, "fields": fields}
    if options.include_tag_ref and "System.Tags" in fields:
        shown["fields"] = {**fields, "System.Tags": _tags(fields)}
    return shown


def _long_text_fields() -> frozenset[str]:
    return frozenset(field.reference_name for field in organization().fields if field.is_long_text)


def _tags(fields: Fields) -> list[Json]:
    return [
        {"id": guid("tag", name), "name": name} for name in str(fields["System.Tags"]).split("; ")
    ]


def _link(change: LinkChange) -> Json:
    attributes: Json = {
        "linkType": relation_type(change.rel),
        "sourceId": change.source_id,
        "targetId": change.target_id,
        "isActive": change.is_active,
        "changedDate": change.changed_date,
        "changedBy": change.changed_by,
        "comment": change.comment,
        "changedOperation": change.operation,
        "sourceProjectId": change.source_project_id,
        "targetProjectId": change.target_project_id,
        **change.remote,
    }
    return {"rel": change.rel, "attributes": attributes}
