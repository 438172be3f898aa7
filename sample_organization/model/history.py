"""Write the history of an organization: changes of items and links as the service records them.

Record changes in any order, then `commit`: they are applied in the order of their timestamps, so that
ids, revisions and watermarks increase with time. More changes may follow a commit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypedDict, Unpack

from sample_organization.model.automatic_fields import (
    Draft,
    area_fields,
    iteration_fields,
    project_name,
    revision_fields,
    state_fields,
)
from sample_organization.model.organization import (
    Fields,
    FieldValue,
    Identity,
    LinkChange,
    Node,
    Organization,
    ResourceLink,
    Revision,
    format_timestamp,
    guid,
)

HIERARCHY = "System.LinkTypes.Hierarchy"
DEPENDENCY = "System.LinkTypes.Dependency"
REMOTE_DEPENDENCY = "System.LinkTypes.Remote.Dependency"
RELATED = "System.LinkTypes.Related"
TESTED_BY = "Microsoft.VSTS.Common.TestedBy"
ARTIFACT_LINK = "ArtifactLink"
HYPERLINK = "Hyperlink"
LINK_COUNTS = {ARTIFACT_LINK: "System.ExternalLinkCount", HYPERLINK: "System.HyperLinkCount"}


class Artifact(NamedTuple):
    """A commit, pull request, build, web page or other resource that an item links to."""

    uri: str
    name: str = ""
    comment: str = ""
    created: datetime | None = None

    @property
    def rel(self) -> str:
        """Return the type of the link."""
        return HYPERLINK if self.uri.startswith("http") else ARTIFACT_LINK


class Details(TypedDict, total=False):
    """Values of a new item. None leaves a field empty; `fields` has values by reference name.

    `artifacts` are linked to it.
    """

    title: str
    state: str
    assigned_to: Identity | None
    iteration: Node
    effort: float | None
    priority: int | None
    tags: str | None
    description: str | None
    comment: str
    fields: Mapping[str, FieldValue | None]
    artifacts: Sequence[Artifact]


class Changes(Details, total=False):
    """Values that a revision changes: the details, the type and the area. `detached` are URIs."""

    type: str
    area: Node
    detached: Sequence[str]


_PLAIN = {
    "title": "System.Title",
    "type": "System.WorkItemType",
    "assigned_to": "System.AssignedTo",
    "priority": "Microsoft.VSTS.Common.Priority",
    "tags": "System.Tags",
    "description": "System.Description",
}


@dataclass(eq=False)
class Item:
    """A work item of a history. Its id and fields are known once its creation is committed."""

    id: int = 0
    rev: int = 0
    fields: Fields = field(default_factory=dict)
    parent: "Item | None" = None
    comments: int = 0


End = Item | int
"""An end of a link: an item, or the id of an item that this organization does not contain."""


class History:
    """Writes items and links to an organization."""

    def __init__(
        self, organization: Organization, first_id: int = 1, until: datetime | None = None
    ) -> None:
        """Write to `organization`. Ids start at `first_id`; changes after `until` are ignored."""
        self.organization = organization
        self._until = until
        self._next_id = first_id
        self._watermark = first_id
        self._position = first_id
        self._pending: list[tuple[datetime, Callable[[], None]]] = []

    def create(
        self,
        at: datetime,
        by: Identity,
        type_name: str,
        area: Node,
        item_id: int = 0,
        **details: Unpack[Details],
    ) -> Item:
        """Create an item in the first state of its type, unless `state` names another.

        Without `item_id`, it gets the next id when its creation is committed.
        """
        item = Item(item_id)
        changes: Changes = {"type": type_name, "area": area, "detached": (), **details}
        self._record(at, lambda: self._create(item, at, by, changes))
        return item

    def change(self, item: Item, at: datetime, by: Identity, **changes: Unpack[Changes]) -> None:
        """Add a revision. An `area` of another project moves the item there."""
        self._record(at, lambda: self._write(item, at, by, changes))

    def delete(self, item: Item, at: datetime, by: Identity) -> None:
        """Move the item to the recycle bin."""
        self.change(item, at, by, fields={"System.IsDeleted": True})

    def restore(self, item: Item, at: datetime, by: Identity) -> None:
        """Restore the item from the recycle bin."""
        self.change(item, at, by, fields={"System.IsDeleted": False})

    def link(
        self, source: End, target: End, at: datetime, by: Identity, rel: str = DEPENDENCY
    ) -> None:
        """Link two items. The source is the forward end: the parent, the predecessor."""
        self._record(at, lambda: self._link("create", rel, source, target, at, by))

    def unlink(
        self, source: End, target: End, at: datetime, by: Identity, rel: str = DEPENDENCY
    ) -> None:
        """Remove a link between two items."""
        self._record(at, lambda: self._link("remove", rel, source, target, at, by))

    def adopt(self, parent: Item, child: Item, at: datetime, by: Identity) -> None:
        """Make `parent` the child's only parent; a link to an earlier parent is removed first."""

        def apply() -> None:
            if child.parent is not None:
                self._link("remove", HIERARCHY, child.parent, child, at, by)
            self._link("create", HIERARCHY, parent, child, at, by)

        self._record(at, apply)

    def commit(self) -> Organization:
        """Apply the changes recorded since the last commit, in the order of their timestamps."""
        for _, apply in sorted(self._pending, key=lambda event: event[0]):
            apply()
        self._pending.clear()
        return self.organization

    def _record(self, at: datetime, apply: Callable[[], None]) -> None:
        if self._until is None or at <= self._until:
            self._pending.append((at, apply))

    def _create(self, item: Item, at: datetime, by: Identity, changes: Changes) -> None:
        project = self.organization.project(project_name(changes["area"].path))
        first_state = project.process.type_named(changes["type"]).states[0].name
        item.id = item.id or self._next_id
        self._next_id = max(self._next_id, item.id) + 1
        item.fields = {
            "System.Id": item.id,
            "System.CreatedDate": format_timestamp(at),
            "System.CreatedBy": by,
        }
        defaults: Changes = {"state": first_state, "iteration": project.iterations}
        self._write(item, at, by, {**defaults, **changes})

    def _write(self, item: Item, at: datetime, by: Identity, changes: Changes) -> None:
        item.rev += 1
        draft: Draft = {
            **item.fields,
            **revision_fields(item.rev, at, by),
            "System.Watermark": self._watermark,
        }
        draft.pop("System.History", None)
        self._apply(draft, item, changes, at, by)
        item.fields = {name: value for name, value in draft.items() if value is not None}
        self.organization.append(Revision(item.id, item.rev, self._watermark, dict(item.fields)))
        self._watermark += 1

    def _apply(
        self, draft: Draft, item: Item, changes: Changes, at: datetime, by: Identity
    ) -> None:
        draft |= {name: changes[key] for key, name in _PLAIN.items() if key in changes}  # type: ignore[literal-required]
        if "area" in changes:
            draft |= area_fields(changes["area"])
        if "iteration" in changes:
            draft |= iteration_fields(changes["iteration"])
        process = self.organization.project(str(draft["System.TeamProject"])).process
        if "effort" in changes:
            draft[process.type_fields["Effort"]] = changes["effort"]
        draft |= changes.get("fields", {})
        if "state" in changes:
            draft |= state_fields(draft, changes["state"], process, at, by)
        if changes.get("artifacts") or changes.get("detached"):
            self._link_artifacts(draft, item, changes, at)
        if "comment" in changes:
            item.comments += 1
            draft["System.History"] = changes["comment"]
        draft["System.CommentCount"] = item.comments
        draft["System.Parent"] = item.parent.id if item.parent else None

    def _link_artifacts(self, draft: Draft, item: Item, changes: Changes, at: datetime) -> None:
        """Add and remove links to artifacts, and count those that there are."""
        detached = changes.get("detached", ())
        links = self.organization.resource_links.setdefault(item.id, [])
        links[:] = [link for link in links if link.uri not in detached]
        links += [
            ResourceLink(
                len(links) + number,
                artifact.rel,
                artifact.uri,
                format_timestamp(at),
                artifact.name,
                artifact.comment,
                format_timestamp(artifact.created) if artifact.created else None,
            )
            for number, artifact in enumerate(changes.get("artifacts", ()), start=1)
        ]
        for rel, field_name in LINK_COUNTS.items():
            count = sum(link.rel == rel for link in links)
            if count or field_name in draft:
                draft[field_name] = count

    def _link(
        self, operation: str, rel: str, source: End, target: End, at: datetime, by: Identity
    ) -> None:
        if rel == HIERARCHY and isinstance(target, Item) and isinstance(source, Item):
            target.parent = source if operation == "create" else None
        is_remote = rel.startswith("System.LinkTypes.Remote.")
        self.organization.link_changes.append(
            LinkChange(
                position=self._position,
                rel=rel,
                source_id=_end_id(source),
                target_id=_end_id(target),
                changed_date=format_timestamp(at),
                changed_by=by,
                operation=operation,
                source_project_id=self._project_id(source),
                target_project_id=self._project_id(target),
                remote=_REMOTE if is_remote else {},
            )
        )
        self._position += 1

    def _project_id(self, end: End) -> str:
        if isinstance(end, int):
            return _UNREADABLE_PROJECT
        return self.organization.project(str(end.fields["System.TeamProject"])).id


_UNREADABLE_PROJECT = guid("a project that nobody here may read")
_REMOTE = {
    "remoteHostId": guid("a partner's organization"),
    "remoteHostName": "https://dev.azure.com/partner-railways",
    "remoteProjectId": guid("a partner's project"),
    "remoteStatus": "success",
}


def _end_id(end: End) -> int:
    return end if isinstance(end, int) else end.id
