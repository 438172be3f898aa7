"""Trials of how many items a team completes on each of its next working days."""

import hashlib
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

SEED = 1
TAIL = 3  # standard deviations by which a trial may be slower than the mean: about 1 in 1,000 is slower

Integers = NDArray[np.int64]


class TeamTrials:
    """Trials of a team's next working days.

    Each trial first draws how likely each observed day is (the Bayesian bootstrap of Rubin, 1981), and then
    each of the next days from the observed ones. The first draw stands for what so few days leave unknown
    about the team: without it, forecasts of many days would be too sure.

    Args:
        samples: Items completed on each observed working day, fewer than 65,536.
        trials: Number of trials.
        days: Number of working days to draw.
        team_id: Distinguishes the random numbers of teams.
    """

    def __init__(self, samples: Integers, trials: int, days: int, team_id: str) -> None:
        self.days = days
        completed = _completed(samples, trials, days, _generator(team_id))
        # Items completed by the end of each day, in each trial: a row per day.
        self._totals = _sums_over_days(completed, _smallest_type(int(samples.max()) * days))

    def day_of(self, completion: int | Integers) -> Integers:
        """Return the day of a completion in each trial, from 0; `days` in trials that do not reach it.

        Args:
            completion: Number of the completion from 1, the same for all trials or one for each.
        """
        fewest, most = self._ranges
        earliest = int(np.searchsorted(most, np.min(completion)))
        latest = int(np.searchsorted(fewest, np.max(completion)))
        # Comparing numbers of one type is several times as fast.
        limit = np.minimum(completion, np.iinfo(self._totals.dtype).max).astype(self._totals.dtype)
        later = self._totals[earliest:latest] < limit
        counts = later.view(np.uint8).sum(axis=0, dtype=_smallest_type(len(later)))
        found: Integers = earliest + counts.astype(np.int64)
        return found

    def completed_until(self, days: int | Integers) -> Integers:
        """Return how many items each trial completes before a day, the same or one for each trial."""
        last = np.clip(days, 0, self.days) - 1
        totals = self._totals[last, np.arange(self._totals.shape[1])].astype(np.int64)
        return np.where(last < 0, 0, totals)

    @cached_property
    def _ranges(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """The fewest and the most items that any trial has completed by the end of each day."""
        return self._totals.min(axis=1), self._totals.max(axis=1)


def _completed(
    samples: Integers, trials: int, days: int, generator: np.random.Generator
) -> NDArray[Any]:
    """Draw a number for each day and trial, by inverting the distribution function of the trial."""
    numbers, counts = np.unique(samples, return_counts=True)
    weights = generator.standard_gamma(counts, size=(trials, len(numbers))).T
    is_less = (np.cumsum(weights, axis=0) - weights) / weights.sum(axis=0)
    words = generator.integers(0, 2**64, -(-days * trials // 4), dtype=np.uint64)
    random = words.view(np.uint16)[: days * trials].reshape(days, trials)
    completed = np.zeros((days, trials), dtype=_smallest_type(int(numbers[-1])))
    for step, share in zip(np.diff(numbers, prepend=0), is_less, strict=True):
        is_reached = random >= (share * 2**16).astype(np.uint16)
        completed += is_reached.view(np.uint8) * completed.dtype.type(step)
    return completed


def _sums_over_days(completed: NDArray[Any], number_type: np.dtype[Any]) -> NDArray[Any]:
    """Return the running sums. Row by row, because `cumsum` over the first axis takes ten times as long."""
    totals = np.empty(completed.shape, dtype=number_type)
    totals[0] = completed[0]
    for day in range(1, len(completed)):
        np.add(totals[day - 1], completed[day], out=totals[day])
    return totals


def _smallest_type(number: int) -> np.dtype[Any]:
    """Return the smallest unsigned type that holds a number; small types are several times as fast."""
    return np.min_scalar_type(number)


def slow_totals(samples: Integers, days: int) -> NDArray[np.float64]:
    """Return the items that nearly every trial has completed by the end of each day.

    Their number has the variance of the days, and that of the trial's sample.
    """
    day = np.arange(1, days + 1)
    slow = day * samples.mean() - TAIL * samples.std() * np.sqrt(day * (1 + day / len(samples)))
    return np.maximum.accumulate(slow)


def _generator(team_id: str) -> np.random.Generator:
    digest = hashlib.sha256(team_id.encode()).digest()
    return np.random.Generator(np.random.SFC64([SEED, *np.frombuffer(digest, dtype="<u4")]))
