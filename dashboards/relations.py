"""How the tables of the dashboards refer to each other, by one column each."""

from dataclasses import dataclass

from dashboards.datasets import DATASETS
from dashboards.declaration import Dataset
from dashboards.published import Column, tables

DIMENSIONS = ("dim_date", "dim_team", "projects", "metric_catalogue")


@dataclass(frozen=True)
class Relation:
    """A column whose values are keys of another table."""

    table: str
    column: str
    other_table: str
    other_column: str


def used_tables() -> list[str]:
    """Return the tables that dashboards read."""
    return [*DATASETS, *(name for name in DIMENSIONS if name not in DATASETS)]


def relations() -> list[Relation]:
    """Return the relations of all tables, which lead from a table to another one in one way only."""
    found = [
        Relation("dim_team", "project_id", "projects", "project_id"),
        Relation("metrics", "metric_id", "metric_catalogue", "metric_id"),
    ]
    for dataset in DATASETS.values():
        found += [
            Relation(dataset.table, lookup.key, lookup.table, lookup.key)
            for lookup in dataset.lookups
        ]
        found += [*_to_team_or_project(dataset), *_to_date(dataset)]
    return found


def _to_team_or_project(dataset: Dataset) -> list[Relation]:
    if dataset.lookups:
        return []  # what it looks up refers to them
    columns = tables()[dataset.table].columns
    for key, table in (("team_id", "dim_team"), ("project_id", "projects")):
        if key in columns:
            return [Relation(dataset.table, key, table, key)]
    return []


def _to_date(dataset: Dataset) -> list[Relation]:
    if time_of(dataset).data_type != "date":
        return []
    others = [DATASETS[lookup.table] for lookup in dataset.lookups if lookup.table in DATASETS]
    if any(_to_date(other) for other in others):
        return []  # a second way to the same dates
    return [Relation(dataset.table, dataset.time, "dim_date", "date")]


def time_of(dataset: Dataset) -> Column:
    """Return the column of the time axis."""
    return tables()[dataset.table].columns[dataset.time]
