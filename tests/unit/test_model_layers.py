"""The layers of the dbt graph: what a model may read, and how long the longest chain of models may be."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipelines.build import dbt_runner

LONGEST_CHAIN = 18
INPUTS = "rule inputs"  # the models beside a rule that are not rules themselves
READABLE = {
    "staging": {"source", "history", "seed"},
    "intermediate": {"staging", "intermediate", "seed"},
    INPUTS: {"staging", "intermediate"},
    "rules": {"staging", "intermediate", INPUTS},
    "findings": {"staging", "intermediate", "rules", "findings", "seed", "history"},
    "marts": {"staging", "intermediate", "rules", "findings", "seed", "history"},
}

# References against the layers that are still to be removed: "reader -> read".
ALLOWED: set[str] = set()

Node = dict[str, Any]
Parents = dict[str, list[str]]


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Node]:
    """Every model, seed and source of dbt's manifest, by its unique id."""
    work_dir = tmp_path_factory.mktemp("layers")
    with dbt_runner._environment(ADO_FINDINGS_WAREHOUSE=str(work_dir / "warehouse.duckdb")):
        result = dbt_runner._invoke(["parse", *dbt_runner._options(work_dir)], lambda _: None)
    assert result.success, result.exception
    manifest = json.loads((work_dir / "target" / "manifest.json").read_text())
    return {**manifest["nodes"], **manifest["sources"]}


def models(nodes: dict[str, Node]) -> dict[str, Node]:
    return {key: node for key, node in nodes.items() if node["resource_type"] == "model"}


def layer(node: Node) -> str:
    """Return the folder of a model, or the kind of any other node."""
    if node["resource_type"] == "source":
        return "history" if node["source_name"] == "history" else "source"
    if node["resource_type"] != "model":
        return str(node["resource_type"])
    folder = Path(node["path"]).parts[0]
    return INPUTS if folder == "rules" and not node["name"].startswith("rule_") else folder


def references(nodes: dict[str, Node]) -> list[tuple[Node, Node]]:
    """Return each model with each node that it reads."""
    return [
        (model, nodes[parent])
        for model in models(nodes).values()
        for parent in model["depends_on"]["nodes"]
    ]


def longest_chain(parents: Parents) -> list[str]:
    """Return the longest path through the graph, the first model first."""

    @cache
    def chain_to(model: str) -> list[str]:
        chains = [chain_to(parent) for parent in parents[model]]
        return [*max(chains, key=len, default=[]), model]

    return max(map(chain_to, parents), key=len)


def test_a_model_reads_only_the_layers_below_it(nodes: dict[str, Node]) -> None:
    against = {
        f"{reader['name']} -> {read['name']}"
        for reader, read in references(nodes)
        if layer(read) not in READABLE[layer(reader)]
    }
    assert against == ALLOWED


def test_a_rule_input_serves_the_rules_beside_it(nodes: dict[str, Node]) -> None:
    assert [
        f"{reader['name']} -> {read['name']}"
        for reader, read in references(nodes)
        if layer(read) == INPUTS and Path(reader["path"]).parent != Path(read["path"]).parent
    ] == []


def test_the_longest_chain_of_models_is_short(nodes: dict[str, Node]) -> None:
    parents = {
        key: [parent for parent in model["depends_on"]["nodes"] if parent in models(nodes)]
        for key, model in models(nodes).items()
    }
    names = [nodes[key]["name"] for key in longest_chain(parents)]
    assert len(names) <= LONGEST_CHAIN, " -> ".join(names)


def test_every_intermediate_model_is_read(nodes: dict[str, Node]) -> None:
    read = {parent["name"] for _, parent in references(nodes)}
    unread = {
        model["name"]
        for model in models(nodes).values()
        if layer(model) not in ("staging", "marts")
    } - read
    assert unread == set()


def test_a_test_asserts_of_every_mart_that_it_is_not_empty_without_cause(
    nodes: dict[str, Node],
) -> None:
    [asserted] = [
        set(re.findall(r'\("(\w+)", "', node["raw_code"]))
        for node in nodes.values()
        if node["name"] == "assert_no_table_is_empty_while_its_input_has_rows"
    ]
    marts = {model["name"] for model in models(nodes).values() if layer(model) == "marts"}
    assert marts - asserted == set()


def test_every_model_is_described_in_a_file_of_its_name(nodes: dict[str, Node]) -> None:
    def is_described(model: Node) -> bool:
        described_in = (model["patch_path"] or "").partition("://")[2]
        return bool(model["description"]) and described_in == str(
            Path(model["original_file_path"]).with_suffix(".yml")
        )

    assert [model["name"] for model in models(nodes).values() if not is_described(model)] == []
