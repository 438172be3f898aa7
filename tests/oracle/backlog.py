"""Expected rows of `cycle_times` and `backlog_aging`."""

from datetime import datetime, timedelta

from tests.oracle.items import STARTED, Item
from tests.oracle.ownership import Ownership, owner_columns, person_columns
from tests.oracle.velocity import Row
from tests.oracle.world import World

PERCENTILES = {"p50": 0.5, "p85": 0.85, "p95": 0.95}
COMPLETED_WITHIN = timedelta(days=180)
FEWEST_COMPLETED = 10


def days(duration: timedelta) -> float:
    """Elapsed days, never below 0."""
    return max(duration.total_seconds() / 86_400, 0.0)


def cycle_times(world: World, ownership: Ownership) -> list[Row]:
    """One row per item that is completed and not deleted."""
    return [
        _cycle_time(world, ownership, item)
        for item in world.located_items
        if item.current.category == "Completed" and not item.current.is_deleted
    ]


def _cycle_time(world: World, ownership: Ownership, item: Item) -> Row:
    started, completed = item.started_at, item.completed_at
    active = time_in(item, {"InProgress"}, completed) if started else 0.0
    wait = time_in(item, {"Proposed", "Resolved"}, completed, since=started) if started else 0.0
    return {
        "work_item_id": item.id,
        **owner_columns(ownership, item),
        "work_item_type": item.current.type,
        "title": item.current.title,
        "effort": ownership.effort(item.current),
        "url": world.url(item),
        "created_at": item.created_at,
        "started_at": started,
        "completed_at": completed,
        "completed_date": world.parameters.local_date(completed),
        "lead_time_days": days(completed - item.created_at),
        "cycle_time_days": days(completed - started) if started else None,
        "active_days": active,
        "wait_days": wait,
        "flow_efficiency": active / (active + wait) if active + wait > 0 else None,
        "is_imported": item.is_imported,
        "reopened_count": item.reopened_count,
        "state_changes": sum(earlier.state != later.state for earlier, later in item.steps),
    }


def time_in(
    item: Item, categories: set[str], until: datetime, since: datetime | None = None
) -> float:
    """Days between two timestamps during which the revision in force had one of the categories."""
    total = timedelta()
    for number, snapshot in enumerate(item.snapshots):
        superseded = [later.changed_at for later in item.snapshots[number + 1 :]]
        start = max(snapshot.changed_at, since or snapshot.changed_at)
        end = min([until, *superseded])
        if snapshot.category in categories and end > start:
            total += end - start
    return days(total)


def backlog_aging(world: World, ownership: Ownership) -> list[Row]:
    """One row per open item."""
    completed = cycle_times(world, ownership)
    return [
        _aging(world, ownership, item, completed)
        for item in world.located_items
        if item.current.is_open
    ]


def _aging(world: World, ownership: Ownership, item: Item, completed: list[Row]) -> Row:
    now, as_of, started = item.current, world.parameters.as_of, item.started_at
    row: Row = {
        "work_item_id": item.id,
        **owner_columns(ownership, item),
        "work_item_type": now.type,
        "backlog_level": ownership.level(now),
        "title": now.title,
        "state": now.state,
        "state_category": now.category,
        **person_columns(world, now),
        "iteration_path": now.iteration_path,
        "area_path": now.area_path,
        "priority": now.number("Microsoft.VSTS.Common.Priority"),
        "effort": ownership.effort(now),
        "parent_id": world.parents.get(item.id),
        "tags": now.text("System.Tags"),
        "created_at": item.created_at,
        "started_at": started,
        "state_since_at": item.state_since_at,
        "last_meaningful_change_at": item.last_meaningful_change_at,
        "age_days": days(as_of - item.created_at),
        "work_item_age_days": days(as_of - started) if started else None,
        "state_age_days": days(as_of - item.state_since_at),
        "idle_days": days(as_of - item.last_meaningful_change_at),
        "url": world.url(item),
    }
    row |= _percentiles(world, row, completed)
    row["aging_band"] = _band(row, ownership.is_hidden(now))
    return row


def _percentiles(world: World, row: Row, completed: list[Row]) -> Row:
    """Percentiles of the cycle times of the same owning team and type, of the last 180 days."""
    durations = [
        other["cycle_time_days"]
        for other in completed
        if row["team_id"] is not None
        and other["team_id"] == row["team_id"]
        and str(other["work_item_type"]).lower() == str(row["work_item_type"]).lower()
        and is_recent(world, other)
        and other["cycle_time_days"] is not None
        and not other["is_imported"]
    ]
    return {
        f"cycle_time_{name}_days": percentile(durations, share)
        if len(durations) >= FEWEST_COMPLETED
        else None
        for name, share in PERCENTILES.items()
    }


def is_recent(world: World, row: Row) -> bool:
    """Whether a row of `cycle_times` was completed in the last 180 days."""
    return row["completed_at"] >= world.parameters.as_of - COMPLETED_WITHIN


def percentile(values: list[float], share: float) -> float:
    """The continuous percentile: linear between the two nearest values."""
    ordered = sorted(values)
    position = (len(ordered) - 1) * share
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def is_zombie(row: Row) -> bool:
    return row["state_category"] == "Proposed" and row["idle_days"] >= 90


def is_stale(row: Row) -> bool:
    return row["state_category"] in STARTED and row["idle_days"] >= 14


def _is_aging(row: Row) -> bool:
    age, limit = row["work_item_age_days"], row["cycle_time_p85_days"]
    return age is not None and limit is not None and age > limit


def _band(row: Row, is_hidden: bool) -> str:
    """Return the first matching band; a hidden type has none."""
    if is_hidden:
        return "fresh"
    for band, holds in {"zombie": is_zombie, "stale": is_stale, "aging": _is_aging}.items():
        if holds(row):
            return band
    return "fresh"
