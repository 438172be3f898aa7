"""Rules of the family velocity."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from statistics import fmean, stdev

from sample_organization.model.organization import Node, Team
from tests.oracle.flow import days_until, place_of
from tests.oracle.flow_history import process_limits, sundays, week_totals
from tests.oracle.items import GONE, STARTED, Item
from tests.oracle.organizations.projects import WEEK
from tests.oracle.rules.evaluation import Case, Reached, above, always, at_least, below, case
from tests.oracle.rules.facts import Facts
from tests.oracle.velocity import Row
from tests.oracle.world import World

COUNTS = ("throughput", "arrivals", "departures", "wip")


def repeated_rollover(facts: Facts) -> Iterator[Case]:
    for evaluated in facts.open_items:
        left = {node.identifier for node in _left_unfinished(facts.world, evaluated.item)}
        yield case(evaluated.id, at_least(len(left), 1, medium=2, high=3))


def _left_unfinished(world: World, item: Item) -> Iterator[Node]:
    """Return the past iterations that the item left open after they had ended."""
    for before, after in item.steps:
        iteration = before.iteration
        # Dated is what has a finish date. The state that counts is the one that the move ended.
        if (
            iteration is not None
            and iteration.finish is not None
            and after.iteration is not iteration
            and after.changed_at >= world.parameters.midnight_after(iteration.finish)
            and before.category not in GONE
            and not before.is_deleted
        ):
            yield iteration


def scope_creep(facts: Facts) -> Iterator[Case]:
    for row in facts.velocity:
        yield case(
            f"{row['team_id']}/{row['iteration_id']}",
            above(row["scope_change_ratio"], 0.2, medium=0.2, high=0.5),
            enough_planned=row["planned_items"] >= 5,
        )


def low_delivery_reliability(facts: Facts) -> Iterator[Case]:
    for team_id, past in facts.teams_in_velocity:
        ratios = [row["say_do_ratio"] for row in past[-5:]]
        known = sorted(ratio for ratio in ratios if ratio is not None)
        third_lowest = known[2] if len(known) >= 3 else None
        yield case(team_id, below(third_lowest, 0.2, medium=0.75, high=0.6))


def undercommitted(facts: Facts) -> Iterator[Case]:
    for team_id, past in facts.teams_in_velocity:
        ratios = [row["say_do_ratio"] for row in past[-5:]]
        known = sorted((ratio for ratio in ratios if ratio is not None), reverse=True)
        fourth_highest = known[3] if len(known) >= 4 else None
        yield case(team_id, above(fourth_highest, 0.2, informational=1.3))


def velocity_drop(facts: Facts) -> Iterator[Case]:
    for team_id, past in facts.teams_in_velocity:
        *before, last = _completed(past[-13:]) or [0.0]
        yield case(team_id, _below_limit(last, before), six_before=len(before) >= 6)


def _below_limit(last: float, before: list[float]) -> Reached:
    """Whether the last value lies below the lower limit of a chart of individuals."""
    if len(before) < 2:
        return below(None, 0)
    ranges = [abs(later - earlier) for earlier, later in pairwise(before)]
    return below(last, 3, medium=fmean(before) - 2.66 * fmean(ranges))


def unstable_velocity(facts: Facts) -> Iterator[Case]:
    for team_id, past in facts.teams_in_velocity:
        last = _completed(past[-6:])
        is_known = len(last) >= 2 and fmean(last) > 0
        variation = stdev(last) / fmean(last) if is_known else None
        yield case(team_id, above(variation, 0.2, low=0.5), six_iterations=len(last) == 6)


def _completed(rows: list[Row]) -> list[float]:
    return [row["completed_effort"] for row in rows]


def throughput_gap(facts: Facts) -> Iterator[Case]:
    """As `flow_daily` counts. A team with no working day in its settings works from Monday to Friday."""
    today = facts.world.parameters.today
    for _, team in facts.world.teams:
        rows = [row for row in facts.flow if row["team_id"] == team.id]
        completions = [row["date"] for row in rows if row["throughput"]]
        since = max(completions) if completions else _first_start(facts, team.id)
        days = (
            [
                day
                for day in days_until(today - timedelta(days=1), since + timedelta(days=1))
                if day.strftime("%A").lower() in (team.working_days or WEEK[:5])
            ]
            if since
            else []
        )
        in_progress = any(row["in_progress_items"] for row in rows if row["date"] == today)
        yield case(team.id, at_least(len(days), 1, low=5), in_progress=in_progress)


def _first_start(facts: Facts, team_id: str) -> date | None:
    """The day on which the team first had a requirement in progress or resolved."""
    return min(
        (
            facts.world.parameters.local_date(snapshot.changed_at)
            for item in facts.world.located_items
            for snapshot in item.snapshots
            if snapshot.category in STARTED
            and (place := place_of(facts.ownership, snapshot))
            and place[0].id == team_id
        ),
        default=None,
    )


def more_started_than_finished(facts: Facts) -> Iterator[Case]:
    """Count full days only: the day of `as_of` is not over."""
    today = facts.world.parameters.today
    first, last = today - timedelta(days=28), today - timedelta(days=1)
    for team_id in sorted({row["team_id"] for row in facts.flow}):
        rows = [row for row in facts.flow if row["team_id"] == team_id]
        window = [row for row in rows if first <= row["date"] <= last]
        arrivals, departures = _sum(window, "arrivals"), _sum(window, "departures")
        at_end = _sum([row for row in rows if row["date"] == last], "wip")
        at_start = _sum([row for row in rows if row["date"] == first - timedelta(days=1)], "wip")
        yield case(
            team_id,
            at_least(at_end - at_start, 1, low=5),
            more_arrivals=arrivals > departures * 1.05,
        )


def throughput_signal(facts: Facts) -> Iterator[Case]:
    """Compare the last complete week of all types together with the weeks before it."""
    for team_id in sorted({row["team_id"] for row in facts.flow}):
        together: dict[date, Row] = {}
        for row in facts.flow:
            if row["team_id"] == team_id:
                total = together.setdefault(row["date"], dict.fromkeys(COUNTS, 0))
                together[row["date"]] = {name: total[name] + row[name] for name in COUNTS}
        weeks = sundays(together, facts.world.parameters.today)
        finished = [week_totals(together, sunday)["throughput"] for sunday in weeks]
        limits = process_limits(finished[:-1], finished[-1]) if finished else {}
        yield case(team_id, always("low"), signal=limits.get("is_throughput_signal") is True)


def bottleneck_state(facts: Facts) -> Iterator[Case]:
    """Only requirements, by their team now; names of states compare without regard to case."""
    as_of = facts.world.parameters.as_of
    recent_from, before_from = as_of - timedelta(weeks=8), as_of - timedelta(weeks=34)
    for _, team in facts.world.teams:
        rows = [row for row in facts.state_spells if _is_requirement_in_progress(facts, row, team)]
        recent, items = _time_by_state(rows, recent_from, as_of)
        before, _ = _time_by_state(rows, before_from, recent_from)
        if not recent:
            continue
        state = max(recent, key=lambda name: (recent[name], -before.get(name, 0)))
        share = Fraction(recent[state], sum(recent.values()))
        total_before = sum(before.values())
        share_before = Fraction(before.get(state, 0), total_before) if total_before else None
        yield case(
            team.id,
            above(float(share), 0.05, low=0.5),
            more_than_before=share_before is not None and share > 2 * share_before,
            enough_items=len(items) >= 20,
        )


def _is_requirement_in_progress(facts: Facts, row: Row, team: Team) -> bool:
    now = facts.world.items[row["work_item_id"]].current
    is_requirement = facts.ownership.level(now) == "requirement"
    return row["state_category"] == "InProgress" and row["team_id"] == team.id and is_requirement


def _time_by_state(
    rows: list[Row], since: datetime, until: datetime
) -> tuple[dict[str, int], set[int]]:
    """Return the microseconds in each state between two timestamps, and the items of that time."""
    times: dict[str, int] = defaultdict(int)
    items = set()
    for row in rows:
        time = min(row["left_at"] or until, until) - max(row["entered_at"], since)
        if time > timedelta():
            times[row["state"].lower()] += time // timedelta(microseconds=1)
            items.add(row["work_item_id"])
    return times, items


def feature_grew(facts: Facts) -> Iterator[Case]:
    """Compare with the end of the last week that was over 56 days before the date of `as_of`, or earlier."""
    latest = facts.world.parameters.today - timedelta(days=56)
    week = latest - timedelta(days=latest.isoweekday() % 7)
    before = {
        row["work_item_id"]: row["total_items"]
        for row in facts.progress_history
        if row["week_end_date"] == week
    }
    now = {row["work_item_id"]: row["total_items"] for row in facts.progress}
    for evaluated in facts.open_items:
        earlier = before.get(evaluated.id, 0)
        growth = now.get(evaluated.id, 0) / earlier if earlier else None
        yield case(evaluated.id, above(growth, 0.2, low=1.25, medium=1.5), enough_then=earlier >= 8)


def _sum(rows: list[Row], column: str) -> int:
    return sum(row[column] for row in rows)
