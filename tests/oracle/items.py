"""Work items, from their revisions up to `as_of`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from sample_organization.model.organization import Fields, FieldValue, Identity, Node, Project
from tests.oracle.run_parameters import OPEN, Cutoff

MOST_EFFORT = 1_000_000_000
STARTED = frozenset({"InProgress", "Resolved"})
IMPORTED_WITHIN, IMPORTED_AFTER = timedelta(minutes=60), timedelta(days=365)
GONE = frozenset({"Completed", "Removed"})
BOOKKEEPING = frozenset(
    {
        "Microsoft.VSTS.Common.StackRank",
        "Microsoft.VSTS.Common.BacklogPriority",
        "System.BoardColumn",
        "System.BoardColumnDone",
        "System.BoardLane",
        "System.ExtensionMarker",
        "System.Rev",
        "System.ChangedDate",
        "System.ChangedBy",
        "System.RevisedDate",
        "System.AuthorizedDate",
        "System.AuthorizedAs",
        "System.PersonId",
        "System.Watermark",
        "System.Parent",
        "System.RelatedLinkCount",
        "System.RemoteLinkCount",
        "System.ExternalLinkCount",
        "System.HyperLinkCount",
    }
)
COMMENTS = frozenset({"System.CommentCount", "System.History"})


@dataclass(eq=False)
class Snapshot:
    """A revision with its project, area and iteration as last loaded."""

    rev: int
    changed_at: datetime
    fields: Fields
    project: Project | None
    area_path: str
    iteration: Node | None
    iteration_path: str
    category: str
    is_bulk_edit: bool = False

    @property
    def title(self) -> str | None:
        return self.text("System.Title")

    @property
    def type(self) -> str:
        return str(self.fields["System.WorkItemType"])

    @property
    def state(self) -> str | None:
        return self.text("System.State")

    @property
    def is_deleted(self) -> bool:
        return self.fields.get("System.IsDeleted") is True

    @property
    def assignee(self) -> Identity | None:
        person = self.fields.get("System.AssignedTo")
        return person if isinstance(person, Identity) else None

    @property
    def author(self) -> object:
        """Who made the revision: the id of an identity, else the text as it stands."""
        person = self.fields.get("System.ChangedBy")
        return person.id if isinstance(person, Identity) else person

    @property
    def is_open(self) -> bool:
        return self.category in OPEN and not self.is_deleted

    def text(self, field: str) -> str | None:
        """A text field; absent and empty are none."""
        value = self.fields.get(field)
        return str(value) if value not in (None, "") else None

    def number(self, field: str) -> float | None:
        """Return a numeric field, or none if it is absent or not a number."""
        value = self.fields.get(field)
        try:
            return None if isinstance(value, bool | Identity | None) else float(value)
        except ValueError:
            return None

    def effort(self, field: str) -> float | None:
        """Return a numeric field, unless it is beyond what anybody can have estimated."""
        number = self.number(field)
        return number if number is not None and abs(number) <= MOST_EFFORT else None

    def timestamp(self, field: str) -> datetime | None:
        """Return a timestamp field, or none if it is absent or not valid."""
        value = self.fields.get(field)
        try:
            return instant_of(value) if isinstance(value, str) else None
        except ValueError:
            return None


@dataclass(eq=False)
class Item:
    """A work item: its snapshots up to `as_of`, by `rev`."""

    id: int
    snapshots: list[Snapshot]

    @property
    def current(self) -> Snapshot:
        """The revision in force at `as_of`."""
        return self.snapshots[-1]

    def before(self, cutoff: Cutoff) -> Snapshot | None:
        """Return the revision in force at a cutoff, or none if the item did not exist."""
        there = [snapshot for snapshot in self.snapshots if cutoff.includes(snapshot.changed_at)]
        return there[-1] if there else None

    @property
    def created_at(self) -> datetime:
        return self.current.timestamp("System.CreatedDate") or self.snapshots[0].changed_at

    @property
    def is_imported(self) -> bool:
        """Whether all revisions lie within an hour of one day (UTC), a year or more after its creation."""
        moments = [snapshot.changed_at.astimezone(UTC) for snapshot in self.snapshots]
        first, last = min(moments), max(moments)
        return (
            first.date() == last.date()
            and last - first <= IMPORTED_WITHIN
            and first - self.created_at >= IMPORTED_AFTER
        )

    @property
    def started_at(self) -> datetime | None:
        """When it first was in progress or resolved."""
        return next(
            (snapshot.changed_at for snapshot in self.snapshots if snapshot.category in STARTED),
            None,
        )

    @property
    def state_since_at(self) -> datetime:
        """Return when the current state began, without a change in between."""
        return self.run_start(lambda one: one.state == self.current.state)

    @property
    def completed_at(self) -> datetime:
        """Return when the current run of Completed revisions began."""
        return self.run_start(lambda one: one.category == "Completed")

    def run_start(self, belongs: Callable[[Snapshot], bool]) -> datetime:
        """Return when the current run of matching revisions began."""
        start = self.current
        for snapshot in reversed(self.snapshots):
            if not belongs(snapshot):
                break
            start = snapshot
        return start.changed_at

    @property
    def steps(self) -> list[tuple[Snapshot, Snapshot]]:
        """Each revision but the last with the next one, by `rev`."""
        return list(pairwise(self.snapshots))

    @property
    def reopened_count(self) -> int:
        """How often it left Completed, not counting moves, which reset the state."""
        return sum(
            earlier.category == "Completed"
            and later.category != "Completed"
            and not is_move(earlier, later)
            for earlier, later in self.steps
        )

    @property
    def last_meaningful_change_at(self) -> datetime:
        """When something else than rank, board position or bookkeeping last changed."""
        changes = [self.snapshots[0]]
        for earlier, later in self.steps:
            if is_meaningful(earlier, later):
                changes.append(later)
        return changes[-1].changed_at


def is_move(earlier: Snapshot, later: Snapshot) -> bool:
    """Return whether the later of two consecutive revisions moves the item to another project."""
    return earlier.project is not later.project


def is_meaningful(earlier: Snapshot, later: Snapshot) -> bool:
    """Return whether the later of two consecutive revisions is a meaningful change."""
    if later.is_bulk_edit:
        return False
    comments = [snapshot.fields.get("System.CommentCount", 0) for snapshot in (earlier, later)]
    return (
        bool(changed_content(earlier, later))
        or comments[1] > comments[0]
        or later.text("System.History") is not None
    )


def changed_content(earlier: Snapshot, later: Snapshot) -> set[str]:
    """Return the meaningful fields that differ, including deletion and excluding comments."""
    before, after = _content(earlier), _content(later)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _content(snapshot: Snapshot) -> dict[str, FieldValue]:
    content = {
        name: value.id if isinstance(value, Identity) else value
        for name, value in snapshot.fields.items()
        if name not in BOOKKEEPING | COMMENTS
        and not name.startswith("WEF_")
        and value not in (None, "")
    }
    return {**content, "System.IsDeleted": snapshot.is_deleted}


def instant_of(text: str) -> datetime:
    """A timestamp, truncated to microseconds. Raises ValueError."""
    return datetime.fromisoformat(text)
