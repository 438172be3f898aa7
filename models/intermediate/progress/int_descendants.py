"""One row per ancestor, descendant and range of snapshots at which hierarchy links lead to it.

The snapshots of a pair are the bits of a 64-bit integer: one step handles all snapshots at once.
"""

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

BITS = 64
ONE = np.uint64(1)
ALL = ~np.uint64(0)
NONE = np.uint64(0)


class Pairs(NamedTuple):
    """Pairs of items by number, with the snapshots of each as bits."""

    ancestors: np.ndarray
    descendants: np.ndarray
    snapshots: np.ndarray

    def chosen(self, which: np.ndarray) -> "Pairs":
        """Return the pairs that a mask or an array of positions selects."""
        return Pairs(*(column[which] for column in self))


class Reached(NamedTuple):
    """Pairs that are reached, ordered by their keys, with the snapshots of each as bits."""

    keys: np.ndarray
    snapshots: np.ndarray


def model(dbt: Any, session: Any) -> pa.Table:
    """Build the model; `session` is the DuckDB connection."""
    dbt.config(materialized="table")
    links = dbt.ref("int_hierarchy_snapshots").to_arrow_table()
    return descendants_of(links, links["parent_id"].to_numpy(), links["child_id"].to_numpy())


def descendants_of(links: pa.Table, ancestors: np.ndarray, descendants: np.ndarray) -> pa.Table:
    """Return the ranges in which each of the ancestors leads to each of the descendants."""
    columns = {name: links[name].to_numpy() for name in links.column_names}
    items, ends = np.unique(
        np.concatenate([columns["parent_id"], columns["child_id"]]), return_inverse=True
    )
    parents, children = np.split(ends, 2)
    in_range = snapshot_bits(columns["first_snapshot"], columns["last_snapshot"])
    levels = walk(
        Pairs(parents, children, in_range), len(items), np.flatnonzero(np.isin(items, ancestors))
    )
    is_wanted = np.isin(items, descendants)
    tables = [
        ranges_of(level.chosen(is_wanted[level.descendants]), items, depth)
        for depth, level in enumerate(levels, start=1)
    ]
    return pa.concat_tables(
        [ranges_of(Pairs(parents[:0], parents[:0], in_range[:0]), items, 0), *tables]
    )


def snapshot_bits(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Return the snapshots from the first to the last one as bits."""
    return (ALL << first.astype(np.uint64)) & (ALL >> (BITS - 1 - last).astype(np.uint64))


def walk(links: Pairs, item_count: int, ancestors: np.ndarray) -> list[Pairs]:
    """Return for each depth the pairs without a shorter walk, and the snapshots of which this is true."""
    links = links.chosen(np.argsort(links.ancestors, kind="stable"))
    starts = np.searchsorted(links.ancestors, np.arange(item_count + 1))
    reached = Reached(np.empty(0, np.int64), np.empty(0, np.uint64))
    level = Pairs(ancestors, ancestors, np.full(len(ancestors), ALL))
    levels = []
    while len(level.ancestors):
        steps = one_link_further(level, links, starts)
        level, reached = newly_reached(steps, reached, item_count)
        levels.append(level)
    return levels


def one_link_further(level: Pairs, links: Pairs, starts: np.ndarray) -> Pairs:
    """Return each pair continued by each link of its descendant, at the snapshots that both have."""
    counts = starts[level.descendants + 1] - starts[level.descendants]
    pairs = np.repeat(np.arange(len(counts)), counts)
    positions = np.arange(len(pairs)) - np.repeat(np.cumsum(counts) - counts, counts)
    taken = starts[level.descendants[pairs]] + positions
    steps = Pairs(
        level.ancestors[pairs],
        links.descendants[taken],
        level.snapshots[pairs] & links.snapshots[taken],
    )
    return steps.chosen((steps.snapshots != NONE) & (steps.ancestors != steps.descendants))


def newly_reached(steps: Pairs, reached: Reached, item_count: int) -> tuple[Pairs, Reached]:
    """Return the pairs with the snapshots at which they are reached first, and all that are reached."""
    steps_reached = united(steps.ancestors * item_count + steps.descendants, steps.snapshots)
    new = steps_reached.snapshots & ~bits_at(reached, steps_reached.keys)
    keys, snapshots = steps_reached.keys[new != NONE], new[new != NONE]
    now_reached = united(
        np.concatenate([reached.keys, keys]), np.concatenate([reached.snapshots, snapshots])
    )
    return Pairs(keys // item_count, keys % item_count, snapshots), now_reached


def united(keys: np.ndarray, snapshots: np.ndarray) -> Reached:
    """Return each key once, with the snapshots of all its occurrences."""
    order = np.argsort(keys, kind="stable")
    unique_keys, starts = np.unique(keys[order], return_index=True)
    if not len(starts):
        return Reached(unique_keys, snapshots)
    return Reached(unique_keys, np.bitwise_or.reduceat(snapshots[order], starts))


def bits_at(reached: Reached, keys: np.ndarray) -> np.ndarray:
    """Return the snapshots at which each key is reached."""
    if not len(reached.keys):
        return np.zeros(len(keys), np.uint64)
    positions = np.minimum(np.searchsorted(reached.keys, keys), len(reached.keys) - 1)
    return np.where(reached.keys[positions] == keys, reached.snapshots[positions], NONE)


def ranges_of(pairs: Pairs, items: np.ndarray, depth: int) -> pa.Table:
    """Return a row for each unbroken range of the snapshots of each pair."""
    first_pairs, first = positions_of_bits(pairs.snapshots & ~(pairs.snapshots << ONE))
    _, last = positions_of_bits(pairs.snapshots & ~(pairs.snapshots >> ONE))
    return pa.table(
        {
            "ancestor_id": pa.array(items[pairs.ancestors[first_pairs]], pa.int64()),
            "descendant_id": pa.array(items[pairs.descendants[first_pairs]], pa.int64()),
            "first_snapshot": pa.array(first, pa.int32()),
            "last_snapshot": pa.array(last, pa.int32()),
            "depth": pa.array(np.full(len(first), depth), pa.int32()),
        }
    )


def positions_of_bits(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the index of the number and the position of each bit that is set, in this order."""
    found = [np.flatnonzero(numbers >> np.uint64(bit) & ONE) for bit in range(BITS)]
    indexes = np.concatenate(found)
    bits = np.repeat(np.arange(BITS), [len(index) for index in found])
    order = np.lexsort((bits, indexes))
    return indexes[order], bits[order]
