"""The files of an export of Superset: a database, datasets, charts and dashboards, each in YAML."""

import json
import uuid
from typing import Any

import yaml

from dashboards.datasets import DATASETS
from dashboards.declaration import Chart, Dataset, Page
from dashboards.pages import PAGES
from dashboards.published import Column, Metric, metrics, tables

Document = dict[str, Any]

VERSION = "1.0.0"
NAMESPACE = uuid.UUID("5d7c8a2e-6f0b-4c19-9a53-0e1f2b3c4d5e")
DATABASE = "ado_findings"
PUBLICATION = "/data/findings.duckdb"
SEVERITY = Column(
    "severity_in_order", "string", "Number and name of the severity, so that names sort by it."
)
SEVERITY_EXPRESSION = "cast(severity_id as varchar) || ' ' || severity"
VIZ_TYPES = {
    "number": "big_number_total",
    "last": "big_number",
    "line": "echarts_timeseries_line",
    "bar": "echarts_timeseries_bar",
    "table": "table",
}
GRAINS = {"second": "PT1S", "day": "P1D", "week": "P1W", "month": "P1M"}
SQL_FUNCTIONS = {"sum": "SUM({})", "average": "AVG({})", "count": "COUNT(*)"}
NUMBER_FORMATS = {"ratio": ".0%", "days": ",.1f"}
NUMBER_FORMAT = ",d"
SHARES = ("_ratio", "_share", "_reliability", "_probability")
FILTERS = ("project_name", "team_name")
ROWS = 100
SERIES = 50
GROUPS = 10_000


def files(publication: str = PUBLICATION) -> dict[str, str]:
    """Return the text of each file of the export by its path; Superset opens `publication`."""
    documents = {"metadata.yaml": metadata(), f"databases/{DATABASE}.yaml": database(publication)}
    for dataset in DATASETS.values():
        documents[f"datasets/{DATABASE}/{dataset.table}.yaml"] = dataset_document(dataset)
    for page in PAGES:
        documents[f"dashboards/{page.name}.yaml"] = dashboard_document(page)
        for chart in page.charts:
            name = f"{page.name} {chart.title}".replace("/", " ").replace(" ", "_")
            documents[f"charts/{name}.yaml"] = chart_document(page, chart)
    return {path: written(document) for path, document in documents.items()}


def written(document: Document) -> str:
    """Return the text of a file."""
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=True, width=120)


def uid(*names: str) -> str:
    """Return the id of what has these names: the same in every export."""
    return str(uuid.uuid5(NAMESPACE, "/".join(names)))


def metadata() -> Document:
    """Return what says that this is an export."""
    return {"version": VERSION, "type": "Dashboard", "timestamp": "2026-01-01T00:00:00+00:00"}


def database(publication: str) -> Document:
    """Return the connection, which opens the publication read-only."""
    return {
        "database_name": DATABASE,
        "sqlalchemy_uri": f"duckdb:///{publication}",
        "expose_in_sqllab": True,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_run_async": False,
        "cache_timeout": -1,
        "extra": {"engine_params": {"connect_args": {"read_only": True}}},
        "uuid": uid("database"),
        "version": VERSION,
    }


def dataset_document(dataset: Dataset) -> Document:
    """Return a dataset with its columns, saved metrics and time axis."""
    return {
        "table_name": dataset.table,
        "main_dttm_col": dataset.time,
        "description": tables()[dataset.table].description,
        "schema": "main",
        "sql": query(dataset) if dataset.lookups else None,
        "columns": [column_document(column) for column in columns(dataset).values()],
        "metrics": saved_metrics(dataset),
        "filter_select_enabled": True,
        "uuid": uid("dataset", dataset.table),
        "database_uuid": uid("database"),
        "version": VERSION,
    }


def query(dataset: Dataset) -> str:
    """Return SQL that adds what the dataset looks up."""
    taken = [f"{lookup.table}.{name}" for lookup in dataset.lookups for name in lookup.columns]
    joins = [
        f"left join {lookup.table} on {dataset.table}.{lookup.key} = {lookup.table}.{lookup.key}"
        for lookup in dataset.lookups
    ]
    selected = ", ".join([f"{dataset.table}.*", *taken])
    return "\n".join([f"select {selected}", f"from {dataset.table}", *joins])


def columns(dataset: Dataset) -> dict[str, Column]:
    """Return the columns of the table, those that are looked up, and the ordered severity."""
    found = dict(tables()[dataset.table].columns)
    for lookup in dataset.lookups:
        found |= {name: tables()[lookup.table].columns[name] for name in lookup.columns}
    return found | (
        {SEVERITY.name: SEVERITY} if "severity_id" in found and "severity" in found else {}
    )


def column_document(column: Column) -> Document:
    """Return a column."""
    is_time = column.data_type in ("date", "timestamp")
    return {
        "column_name": column.name,
        "verbose_name": label(column.name),
        "type": column.data_type.upper(),
        "description": column.description,
        "expression": SEVERITY_EXPRESSION if column is SEVERITY else None,
        "is_dttm": is_time,
        "is_active": True,
        "groupby": True,
        "filterable": True,
    }


def label(name: str) -> str:
    """Return the words of a column's name."""
    return name.removesuffix("_at").replace("_", " ").capitalize()


def saved_metrics(dataset: Dataset) -> list[Document]:
    """Return the metrics of the catalogue for `metrics`, else the measures of the dataset."""
    if dataset.table == "metrics":
        return [metric_of_catalogue(metric) for metric in metrics().values()]
    return [
        {
            "metric_name": measure.name,
            "verbose_name": measure.label,
            "expression": SQL_FUNCTIONS[measure.function].format(measure.column),
            "d3format": NUMBER_FORMAT,
        }
        for measure in dataset.measures
    ]


def metric_of_catalogue(metric: Metric) -> Document:
    """Return a saved metric with the definition of the catalogue."""
    return {
        "metric_name": metric.metric_id,
        "verbose_name": metric.name,
        "expression": expression(metric),
        "description": metric.description,
        "d3format": NUMBER_FORMATS.get(metric.unit, NUMBER_FORMAT),
    }


def expression(metric: Metric) -> str:
    """Return the SQL that makes one number of rows of `metrics`."""
    chosen = f"metric_id = '{metric.metric_id}'"
    if metric.is_ratio:
        parts = [
            f"SUM(CASE WHEN {chosen} THEN {part} END)" for part in ("numerator", "denominator")
        ]
        return " / ".join(parts)
    if metric.is_percentile:
        return f"MAX(CASE WHEN {chosen} AND project_id = 'all' AND team_id = 'all' THEN value END)"
    return f"SUM(CASE WHEN {chosen} THEN value END)"


def chart_document(page: Page, chart: Chart) -> Document:
    """Return a chart."""
    return {
        "slice_name": chart.title,
        "viz_type": VIZ_TYPES[chart.kind],
        "params": params(chart),
        "query_context": json.dumps(query_context(chart), sort_keys=True),
        "dataset_uuid": uid("dataset", chart.dataset),
        "uuid": uid("chart", page.name, chart.title),
        "version": VERSION,
    }


def conditions(chart: Chart) -> list[Document]:
    """Return the filters of a chart: rows of its metrics, and where it says so."""
    of_metrics = {"metric_id": chart.measures} if chart.dataset == "metrics" else {}
    return [condition(column, value) for column, value in {**of_metrics, **chart.where}.items()]


def condition(column: str, value: bool | str | tuple[str, ...]) -> Document:
    """Return a filter as a query has it."""
    if isinstance(value, bool):
        return {"col": column, "op": "IS TRUE" if value else "IS FALSE"}
    if isinstance(value, str):
        return {"col": column, "op": "==", "val": value}
    return {"col": column, "op": "IN", "val": list(value)}


def adhoc_filter(asked: Document) -> Document:
    """Return a filter as the form of a chart has it."""
    return {
        "clause": "WHERE",
        "expressionType": "SIMPLE",
        "subject": asked["col"],
        "operator": asked["op"],
        "comparator": asked.get("val"),
    }


def axis(chart: Chart) -> str:
    """Return the column on the axis of bars and lines."""
    if chart.by == "severity":
        return SEVERITY.name
    return chart.by or DATASETS[chart.dataset].time


def params(chart: Chart) -> Document:
    """Return the form of a chart."""
    forms = {"number": form_of_number, "last": form_of_last, "table": form_of_table}
    return {
        "viz_type": VIZ_TYPES[chart.kind],
        "adhoc_filters": [adhoc_filter(asked) for asked in conditions(chart)],
        "time_range": "No filter",
        **forms.get(chart.kind, form_of_series)(chart),
    }


def form_of_number(chart: Chart) -> Document:
    """Return what the form of a number adds."""
    return {"metric": chart.measures[0], "header_font_size": 0.4}


def form_of_last(chart: Chart) -> Document:
    """Return what the form of a number with its course adds."""
    return {
        "metric": chart.measures[0],
        "x_axis": axis(chart),
        "time_grain_sqla": GRAINS[chart.grain],
        "show_trend_line": True,
        "start_y_axis_at_zero": True,
    }


def form_of_table(chart: Chart) -> Document:
    """Return what the form of rows adds."""
    found = columns(DATASETS[chart.dataset])
    return {
        "query_mode": "raw",
        "all_columns": list(chart.columns),
        "order_by_cols": [json.dumps([chart.order, False])],
        "row_limit": ROWS,
        "show_cell_bars": False,
        "table_timestamp_format": "%Y-%m-%d",
        "column_config": {
            name: {"d3NumberFormat": number_format(name)}
            for name in chart.columns
            if found[name].data_type == "double"
        },
    }


def number_format(column: str) -> str:
    """Return how numbers of a column are written."""
    return ".0%" if column.endswith(SHARES) else ",.1f"


def form_of_series(chart: Chart) -> Document:
    """Return what the form of bars and lines adds."""
    return {
        "x_axis": axis(chart),
        "time_grain_sqla": None if chart.by else GRAINS[chart.grain],
        "metrics": list(chart.measures),
        "groupby": [chart.series] if chart.series else [],
        "x_axis_sort_asc": True,
        "limit": SERIES,
        "row_limit": GROUPS,
        "show_legend": True,
        "rich_tooltip": True,
        "stack": "Stack" if chart.kind == "bar" else None,
        "y_axis_format": "SMART_NUMBER",
    }


def query_context(chart: Chart) -> Document:
    """Return the query that the form asks for, as the API takes it."""
    return {
        "datasource": {"id": 0, "type": "table"},
        "queries": [{"filters": conditions(chart), **asked_of(chart)}],
        "form_data": {},
        "result_format": "json",
        "result_type": "full",
        "force": False,
    }


def asked_of(chart: Chart) -> Document:
    """Return the columns and metrics of a query."""
    if chart.kind == "table":
        order = [[chart.order, False]]
        return {"columns": list(chart.columns), "orderby": order, "row_limit": ROWS}
    axes = [] if chart.kind == "number" else [axis_column(chart)]
    series = [chart.series] if chart.series else []
    return {"columns": axes + series, "metrics": list(chart.measures), "row_limit": GROUPS}


def axis_column(chart: Chart) -> Document | str:
    """Return the axis as a query has it."""
    if chart.by:
        return axis(chart)
    return {
        "columnType": "BASE_AXIS",
        "expressionType": "SQL",
        "label": axis(chart),
        "sqlExpression": axis(chart),
        "timeGrain": GRAINS[chart.grain],
    }


def dashboard_document(page: Page) -> Document:
    """Return a dashboard with its filters and layout."""
    return {
        "dashboard_title": page.name,
        "description": page.question,
        "slug": f"ado-findings-{page.name.lower()}",
        "uuid": uid("dashboard", page.name),
        "position": position(page),
        "metadata": {
            "native_filter_configuration": [native_filter(column) for column in FILTERS],
            "cross_filters_enabled": True,
            "color_scheme": "supersetColors",
        },
        "published": True,
        "version": VERSION,
    }


def position(page: Page) -> Document:
    """Return the layout: rows of charts on a grid of 12 columns."""
    row_ids = [f"ROW-{number}" for number in range(len(page.rows))]
    placed: Document = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]},
        "GRID_ID": {"id": "GRID_ID", "type": "GRID", "children": row_ids, "parents": ["ROOT_ID"]},
        "HEADER_ID": {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": page.name}},
    }
    for row_id, row in zip(row_ids, page.rows, strict=True):
        cells = [cell(page, chart, row_id) for chart in row]
        placed[row_id] = {
            "id": row_id,
            "type": "ROW",
            "children": [one["id"] for one in cells],
            "parents": ["ROOT_ID", "GRID_ID"],
            "meta": {"background": "BACKGROUND_TRANSPARENT"},
        }
        placed |= {one["id"]: one for one in cells}
    return placed


def cell(page: Page, chart: Chart, row_id: str) -> Document:
    """Return the place of a chart in its row."""
    chart_uid = uid("chart", page.name, chart.title)
    height = 20 if chart.kind in ("number", "last") else 50
    return {
        "id": f"CHART-{chart_uid[:8]}",
        "type": "CHART",
        "children": [],
        "parents": ["ROOT_ID", "GRID_ID", row_id],
        "meta": {
            "uuid": chart_uid,
            "chartId": 0,
            "sliceName": chart.title,
            "width": chart.width,
            "height": height,
        },
    }


def native_filter(column: str) -> Document:
    """Return a filter of the whole dashboard. Charts without the column ignore it."""
    return {
        "id": f"NATIVE_FILTER-{column}",
        "type": "NATIVE_FILTER",
        "name": column.removesuffix("_name").capitalize(),
        "filterType": "filter_select",
        "targets": [{"column": {"name": column}, "datasetUuid": uid("dataset", "team_health")}],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
        "controlValues": {"multiSelect": True, "enableEmptyFilter": False},
        "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
        "cascadeParentIds": [],
    }
