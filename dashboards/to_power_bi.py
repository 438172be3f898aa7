"""The files of a Power BI project: a semantic model, and a report of five pages."""

import hashlib
import json
from typing import Any

from dashboards import to_tmdl
from dashboards.datasets import DATASETS
from dashboards.declaration import Chart, Page
from dashboards.pages import PAGES
from dashboards.published import metrics, tables
from dashboards.relations import relations

Document = dict[str, Any]

NAME = "ado_findings"
SCHEMAS = "https://developer.microsoft.com/json-schemas/fabric"
VISUAL_TYPES = {
    "number": "card",
    "last": "card",
    "line": "lineChart",
    "bar": "columnChart",
    "table": "tableEx",
}
DATE_COLUMNS = {"day": "date", "week": "week_start_date", "month": "month_start_date"}
SLICERS = (("projects", "project_name"), ("dim_team", "team_name"))
WIDTH, MARGIN = 1280, 10
HEIGHTS = {"slicer": 60, "number": 120, "last": 120, "line": 280, "bar": 280, "table": 320}


def files() -> dict[str, str]:
    """Return the text of each file of the project, by its path."""
    report, semantic_model = f"{NAME}.Report", f"{NAME}.SemanticModel"
    documents = {
        f"{NAME}.pbip": project(report),
        f"{semantic_model}/definition.pbism": model_properties(),
        f"{report}/definition.pbir": report_properties(semantic_model),
        **{f"{report}/definition/{path}": one for path, one in report_documents().items()},
    }
    written = {path: json.dumps(document, indent=2) + "\n" for path, document in documents.items()}
    model = {f"{semantic_model}/definition/{path}": text for path, text in to_tmdl.files().items()}
    return written | model


def project(report: str) -> Document:
    """Return the file that Power BI Desktop opens."""
    return {
        "$schema": f"{SCHEMAS}/pbip/pbipProperties/1.0.0/schema.json",
        "version": "1.0",
        "artifacts": [{"report": {"path": report}}],
        "settings": {"enableAutoRecovery": True},
    }


def model_properties() -> Document:
    """Return what says that the model is written in TMDL."""
    schema = f"{SCHEMAS}/item/semanticModel/definitionProperties/1.0.0/schema.json"
    return {"$schema": schema, "version": "4.2", "settings": {}}


def report_properties(semantic_model: str) -> Document:
    """Return what says which model the report reads."""
    return {
        "$schema": f"{SCHEMAS}/item/report/definitionProperties/2.0.0/schema.json",
        "version": "4.0",
        "datasetReference": {"byPath": {"path": f"../{semantic_model}"}},
    }


def report_documents() -> dict[str, Document]:
    """Return the report, its pages and their visuals."""
    theme = {"name": "CY24SU06", "reportVersionAtImport": "5.55", "type": "SharedResources"}
    names = [page.name.lower() for page in PAGES]
    documents: dict[str, Document] = {
        "version.json": {"$schema": schema("versionMetadata", "1.0.0"), "version": "2.0.0"},
        "report.json": {
            "$schema": schema("report", "2.0.0"),
            "themeCollection": {"baseTheme": theme},
        },
        "pages/pages.json": {
            "$schema": schema("pagesMetadata", "1.0.0"),
            "pageOrder": names,
            "activePageName": names[0],
        },
    }
    for page in PAGES:
        folder = f"pages/{page.name.lower()}"
        visuals = visuals_of(page)
        documents[f"{folder}/page.json"] = page_document(page, visuals)
        documents |= {f"{folder}/visuals/{one['name']}/visual.json": one for one in visuals}
    return documents


def schema(kind: str, version: str) -> str:
    """Return the address of the schema of a file of the report."""
    return f"{SCHEMAS}/item/report/definition/{kind}/{version}/schema.json"


def page_document(page: Page, visuals: list[Document]) -> Document:
    """Return a page that is as high as its visuals need."""
    positions = [one["position"] for one in visuals]
    return {
        "$schema": schema("page", "2.0.0"),
        "name": page.name.lower(),
        "displayName": page.name,
        "displayOption": "FitToWidth",
        "width": WIDTH,
        "height": max(one["y"] + one["height"] for one in positions) + MARGIN,
    }


def visuals_of(page: Page) -> list[Document]:
    """Return the slicers of a page, and its charts row by row."""
    visuals = []
    for number, (table, column) in enumerate(SLICERS):
        place = position(number * 3, 3, MARGIN, HEIGHTS["slicer"])
        state = {"Values": {"projections": [projection(column_field(table, column))]}}
        visuals.append(container(page, column, "slicer", place, state))
    top = HEIGHTS["slicer"] + 2 * MARGIN
    for row in page.rows:
        left, height = 0, max(HEIGHTS[chart.kind] for chart in row)
        for chart in row:
            visuals.append(visual(page, chart, position(left, chart.width, top, height)))
            left += chart.width
        top += height + MARGIN
    return visuals


def position(left: int, width: int, top: int, height: int) -> Document:
    """Return a place on a grid of 12 columns."""
    unit = (WIDTH - MARGIN) / 12
    place = {"x": MARGIN + left * unit, "y": top, "width": width * unit - MARGIN, "height": height}
    return {name: round(value) for name, value in place.items()}


def container(page: Page, title: str, kind: str, place: Document, state: Document) -> Document:
    """Return a visual without title, order or filters."""
    digest = hashlib.sha256(f"{page.name}/{title}".encode()).hexdigest()
    return {
        "$schema": schema("visualContainer", "2.0.0"),
        "name": digest[:20],
        "position": place,
        "visual": {"visualType": kind, "query": {"queryState": state}},
    }


def visual(page: Page, chart: Chart, place: Document) -> Document:
    """Return the visual of a chart."""
    roles = {role: {"projections": fields} for role, fields in projections(chart).items() if fields}
    document = container(page, chart.title, VISUAL_TYPES[chart.kind], place, roles)
    shown = [{"properties": {"show": literal(True), "text": literal(chart.title)}}]
    document["visual"]["visualContainerObjects"] = {"title": shown}
    if chart.order:
        order = {"field": field_of(chart, chart.order), "direction": "Descending"}
        document["visual"]["query"]["sortDefinition"] = {"sort": [order]}
    if chart.where:
        document["filterConfig"] = {"filters": [filter_of(chart, column) for column in chart.where]}
    return document


def projections(chart: Chart) -> dict[str, list[Document]]:
    """Return the fields of each role of the visual."""
    measures = [projection(measure_field(chart.dataset, name)) for name in chart.measures]
    if chart.kind == "table":
        return {"Values": [projection(field_of(chart, name)) for name in chart.columns]}
    if chart.kind in ("number", "last"):
        return {"Values": measures}
    series = [projection(field_of(chart, chart.series))] if chart.series else []
    return {"Category": [projection(axis(chart))], "Y": measures, "Series": series}


def axis(chart: Chart) -> Document:
    """Return the axis: dates of `dim_date` where the table refers to it, else its own time."""
    dataset = DATASETS[chart.dataset]
    if chart.by:
        return field_of(chart, chart.by)
    has_dates = any(
        one.table == dataset.table and one.other_table == "dim_date" for one in relations()
    )
    if has_dates:
        return column_field("dim_date", DATE_COLUMNS[chart.grain])
    return column_field(dataset.table, dataset.time)


def field_of(chart: Chart, column: str) -> Document:
    """Return a column of the chart's table, or of the table where it is looked up."""
    for lookup in DATASETS[chart.dataset].lookups:
        if column in lookup.columns and column not in tables()[chart.dataset].columns:
            return column_field(lookup.table, column)
    return column_field(chart.dataset, column)


def column_field(table: str, column: str) -> Document:
    """Return a reference to a column."""
    return {"Column": {"Expression": {"SourceRef": {"Entity": table}}, "Property": column}}


def measure_field(table: str, name: str) -> Document:
    """Return a reference to a measure, whose name is its label."""
    labels = {one.name: one.label for one in DATASETS[table].measures}
    label = metrics()[name].name if table == "metrics" else labels[name]
    return {"Measure": {"Expression": {"SourceRef": {"Entity": table}}, "Property": label}}


def projection(field: Document) -> Document:
    """Return a field as a role has it."""
    [reference] = field.values()
    name = reference["Property"]
    entity = reference["Expression"]["SourceRef"]["Entity"]
    return {"field": field, "queryRef": f"{entity}.{name}", "nativeQueryRef": name}


def filter_of(chart: Chart, column: str) -> Document:
    """Return a filter of a visual: one or more values of a column."""
    field, value = field_of(chart, column), chart.where[column]
    values = value if isinstance(value, tuple) else (value,)
    entity = field["Column"]["Expression"]["SourceRef"]["Entity"]
    source = {"Column": {"Expression": {"SourceRef": {"Source": "t"}}, "Property": column}}
    chosen = {"Expressions": [source], "Values": [[literal(one)["expr"]] for one in values]}
    return {
        "name": hashlib.sha256(f"{chart.title}/{column}".encode()).hexdigest()[:20],
        "field": field,
        "type": "Categorical",
        "filter": {
            "Version": 2,
            "From": [{"Name": "t", "Entity": entity, "Type": 0}],
            "Where": [{"Condition": {"In": chosen}}],
        },
    }


def literal(value: bool | str) -> Document:
    """Return a constant as the report writes it."""
    text = str(value).lower() if isinstance(value, bool) else "'" + value.replace("'", "''") + "'"
    return {"expr": {"Literal": {"Value": text}}}
