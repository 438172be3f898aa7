"""Connect to the working database, and create, check and replace its raw tables."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

RAW_SCHEMA = "raw"
MEMORY_LIMIT = "700MB"  # of DuckDB except while dbt builds the models; larger work spills to disk


def connect(path: Path, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open the working database or a publication, with a memory limit and all timestamps in UTC.

    Closing the last connection of the process writes the write-ahead log into the file, which takes as long
    as loading a package: hold one connection open around many loads.
    """
    connection = duckdb.connect(str(path), read_only=read_only)
    connection.execute(f"set TimeZone = 'UTC'; set memory_limit = '{MEMORY_LIMIT}'")
    return connection


def has_raw_table(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Return whether the raw schema has a table of that name."""
    found = connection.execute(
        "select 1 from duckdb_tables() where schema_name = ? and table_name = ?", [RAW_SCHEMA, name]
    )
    return bool(found.fetchall())


def remove_repeated_rows(
    connection: duckdb.DuckDBPyConnection, table: str, key: tuple[str, ...]
) -> None:
    """Leave one row for each key in a raw table, if it exists."""
    if has_raw_table(connection, table):
        connection.execute(
            f"delete from {RAW_SCHEMA}.{table} where rowid not in "
            f"(select min(rowid) from {RAW_SCHEMA}.{table} group by {', '.join(key)})"
        )


def create_missing_tables(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Schema]
) -> None:
    """Create, empty, those of `tables` and of their columns that an earlier version has not created."""
    existing = _raw_columns(connection)
    if all((name, column) in existing for name in tables for column in tables[name].names):
        return
    connection.execute(f"create schema if not exists {RAW_SCHEMA}")
    for name, table_schema in tables.items():
        connection.register("empty", table_schema.empty_table())
        connection.execute(f"create table if not exists {RAW_SCHEMA}.{name} as from empty")
        for column, column_type, *_ in connection.sql("describe from empty").fetchall():
            connection.execute(
                f'alter table {RAW_SCHEMA}.{name} add column if not exists "{column}" {column_type}'
            )
        connection.unregister("empty")


def _raw_columns(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """Return the table and name of each column of the raw schema."""
    found = connection.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = ?", [RAW_SCHEMA]
    )
    return set(found.fetchall())


def replace_table(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    """Replace a raw table by `rows`."""
    connection.execute(f"create schema if not exists {RAW_SCHEMA}")
    connection.execute(f"create or replace table {RAW_SCHEMA}.{name} as from rows")
