"""Cycles and chains of dependency links: correct on any small graph, fast on large ones."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intermediate.dependencies import int_dependency_graph
from models.intermediate.dependencies.int_dependency_graph import (
    Link,
    add_chain_lengths,
    add_cycle_ids,
)

Pair = tuple[int, int]


def linked(pairs: Iterable[Pair], link_type: str = "D") -> list[Link]:
    return [
        {
            "link_type": link_type,
            "predecessor_id": before,
            "successor_id": after,
            "is_satisfied": False,
        }
        for before, after in pairs
    ]


def evaluated(links: list[Link]) -> list[Link]:
    add_cycle_ids(links)
    add_chain_lengths(links)
    return links


def values_of(links: list[Link], name: str) -> dict[Pair, Any]:
    return {(link["predecessor_id"], link["successor_id"]): link[name] for link in links}


@contextmanager
def quick(seconds: float = 5) -> Iterator[None]:
    """Fail if the block takes too much processor time, as an algorithm that visits every path would."""
    started = time.process_time()
    yield
    assert time.process_time() - started < seconds


# The definitions in their most direct form, for small graphs only.


def reachable(start: int, links: list[Link]) -> set[int]:
    found = {start}
    for _ in links:
        found |= {link["successor_id"] for link in links if link["predecessor_id"] in found}
    return found


def expected_cycle_id(link: Link, links: list[Link]) -> int | None:
    onward = reachable(link["successor_id"], links)
    circle = {item for item in onward if link["predecessor_id"] in reachable(item, links)}
    return min(circle) if link["predecessor_id"] in onward else None


def longest_path_to(link: Link, waiting: list[Link]) -> int:
    before = [each for each in waiting if each["successor_id"] == link["predecessor_id"]]
    return 1 + max((longest_path_to(each, waiting) for each in before), default=0)


items = st.integers(1, 7)
some_links = st.lists(
    st.builds(
        dict,
        link_type=st.sampled_from(["D", "Custom.First", "Custom.Second"]),
        predecessor_id=items,
        successor_id=items,
        is_satisfied=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda link: (link["link_type"], link["predecessor_id"], link["successor_id"]),
)


@given(some_links)
def test_cycles_are_as_defined(links: list[Link]) -> None:
    expected = [expected_cycle_id(link, links) for link in links]
    add_cycle_ids(links)
    assert [link["cycle_id"] for link in links] == expected


@given(some_links)
def test_chains_are_as_defined(links: list[Link]) -> None:
    waiting = [
        link
        for link in links
        if not link["is_satisfied"] and expected_cycle_id(link, links) is None
    ]
    expected = [longest_path_to(link, waiting) if link in waiting else 0 for link in links]
    assert [link["chain_length"] for link in evaluated(links)] == expected


def test_a_diamond_lattice_of_30_levels_has_a_thousand_million_paths() -> None:
    rungs = [
        (2 * level + left, 2 * (level + 1) + right)
        for level in range(30)
        for left in (0, 1)
        for right in (0, 1)
    ]
    with quick():
        links = evaluated(linked(rungs))
    assert values_of(links, "chain_length") == {pair: pair[1] // 2 for pair in rungs}
    assert set(values_of(links, "cycle_id").values()) == {None}


def test_a_path_of_10_000_links() -> None:
    with quick():
        links = evaluated(linked((item, item + 1) for item in reversed(range(10_000))))
    assert values_of(links, "chain_length") == {
        (item, item + 1): item + 1 for item in range(10_000)
    }


def test_a_cycle_of_10_000_items_with_an_entry_and_an_exit() -> None:
    circle = [(item, item % 10_000 + 1) for item in range(1, 10_001)]
    with quick():
        links = evaluated(linked([(20_000, 7), *circle, (7, 20_001), (20_001, 20_002)]))
    cycle_ids, lengths = values_of(links, "cycle_id"), values_of(links, "chain_length")
    assert {(cycle_ids[pair], lengths[pair]) for pair in circle} == {(1, 0)}
    assert [lengths[pair] for pair in ((20_000, 7), (7, 20_001), (20_001, 20_002))] == [1, 2, 3]


def test_300_items_that_all_depend_on_one_another() -> None:
    everybody = range(1, 301)
    with quick():
        links = evaluated(linked((one, other) for one in everybody for other in everybody))
    assert len(links) == 90_000
    assert {link["cycle_id"] for link in links} == {1}


def test_a_link_to_itself_is_its_own_cycle() -> None:
    links = evaluated(linked([(5, 5), (4, 5), (5, 6)]))
    assert values_of(links, "cycle_id") == {(5, 5): 5, (4, 5): None, (5, 6): None}
    assert values_of(links, "chain_length") == {(5, 5): 0, (4, 5): 1, (5, 6): 2}


def test_link_types_are_not_distinguished() -> None:
    links = evaluated(linked([(1, 2)], "Custom.First") + linked([(1, 2), (2, 1)], "Custom.Second"))
    assert [link["cycle_id"] for link in links] == [1, 1, 1]


class Dbt:
    """What dbt hands to a Python model."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def config(self, materialized: str) -> None:
        assert materialized == "table"

    def ref(self, name: str) -> duckdb.DuckDBPyRelation:
        return self._connection.table(name)


@pytest.mark.parametrize(
    "remote_link", [(3, 1), (3, 3), (4, 1)], ids=["closes no circle", "is no circle", "is no chain"]
)
def test_a_remote_end_is_not_the_local_item_of_the_same_id(remote_link: Pair) -> None:
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            create table int_dependency_links as
            from (
                values
                ('D', 1, 2, false, false),
                ('D', 2, 3, false, false),
                ('R', {remote_link[0]}, {remote_link[1]}, false, true)
            ) as links (link_type, predecessor_id, successor_id, is_satisfied, is_remote)
            """
        )
        rows = int_dependency_graph.model(Dbt(connection), connection).to_pylist()
    assert [row["link_type"] for row in rows] == ["D", "D"]
    assert [row["cycle_id"] for row in rows] == [None, None]
    assert [row["chain_length"] for row in rows] == [1, 2]
