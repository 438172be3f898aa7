"""An Azure DevOps organization as plain data, with look-ups and appending.

Paths are those of work item fields (`Project\\Area\\Sub-area`); names are case-insensitive.
Timestamps are strings in the API's format, ISO 8601 in UTC.
"""

import base64
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeVar

STILL_CURRENT = "9999-01-01T00:00:00Z"
NEVER = "0001-01-01T00:00:00Z"


def guid(*parts: str) -> str:
    """Return a GUID that depends on `parts` only."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(parts)))


def descriptor(prefix: str, *parts: str) -> str:
    """Return a subject descriptor. Prefixes: `aad` directory user, `aadgp` group, `svc` service."""
    encoded = base64.urlsafe_b64encode(guid("descriptor", *parts).encode()).decode()
    return f"{prefix}.{encoded.rstrip('=')}"


def directory_id(identity: "Identity") -> str:
    """Return the id of the same person or group in the company's directory."""
    return guid("directory object", identity.id)


def format_timestamp(timestamp: datetime, extra_digit: int = 0) -> str:
    """Return a timestamp in the API's format: no trailing zeros, `extra_digit` as the 7th."""
    fraction = f"{timestamp.microsecond:06d}{extra_digit}".rstrip("0")
    text = timestamp.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{fraction}Z" if fraction else f"{text}Z"


@dataclass(frozen=True)
class Identity:
    """A person, group or service that work items and memberships refer to. `id` is the storage key."""

    id: str
    display_name: str
    unique_name: str
    descriptor: str
    is_container: bool = False
    is_deleted_in_origin: bool = False


_Named = TypeVar("_Named", "WorkItemType", "Team", "Project")

FieldValue = str | int | float | bool | Identity
Fields = dict[str, FieldValue]


@dataclass(frozen=True)
class FieldDefinition:
    """A field of the organization; `type` is the API's, such as `string`, `double` or `html`."""

    reference_name: str
    name: str
    type: str = "string"
    is_identity: bool = False
    is_picklist: bool = False

    @property
    def is_long_text(self) -> bool:
        """Return whether the reporting feed omits the field unless it is requested."""
        # Tags are plain text to the service, but the feed includes them.
        return self.type in {"html", "plainText", "history"} and self.name != "Tags"


@dataclass(frozen=True)
class State:
    """A state of a type with its category, such as `InProgress`."""

    name: str
    category: str


@dataclass(frozen=True)
class WorkItemType:
    """A work item type: its states in workflow order and the reference names of its own fields."""

    name: str
    reference_name: str
    states: tuple[State, ...]
    field_names: tuple[str, ...] = ()
    is_disabled: bool = False

    def category_of(self, state: str) -> str | None:
        """Return the category of a state; None for a state that the type does not have."""
        return next((known.category for known in self.states if known.name == state), None)


@dataclass(frozen=True)
class Backlog:
    """A backlog level. `kind` is `portfolio`, `requirement` or `task`; a greater rank is higher."""

    id: str
    name: str
    kind: str
    rank: int
    type_names: tuple[str, ...]


@dataclass(frozen=True)
class Process:
    """A process: work item types, categories and backlogs."""

    id: str
    name: str
    types: tuple[WorkItemType, ...]
    categories: dict[str, tuple[str, ...]]
    backlogs: tuple[Backlog, ...]
    type_fields: dict[str, str]

    def type_named(self, name: str) -> WorkItemType:
        """Find a type by name. Raises KeyError."""
        return _named(self.types, name)


@dataclass(eq=False)
class Node:
    """An area or iteration. `kind` is `area` or `iteration`; dates are those of an iteration."""

    id: int
    kind: str
    path: str
    start: date | None = None
    finish: date | None = None
    children: "list[Node]" = field(default_factory=list)

    @property
    def identifier(self) -> str:
        """Return the node's GUID."""
        return guid("node", self.kind, str(self.id))

    @property
    def name(self) -> str:
        """Return the last segment of the path."""
        return self.path.rpartition("\\")[2]

    def walk(self) -> "Iterator[Node]":
        """Yield the node and everything below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class TeamMember:
    """A direct member of a team."""

    identity: Identity
    is_team_admin: bool = False


@dataclass(eq=False)
class Team:
    """A team with its settings.

    `area_values` are pairs of a value of `team_field`, normally an area path, and "includes children".
    `days_off` are the first and last days of each range, by the GUID of the iteration.
    """

    id: str
    name: str
    description: str = ""
    area_values: list[tuple[str, bool]] = field(default_factory=list)
    team_field: str = "System.AreaPath"
    iterations: list[Node] = field(default_factory=list)
    bugs_behavior: str = "asRequirements"
    working_days: tuple[str, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday")
    members: list[TeamMember] = field(default_factory=list)
    days_off: dict[str, list[tuple[date, date]]] = field(default_factory=dict)


@dataclass(frozen=True)
class SavedQuery:
    """A saved query or folder; `query_type` is `flat`, `tree` or `oneHop`. Without an id it gets one."""

    path: str
    wiql: str = ""
    query_type: str = "flat"
    is_folder: bool = False
    id: str = ""


@dataclass(eq=False)
class Project:
    """A project with its two trees of nodes and its teams, the default team first."""

    id: str
    name: str
    process: Process
    areas: Node
    iterations: Node
    description: str = ""
    teams: list[Team] = field(default_factory=list)
    queries: list[SavedQuery] = field(default_factory=list)

    def team(self, key: str) -> Team:
        """Find a team by name or id. Raises KeyError."""
        return _named(self.teams, key)


@dataclass(frozen=True)
class Revision:
    """A full snapshot of a work item. Empty fields are absent."""

    id: int
    rev: int
    watermark: int
    fields: Fields


@dataclass(frozen=True)
class LinkChange:
    """A work item link that was added or removed. `source_id` is the forward end: parent, predecessor."""

    position: int
    rel: str
    source_id: int
    target_id: int
    changed_date: str
    changed_by: Identity
    operation: str
    source_project_id: str
    target_project_id: str
    comment: str = ""
    remote: dict[str, str] = field(default_factory=dict)

    @property
    def is_active(self) -> bool:
        """Return whether the link exists after this change."""
        return self.operation == "create"


@dataclass(frozen=True)
class ResourceLink:
    """A link of a work item to a commit, a pull request, a build, a web page or another resource.

    `rel` is `ArtifactLink` or `Hyperlink`; `id` is unique among the links of an item.
    """

    id: int
    rel: str
    uri: str
    added_date: str
    name: str = ""
    comment: str = ""
    resource_created_date: str | None = None


@dataclass(frozen=True)
class ProjectAccess:
    """The highest group that a user has in a project, such as `projectContributor`."""

    project: Project
    group_type: str = "projectContributor"


@dataclass(frozen=True)
class GroupEntitlement:
    """A directory group with a license rule; a rule that fails is `incompatible` or `unableToApply`."""

    identity: Identity
    origin_id: str
    license: str = "express"
    access: tuple[ProjectAccess, ...] = ()
    status: str = "applied"


@dataclass(frozen=True)
class UserEntitlement:
    """A user's license and project access. `meta_type` is None for a pending invitation."""

    identity: Identity
    origin_id: str
    license: str = "express"
    licensing_source: str = "account"
    status: str = "active"
    meta_type: str | None = "member"
    subject_kind: str = "user"
    created: str = "2024-01-15T09:00:00Z"
    last_accessed: str = NEVER
    access: tuple[ProjectAccess, ...] = ()
    assignment_source: str = "unknown"
    mail_address: str = ""
    directory_alias: str = ""
    github_license: str = "none"
    msdn_license: str = "none"
    group_rules: tuple[GroupEntitlement, ...] = ()


@dataclass(eq=False)
class Organization:
    """All data that the server returns. `present` is its current time."""

    name: str
    present: datetime
    fields: tuple[FieldDefinition, ...]
    projects: list[Project] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    link_changes: list[LinkChange] = field(default_factory=list)
    resource_links: dict[int, list[ResourceLink]] = field(default_factory=dict)
    user_entitlements: list[UserEntitlement] = field(default_factory=list)
    group_entitlements: list[GroupEntitlement] = field(default_factory=list)
    identities: list[Identity] = field(default_factory=list)
    group_members: dict[Identity, list[Identity]] = field(default_factory=dict)
    items: dict[int, list[Revision]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Return the public URL, independent of the server's port."""
        return f"https://dev.azure.com/{self.name}"

    def project(self, key: str) -> Project:
        """Find a project by name or id. Raises KeyError."""
        return _named(self.projects, key)

    def append(self, revision: Revision) -> None:
        """Add a revision and set the end date of the one before it."""
        history = self.items.setdefault(revision.id, [])
        if history:
            changed = revision.fields["System.ChangedDate"]
            history[-1].fields["System.RevisedDate"] = changed
        history.append(revision)
        self.revisions.append(revision)

    def destroy(self, item_id: int) -> None:
        """Remove an item permanently. Link changes that refer to it remain. Raises KeyError."""
        del self.items[item_id]
        self.revisions = [revision for revision in self.revisions if revision.id != item_id]

    def current(self, item_id: int) -> Revision | None:
        """Return the newest revision of an item; None if it does not exist."""
        history = self.items.get(item_id)
        return history[-1] if history else None


def _named(things: Iterable[_Named], key: str) -> _Named:
    wanted = key.lower()
    for thing in things:
        if wanted in (thing.name.lower(), getattr(thing, "id", "").lower()):
            return thing
    raise KeyError(key)
