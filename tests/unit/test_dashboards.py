"""The dashboards: generated from their declaration, whose tables, columns and metrics are published."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from dashboards import generate, to_power_bi, to_superset, to_tmdl
from dashboards.datasets import DATASETS
from dashboards.declaration import Chart, Dataset, Page
from dashboards.pages import PAGES
from dashboards.published import metrics, tables
from dashboards.relations import Relation, relations, used_tables

CHARTS = [chart for page in PAGES for chart in page.charts]
each_chart = pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.title)
each_dataset = pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS.keys())


def test_the_files_are_what_the_declaration_generates() -> None:
    expected = generate.files()
    folders = [generate.FOLDER / name for name in generate.GENERATED]
    present = {path for folder in folders for path in folder.rglob("*") if path.is_file()}
    assert present == expected.keys(), "run `make dashboards`"
    differing = [path for path, text in expected.items() if path.read_text() != text]
    assert differing == [], "run `make dashboards`"


def test_there_are_five_dashboards() -> None:
    assert [page.name for page in PAGES] == ["Monday", "Sprint", "Flow", "Portfolio", "Access"]


@each_chart
def test_a_chart_has_columns_and_measures_of_its_dataset(chart: Chart) -> None:
    dataset = DATASETS[chart.dataset]
    asked = {*chart.columns, *chart.where, chart.order, chart.by, chart.series} - {""}
    assert asked <= to_superset.columns(dataset).keys()
    assert not chart.order or chart.order in chart.columns
    assert {*chart.measures} <= {one["metric_name"] for one in to_superset.saved_metrics(dataset)}


@each_dataset
def test_a_dataset_has_columns_of_published_tables(dataset: Dataset) -> None:
    columns = tables()[dataset.table].columns
    assert columns[dataset.time].data_type in ("date", "timestamp")
    assert {measure.column for measure in dataset.measures} - {""} <= columns.keys()
    for lookup in dataset.lookups:
        assert lookup.key in columns
        assert {lookup.key, *lookup.columns} <= tables()[lookup.table].columns.keys()


def test_the_metrics_are_those_of_the_catalogue() -> None:
    saved = {one["metric_name"]: one for one in to_superset.saved_metrics(DATASETS["metrics"])}
    assert saved.keys() == metrics().keys()
    for metric_id, metric in metrics().items():
        assert saved[metric_id]["verbose_name"] == metric.name
        assert saved[metric_id]["description"].startswith(metric.definition)


def test_charts_have_titles_of_their_own_and_fill_their_rows() -> None:
    titles = [chart.title for chart in CHARTS]
    assert len(set(titles)) == len(titles)
    for page in PAGES:
        assert {sum(chart.width for chart in row) for row in page.rows} == {12}


def ways_to_tables(table: str) -> Iterator[str]:
    """Yield the end of every chain of relations from a table."""
    for relation in relations():
        if relation.table == table:
            yield relation.other_table
            yield from ways_to_tables(relation.other_table)


@pytest.mark.parametrize("table", used_tables())
def test_a_table_refers_to_another_one_in_one_way(table: str) -> None:
    assert set(Counter(ways_to_tables(table)).values()) <= {1}


@pytest.mark.parametrize(
    "relation", relations(), ids=lambda relation: f"{relation.table}-{relation.other_table}"
)
def test_a_relation_has_columns_of_published_tables(relation: Relation) -> None:
    column = tables()[relation.table].columns[relation.column]
    other = tables()[relation.other_table].columns[relation.other_column]
    assert column.data_type == other.data_type


def measures_of_the_model() -> dict[str, list[str]]:
    """Return the names of the measures of each table of the semantic model."""
    return {
        name: re.findall(r"^measure '(.+?)' =", "\n".join(to_tmdl.measures(name)), re.MULTILINE)
        for name in used_tables()
    }


def test_measures_of_power_bi_are_the_metrics_and_have_names_of_their_own() -> None:
    measures = measures_of_the_model()
    assert measures["metrics"] == [metric.name for metric in metrics().values()]
    names = [name.lower() for of_table in measures.values() for name in of_table]
    assert len(set(names)) == len(names)
    for table, of_table in measures.items():
        assert {name.lower() for name in of_table}.isdisjoint(tables()[table].columns)


def test_dax_reads_published_columns() -> None:
    expressions = "\n".join(text for name in used_tables() for text in to_tmdl.measures(name))
    read = re.findall(r"(\w+)\[(\w+)\]", re.sub(r"^///.*$", "", expressions, flags=re.MULTILINE))
    assert read
    assert all(column in tables()[table].columns for table, column in read)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_visuals_of_power_bi_read_the_model(page: Page) -> None:
    measures = measures_of_the_model()
    for kind, table, name in fields(to_power_bi.visuals_of(page)):
        assert table in used_tables()
        assert name in (tables()[table].columns if kind == "Column" else measures[table])


def fields(document: Any) -> Iterator[tuple[str, str, str]]:
    """Yield the columns and measures that a document refers to."""
    if isinstance(document, list):
        for entry in document:
            yield from fields(entry)
    elif isinstance(document, dict):
        for key, entry in document.items():
            if key in ("Column", "Measure") and "Entity" in entry["Expression"]["SourceRef"]:
                yield key, entry["Expression"]["SourceRef"]["Entity"], entry["Property"]
            else:
                yield from fields(entry)
