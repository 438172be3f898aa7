"""Descendants by hierarchy links: equal to a walk at every snapshot, and fast on many links."""

import time
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intermediate.progress.int_descendants import descendants_of

LAST_SNAPSHOT = 63

Link = tuple[int, int, int, int]
Depths = dict[tuple[int, int, int], int]

items = st.integers(min_value=1, max_value=6)
snapshots = st.sampled_from([0, 1, 2, 3, 31, 32, 33, 52, 53, LAST_SNAPSHOT])


@st.composite
def links(draw: st.DrawFn) -> Link:
    parent, child = draw(st.lists(items, min_size=2, max_size=2, unique=True))
    first, last = sorted([draw(snapshots), draw(snapshots)])
    return parent, child, first, last


def table_of(hierarchy: Iterable[Link]) -> pa.Table:
    names = ["parent_id", "child_id", "first_snapshot", "last_snapshot"]
    columns = np.array(list(hierarchy), np.int64).reshape(-1, len(names)).T
    return pa.table(dict(zip(names, columns, strict=True)))


def walked(hierarchy: list[Link], ancestors: list[int], descendants: list[int]) -> Depths:
    """Walk the links of each snapshot from each ancestor, level by level."""
    depths: Depths = {}
    for snapshot in range(LAST_SNAPSHOT + 1):
        active = [
            (parent, child) for parent, child, first, last in hierarchy if first <= snapshot <= last
        ]
        for ancestor in ancestors:
            level, seen, depth = {ancestor}, {ancestor}, 0
            while level:
                level = {child for parent, child in active if parent in level} - seen
                seen |= level
                depth += 1
                for item in level & set(descendants):
                    depths[ancestor, item, snapshot] = depth
    return depths


@given(
    hierarchy=st.lists(links(), max_size=14),
    ancestors=st.lists(items, unique=True),
    descendants=st.lists(items, unique=True),
)
def test_ranges_tell_what_a_walk_at_each_snapshot_finds(
    hierarchy: list[Link], ancestors: list[int], descendants: list[int]
) -> None:
    ranges = descendants_of(
        table_of(hierarchy), np.array(ancestors, np.int64), np.array(descendants, np.int64)
    )
    found = [
        ((row["ancestor_id"], row["descendant_id"], snapshot), row["depth"])
        for row in ranges.to_pylist()
        for snapshot in range(row["first_snapshot"], row["last_snapshot"] + 1)
    ]
    assert len(dict(found)) == len(found)
    assert dict(found) == walked(hierarchy, ancestors, descendants)


@pytest.mark.parametrize("children", [2, 10, 1000])
def test_a_hundred_thousand_links_take_seconds(children: int) -> None:
    everything = np.arange(1, 100_001)
    hierarchy = pa.table(
        {
            "parent_id": everything // children,
            "child_id": everything,
            "first_snapshot": everything % 40,
            "last_snapshot": np.full(100_000, 53),
        }
    )
    started_at = time.process_time()
    ranges = descendants_of(hierarchy, everything[:20_000], everything)
    assert time.process_time() - started_at < 5
    assert ranges.num_rows > 60_000
