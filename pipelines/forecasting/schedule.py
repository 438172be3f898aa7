"""When the remaining items of a backlog are completed, by the clock of its teams."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby

import numpy as np

from pipelines.forecasting.backlog import Turns, turns_in_backlog_order
from pipelines.forecasting.clocks import Clock, Moments
from pipelines.forecasting.waits import Wait

Group = tuple[int, int, frozenset[int]]  # team, portfolio item, waits


@dataclass(frozen=True)
class Item:
    """A remaining item: its team and the portfolio item through which it is ranked."""

    team: int
    portfolio_id: int


class Schedule:
    """The turns of items in the backlogs of their teams, and what they wait for.

    A wait does not change the turns of others: what waits keeps its place in the backlog. Once it may start,
    it needs as many completions of its team as from the first item of its portfolio item with the same wait.
    Each wait counts alone, so no date gets earlier by another one.

    Args:
        items: The items of each team together, in backlog order.
        waits: In an order in which awaited items are known, see `in_order`.
        wip: Portfolio items of a team at a time.
    """

    def __init__(self, items: Sequence[Item], waits: Sequence[Wait], wip: int) -> None:
        self._items = items
        self._waits = waits
        self._turns = _turns(items, wip)
        waits_of: dict[int, set[int]] = defaultdict(set)
        for number, wait in enumerate(waits):
            for item in wait.waiting:
                waits_of[item].add(number)
        self._waits_of = {item: frozenset(numbers) for item, numbers in waits_of.items()}
        self._first_turns: dict[tuple[int, int, int], int] = {}
        for item in self._waits_of:
            team, portfolio_id, numbers = self._group(item)
            turn = int(self._turns[item])
            for number in numbers:
                key = (team, portfolio_id, number)
                self._first_turns[key] = min(turn, self._first_turns.get(key, turn))

    def ends_of_waits(self, clock: Clock) -> dict[int, Moments]:
        """Return when the awaited items of each wait are completed."""
        ends: dict[int, Moments] = {}
        for number, wait in enumerate(self._waits):
            ends[number] = self.completion(wait.awaited, clock, ends)
        return ends

    def last_turn(self, items: Iterable[int]) -> int:
        """Return at which completion of its team the last one of some items is completed."""
        return max(int(self._turns[item]) for item in items)

    def completion(self, items: Iterable[int], clock: Clock, ends: dict[int, Moments]) -> Moments:
        """Return when the last one of some items is completed."""
        last: dict[Group, int] = defaultdict(int)
        for item in items:
            group = self._group(item)
            last[group] = max(last[group], int(self._turns[item]))
        moments = [self._moment(group, turn, clock, ends) for group, turn in last.items()]
        return reduce(np.maximum, moments)

    def _moment(self, group: Group, turn: int, clock: Clock, ends: dict[int, Moments]) -> Moments:
        team, portfolio_id, waits = group
        moment = clock.completion(team, turn)
        released: dict[int, Moments] = {}
        for number in sorted(waits):
            turns = turn - self._first_turns[team, portfolio_id, number] + 1
            released[turns] = np.maximum(released.get(turns, 0), ends[number])
        after = [clock.completion_after(team, end, turns) for turns, end in released.items()]
        return reduce(np.maximum, after, moment)

    def _group(self, item: int) -> Group:
        """Return what an item has in common with those that are completed in turn with it."""
        found = self._items[item]
        waits = self._waits_of.get(item)
        return (found.team, found.portfolio_id, waits) if waits else (found.team, 0, frozenset())


def _turns(items: Sequence[Item], wip: int) -> Turns:
    turns = []
    for _, of_team in groupby(items, key=lambda item: item.team):
        runs = groupby(of_team, key=lambda item: item.portfolio_id)
        sizes = [sum(1 for _ in run) for _, run in runs]
        turns += turns_in_backlog_order(sizes, wip)
    return np.concatenate(turns) if turns else np.zeros(0, dtype=np.int64)
