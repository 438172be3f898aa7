"""Expected rows of `portfolio_progress` and `portfolio_progress_history`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.oracle.items import STARTED, Item, Snapshot
from tests.oracle.ownership import Ownership, owner_columns
from tests.oracle.run_parameters import Cutoff
from tests.oracle.velocity import Row
from tests.oracle.world import HIERARCHY, World, instant_of

WEEKS, WEEK = 52, timedelta(days=7)
NOT_STARTED = frozenset({"Proposed", "Unknown"})


@dataclass
class Portfolio:
    """The hierarchy and the items at a cutoff."""

    world: World
    ownership: Ownership
    cutoff: Cutoff
    _counted: dict[int, dict[int, Snapshot]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.snapshots = {
            item.id: snapshot
            for item in self.world.items.values()
            if (snapshot := item.before(self.cutoff))
        }
        is_active = {}
        for change in sorted(self.world.organization.link_changes, key=lambda one: one.position):
            if change.rel == HIERARCHY and self.cutoff.includes(instant_of(change.changed_date)):
                is_active[change.source_id, change.target_id] = change.is_active
        self.children: dict[int, list[int]] = {}
        for (parent, child), holds in is_active.items():
            if holds:
                self.children.setdefault(parent, []).append(child)

    @property
    def items(self) -> list[int]:
        """The items of portfolio level that are neither deleted nor Removed."""
        return [item_id for item_id in self.snapshots if self._is_there(item_id, "portfolio")]

    def counted(self, item_id: int) -> dict[int, Snapshot]:
        """Return the requirements below an item, each once; none before the item exists."""
        if item_id not in self.snapshots:
            return {}
        if item_id not in self._counted:
            self._counted[item_id] = {
                below: self.snapshots[below]
                for below in self._below(item_id)
                if self._is_there(below, "requirement")
            }
        return self._counted[item_id]

    def completed(self, item_id: int) -> set[int]:
        """Return the counted items that are completed."""
        return {key for key, one in self.counted(item_id).items() if one.category == "Completed"}

    def counts(self, item_id: int) -> Row:
        """Return the counts and sums of an item."""
        there = list(self.counted(item_id).values())
        completed = [one for one in there if one.category == "Completed"]
        return {
            "total_items": len(there),
            "completed_items": len(completed),
            "in_progress_items": sum(one.category in STARTED for one in there),
            "not_started_items": sum(one.category in NOT_STARTED for one in there),
            "remaining_items": len(there) - len(completed),
            "total_effort": self._effort(there),
            "completed_effort": self._effort(completed),
            "percent_complete": 100 * len(completed) / len(there) if there else None,
        }

    def _effort(self, snapshots: Iterable[Snapshot]) -> float:
        return sum((self.ownership.effort(one) or 0.0 for one in snapshots), 0.0)

    def _is_there(self, item_id: int, level: str) -> bool:
        snapshot = self.snapshots.get(item_id)
        return (
            snapshot is not None
            and self.ownership.level(snapshot) == level
            and not snapshot.is_deleted
            and snapshot.category != "Removed"
        )

    def _below(self, item_id: int) -> set[int]:
        found, waiting = {item_id}, [item_id]
        while waiting:
            for child in self.children.get(waiting.pop(), []):
                if child not in found:
                    found.add(child)
                    waiting.append(child)
        return found - {item_id}


def portfolio_progress(world: World, ownership: Ownership) -> list[Row]:
    """One row per item of portfolio level that is neither deleted nor Removed."""
    now = Portfolio(world, ownership, world.parameters.now)
    return [_progress(world, now, item_id) for item_id in now.items]


def _progress(world: World, now: Portfolio, item_id: int) -> Row:
    item = world.items[item_id]
    below = [world.items[key] for key in now.counted(item_id)]
    teams = {now.ownership.owner(one.current) for one in below}
    return {
        "work_item_id": item_id,
        **owner_columns(now.ownership, item),
        "work_item_type": item.current.type,
        "title": item.current.title,
        "state": item.current.state,
        "state_category": item.current.category,
        **now.counts(item_id),
        "started_at": _started_at(below),
        "last_completed_at": max(
            (world.items[key].completed_at for key in now.completed(item_id)), default=None
        ),
        "teams": len(teams - {None}),
        "target_date": target_date(world, item.current),
        "is_done": item.current.category == "Completed",
        "url": world.url(item),
    }


def _started_at(items: list[Item]) -> datetime | None:
    return min((item.started_at for item in items if item.started_at), default=None)


def target_date(world: World, snapshot: Snapshot) -> date | None:
    """Return the target date in the configured zone."""
    timestamp = snapshot.timestamp("Microsoft.VSTS.Scheduling.TargetDate")
    return world.parameters.local_date(timestamp) if timestamp else None


def portfolio_progress_history(world: World, ownership: Ownership) -> list[Row]:
    """One row per item of portfolio level and complete week, of the last 52."""
    weeks = complete_weeks(world)
    before, *ends = [portfolio_at_end_of(world, ownership, day) for day in weeks]
    rows = []
    for day, end in zip(weeks[1:], ends, strict=True):
        rows += [_week(before, end, item_id, day) for item_id in end.items]
        before = end
    return rows


def complete_weeks(world: World) -> list[date]:
    """Return the last days of the last 52 complete weeks and of the week before them, in order."""
    today = world.parameters.today
    last = today - timedelta(days=today.isoweekday())
    return [last - number * WEEK for number in range(WEEKS, -1, -1)]


def portfolio_at_end_of(world: World, ownership: Ownership, day: date) -> Portfolio:
    """Return the hierarchy and the items as a run at the end of a day shows them."""
    moment = world.parameters.midnight_after(day)
    return Portfolio(world, ownership, Cutoff(moment, includes_moment=True))


def _week(before: Portfolio, end: Portfolio, item_id: int, day: date) -> Row:
    return {
        "work_item_id": item_id,
        "week_end_date": day,
        **end.counts(item_id),
        "added_items": len(end.counted(item_id).keys() - before.counted(item_id).keys()),
        "completed_in_week": len(end.completed(item_id) - before.completed(item_id)),
    }
