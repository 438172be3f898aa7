"""The working database: what it must hold before dbt starts."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.azure_devops import schema as azure_devops
from pipelines.rosters import schema as rosters

RAW_SCHEMA = "raw"

RAW_TABLES: Mapping[str, pa.Schema] = {
    **{
        name.lower(): value
        for name, value in vars(azure_devops).items()
        if name.isupper() and isinstance(value, pa.Schema)
    },
    "roster_accounts": rosters.ACCOUNTS,
    "roster_expectations": rosters.EXPECTATIONS,
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

RUN_TABLES: Mapping[str, pa.Schema] = {
    "run_context": RUN_CONTEXT,
    "calendar_days": CALENDAR_DAYS,
    "coverage": COVERAGE,
}


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open the working database, with every instant in UTC."""
    connection = duckdb.connect(str(path))
    connection.execute("set TimeZone = 'UTC'")
    return connection


def create_missing_raw_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create, empty, each raw table that no load has created: a resource may have been denied so far."""
    connection.execute(f"create schema if not exists {RAW_SCHEMA}")
    for name, table_schema in RAW_TABLES.items():
        empty = table_schema.empty_table()  # read by DuckDB by its variable's name
        connection.execute(f"create table if not exists {RAW_SCHEMA}.{name} as from empty")
        del empty


def replace_run_table(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    """Replace one of `RUN_TABLES` by `rows`, which must have its schema."""
    rows = rows.cast(RUN_TABLES[name])
    connection.execute(f"create schema if not exists {RAW_SCHEMA}")
    connection.execute(f"create or replace table {RAW_SCHEMA}.{name} as from rows")
