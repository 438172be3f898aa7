"""The dashboards: generated from their declaration, whose tables, columns and metrics are published."""

import pytest

from dashboards import generate, to_superset
from dashboards.datasets import DATASETS
from dashboards.declaration import Chart, Dataset
from dashboards.pages import PAGES
from dashboards.published import metrics, tables

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
