"""The random numbers of all trials, which teams and snapshots share."""

import hashlib
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

SEED = 1
CHUNK_DAYS = 32
DAYS_TOGETHER = 8
ORDERING_DAYS = 64  # the trials are in order of how they begin

Order = NDArray[np.int64]
Drawn = NDArray[np.uint8]
Key = TypeVar("Key")
Found = TypeVar("Found")


class SampledDays:
    """Which of the sampled days, from 0 in order of their throughput, each of the next days repeats.

    In each trial, the probabilities of the sampled days are drawn too (Bayesian bootstrap, Rubin, 1981).
    They stand for what so few days leave unknown about the team: without them, forecasts of many days would
    be too sure. Pólya's urn gives the same distribution without numbers for them: each next day repeats a
    sampled day or one drawn before it, all equally likely.

    The trials are in order, slow ones first, so that few columns are needed of days that only they need.

    Args:
        samples: Number of sampled days, 255 at most.
        trials: Number of trials.
    """

    def __init__(self, samples: int, trials: int) -> None:
        self._samples = samples
        self._trials = np.arange(trials)
        self._generator = _generator(str(samples))
        self._lock = Lock()
        self._chunks: list[Drawn] = []
        self._urn: Drawn = np.repeat(np.arange(samples, dtype=np.uint8)[:, None], trials, axis=1)
        self._draw(ORDERING_DAYS)
        begin = self._urn[samples:].sum(axis=0, dtype=np.int64)
        self._urn = self._urn.take(np.argsort(begin, kind="stable"), axis=1)

    def chunk(self, number: int) -> Drawn:
        """Return `CHUNK_DAYS` days, counting chunks from 0: by eight days, trial, and day of the eight."""
        with self._lock:
            while len(self._chunks) <= number:
                first = self._samples + len(self._chunks) * CHUNK_DAYS
                self._draw(max(first + CHUNK_DAYS - len(self._urn), 0))
                days = self._urn[first : first + CHUNK_DAYS].reshape(
                    -1, DAYS_TOGETHER, len(self._trials)
                )
                self._chunks.append(np.ascontiguousarray(days.swapaxes(1, 2)))
            return self._chunks[number]

    def _draw(self, days: int) -> None:
        known, trials = self._urn.shape
        urn = np.empty((known + days, trials), dtype=np.uint8)
        urn[:known] = self._urn
        for day in range(known, known + days):
            rows = self._generator.integers(0, day, trials)
            urn[day] = urn.ravel().take(rows * trials + self._trials)
        self._urn = urn


class Draws:
    """Random numbers for all teams.

    Teams with as many sampled days share `SampledDays`, and each takes the trials in an order of its own:
    what one of them draws in a trial says nothing about another.

    Args:
        trials: Number of trials.
    """

    def __init__(self, trials: int) -> None:
        self.trials = trials
        self._lock = Lock()
        self._sampled_days: dict[int, SampledDays] = {}
        self._orders: dict[str, Order] = {}

    def sampled_days(self, samples: int) -> SampledDays:
        """Return the trials of teams with this number of sampled days."""
        return self._once(self._sampled_days, samples, lambda: SampledDays(samples, self.trials))

    def order(self, team_id: str) -> Order:
        """Return which of the shared trials each trial of a team is."""
        return self._once(
            self._orders, team_id, lambda: _generator(team_id).permutation(self.trials)
        )

    def _once(self, found: dict[Key, Found], key: Key, make: Callable[[], Found]) -> Found:
        with self._lock:
            if key not in found:
                found[key] = make()
            return found[key]


def _generator(name: str) -> np.random.Generator:
    digest = hashlib.sha256(name.encode()).digest()
    return np.random.Generator(np.random.SFC64([SEED, *np.frombuffer(digest, dtype="<u4")]))
