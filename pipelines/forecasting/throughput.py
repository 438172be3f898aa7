"""The daily throughput that a forecast samples from."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

WINDOW_DAYS = 90
FEWEST_DAYS_WITH_COMPLETIONS = 5
DRIFT_DAYS = (20, 40)  # working days since a possible change
FEWEST_DAYS_BEFORE_DRIFT = 15
DRIFT_LEVEL = 0.005  # of each test; a steady team passes both in 99 of 100 weeks

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Throughput:
    """Items that a team completed on each sampled working day, the latest last.

    `has_drifted`: earlier days of the window were left out, because the throughput has changed since.
    """

    samples: Counts
    has_drifted: bool

    @property
    def days_with_completions(self) -> int:
        """Number of sampled days on which an item was completed."""
        return int(np.count_nonzero(self.samples))

    @property
    def is_forecastable(self) -> bool:
        """Whether there are enough days with completions."""
        return self.days_with_completions >= FEWEST_DAYS_WITH_COMPLETIONS


def daily_throughput(
    completed: NDArray[np.int64], working: NDArray[np.bool_], first_day: int, end_day: int
) -> Counts:
    """Return the items completed on each working day from `first_day` until before `end_day`.

    Completions on another day count on the working day before it, or on the first one if there is none.

    Args:
        completed: Items completed, by number of the calendar day.
        working: Whether the team works, by number of the calendar day.
        first_day: Number of the first calendar day.
        end_day: Number of the calendar day after the last one.
    """
    is_working = working[first_day:end_day]
    count = int(np.count_nonzero(is_working))
    if not count:
        return np.zeros(0, dtype=np.int64)
    positions = np.maximum(np.cumsum(is_working) - 1, 0)
    return np.bincount(positions, weights=completed[first_day:end_day], minlength=count).astype(
        np.int64
    )


def since_drift(windows: Sequence[Counts]) -> list[Throughput]:
    """Leave out the days before the throughput changed, in each window in which it did.

    For each number of latest days in `DRIFT_DAYS`, the Mann-Whitney U test compares them with the days
    before. Of the changes that it finds, the most significant one counts. A change after which too few days
    have completions leaves the window as it is.
    """
    changes = [(1.0, 0)] * len(windows)
    for indexes in _of_equal_length(windows):
        samples = np.stack([windows[index] for index in indexes])
        for days in DRIFT_DAYS:
            if samples.shape[1] - days >= FEWEST_DAYS_BEFORE_DRIFT:
                p_values = _p_values(samples[:, :-days], samples[:, -days:]).tolist()
                for index, p_value in zip(indexes, p_values, strict=True):
                    changes[index] = min(changes[index], (p_value, days))
    return [
        _since_change(samples, *change) for samples, change in zip(windows, changes, strict=True)
    ]


def _of_equal_length(windows: Sequence[Counts]) -> Iterable[list[int]]:
    """Return the indexes of the windows of each length, without those that allow no forecast."""
    indexes = defaultdict(list)
    for index, samples in enumerate(windows):
        if Throughput(samples, has_drifted=False).is_forecastable:
            indexes[len(samples)].append(index)
    return indexes.values()


def _since_change(samples: Counts, p_value: float, days: int) -> Throughput:
    recent = Throughput(samples[-days:], has_drifted=True)
    if p_value < DRIFT_LEVEL and recent.is_forecastable:
        return recent
    return Throughput(samples, has_drifted=False)


def _p_values(
    earlier: Counts, recent: Counts, alternative: Literal["two-sided", "greater"] = "two-sided"
) -> NDArray[np.float64]:
    """Return the p-value of each row; 1 where all numbers are equal."""
    result: Any = stats.mannwhitneyu(
        earlier, recent, alternative=alternative, method="asymptotic", axis=-1
    )
    return np.nan_to_num(np.asarray(result.pvalue, dtype=np.float64), nan=1.0)


def change_of_throughput(samples: Counts, recent_days: int) -> tuple[float, float]:
    """Return the mean of the latest days divided by that of the days before, and the p-value of a decrease.

    The test is the one-sided Mann-Whitney U test. The result is (nan, 1.0) if no item was completed before.
    """
    earlier, recent = samples[:-recent_days], samples[-recent_days:]
    if not len(earlier) or not earlier.any():
        return float("nan"), 1.0
    p_value = float(_p_values(earlier, recent, alternative="greater"))
    return float(recent.mean() / earlier.mean()), p_value
