"""A parser of others reads from the semantic model of Power BI what the declaration says."""

import json
from dataclasses import astuple
from typing import Any

import pytest

from dashboards.datasets import DATASETS
from dashboards.generate import FOLDER
from dashboards.published import metrics, tables
from dashboards.relations import relations, used_tables
from dashboards.to_power_bi import NAME
from tests.support.clients import Client, install
from tests.support.processes import run

PARSER = Client("tmdl", "read_tmdl.py", ("coop-dax-review==0.22.0",))

pytestmark = pytest.mark.exhaustive


@pytest.fixture(scope="module")
def model() -> dict[str, Any]:
    folder = FOLDER / "power_bi" / f"{NAME}.SemanticModel"
    done = run([install(PARSER), PARSER.folder / PARSER.script, folder], capture_output=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_model_has_the_published_columns(model: dict[str, Any]) -> None:
    expected = {name: list(tables()[name].columns) for name in used_tables()}
    assert model["columns"] == expected


def test_the_model_has_the_declared_measures(model: dict[str, Any]) -> None:
    of_metrics = [["metrics", metric.name] for metric in metrics().values()]
    declared = [[name, one.label] for name, dataset in DATASETS.items() for one in dataset.measures]
    assert sorted(model["measures"]) == sorted(of_metrics + declared)


def test_the_model_has_the_declared_relations(model: dict[str, Any]) -> None:
    assert model["relations"] == [list(astuple(relation)) for relation in relations()]


def test_the_parser_finds_no_errors(model: dict[str, Any]) -> None:
    assert model["errors"] == []
