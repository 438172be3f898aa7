"""Trials of how many items a team completes on each of its next working days."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.forecasting.draws import CHUNK_DAYS, Drawn, Draws
from pipelines.forecasting.words import Packing

TRIALS_AT_A_TIME = 2048  # fewer cost nearly as much

Integers = NDArray[Any]


class TeamTrials:
    """Trials of a team's next working days. Days are simulated once they are needed.

    Args:
        samples: Items completed on each observed working day.
        days: Number of working days after which nothing is known.
        team_id: Distinguishes the random numbers of teams.
        draws: The random numbers.
    """

    def __init__(self, samples: Integers, days: int, team_id: str, draws: Draws) -> None:
        self._days = days
        self._samples = np.sort(samples)
        self._drawn = draws.sampled_days(len(samples))
        self._order = draws.order(team_id)
        self._trial = np.arange(draws.trials)
        self._packing = Packing(int(self._samples[-1]))
        self._simulated = [0] * -(-days // CHUNK_DAYS)  # trials of each chunk
        rows = len(self._simulated) * CHUNK_DAYS // self._packing.days
        most = len(self._simulated) * CHUNK_DAYS * int(self._samples[-1])
        self._words = np.empty((rows, draws.trials), dtype=np.uint64)
        # Items completed before each word; `_never` where days are not simulated, because nothing is missing.
        self._before = np.zeros((rows + 1, draws.trials), dtype=np.min_scalar_type(most + 1))
        self._reached = 0  # completion that is simulated in every trial
        self._never = np.iinfo(self._before.dtype).max

    def day_of(self, completion: int | Integers) -> Integers:
        """Return the day of a completion in each trial, from 0; `days` in trials that do not reach it.

        Args:
            completion: Number of the completion from 1, the same for all trials or one for each.
        """
        wanted = np.minimum(self._by_column(completion), self._never).astype(self._before.dtype)
        if int(wanted.max()) > self._reached:
            self._simulate_where(lambda row: self._before[row] < wanted)
            self._reached = max(self._reached, int(wanted.min()))
        rows = np.count_nonzero(self._simulated) * CHUNK_DAYS // self._packing.days
        is_later = self._before[1:rows] < wanted
        row = is_later.view(np.uint8).sum(axis=0, dtype=np.min_scalar_type(rows)).astype(np.int64)
        place = row * len(self._trial) + self._trial
        missing = wanted - self._before.take(place)
        day = self._packing.days_before(self._words.take(place), missing) + row * self._packing.days
        return self._by_trial(np.minimum(day, self._days))

    def completed_until(self, days: int | Integers) -> Integers:
        """Return how many items each trial completes before a day, the same or one for each trial."""
        until = np.broadcast_to(np.clip(self._by_column(days), 0, self._days), self._trial.shape)
        self._simulate_where(lambda row: until > row * self._packing.days)
        row = np.maximum(until - 1, 0) // self._packing.days
        place = row * len(self._trial) + self._trial
        in_word = self._packing.completed(self._words.take(place), until - row * self._packing.days)
        return self._by_trial(self._before.take(place) + in_word.astype(np.int64))

    def _by_column(self, numbers: int | Integers) -> Integers:
        """Return numbers of the trials in the order of the columns."""
        if isinstance(numbers, int):
            return np.array(numbers)
        found = np.empty_like(numbers)
        found[self._order] = numbers
        return found

    def _by_trial(self, numbers: Integers) -> Integers:
        """Return numbers of the columns in the order of the trials."""
        found: Integers = numbers[self._order]
        return found

    def _simulate_where(self, is_needed: Callable[[int], NDArray[np.bool_]]) -> None:
        """Simulate the trials that need the days from a row on."""
        for chunk, simulated in enumerate(self._simulated):
            needed = is_needed(chunk * CHUNK_DAYS // self._packing.days)
            if not needed.any():
                return
            columns = len(needed) - int(needed[::-1].argmax())
            if columns > simulated:
                end = min(-(-columns // TRIALS_AT_A_TIME) * TRIALS_AT_A_TIME, len(needed))
                self._simulate(chunk, slice(simulated, end))

    def _simulate(self, chunk: int, columns: slice) -> None:
        """Simulate further trials of a chunk of days; the days before are simulated."""
        words = self._packing.running_sums(
            _completed(self._samples, self._drawn.chunk(chunk)[:, columns], self._packing)
        )
        first = chunk * len(words)
        if not columns.start:
            self._before[first + 1 : first + len(words) + 1] = self._never
        self._words[first : first + len(words), columns] = words
        totals = self._packing.totals(words).astype(self._before.dtype)
        for row, total in enumerate(totals, first):
            self._before[row + 1, columns] = self._before[row, columns] + total
        self._simulated[chunk] = columns.stop


def _completed(samples: Integers, drawn: Drawn, packing: Packing) -> Integers:
    """Return the items of the drawn days, by word, trial and day of the word; the samples are in order."""
    numbers, first_days = np.unique(samples, return_index=True)
    completed = np.full(drawn.shape, numbers[0], dtype=packing.part)
    for step, first_day in zip(np.diff(numbers).tolist(), first_days[1:].tolist(), strict=True):
        is_reached = (drawn >= first_day).view(np.uint8)
        completed += is_reached if step == 1 else is_reached * packing.part.type(step)
    rows, trials, days = drawn.shape
    by_word = completed.reshape(rows, trials, days // packing.days, packing.days).swapaxes(1, 2)
    return np.ascontiguousarray(by_word).reshape(-1, trials, packing.days)
