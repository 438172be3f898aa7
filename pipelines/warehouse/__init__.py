"""The working database: what it must hold before dbt starts."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.accounts import schema as rosters
from pipelines.azure_devops import schema as azure_devops
from pipelines.overrides.schema import AMENDMENT_TABLES

RAW_SCHEMA = "raw"
MEMORY_LIMIT = "700MB"  # of DuckDB but while models are built; larger work spills to disk

RAW_TABLES: Mapping[str, pa.Schema] = {
    **{
        name.lower(): value
        for name, value in vars(azure_devops).items()
        if name.isupper() and isinstance(value, pa.Schema)
    },
    "roster_accounts": rosters.ACCOUNTS,
    "roster_expectations": rosters.EXPECTATIONS,
}

# Written by sweeps, and kept from run to run.
SWEEPS = pa.schema([("swept_at", pa.timestamp("us"))])
DESTROYED_WORK_ITEMS = pa.schema(
    [
        ("work_item_id", pa.int64()),
        ("noticed_at", pa.timestamp("us")),
        ("last_rev", pa.int64()),  # the latest revision that was known then
    ]
)

# One row per complete load of a resource whose loads are all kept.
SNAPSHOT_LOADS = pa.schema(
    [
        ("resource", pa.string()),
        ("loaded_at", pa.timestamp("us", tz="UTC")),
        ("row_count", pa.int64()),
    ]
)

# What earlier loads said of projects that may no longer be listed.
KNOWN_PROJECTS = pa.schema(  # a row for each name that a project has had
    [
        ("project_id", pa.string()),
        ("project_name", pa.string()),
        ("noted_at", pa.timestamp("us")),
    ]
)
KNOWN_AREAS = pa.schema([("area_id", pa.int64()), ("project_id", pa.string())])
KNOWN_STATES = pa.schema(
    [
        ("project_id", pa.string()),
        ("work_item_type", pa.string()),
        ("name", pa.string()),
        ("category", pa.string()),
    ]
)

KEPT_TABLES: Mapping[str, pa.Schema] = {
    "sweeps": SWEEPS,
    "destroyed_work_items": DESTROYED_WORK_ITEMS,
    "snapshot_loads": SNAPSHOT_LOADS,
    "known_projects": KNOWN_PROJECTS,
    "known_areas": KNOWN_AREAS,
    "known_states": KNOWN_STATES,
}

RUN_CONTEXT = pa.schema(
    [
        ("run_id", pa.string()),
        ("organization", pa.string()),
        ("organization_url", pa.string()),
        ("as_of", pa.timestamp("us")),
        ("as_of_date", pa.date32()),  # the calendar date of `as_of` in the configured time zone
        (
            "is_historical",
            pa.bool_(),
        ),  # a past `as_of` was asked for: history is neither read nor written
        ("time_zone", pa.string()),
        ("started_at", pa.timestamp("us")),
        ("version", pa.string()),
        ("velocity_planning_days", pa.int64()),
        ("velocity_incomplete_categories", pa.string()),  # separated by commas
        ("dependency_link_types", pa.string()),  # further ones, separated by commas
        ("authority_platform", pa.string()),  # the authority roster that was read; null without one
    ]
)

# One row per platform, other than Azure DevOps, that the run reads.
PLATFORMS = pa.schema([("platform", pa.string())])

# One row per local day: from when to when it lasts, in UTC. `ends_at` is the next day's `starts_at`.
CALENDAR_DAYS = pa.schema(
    [
        ("calendar_date", pa.date32()),
        ("starts_at", pa.timestamp("us")),
        ("ends_at", pa.timestamp("us")),
    ]
)

COVERAGE = pa.schema(
    [
        ("resource", pa.string()),
        ("scope", pa.string()),
        ("status", pa.string()),  # loaded, denied, unavailable, failed
        ("row_count", pa.int64()),
        ("request_count", pa.int64()),
        ("is_complete", pa.bool_()),
        ("message", pa.string()),
    ]
)

# One row, written when an extraction is complete.
EXTENT = pa.schema(
    [
        ("organization", pa.string()),
        ("organization_url", pa.string()),
        ("read_until_at", pa.timestamp("us")),  # the latest instant of which all is known, UTC
        ("platforms", pa.list_(pa.string())),  # those that have a roster
    ]
)

RUN_TABLES: Mapping[str, pa.Schema] = {
    "run_context": RUN_CONTEXT,
    "platforms": PLATFORMS,
    "calendar_days": CALENDAR_DAYS,
    "coverage": COVERAGE,
    "extent": EXTENT,
    **AMENDMENT_TABLES,
}


def connect(path: Path, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open the working database or a publication, within the limit of memory, with every instant in UTC.

    Closing the last connection of the process writes the whole log into the file, which takes as long as
    loading a package: hold one open around many loads.
    """
    connection = duckdb.connect(str(path), read_only=read_only)
    connection.execute(f"set TimeZone = 'UTC'; set memory_limit = '{MEMORY_LIMIT}'")
    return connection


def has_raw_table(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether something has created the table of that name in the raw schema."""
    found = connection.execute(
        "select 1 from duckdb_tables() where schema_name = ? and table_name = ?", [RAW_SCHEMA, name]
    )
    return bool(found.fetchall())


def remove_repeated_rows(
    connection: duckdb.DuckDBPyConnection, table: str, key: tuple[str, ...]
) -> None:
    """Leave one row for each key in a raw table, if there is the table."""
    if has_raw_table(connection, table):
        connection.execute(
            f"delete from {RAW_SCHEMA}.{table} where rowid not in "
            f"(select min(rowid) from {RAW_SCHEMA}.{table} group by {', '.join(key)})"
        )


def create_missing_tables(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Schema]
) -> None:
    """Create, empty, what of `tables` and their columns an earlier version has not created."""
    connection.execute(f"create schema if not exists {RAW_SCHEMA}")
    for name, table_schema in tables.items():
        connection.register("empty", table_schema.empty_table())
        connection.execute(f"create table if not exists {RAW_SCHEMA}.{name} as from empty")
        for column, column_type, *_ in connection.sql("describe from empty").fetchall():
            connection.execute(
                f'alter table {RAW_SCHEMA}.{name} add column if not exists "{column}" {column_type}'
            )
        connection.unregister("empty")


def create_missing_raw_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create, empty, each raw table that no load has created: a resource may be denied for ever."""
    create_missing_tables(connection, {**RAW_TABLES, **KEPT_TABLES, **AMENDMENT_TABLES})


def replace_run_table(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    """Replace one of `RUN_TABLES` by `rows`, which must have its schema."""
    rows = rows.cast(RUN_TABLES[name])
    connection.execute(f"create schema if not exists {RAW_SCHEMA}")
    connection.execute(f"create or replace table {RAW_SCHEMA}.{name} as from rows")
