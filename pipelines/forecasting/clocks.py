"""When completions of teams happen, in calendar days from the first simulated date."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from pipelines.forecasting.throughput import Throughput
from pipelines.forecasting.trials import TeamTrials, slow_totals

HORIZON = 728  # calendar days; what is not completed within them has no date

Integers = NDArray[np.int64]
Moment = Any  # a number of calendar days, or one for each trial


@dataclass(frozen=True)
class Team:
    """A team as a forecast knows it.

    Attributes:
        working_days: Numbers of the calendar days on which it works, below HORIZON.
    """

    team_id: str
    name: str
    throughput: Throughput
    working_days: Integers

    @property
    def is_forecastable(self) -> bool:
        """Whether its completions can be simulated."""
        return self.throughput.is_forecastable and len(self.working_days) > 0

    @cached_property
    def slow_totals(self) -> NDArray[np.float64]:
        """The items that nearly every trial has completed by the end of each working day."""
        return slow_totals(self.throughput.samples, len(self.working_days))


class Clock(Protocol):
    """Knows when a team completes items; HORIZON if not before it."""

    def completion(self, team: int, turn: int) -> Moment:
        """Return when the team completes its `turn`-th item."""

    def completion_after(self, team: int, moment: Moment, turns: int) -> Moment:
        """Return when the team completes its `turns`-th item after a day."""

    def completed_until(self, team: int, moment: int) -> Any:
        """Return how many items the team completes before a day."""


@dataclass
class Plan:
    """What the trials of a team have to show: working days, completions, and calendar days to count until."""

    days: int = 1
    turns: set[int] = field(default_factory=set)
    moments: set[int] = field(default_factory=set)
    is_waiting: bool = False


class PlanningClock:
    """Returns days by which nearly every trial is there, and notes what the trials have to show."""

    def __init__(self, teams: Mapping[int, Team]) -> None:
        self._teams = teams
        self.plans: dict[int, Plan] = defaultdict(Plan)

    def completion(self, team: int, turn: int) -> int:
        """Return when the team completes its `turn`-th item, at the latest."""
        self.plans[team].turns.add(turn)
        return self._day(team, 0, turn)

    def completion_after(self, team: int, moment: int, turns: int) -> int:
        """Return when the team completes its `turns`-th item after a day, at the latest."""
        self.plans[team].is_waiting = True
        return self._day(team, self._worked(team, moment, "right"), turns)

    def completed_until(self, team: int, moment: int) -> int:
        """Return how many items the team completes before a day: none at worst."""
        plan = self.plans[team]
        plan.moments.add(moment)
        plan.days = max(plan.days, self._worked(team, moment, "left"))
        return 0

    def _worked(self, team: int, moment: int, side: Literal["left", "right"]) -> int:
        return int(np.searchsorted(self._teams[team].working_days, moment, side=side))

    def _day(self, team: int, worked: int, turns: int) -> int:
        found, plan = self._teams[team], self.plans[team]
        needed = worked + int(np.searchsorted(found.slow_totals, turns)) + 1
        needed = min(needed, len(found.working_days))
        plan.days = max(plan.days, needed)
        return int(found.working_days[needed - 1])


class TrialClock:
    """One clock for all teams: in each trial, every team has one sequence of days.

    Only what is planned can be asked, so that the days of most teams need not be stored.
    """

    def __init__(self, teams: Mapping[int, Team], plans: Mapping[int, Plan], trials: int) -> None:
        self._teams = teams
        self._completions: dict[tuple[int, int], Integers] = {}
        self._completed: dict[tuple[int, int], Integers] = {}
        self._waiting: dict[int, TeamTrials] = {}
        for number, plan in plans.items():
            team = teams[number]
            self._run(
                number, plan, TeamTrials(team.throughput.samples, trials, plan.days, team.team_id)
            )

    def completion(self, team: int, turn: int) -> Integers:
        """Return when each trial completes the team's `turn`-th item."""
        return self._completions[team, turn]

    def completion_after(self, team: int, moment: Integers, turns: int) -> Integers:
        """Return when each trial completes the team's `turns`-th item after a day."""
        trials = self._waiting[team]
        worked = np.searchsorted(self._teams[team].working_days, moment, side="right")
        completed = trials.completed_until(worked.astype(np.int64))
        found = self._moments(team, trials, completed + turns)
        return np.where(moment >= HORIZON, HORIZON, found)

    def completed_until(self, team: int, moment: int) -> Integers:
        """Return how many items each trial completes before a day."""
        return self._completed[team, moment]

    def _run(self, number: int, plan: Plan, trials: TeamTrials) -> None:
        for turn in plan.turns:
            self._completions[number, turn] = self._moments(number, trials, turn)
        for moment in plan.moments:
            worked = int(np.searchsorted(self._teams[number].working_days, moment))
            self._completed[number, moment] = trials.completed_until(worked)
        if plan.is_waiting:
            self._waiting[number] = trials

    def _moments(self, team: int, trials: TeamTrials, completion: int | Integers) -> Integers:
        calendar = np.append(self._teams[team].working_days[: trials.days], HORIZON)
        return calendar[trials.day_of(completion)]
