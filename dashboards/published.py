"""The published tables and metrics, as dbt's files describe them."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).parents[1]
MARTS = PROJECT / "models" / "marts"
DEFINITIONS = PROJECT / "dbt_project" / "seeds" / "metric_definitions.csv"
DOC_BLOCK = re.compile(r"{% docs (\w+) %}(.*?){% enddocs %}", re.DOTALL)
DOC_REFERENCE = re.compile(r"{{ doc\('(\w+)'\) }}")


@dataclass(frozen=True)
class Column:
    """A column of a published table, with the type that its yml declares."""

    name: str
    data_type: str
    description: str


@dataclass(frozen=True)
class Table:
    """A published table."""

    name: str
    description: str
    columns: dict[str, Column]


@dataclass(frozen=True)
class Metric:
    """A line of the metric catalogue."""

    metric_id: str
    name: str
    unit: str
    definition: str
    adds_up_over_teams: bool
    adds_up_over_time: bool

    @property
    def is_ratio(self) -> bool:
        """Return whether numbers of several rows are divided again."""
        return self.unit == "ratio"

    @property
    def is_percentile(self) -> bool:
        """Return whether projects and the organization have rows of their own."""
        return not (self.is_ratio or self.adds_up_over_teams or self.adds_up_over_time)

    @property
    def is_state(self) -> bool:
        """Return whether a number describes one date."""
        return self.adds_up_over_teams and not self.adds_up_over_time

    @property
    def description(self) -> str:
        """Return the definition, and how rows become one number."""
        if self.is_percentile:
            return f"{self.definition} Of the whole organization; read it month by month."
        if self.is_state:
            return f"{self.definition} Read it on one date."
        if not self.adds_up_over_teams and not self.is_ratio:
            return f"{self.definition} Read it for one team."
        return self.definition


@cache
def tables() -> dict[str, Table]:
    """Return the published tables by name."""
    doc_blocks = dict(DOC_BLOCK.findall((MARTS / "docs.md").read_text(encoding="utf-8")))
    files = [path for path in sorted(MARTS.rglob("*.yml")) if not path.name.startswith("_")]
    models = [model for path in files for model in yaml.safe_load(path.read_text())["models"]]
    return {model["name"]: _table(model, doc_blocks) for model in models}


@cache
def metrics() -> dict[str, Metric]:
    """Return the metrics of the catalogue by id."""
    with DEFINITIONS.open(encoding="utf-8", newline="") as file:
        return {line["metric_id"]: _metric(line) for line in csv.DictReader(file)}


def _table(model: dict[str, Any], doc_blocks: dict[str, str]) -> Table:
    columns = [
        Column(column["name"], column["data_type"], _rendered(column["description"], doc_blocks))
        for column in model["columns"]
    ]
    described = _rendered(model["description"], doc_blocks)
    return Table(model["name"], described, {column.name: column for column in columns})


def _rendered(description: str, doc_blocks: dict[str, str]) -> str:
    written = DOC_REFERENCE.sub(lambda found: doc_blocks[found[1]], description)
    return " ".join(written.split())


def _metric(line: dict[str, str]) -> Metric:
    return Metric(
        line["metric_id"],
        line["name"],
        line["unit"],
        line["definition"],
        line["is_additive_over_teams"] == "true",
        line["is_additive_over_time"] == "true",
    )
