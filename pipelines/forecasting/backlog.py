"""The order in which a team completes the items of its portfolio items."""

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

Turns = NDArray[np.int64]


def turns_in_backlog_order(sizes: Sequence[int], wip: int) -> list[Turns]:
    """Return at which completion of the team, from 1, each item of each portfolio item is completed.

    The team works on the first `wip` unfinished portfolio items in turn, one item of each at a time.

    Args:
        sizes: Remaining items of each portfolio item, in backlog order.
        wip: Portfolio items at a time.

    Returns:
        One increasing array per portfolio item, as long as it has items.
    """
    parts: list[list[Turns]] = [[] for _ in sizes]
    remaining = list(sizes)
    waiting = iter(index for index, size in enumerate(sizes) if size)
    active = list(islice(waiting, wip))
    done = 0
    while active:
        rounds = min(remaining[index] for index in active)
        for place, index in enumerate(active):
            parts[index].append(done + 1 + place + len(active) * np.arange(rounds))
            remaining[index] -= rounds
        done += rounds * len(active)
        active = _replace_finished(active, remaining, waiting)
    return [np.concatenate(part) if part else np.zeros(0, dtype=np.int64) for part in parts]


def _replace_finished(active: list[int], remaining: list[int], waiting: Iterator[int]) -> list[int]:
    following = [index if remaining[index] else next(waiting, None) for index in active]
    return [index for index in following if index is not None]
