"""When completions of teams happen, in calendar days from the first simulated date."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.forecasting.draws import Draws
from pipelines.forecasting.throughput import Throughput
from pipelines.forecasting.trials import TeamTrials

HORIZON = 728  # calendar days; what is not completed within them has no date

Integers = NDArray[np.int64]
Moments = NDArray[np.uint16]  # a number of calendar days for each trial; HORIZON if not before it


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


class Clock:
    """One clock for all teams: in each trial, every team has one sequence of days."""

    def __init__(self, teams: Mapping[int, Team], draws: Draws) -> None:
        self._teams = teams
        self._draws = draws
        self._calendars: dict[int, TeamCalendar] = {}
        self._completions: dict[tuple[int, int], Moments] = {}

    def completion(self, team: int, turn: int) -> Moments:
        """Return when each trial completes the team's `turn`-th item."""
        key = (team, turn)
        if key not in self._completions:
            self._completions[key] = self._calendar(team).completion(turn)
        return self._completions[key]

    def completion_after(self, team: int, moments: Moments, turns: int) -> Moments:
        """Return when each trial completes the team's `turns`-th item after a day."""
        return self._calendar(team).completion_after(moments, turns)

    def completed_until(self, team: int, moment: int) -> NDArray[np.int64]:
        """Return how many items each trial completes before a day."""
        return self._calendar(team).completed_until(moment)

    def _calendar(self, team: int) -> "TeamCalendar":
        if team not in self._calendars:
            self._calendars[team] = TeamCalendar(self._teams[team], self._draws)
        return self._calendars[team]


class TeamCalendar:
    """The trials of a team, in calendar days."""

    def __init__(self, team: Team, draws: Draws) -> None:
        days = team.working_days
        self._trials = TeamTrials(team.throughput.samples, len(days), team.team_id, draws)
        self._dates = np.append(days, HORIZON).astype(np.uint16)
        self._worked_until = np.searchsorted(days, np.arange(HORIZON + 1))

    def completion(self, turn: int) -> Moments:
        """Return when each trial completes the `turn`-th item."""
        return self._dates[self._trials.day_of(turn)]

    def completion_after(self, moments: Moments, turns: int) -> Moments:
        """Return when each trial completes the `turns`-th item after a day."""
        worked = self._worked_until[np.minimum(moments + 1, HORIZON)]
        completed = self._trials.completed_until(worked)
        found = self._dates[self._trials.day_of(completed + turns)]
        return np.where(moments >= HORIZON, moments, found)

    def completed_until(self, moment: int) -> NDArray[np.int64]:
        """Return how many items each trial completes before a day."""
        return self._trials.completed_until(int(self._worked_until[moment]))
