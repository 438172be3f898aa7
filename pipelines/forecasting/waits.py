"""Which remaining items wait for which others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

Items = frozenset[int]


@dataclass(frozen=True)
class Wait:
    """Items that are not worked on before the others are completed."""

    waiting: Items
    awaited: Items


def waits_of_links(links: Iterable[tuple[int, int]], remaining: Mapping[int, Items]) -> list[Wait]:
    """Return a wait for each link whose ends both have remaining items.

    Nothing waits for itself: if all items of the successor are also below the predecessor, they wait for the
    rest of the predecessor's, else items below both ends do not wait.

    Args:
        links: Predecessor and successor.
        remaining: Remaining items of each work item: those below it, or itself.
    """
    nothing: Items = frozenset()
    waits = []
    for predecessor, successor in links:
        awaited, waiting = remaining.get(predecessor, nothing), remaining.get(successor, nothing)
        if waiting <= awaited:
            awaited -= waiting
        else:
            waiting -= awaited
        if awaited and waiting:
            waits.append(Wait(waiting, awaited))
    return waits


def in_order(waits: list[Wait]) -> list[tuple[Wait, bool]]:
    """Return each wait after those that its awaited items wait for, and whether it is part of a cycle."""
    graph = _graph(waits)
    components = nx.condensation(graph)
    ordered = []
    for component in nx.lexicographical_topological_sort(
        components, key=lambda node: min(components.nodes[node]["members"])
    ):
        members = sorted(components.nodes[component]["members"])
        ordered += [(waits[index], len(members) > 1) for index in members]
    return ordered


def _graph(waits: list[Wait]) -> "nx.DiGraph[int]":
    """Return a graph with an edge from each wait to those whose awaited items it delays."""
    delays: dict[int, list[int]] = {}
    for index, wait in enumerate(waits):
        for item in wait.waiting:
            delays.setdefault(item, []).append(index)
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(waits)))
    graph.add_edges_from(
        (earlier, index)
        for index, wait in enumerate(waits)
        for item in wait.awaited
        for earlier in delays.get(item, [])
    )
    return graph
