"""Expected rows of `flow_history`."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from statistics import fmean

from tests.oracle.backlog import FEWEST_COMPLETED, PERCENTILES, cycle_times, days, percentile
from tests.oracle.items import STARTED, Item
from tests.oracle.ownership import Ownership
from tests.oracle.spells import is_blocked
from tests.oracle.velocity import Row
from tests.oracle.world import World

WEEK = timedelta(days=7)
COMPLETED_WITHIN = timedelta(days=90)
MOST_BEFORE, FEWEST_BEFORE, FACTOR = 26, 12, 2.66
Days = dict[date, Row]


class EarlierWorld(World):
    """A world at an earlier `as_of`. What a name in its history means is as known now."""

    def __init__(self, world: World, ends: date) -> None:
        midnight = world.parameters.midnight_after(ends)
        super().__init__(world.organization, replace(world.parameters, as_of=midnight))
        self._later = world

    @cached_property
    def items(self) -> dict[int, Item]:
        """Each item with its revisions up to the one in force then, by `rev`."""
        found = {}
        for item in self._later.items.values():
            if there := item.before(self.parameters.now):
                until = item.snapshots.index(there) + 1
                found[item.id] = Item(item.id, item.snapshots[:until])
        return found


@dataclass(frozen=True)
class Week:
    """What the tables say at the end of a Sunday."""

    world: World
    ownership: Ownership
    sunday: date

    @cached_property
    def _then(self) -> EarlierWorld:
        return EarlierWorld(self.world, self.sunday)

    @cached_property
    def _completed(self) -> list[Row]:
        since = self._then.parameters.as_of - COMPLETED_WITHIN
        return [
            row
            for row in cycle_times(self._then, self.ownership)
            if row["completed_at"] >= since
            and row["cycle_time_days"] is not None
            and not row["is_imported"]
        ]

    @cached_property
    def _open(self) -> list[Item]:
        return [item for item in self._then.located_items if item.current.is_open]

    def columns(self, team_id: object, type_name: str) -> Row:
        """Return what is known of a team and a type, other than counts of days."""
        completed = [
            row
            for row in self._completed
            if row["team_id"] == team_id and row["work_item_type"].lower() == type_name.lower()
        ]
        active = sum(row["active_days"] for row in completed)
        total = active + sum(row["wait_days"] for row in completed)
        return {
            **{
                f"cycle_time_{name}_days": _percentile(
                    [row["cycle_time_days"] for row in completed], share
                )
                for name, share in PERCENTILES.items()
            },
            "flow_efficiency": active / total if total > 0 else None,
            **self._columns_of_open(team_id, type_name),
        }

    def _columns_of_open(self, team_id: object, type_name: str) -> Row:
        as_of = self._then.parameters.as_of
        items = [
            item
            for item in self._open
            if (owner := self.ownership.owner(item.current))
            and owner.id == team_id
            and item.current.type.lower() == type_name.lower()
        ]
        ages = [days(as_of - item.started_at) for item in items if item.current.category in STARTED]
        return {
            "blocked_items": sum(is_blocked(self.world, item.current) for item in items),
            "wip_age_p85_days": _percentile(ages, PERCENTILES["p85"]),
        }


def _percentile(values: list[float], share: float) -> float | None:
    return percentile(values, share) if len(values) >= FEWEST_COMPLETED else None


def flow_history(world: World, ownership: Ownership, flow: list[Row]) -> list[Row]:
    """One row per team and type of `flow_daily`, and complete week."""
    by_place: dict[tuple[str, str], Days] = defaultdict(dict)
    for row in flow:
        by_place[row["team_id"], row["work_item_type"]][row["date"]] = row
    weeks = {
        sunday: Week(world, ownership, sunday)
        for found in by_place.values()
        for sunday in sundays(found, world.parameters.today)
    }
    return [
        row | weeks[row["week_end_date"]].columns(row["team_id"], row["work_item_type"])
        for place, found in by_place.items()
        for row in _rows(place, found, sundays(found, world.parameters.today))
    ]


def sundays(found: Days, today: date) -> list[date]:
    """The last day of each complete week from the first date on."""
    first = min(found)
    sunday = first + timedelta(days=7 - first.isoweekday())
    weeks = (today - sunday + WEEK - timedelta(days=1)) // WEEK
    return [sunday + number * WEEK for number in range(weeks)]


def _rows(place: tuple[str, str], found: Days, weeks: list[date]) -> list[Row]:
    totals = [week_totals(found, sunday) for sunday in weeks]
    finished = [row["throughput"] for row in totals]
    return [
        {
            "team_id": place[0],
            "work_item_type": place[1],
            "week_end_date": sunday,
            **totals[number],
            "throughput_mean_4w": fmean(finished[max(number - 3, 0) : number + 1]),
            **process_limits(finished[:number], finished[number]),
        }
        for number, sunday in enumerate(weeks)
    ]


def week_totals(found: Days, sunday: date) -> Row:
    """Return the sums of a week, and the work in progress at its end."""
    there = [row for back in range(7) if (row := found.get(sunday - timedelta(days=back)))]
    sums = {
        name: sum(row[name] for row in there) for name in ("throughput", "arrivals", "departures")
    }
    return sums | {"wip": found[sunday]["wip"]}


def process_limits(before: list[float], value: float) -> Row:
    """Return the natural process limits by the weeks before, and whether a week is outside them."""
    names = ("throughput_mean", "throughput_upper_limit", "is_throughput_signal")
    baseline = before[-MOST_BEFORE:]
    if len(baseline) < FEWEST_BEFORE:
        return dict.fromkeys(names)
    mean = fmean(baseline)
    span = FACTOR * fmean(abs(later - earlier) for earlier, later in pairwise(baseline))
    return dict(zip(names, (mean, mean + span, abs(value - mean) > span + 1e-9), strict=True))
