"""Where the graph of dependencies draws items: predecessors at the left of their successors."""

from collections.abc import Iterable
from typing import Any

import networkx as nx

from pipelines.report.datasets import Dataset

MAX_LINKS = 200  # nobody can follow more; the table has them all
COLUMNS = {
    "is_link": "BOOLEAN",
    "x": "DOUBLE",
    "y": "DOUBLE",
    "x2": "DOUBLE",
    "y2": "DOUBLE",
    "status": "VARCHAR",
    "is_marked": "BOOLEAN",
    "work_item_id": "BIGINT",
    "title": "VARCHAR",
    "team": "VARCHAR",
    "url": "VARCHAR",
    "link": "VARCHAR",
}
UNMARKED = ("on_track", "satisfied")
_STAGGER = (
    0.35  # of a column between the items of a cycle, of a row between columns: links stay apart
)

Row = dict[str, Any]
Position = tuple[float, float]


def dependency_graph(dependencies: Dataset) -> Dataset:
    """Return the links and items to draw: those connected with a link that needs attention, worst first."""
    links = list(_chosen(dependencies.records()))
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_edges_from((row["predecessor_id"], row["successor_id"]) for row in links)
    positions = _positions(graph)
    items = {
        row[f"{end}_id"]: _item(row, end) for row in links for end in ("predecessor", "successor")
    }
    rows = [
        *(_drawn_link(row, positions) for row in links),
        *(item | _at(positions[number]) for number, item in items.items()),
    ]
    return Dataset(
        list(COLUMNS), list(COLUMNS.values()), [tuple(map(row.get, COLUMNS)) for row in rows]
    )


def _chosen(links: list[Row]) -> Iterable[Row]:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_edges_from((row["predecessor_id"], row["successor_id"]) for row in links)
    wanted: set[int] = set()
    for row in links:
        if row["status"] not in UNMARKED and row["predecessor_id"] not in wanted:
            wanted |= nx.node_connected_component(graph, row["predecessor_id"])
    connected = [row for row in links if row["predecessor_id"] in wanted]
    return connected[:MAX_LINKS]


def _positions(graph: "nx.DiGraph[int]") -> dict[int, Position]:
    """Return column and row of each item; connected items stand together."""
    positions: dict[int, Position] = {}
    base = 0.0
    for members in sorted(
        nx.weakly_connected_components(graph), key=lambda found: (-len(found), min(found))
    ):
        placed = _component(graph.subgraph(members))
        positions |= {number: (x, base + y) for number, (x, y) in placed.items()}
        base += max(y for _, y in placed.values()) + 1.5
    return positions


def _component(graph: "nx.DiGraph[int]") -> dict[int, Position]:
    condensed = nx.condensation(graph)
    placed: dict[int, Position] = {}
    for column, generation in enumerate(nx.topological_generations(condensed)):
        cycles = (sorted(condensed.nodes[node]["members"]) for node in generation)
        members = [
            (number, place, len(cycle)) for cycle in cycles for place, number in enumerate(cycle)
        ]
        for row, (number, place, size) in enumerate(members):
            shift = _STAGGER * (place % 2) if size > 1 else 0.0
            placed[number] = (column + shift, row + _STAGGER * (column % 2))
    return placed


def _item(row: Row, end: str) -> Row:
    return {
        "is_link": False,
        "work_item_id": row[f"{end}_id"],
        "title": row[f"{end}_title"],
        "team": row[f"{end}_team_name"],
        "url": row[f"{end}_url"],
    }


def _at(position: Position) -> Row:
    return {"x": position[0], "y": position[1]}


def _drawn_link(row: Row, positions: dict[int, Position]) -> Row:
    start, end = positions[row["predecessor_id"]], positions[row["successor_id"]]
    return {
        "is_link": True,
        **_at(start),
        "x2": end[0],
        "y2": end[1],
        "status": row["status"],
        "is_marked": row["status"] not in UNMARKED,
        "link": f"{row['predecessor_id']} before {row['successor_id']}",
    }
