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

    Each trial first draws its own sample from the observed days, with replacement, and then each day from
    that sample. The first draw stands for what so few days leave unknown about the team: without it,
    forecasts of many days would be too sure.

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
        self._totals = np.cumsum(completed, axis=0, out=completed)

    def day_of(self, completion: int | Integers) -> Integers:
        """Return the day of a completion in each trial, from 0; `days` in trials that do not reach it.

        Args:
            completion: Number of the completion from 1, the same for all trials or one for each.
        """
        fewest, most = self._ranges
        earliest = int(np.searchsorted(most, np.min(completion)))
        latest = int(np.searchsorted(fewest, np.max(completion)))
        later: Integers = (self._totals[earliest:latest] < completion).sum(axis=0)
        return earliest + later

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
    """Draw a number for each day and trial, by inverting the distribution function of the trial's sample.

    The type is large enough for the sum over all days.
    """
    numbers, counts = np.unique(samples, return_counts=True)
    resampled = generator.multinomial(len(samples), counts / len(samples), size=trials).T
    least_random = (np.cumsum(resampled, axis=0) - resampled) / len(samples) * 2**16
    random = np.frombuffer(generator.bytes(2 * days * trials), dtype="<u2").reshape(days, trials)
    completed = np.zeros(
        (days, trials), dtype=np.min_scalar_type(max(int(numbers[-1]) * days, 2**8))
    )
    for step, least in zip(np.diff(numbers, prepend=0), least_random, strict=True):
        # 65,536 is above every random number, and no number of the type.
        is_reached = (random >= np.minimum(least, 2**16 - 1).astype(np.uint16)) & (least < 2**16)
        completed += is_reached * completed.dtype.type(step)
    return completed


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
