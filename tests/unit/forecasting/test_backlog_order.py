"""Each item of a backlog has its turn, and a team works on a few portfolio items at a time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.forecasting.backlog import turns_in_backlog_order

SIZES = st.lists(st.integers(0, 7), max_size=7)
WIP = st.integers(1, 4)


def one_by_one(sizes: list[int], wip: int) -> list[list[int]]:
    """Simulate the team one completion at a time."""
    remaining = list(sizes)
    turns: list[list[int]] = [[] for _ in sizes]
    waiting = [index for index, size in enumerate(sizes) if size]
    places: list[int | None] = [waiting.pop(0) if waiting else None for _ in range(wip)]
    done = 0
    while any(place is not None for place in places):
        for index in places:
            if index is not None:
                done += 1
                turns[index].append(done)
                remaining[index] -= 1
        for number, index in enumerate(places):
            if index is not None and not remaining[index]:
                places[number] = waiting.pop(0) if waiting else None
    return turns


@given(SIZES, WIP)
def test_turns_are_those_of_a_simulation(sizes: list[int], wip: int) -> None:
    turns = turns_in_backlog_order(sizes, wip)

    assert [found.tolist() for found in turns] == one_by_one(sizes, wip)


@given(SIZES, WIP)
def test_every_turn_occurs_once(sizes: list[int], wip: int) -> None:
    turns = turns_in_backlog_order(sizes, wip)

    assert [len(found) for found in turns] == sizes
    assert sorted(np.concatenate([*turns, []]).tolist()) == list(range(1, sum(sizes) + 1))
    assert all((np.diff(found) > 0).all() for found in turns)


@given(SIZES, WIP)
def test_no_more_portfolio_items_than_allowed_are_in_work(sizes: list[int], wip: int) -> None:
    spans = [(found[0], found[-1]) for found in turns_in_backlog_order(sizes, wip) if len(found)]

    for turn in range(1, sum(sizes) + 1):
        assert sum(first <= turn <= last for first, last in spans) <= wip


@given(SIZES, WIP)
def test_portfolio_items_are_started_in_order(sizes: list[int], wip: int) -> None:
    starts = [found[0] for found in turns_in_backlog_order(sizes, wip) if len(found)]

    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("sizes", "wip", "turns"),
    [
        ([], 2, []),
        ([0, 0], 2, [[], []]),
        ([2, 1], 1, [[1, 2], [3]]),
        ([2, 2, 2], 2, [[1, 3], [2, 4], [5, 6]]),
        ([1, 3, 2], 2, [[1], [2, 4, 6], [3, 5]]),
        ([1, 1], 9, [[1], [2]]),
    ],
)
def test_examples(sizes: list[int], wip: int, turns: list[list[int]]) -> None:
    assert [found.tolist() for found in turns_in_backlog_order(sizes, wip)] == turns


def test_large_portfolio_items_cost_no_step_per_item() -> None:
    first, second = turns_in_backlog_order([1_000_000, 1_000_000], 2)

    assert (first[-1], second[-1]) == (1_999_999, 2_000_000)
