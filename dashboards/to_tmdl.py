"""The semantic model of Power BI in TMDL: tables, measures and relationships, read from the Parquet files."""

from dashboards.datasets import DATASETS
from dashboards.declaration import Measure
from dashboards.published import Column, Metric, metrics, tables
from dashboards.relations import Relation, relations, used_tables

TYPES = {
    "string": "string",
    "integer": "int64",
    "bigint": "int64",
    "double": "double",
    "boolean": "boolean",
    "date": "dateTime",
    "timestamp": "dateTime",
}
FORMATS = {"date": "yyyy-mm-dd", "timestamp": "yyyy-mm-dd hh:nn", "double": "#,0.0"}
METRIC_FORMATS = {"ratio": "0%", "days": "#,0.0"}
NUMBER_FORMAT = "#,0"
DAX_FUNCTIONS = {"sum": "SUM({})", "average": "AVERAGE({})", "count": "COUNTROWS({})"}
FOLDER = r"C:\data\parquet"

# Timestamps of Parquet are in UTC. Power Query may give them a zone, which a model does not have.
SOURCE = """let
    Source = Parquet.Document(File.Contents(ParquetFolder & "/{table}.parquet")),
    WithoutZone = (value) => if value is datetimezone then DateTimeZone.RemoveZone(value) else value,
    Changes = List.Transform({{{timestamps}}}, each {{_, WithoutZone, type nullable datetime}}),
    Result = Table.TransformColumns(Source, Changes)
in
    Result"""


def files() -> dict[str, str]:
    """Return the text of each file of the model's definition, by its path."""
    return {
        "database.tmdl": "database\n\tcompatibilityLevel: 1567\n",
        "model.tmdl": model(),
        "expressions.tmdl": parameter(),
        "relationships.tmdl": "\n".join(relationship(relation) for relation in relations()),
        **{f"tables/{name}.tmdl": table(name) for name in used_tables()},
    }


def model() -> str:
    """Return the model, with the tables in their order."""
    references = "".join(f"\nref table {name}" for name in used_tables())
    return (
        "model Model\n\tculture: en-US\n\tdefaultPowerBIDataSourceVersion: powerBI_V3\n"
        f"\tdiscourageImplicitMeasures\n{references}\n"
    )


def parameter() -> str:
    """Return the parameter that has the folder of the Parquet files."""
    kind = '[IsParameterQuery=true, Type="Text", IsParameterQueryRequired=true]'
    return f'/// Folder of the published Parquet files\nexpression ParquetFolder = "{FOLDER}" meta {kind}\n'


def relationship(relation: Relation) -> str:
    """Return a relationship of many rows to one."""
    name = f"{relation.table}_{relation.column}"
    return (
        f"relationship {name}\n"
        f"\tfromColumn: {relation.table}.{relation.column}\n"
        f"\ttoColumn: {relation.other_table}.{relation.other_column}\n"
    )


def table(name: str) -> str:
    """Return a table with its measures and columns."""
    published = tables()[name]
    parts = [f"/// {published.description}\ntable {name}\n"]
    if name == "dim_date":
        parts[0] += "\tdataCategory: Time\n"
    parts += [indented(text) for text in measures(name)]
    parts += [indented(column(one, name)) for one in published.columns.values()]
    parts.append(indented(partition(name)))
    return "\n".join(parts)


def measures(table_name: str) -> list[str]:
    """Return the measures of a table: the metrics of the catalogue, or those of a dataset."""
    if table_name == "metrics":
        return [
            measure(metric.name, metric.description, dax(metric), metric_format(metric))
            for metric in metrics().values()
        ]
    declared = DATASETS[table_name].measures if table_name in DATASETS else ()
    return [
        measure(one.label, described(one), aggregate(one, table_name), NUMBER_FORMAT)
        for one in declared
    ]


def measure(name: str, description: str, expression: str, number_format: str) -> str:
    """Return a measure."""
    is_short = "\n" not in expression
    written = f" {expression}\n" if is_short else "\n" + indented(indented(expression))
    return f"/// {description}\nmeasure '{name}' ={written}\tformatString: {number_format}\n"


def described(one: Measure) -> str:
    """Return what a measure of a dataset computes."""
    return {
        "count": "Number of rows.",
        "sum": f"Sum of {one.column}.",
        "average": f"Mean of {one.column}.",
    }[one.function]


def aggregate(one: Measure, table_name: str) -> str:
    """Return the DAX of a measure of a dataset."""
    argument = table_name if one.function == "count" else f"{table_name}[{one.column}]"
    return DAX_FUNCTIONS[one.function].format(argument)


def metric_format(metric: Metric) -> str:
    """Return how values of a metric are written."""
    return METRIC_FORMATS.get(metric.unit, NUMBER_FORMAT)


def dax(metric: Metric) -> str:
    """Return the DAX that makes one number of rows of `metrics`."""
    chosen = f'metrics[metric_id] = "{metric.metric_id}"'
    if metric.is_ratio:
        parts = [
            f"CALCULATE(SUM(metrics[{part}]), {chosen})" for part in ("numerator", "denominator")
        ]
        return f"DIVIDE({', '.join(parts)})"
    if metric.is_percentile:
        everything = f'{chosen}, metrics[project_id] = "all", metrics[team_id] = "all"'
        everywhere = "REMOVEFILTERS(dim_team), REMOVEFILTERS(projects)"
        return on_the_last_date(f"MAX(metrics[value]), {everything}, {everywhere}", chosen)
    if metric.is_state:
        return on_the_last_date(f"SUM(metrics[value]), {chosen}", chosen)
    return f"CALCULATE(SUM(metrics[value]), {chosen})"


def on_the_last_date(calculated: str, chosen: str) -> str:
    """Return DAX for the last date of the period that has rows of the metric."""
    everywhere = "REMOVEFILTERS(dim_team), REMOVEFILTERS(projects)"
    return (
        f"VAR LastDate = CALCULATE(MAX(metrics[date]), {chosen}, {everywhere})\n"
        f"RETURN CALCULATE({calculated}, metrics[date] = LastDate)"
    )


def column(one: Column, table_name: str) -> str:
    """Return a column. Severities sort by their number."""
    lines = [f"/// {one.description}", f"column {one.name}", f"\tdataType: {TYPES[one.data_type]}"]
    if one.data_type in FORMATS:
        lines.append(f"\tformatString: {FORMATS[one.data_type]}")
    if (table_name, one.name) == ("dim_date", "date"):
        lines.append("\tisKey")
    if (table_name, one.name) in {(relation.table, relation.column) for relation in keys()}:
        lines.append("\tisHidden")
    lines += ["\tsummarizeBy: none", f"\tsourceColumn: {one.name}"]
    if f"{one.name}_id" in tables()[table_name].columns and one.name.endswith("severity"):
        lines.append(f"\tsortByColumn: {one.name}_id")
    return "\n".join(lines) + "\n"


def keys() -> list[Relation]:
    """Return the relations whose columns say nothing to a reader: ids, but no dates."""
    return [relation for relation in relations() if relation.other_table != "dim_date"]


def partition(table_name: str) -> str:
    """Return the query that reads the table's Parquet file."""
    columns = tables()[table_name].columns.values()
    timestamps = ", ".join(f'"{one.name}"' for one in columns if one.data_type == "timestamp")
    query = SOURCE.format(table=table_name, timestamps=timestamps)
    return f"partition {table_name} = m\n\tmode: import\n\tsource =\n" + indented(indented(query))


def indented(text: str) -> str:
    """Return the lines one level deeper."""
    return "".join(f"\t{line}\n" for line in text.splitlines())
