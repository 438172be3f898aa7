"""What the trials of a forecast amount to."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

LEAST_PROBABILITY, MOST_PROBABILITY = 0.01, 0.99


class Outcomes:
    """The distribution of a number that each trial has: calendar days, or items."""

    def __init__(self, numbers: NDArray[Any]) -> None:
        """Count the trials of each number; numbers are 0 or more."""
        self._trials = len(numbers)
        self._reached = np.cumsum(np.bincount(numbers))  # trials with at most that number

    def latest(self, confidence: float) -> int:
        """Return the least number that this share of the trials does not exceed."""
        return int(np.searchsorted(self._reached, self._needed(confidence)))

    def at_least(self, confidence: float) -> int:
        """Return the greatest number that this share of the trials reaches."""
        exceeded = self._trials - self._needed(confidence)
        return int(np.searchsorted(self._reached, exceeded, side="right"))

    def probability_until(self, number: int) -> float:
        """Return the share of the trials with at most a number, never 0 or 1."""
        return self._share(self._trials_until(number))

    def probability_from(self, number: int) -> float:
        """Return the share of the trials with at least a number, never 0 or 1."""
        return self._share(self._trials - self._trials_until(number - 1))

    def _trials_until(self, number: int) -> int:
        return int(self._reached[min(number, len(self._reached) - 1)]) if number >= 0 else 0

    def _share(self, trials: int) -> float:
        return float(np.clip(trials / self._trials, LEAST_PROBABILITY, MOST_PROBABILITY))

    def _needed(self, confidence: float) -> int:
        return int(np.ceil(round(confidence * self._trials, 6)))
