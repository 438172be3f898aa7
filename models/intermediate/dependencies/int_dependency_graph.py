"""One row per dependency link that is not remote, with what only the whole graph tells about it."""

from collections import defaultdict
from typing import Any

import networkx as nx
import pyarrow as pa

SCHEMA = pa.schema(
    [
        ("link_type", pa.string()),
        ("predecessor_id", pa.int64()),
        ("successor_id", pa.int64()),
        ("cycle_id", pa.int64()),
        ("chain_length", pa.int64()),
    ]
)

Link = dict[str, Any]


def model(dbt: Any, session: Any) -> pa.Table:
    """Build the model; `session` is the DuckDB connection."""
    dbt.config(materialized="table")
    links = dbt.ref("int_dependency_links").filter("not is_remote")
    columns = links.select("link_type, predecessor_id, successor_id, is_satisfied")
    links = columns.to_arrow_table().to_pylist()
    add_cycle_ids(links)
    add_chain_lengths(links)
    return pa.Table.from_pylist(links, schema=SCHEMA)


def add_cycle_ids(links: list[Link]) -> None:
    """Set the cycle of each link to the lowest item id of the component that contains both ends."""
    components = nx.strongly_connected_components(graph_of(links))
    cycle_ids = {item: min(component) for component in components for item in component}
    for link in links:
        cycle_id = cycle_ids[link["predecessor_id"]]
        link["cycle_id"] = cycle_id if cycle_id == cycle_ids[link["successor_id"]] else None


def add_chain_lengths(links: list[Link]) -> None:
    """Set the length of the longest path of unsatisfied, acyclic links that ends in each link."""
    waiting = [link for link in links if not link["is_satisfied"] and link["cycle_id"] is None]
    depths = depths_of(graph_of(waiting))
    for link in links:
        link["chain_length"] = 0
    for link in waiting:
        link["chain_length"] = depths[link["predecessor_id"]] + 1


def depths_of(graph: "nx.DiGraph[int]") -> dict[int, int]:
    """Return the number of links on the longest path to each item of an acyclic graph."""
    depths: dict[int, int] = defaultdict(int)
    for item in nx.topological_sort(graph):
        for successor in graph.successors(item):
            depths[successor] = max(depths[successor], depths[item] + 1)
    return depths


def graph_of(links: list[Link]) -> "nx.DiGraph[int]":
    """Return a graph with an edge from predecessor to successor for each link."""
    return nx.DiGraph((link["predecessor_id"], link["successor_id"]) for link in links)
