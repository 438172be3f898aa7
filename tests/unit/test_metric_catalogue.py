"""The metrics: defined once, in the catalogue, and the same in the semantic layer and on the page.

`python -m tests.unit.test_metric_catalogue` writes the sections of docs/metrics/catalogue.md.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.paths import PROJECT_DIR
from tests.support.headline_metrics import HEADLINES, Headline, definitions

PAGE = PROJECT_DIR / "docs" / "metrics" / "catalogue.md"
SEMANTIC = PROJECT_DIR / "models" / "semantic"
MARTS = PROJECT_DIR / "models" / "marts"
FIRST_SECTION = "## planned_items\n"
FORBIDDEN = {
    "day",
    "week",
    "month",
    "quarter",
    "year",
    "date",
}  # granularities, and MetricFlow's own time

Metric = dict[str, str]

METRICS = {metric["metric_id"]: metric for metric in definitions()}
each_metric = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS.keys())


def declared(kind: str) -> dict[str, dict[str, Any]]:
    """Return what the files of models/semantic declare under a key, by name."""
    files = [yaml.safe_load(path.read_text()) for path in sorted(SEMANTIC.glob("*.yml"))]
    return {entry["name"]: entry for file in files for entry in file.get(kind, [])}


def adding_up(metric: Metric) -> str:
    """Return how rows of a metric become one number."""
    if metric["unit"] == "ratio":
        return "sum(numerator) / sum(denominator)"
    over_teams, over_time = metric["is_additive_over_teams"], metric["is_additive_over_time"]
    return {
        ("true", "true"): "sum(value)",
        ("true", "false"): "sum(value) of one date",
        ("false", "true"): "sum(value) of one team",
        ("false", "false"): "none; use the row of the team, project or organization",
    }[over_teams, over_time]


def section(metric: Metric) -> str:
    headline = HEADLINES[metric["metric_id"]]
    return (
        f"## {metric['metric_id']}\n\n"
        f"{metric['name']}, in {metric['unit']}; people say *{metric['default_for']}*. {better(metric)}\n\n"
        f"{metric['definition']}\n\n"
        f"- From `{metric['source_table']}`. One number of several rows: {adding_up(metric)}.\n"
        f"- SQL: `{headline.sql}`\n"
        f"- MetricFlow: `{command(headline)}`\n"
    )


def better(metric: Metric) -> str:
    if metric["direction"] == "neutral":
        return "Neither higher nor lower is better."
    return f"{metric['direction'].capitalize()} is better."


def command(headline: Headline) -> str:
    grouped = f" --group-by {headline.group_by}" if headline.group_by else ""
    return f"mf query --metrics {headline.metric_id}{grouped}"


def sections() -> str:
    return "\n".join(section(metric) for metric in METRICS.values())


def test_there_are_25_metrics() -> None:
    assert len(METRICS) == 25


@each_metric
def test_a_metric_of_the_semantic_layer_has_the_name_of_the_catalogue(metric: Metric) -> None:
    declaration = declared("metrics")[metric["metric_id"]]
    assert declaration["label"] == metric["name"]
    assert (declaration["type"] == "ratio") == (metric["unit"] == "ratio")


@each_metric
def test_a_metric_comes_from_a_published_table(metric: Metric) -> None:
    assert list(MARTS.rglob(f"{metric['source_table']}.sql"))


def test_only_parts_of_ratios_are_not_in_the_catalogue() -> None:
    metrics = declared("metrics")
    parts = {
        metric["type_params"][side]
        for metric in metrics.values()
        if metric["type"] == "ratio"
        for side in ("numerator", "denominator")
    }
    assert metrics.keys() - METRICS.keys() <= parts


@pytest.mark.parametrize(
    "model", declared("semantic_models").values(), ids=lambda model: model["name"]
)
def test_a_semantic_model_reads_a_published_table_by_one_key(model: dict[str, Any]) -> None:
    assert list(MARTS.rglob(f"{model['name']}.sql"))
    assert model["model"] == f"ref('{model['name']}')"
    assert [entity["type"] for entity in model["entities"]].count("primary") == 1
    assert FORBIDDEN.isdisjoint(dimension["name"] for dimension in model["dimensions"])


def test_the_page_has_the_sections_of_the_catalogue() -> None:
    assert PAGE.read_text().endswith(sections()), "run `make docs`"


def write(page: Path) -> None:
    page.write_text(page.read_text().partition(FIRST_SECTION)[0] + sections())


if __name__ == "__main__":
    write(PAGE)
