"""Publication: the marts, copied to a new file that replaces the published one in one rename."""

import json
import logging
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from pipelines import permissions, warehouse
from pipelines.errors import RunFailed
from pipelines.paths import PARQUET_DIR, PUBLISHED_FILE
from pipelines.publication_file import (
    attach,
    quoted,
    remove_write_ahead_log,
    write_ahead_log,
)

STORAGE_VERSION = "v1.0.0"  # readable by every DuckDB since 1.0
RUNS_TABLE = "runs"  # written last among the Parquet files: while it is outdated, the others may be
HISTORY_TABLES = (
    "findings",
    "rule_runs",
    "extraction_coverage",
    "runs",
    "project_health_history",
)

logger = logging.getLogger(__name__)


def marts(manifest: Path) -> list[str]:
    """Return the names of the published models: those in models/marts."""
    nodes = json.loads(manifest.read_text())["nodes"].values()
    return sorted(
        node["name"]
        for node in nodes
        if node["resource_type"] == "model" and node["path"].startswith("marts")
    )


def publish(
    warehouse_path: Path,
    tables: list[str],
    directory: Path,
    run_id: str,
    mode: int = permissions.PUBLICATION_MODE,
) -> Path:
    """Publish `tables` of the warehouse in `directory` and return the path of the database.

    Readers see the previous publication until the rename, and for as long as they keep it open. The files get
    `mode`: programs whose users may not write cannot lock them.

    Raises:
        RunFailed: If the file that was published does not contain what the warehouse does.
    """
    permissions.create_folder(directory, mode)
    target = directory / PUBLISHED_FILE
    new = directory / f".{PUBLISHED_FILE}.new"
    _remove(new)
    try:
        row_counts = _copy_tables(warehouse_path, tables, new, run_id)
        permissions.set_mode(new, mode)
        _flush(new)
        remove_write_ahead_log(target)
        new.replace(target)
        remove_write_ahead_log(target)
    finally:
        _remove(new)
    with _published(directory) as connection:
        _require_row_counts(connection, row_counts, target)
        _write_parquet(connection, directory, mode)
    logger.info("Published %d tables in %s", len(tables), target)
    return target


def rewrite_outdated_parquet(directory: Path, mode: int = permissions.PUBLICATION_MODE) -> None:
    """Rewrite the Parquet files if a run was interrupted after it had replaced the database."""
    if not (directory / PUBLISHED_FILE).exists():
        return
    runs = directory / PARQUET_DIR / f"{RUNS_TABLE}.parquet"
    with _published(directory) as connection:
        if runs.exists():
            differing = connection.execute(
                "select run_id from runs except select run_id from read_parquet(?)", [str(runs)]
            ).fetchall()
            if not differing:
                return
        _write_parquet(connection, directory, mode)


def store_history(warehouse_path: Path, directory: Path) -> None:
    """Copy the tables that the next run compares with from the publication to the warehouse.

    The warehouse's own history is kept where it is of the same runs: no other program can change it. A table
    that an older version did not publish has no history.
    """
    if not (directory / PUBLISHED_FILE).exists():
        return
    remove_write_ahead_log(directory / PUBLISHED_FILE)
    with warehouse.connect(warehouse_path) as connection:
        attach(connection, directory / PUBLISHED_FILE)
        stored = _stored_history(connection)
        published = _table_names(connection) & set(HISTORY_TABLES)
        connection.execute("begin")
        connection.execute("create schema if not exists history")
        for table in published - stored:
            connection.execute(
                f"create or replace table history.{table} as from publication.main.{table}"
            )
        connection.execute("commit")


def _stored_history(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the tables of the warehouse's history, or none if it is not that of the publication."""
    rows = connection.sql(
        "select table_name from duckdb_tables() "
        "where database_name = current_database() and schema_name = 'history'"
    ).fetchall()
    stored = {name for (name,) in rows}
    if RUNS_TABLE not in stored:
        return set()
    differing = connection.sql(
        f"""
        select run_id from publication.main.{RUNS_TABLE}
        full join history.{RUNS_TABLE} as stored using (run_id)
        where {RUNS_TABLE}.run_id is null or stored.run_id is null
        """
    ).fetchall()
    return set() if differing else stored


def _write_parquet(connection: duckdb.DuckDBPyConnection, directory: Path, mode: int) -> None:
    """Write every published table as a Parquet file, and replace each file in one step."""
    parquet = directory / PARQUET_DIR
    parquet.mkdir(exist_ok=True)
    permissions.let_readers_enter(parquet, mode)
    tables = _table_names(connection)
    for table in sorted(tables, key=lambda name: (name == RUNS_TABLE, name)):
        new = parquet / f".{table}.parquet.new"
        new.unlink(missing_ok=True)
        connection.execute(f"copy {table} to '{quoted(new)}' (format parquet)")
        permissions.set_mode(new, mode)
        new.replace(parquet / f"{table}.parquet")
    for unpublished in set(parquet.glob("*.parquet")) - {
        parquet / f"{table}.parquet" for table in tables
    }:
        unpublished.unlink()


def _require_row_counts(
    connection: duckdb.DuckDBPyConnection, expected: dict[str, int], target: Path
) -> None:
    """Raise if another program has changed the new publication since it was written."""
    found = {table: _row_count(connection, table) for table in _table_names(connection)}
    for table in sorted(expected.keys() | found.keys()):
        if found.get(table) != expected.get(table):
            raise RunFailed(
                f"{target} was changed by another program while it was published: table {table} has "
                f"{found.get(table, 'no')} rows instead of {expected.get(table, 'none')}. Close the programs "
                "that have the file open for writing, and run `ado-findings build`."
            )


def _row_count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    [(rows,)] = connection.execute(f'select count(*) from publication.main."{table}"').fetchall()
    return int(rows)


def _table_names(connection: duckdb.DuckDBPyConnection) -> set[str]:
    rows = connection.sql(
        "select table_name from duckdb_tables() "
        "where database_name = 'publication' and schema_name = 'main'"
    ).fetchall()
    return {name for (name,) in rows}


def _copy_tables(
    warehouse_path: Path, tables: list[str], target: Path, run_id: str
) -> dict[str, int]:
    """Copy `tables` to a new database, write there that the run is finished, and return the row counts."""
    with warehouse.connect(warehouse_path) as connection:
        connection.execute(
            f"attach '{quoted(target)}' as publication (storage_version '{STORAGE_VERSION}')"
        )
        row_counts = {table: _copy_table(connection, table) for table in tables}
        connection.execute(
            "update publication.runs set finished_at = ? where run_id = ?",
            [datetime.now(UTC).replace(tzinfo=None), run_id],
        )
        connection.execute("detach publication")
    return row_counts


def _copy_table(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Copy the mart's columns, NOT NULL constraints, comments and rows, but no keys; return its row count."""
    columns = _columns(connection, table)
    definitions = ", ".join(
        f'"{name}" {data_type}{"" if is_nullable else " not null"}'
        for name, data_type, is_nullable, _ in columns
    )
    connection.execute(f"create table publication.{table} ({definitions})")
    [(rows,)] = connection.execute(f"insert into publication.{table} from main.{table}").fetchall()
    logger.debug("%s: %d rows", table, rows, extra={"table": table, "rows": rows})
    [(comment,)] = connection.execute(
        "select comment from duckdb_tables() where database_name = current_database() "
        "and schema_name = 'main' and table_name = ?",
        [table],
    ).fetchall()
    _comment(connection, f"table publication.{table}", comment)
    for name, _, _, column_comment in columns:
        _comment(connection, f'column publication.{table}."{name}"', column_comment)
    return int(rows)


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[Any, ...]]:
    """Return name, type, nullability and comment of each column of a mart."""
    return connection.execute(
        """
        select column_name, data_type, is_nullable, comment
        from duckdb_columns()
        where database_name = current_database() and schema_name = 'main' and table_name = ?
        order by column_index
        """,
        [table],
    ).fetchall()


def _comment(connection: duckdb.DuckDBPyConnection, subject: str, comment: str | None) -> None:
    if comment:
        text = comment.strip().replace("'", "''")
        connection.execute(f"comment on {subject} is '{text}'")


def _published(directory: Path) -> duckdb.DuckDBPyConnection:
    """Connect to the publication; what another program has logged about it is deleted."""
    database = directory / PUBLISHED_FILE
    remove_write_ahead_log(database)
    connection = warehouse.connect(Path(":memory:"))
    connection.execute(f"set temp_directory = '{quoted(directory / f'{PUBLISHED_FILE}.tmp')}'")
    attach(connection, database)
    connection.execute("use publication")
    return connection


def _remove(new: Path) -> None:
    """Delete the unfinished publication of a run that was killed, and its log."""
    new.unlink(missing_ok=True)
    write_ahead_log(new).unlink(missing_ok=True)


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
