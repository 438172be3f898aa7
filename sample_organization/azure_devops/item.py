"""The API's format of a work item: its current or an earlier revision, and its links."""

import re
from urllib.parse import quote

from sample_organization.azure_devops.context import Json, organization
from sample_organization.azure_devops.errors import work_item_not_found
from sample_organization.model.history import DEPENDENCY, HIERARCHY, RELATED, REMOTE_DEPENDENCY
from sample_organization.model.organization import (
    STILL_CURRENT,
    Fields,
    LinkChange,
    ResourceLink,
    Revision,
)

# Returned if the request expands fields, or names them.
_TECHNICAL = re.compile(
    r"System\.(Id|Rev|Watermark|PersonId|NodeName|(Authorized|Revised)Date|AuthorizedAs"
    r"|(Area|Iteration)(Id|Level\d))"
)
_LINK_NAMES = {
    HIERARCHY: ("Child", "Parent"),
    DEPENDENCY: ("Successor", "Predecessor"),
    REMOTE_DEPENDENCY: ("Produces For", "Consumes From"),
    RELATED: ("Related", "Related"),
}


def is_readable(revision: Revision) -> bool:
    """Return whether an item, by its newest revision, is outside the recycle bin."""
    return revision.fields.get("System.IsDeleted") is not True


def readable_revision(item_id: int) -> Revision:
    """Return the newest revision of an item. Raises ApiError if the item is not readable."""
    revision = organization().current(item_id)
    if revision is None or not is_readable(revision):
        raise work_item_not_found(item_id)
    return revision


def is_expanded(expand: str, kind: str) -> bool:
    """Return whether `$expand` includes `kind`."""
    return expand.lower() in {kind, "all"}


def shown_fields(fields: Fields, names: list[str], all_of_them: bool) -> Fields:
    """Return the named fields; without names, all fields or those that are not technical."""
    wanted = {name.lower() for name in names}
    return {
        name: value
        for name, value in fields.items()
        if name.lower() in wanted
        or (not wanted and (all_of_them or not _TECHNICAL.fullmatch(name)))
    }


def html_fields() -> frozenset[str]:
    """Return the reference names of HTML fields."""
    return frozenset(
        field.reference_name for field in organization().fields if field.type == "html"
    )


def item_url(item_id: int) -> str:
    """Return an item's URL; the URL of a destroyed item has no project."""
    revision = organization().current(item_id)
    if revision is None:
        return f"{organization().url}/_apis/wit/workItems/{item_id}"
    return f"{_project_url(revision)}/_apis/wit/workItems/{item_id}"


def item_links(revision: Revision) -> Json:
    """Return the URLs of an item and of its related resources."""
    project, item = _project_url(revision), item_url(revision.id)
    type_name = quote(str(revision.fields["System.WorkItemType"]))
    return {
        "self": {"href": item},
        "workItemUpdates": {"href": f"{item}/updates"},
        "workItemRevisions": {"href": f"{item}/revisions"},
        "workItemComments": {"href": f"{item}/comments"},
        "html": {"href": f"{project}/_workitems/edit/{revision.id}"},
        "workItemType": {"href": f"{project}/_apis/wit/workItemTypes/{type_name}"},
        "fields": {"href": f"{project}/_apis/wit/fields"},
    }


def relation_type(rel: str, is_forward: bool = True) -> str:
    """Return the name of a link type at one of its ends; both ends of `Related` have the same name."""
    if rel.endswith(".Related"):
        return rel
    return f"{rel}-{'Forward' if is_forward else 'Reverse'}"


def relation(item_id: int, link: LinkChange) -> Json:
    """Return a link in the format of one of its ends."""
    is_source = link.source_id == item_id
    other = link.target_id if is_source else link.source_id
    forward_name, reverse_name = _LINK_NAMES.get(link.rel, (link.rel, link.rel))
    comment = {"comment": link.comment} if link.comment else {}
    return {
        "rel": relation_type(link.rel, is_source),
        "url": _remote_url(link, other) if link.remote else item_url(other),
        "attributes": {
            "isLocked": False,
            "name": forward_name if is_source else reverse_name,
            **comment,
        },
    }


def resource_relation(link: ResourceLink) -> Json:
    """Return a link to an artifact or a web page."""
    created = link.resource_created_date
    attributes = {
        "authorizedDate": link.added_date,
        "id": link.id,
        "resourceCreatedDate": created,
        "resourceModifiedDate": created,
        "revisedDate": STILL_CURRENT,
        "name": link.name,
        "comment": link.comment,
    }
    shown = {name: value for name, value in attributes.items() if value}
    return {"rel": link.rel, "url": link.uri, "attributes": shown}


def link_changes_of(item_id: int) -> list[LinkChange]:
    """Return the changes of an item's links, in order."""
    here = {
        project.id for project in organization().projects
    }  # ids of other organizations may be the same
    return [
        change
        for change in organization().link_changes
        if (change.source_id == item_id and change.source_project_id in here)
        or (change.target_id == item_id and change.target_project_id in here)
    ]


def links_of(item_id: int) -> list[LinkChange]:
    """Return the current links of an item."""
    latest = {
        (change.rel, change.source_id, change.target_id): change
        for change in link_changes_of(item_id)
    }
    return [change for change in latest.values() if change.is_active]


def _project_url(revision: Revision) -> str:
    name = str(revision.fields["System.TeamProject"])
    ids = {project.name: project.id for project in organization().projects}
    return f"{organization().url}/{ids.get(name, quote(name))}"


def _remote_url(link: LinkChange, item_id: int) -> str:
    host, project = link.remote["remoteHostName"], link.remote["remoteProjectId"]
    return f"{host}/{project}/_apis/wit/workItems/{item_id}"
