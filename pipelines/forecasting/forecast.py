"""The forecasts of one snapshot of a backlog."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipelines.forecasting.clocks import HORIZON, Clock, Team
from pipelines.forecasting.draws import Draws
from pipelines.forecasting.outcomes import Outcomes
from pipelines.forecasting.schedule import Item, Schedule
from pipelines.forecasting.throughput import FEWEST_DAYS_WITH_COMPLETIONS, WINDOW_DAYS
from pipelines.forecasting.waits import Items, Wait, in_order, waits_of_links

NO_TEAM = "Remaining items have no owning team."
CIRCULAR = "It is part of a circular dependency, or waits for one."
WAITS_FOR_UNKNOWN = "It waits for work that cannot be forecast."
BEYOND_HORIZON = "Its remaining items take more than two years."


@dataclass(frozen=True)
class Backlog:
    """What remains at a snapshot.

    Attributes:
        items: The remaining items, those of each team together in backlog order.
        remaining: Indexes of the remaining items of each work item: those below it, or itself.
        links: Predecessor and successor of each dependency.
        teams: Every team, by number. Items without an owning team have another number.
    """

    items: Sequence[Item]
    remaining: Mapping[int, Items]
    links: Sequence[tuple[int, int]]
    teams: Mapping[int, Team]


@dataclass(frozen=True)
class Settings:
    """How a forecast is made."""

    trials: int = 10_000
    wip: int = 2


@dataclass(frozen=True)
class Completion:
    """When the last item is completed, in calendar days of each trial; or why that is unknown."""

    days: Outcomes | None
    reason: str | None
    teams: frozenset[int]  # numbers of the teams of the remaining items


class Forecast:
    """Trials of a snapshot, with one clock for all teams.

    Args:
        backlog: What remains.
        settings: How the forecast is made.
        draws: The random numbers of its trials.
        subjects: The work items whose completion is forecast.
        periods: Teams and numbers of calendar days for which the completed items are forecast.
    """

    def __init__(
        self,
        backlog: Backlog,
        settings: Settings,
        draws: Draws,
        subjects: Iterable[int] = (),
        periods: Iterable[tuple[int, int]] = (),
    ) -> None:
        waits = in_order(waits_of_links(backlog.links, backlog.remaining))
        self._items, self._remaining = backlog.items, backlog.remaining
        self._reasons = _reasons(backlog, waits)
        known = [wait for wait, _ in waits if not self._unknown(wait.awaited)]
        schedule = Schedule(backlog.items, known, settings.wip)
        self._teams = {
            number: team for number, team in backlog.teams.items() if team.is_forecastable
        }
        clock = Clock(self._teams, draws)
        ends = schedule.ends_of_waits(clock)
        self._completions = {
            subject: Outcomes(schedule.completion(self._remaining[subject], clock, ends))
            for subject in self._last_first(subjects, schedule)
        }
        self._completed = {
            (team, days): Outcomes(clock.completed_until(team, days))
            for team, days in periods
            if team in self._teams
        }

    def completion(self, work_item_id: int) -> Completion:
        """Return when the remaining items of a subject are completed."""
        remaining = self._remaining[work_item_id]
        teams = frozenset(self._items[number].team for number in remaining) & self._teams.keys()
        if reasons := self._unknown(remaining):
            return Completion(None, _most_frequent(reasons), teams)
        days = self._completions[work_item_id]
        if days.latest(0.5) >= HORIZON:
            return Completion(None, BEYOND_HORIZON, teams)
        return Completion(days, None, teams)

    def completed(self, team: int, calendar_days: int) -> Outcomes:
        """Return how many items a team completes in each trial of a period."""
        return self._completed[team, calendar_days]

    def _last_first(self, subjects: Iterable[int], schedule: Schedule) -> list[int]:
        """Return the subjects with a date. After the last ones, most days of a team are simulated at once."""
        known = [one for one in subjects if not self._unknown(self._remaining[one])]
        return sorted(known, key=lambda one: schedule.last_turn(self._remaining[one]), reverse=True)

    def _unknown(self, items: Iterable[int]) -> list[str]:
        return [self._reasons[item] for item in items if item in self._reasons]


def reason_of_team(team: Team) -> str | None:
    """Return why the throughput of a team allows no forecast."""
    if team.is_forecastable:
        return None
    if not len(team.working_days):
        return f"{team.name} has no working days."
    days = team.throughput.days_with_completions
    return (
        f"{team.name} completed items on {days} {'day' if days == 1 else 'days'} of the last {WINDOW_DAYS}. "
        f"A forecast needs {FEWEST_DAYS_WITH_COMPLETIONS}."
    )


def _reasons(backlog: Backlog, waits: Iterable[tuple[Wait, bool]]) -> dict[int, str]:
    """Return why items cannot be forecast, by their index."""
    of_teams = {number: reason_of_team(team) for number, team in backlog.teams.items()}
    reasons = {
        number: reason
        for number, item in enumerate(backlog.items)
        if (reason := of_teams.get(item.team, NO_TEAM))
    }
    for wait, is_circular in waits:
        awaited = {reasons[number] for number in wait.awaited if number in reasons}
        if is_circular or awaited:
            reason = CIRCULAR if is_circular or CIRCULAR in awaited else WAITS_FOR_UNKNOWN
            for number in wait.waiting:
                reasons.setdefault(number, reason)
    return reasons


def _most_frequent(reasons: list[str]) -> str:
    counts = Counter(reasons)
    return min(counts, key=lambda reason: (-counts[reason], reason))
