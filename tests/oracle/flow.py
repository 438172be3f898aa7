"""Expected rows of `flow_daily`."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from sample_organization.model.organization import Team
from tests.oracle.items import GONE, STARTED, Item, Snapshot
from tests.oracle.ownership import Ownership
from tests.oracle.velocity import Row
from tests.oracle.world import World

COLUMN_OF_CATEGORY = {
    "Proposed": "proposed_items",
    "InProgress": "in_progress_items",
    "Resolved": "resolved_items",
    "Completed": "completed_items",
    "Removed": "removed_items",
    "Unknown": "unknown_items",
}
COUNTED = (*COLUMN_OF_CATEGORY.values(), "arrivals", "departures", "throughput")
Place = tuple[Team, str]


def flow_daily(world: World, ownership: Ownership) -> list[Row]:
    """One row per team, type that it ever had, and day since its first item."""
    counts = _counts(world, ownership)
    # Zeros stand on days without anything: a type has rows from the day of the team's first item of any type.
    first_days: dict[Team, date] = {}
    for team, _, day in counts:
        first_days[team] = min(day, first_days.get(team, day))
    return [
        _row(ownership, place, day, counts[*place, day])
        for place in {(team, type_name) for team, type_name, _ in counts}
        for day in days_until(world.parameters.today, first_days[place[0]])
    ]


def days_until(last: date, first: date) -> Iterator[date]:
    """Every day from the first to the last one."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _counts(world: World, ownership: Ownership) -> dict[tuple[Team, str, date], Counter[str]]:
    """Return the counts of each day; a day with a revision is included even if all counts are 0."""
    counts: dict[tuple[Team, str, date], Counter[str]] = defaultdict(Counter)
    for item in world.located_items:
        places = {snapshot: place_of(ownership, snapshot) for snapshot in item.snapshots}
        for day, snapshot in _days(world, item):
            if place := places[snapshot]:
                counts[*place, day][COLUMN_OF_CATEGORY[snapshot.category]] += 1
        for earlier, later in zip([None, *item.snapshots], item.snapshots, strict=False):
            if place := places[later]:
                day = world.parameters.local_date(later.changed_at)
                counts[*place, day].update(_events(earlier, later))
    return counts


def _days(world: World, item: Item) -> Iterator[tuple[date, Snapshot]]:
    """The revision in force at the end of each day."""
    parameters = world.parameters
    first = min(parameters.local_date(one.changed_at) for one in item.snapshots)
    for day in days_until(parameters.today, first):
        if snapshot := item.before(parameters.end_of_day(day)):
            yield day, snapshot


def place_of(ownership: Ownership, snapshot: Snapshot) -> Place | None:
    """The owning team and the type; none where the revision is no requirement of a team, or deleted."""
    team = ownership.owner(snapshot)
    if team is None or snapshot.is_deleted or ownership.level(snapshot) != "requirement":
        return None
    return team, ownership.type_name(snapshot)


def _events(earlier: Snapshot | None, later: Snapshot) -> list[str]:
    """Yield the events of a revision. An item enters the category in which it is created."""
    before, now = earlier.category if earlier else None, later.category
    happened = {
        "arrivals": before in (None, "Proposed") and now in STARTED,
        "departures": before not in GONE and now in GONE,
        "throughput": before != "Completed" and now == "Completed",
    }
    return [name for name, is_so in happened.items() if is_so]


def _row(ownership: Ownership, place: Place, day: date, counted: Counter[str]) -> Row:
    team, type_name = place
    return {
        "team_id": team.id,
        "work_item_type": type_name,
        "date": day,
        **{name: counted[name] for name in COUNTED},
        "wip": counted["in_progress_items"] + counted["resolved_items"],
    }
