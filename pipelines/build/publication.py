"""Publication: the marts, copied to a new file that replaces the published one in one rename."""

import json
import logging
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from pipelines import warehouse
from pipelines.paths import PARQUET_DIR, PUBLISHED_FILE

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


def publish(warehouse_path: Path, tables: list[str], directory: Path, run_id: str) -> Path:
    """Publish `tables` of the warehouse in `directory` and return the path of the database.

    Readers see the previous publication until the rename, and for as long as they keep it open.
    """
    directory.mkdir(parents=True, exist_ok=True)
    target = directory / PUBLISHED_FILE
    new = directory / f".{PUBLISHED_FILE}.new"
    new.unlink(missing_ok=True)
    try:
        _copy_tables(warehouse_path, tables, new, run_id)
        _flush(new)
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)
    write_parquet(directory)
    logger.info("Published %d tables in %s", len(tables), target)
    return target


def write_parquet(directory: Path) -> None:
    """Write every published table as a Parquet file, and replace each file in one step."""
    parquet = directory / PARQUET_DIR
    parquet.mkdir(exist_ok=True)
    with _published(directory) as connection:
        tables = [
            row[0] for row in connection.sql("select table_name from duckdb_tables()").fetchall()
        ]
        for table in sorted(tables, key=lambda name: name == RUNS_TABLE):
            new = parquet / f".{table}.parquet.new"
            connection.execute(f"copy {table} to '{_quoted(new)}' (format parquet)")
            new.replace(parquet / f"{table}.parquet")
    for unpublished in set(parquet.glob("*.parquet")) - {
        parquet / f"{table}.parquet" for table in tables
    }:
        unpublished.unlink()


def rewrite_outdated_parquet(directory: Path) -> None:
    """Rewrite the Parquet files if a run was interrupted after it had replaced the database."""
    runs = directory / PARQUET_DIR / f"{RUNS_TABLE}.parquet"
    if not (directory / PUBLISHED_FILE).exists():
        return
    if runs.exists():
        with _published(directory) as connection:
            differing = connection.execute(
                "select run_id from runs except select run_id from read_parquet(?)", [str(runs)]
            ).fetchall()
        if not differing:
            return
    write_parquet(directory)


def store_history(warehouse_path: Path, directory: Path) -> None:
    """Copy the tables that the next run compares with from the publication to the warehouse.

    A table that an older version did not publish has no history.
    """
    if not (directory / PUBLISHED_FILE).exists():
        return
    published = _quoted(directory / PUBLISHED_FILE)
    with warehouse.connect(warehouse_path) as connection:
        connection.execute(f"attach '{published}' as publication (read_only)")
        rows = connection.sql(
            "select table_name from duckdb_tables() where database_name = 'publication'"
        ).fetchall()
        connection.execute("begin")
        connection.execute("create schema if not exists history")
        for table in {name for (name,) in rows} & set(HISTORY_TABLES):
            connection.execute(
                f"create or replace table history.{table} as from publication.main.{table}"
            )
        connection.execute("commit")


def _copy_tables(warehouse_path: Path, tables: list[str], target: Path, run_id: str) -> None:
    """Copy `tables` to a new database and write there that the run is finished."""
    with warehouse.connect(warehouse_path) as connection:
        connection.execute(
            f"attach '{_quoted(target)}' as publication (storage_version '{STORAGE_VERSION}')"
        )
        for table in tables:
            _copy_table(connection, table)
        connection.execute(
            "update publication.runs set finished_at = ? where run_id = ?",
            [datetime.now(UTC).replace(tzinfo=None), run_id],
        )
        connection.execute("detach publication")


def _copy_table(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Copy the mart's columns, NOT NULL constraints, comments and rows, but no keys."""
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
    return warehouse.connect(directory / PUBLISHED_FILE, read_only=True)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
