"""Publication: the marts, copied to a new file that replaces the published one in one rename."""

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from pipelines import permissions, warehouse
from pipelines.build import parquet_files
from pipelines.errors import RunFailed
from pipelines.paths import PARQUET_DIR, PUBLISHED_FILE
from pipelines.publication_file import (
    attach,
    first_line,
    quoted,
    remove_write_ahead_log,
    set_aside,
    set_aside_unless_file,
    write_ahead_log,
)

STORAGE_VERSION = "v1.0.0"  # readable by every DuckDB since 1.0
RUNS_TABLE = "runs"  # written last among the Parquet files: while it is outdated, the others may be
HISTORY_TABLES = (
    "findings",
    "finding_events",
    "rule_runs",
    "extraction_coverage",
    "runs",
    "project_health_history",
    "team_health_history",
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
        RunFailed: If the tables lack this run or rows of the history, or the file that was published does not
            contain what the warehouse does.
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
        set_aside_unless_file(target)
        new.replace(target)
        remove_write_ahead_log(target)
    finally:
        _remove(new)
    with _published(directory) as connection:
        _require_row_counts(connection, row_counts, target)
        _write_parquet(connection, directory, mode)
    logger.info("Published %d tables in %s", len(tables), target)
    return target


def repair(directory: Path, mode: int = permissions.PUBLICATION_MODE) -> None:
    """Set aside what is damaged, and rewrite the Parquet files if one is, or a run was interrupted before it.

    The database can be missing afterwards: the history is in the warehouse.
    """
    database, parquet = directory / PUBLISHED_FILE, directory / PARQUET_DIR
    if parquet.exists() and not parquet.is_dir():
        set_aside(parquet, "it is not a folder")
    with _setting_aside_if_damaged(database):
        if not database.exists():
            return
        with _published(directory) as connection:
            if _is_parquet_outdated(connection, parquet):
                _write_parquet(connection, directory, mode)


def _is_parquet_outdated(connection: duckdb.DuckDBPyConnection, parquet: Path) -> bool:
    """Return whether a Parquet file is missing or damaged, or they are those of an earlier run."""
    files = [parquet / f"{table}.parquet" for table in _table_names(connection)]
    for file in files:
        _set_aside_unless_parquet(connection, file)
    if not all(file.exists() for file in files):
        return True
    differing = connection.execute(
        "select run_id from runs except select run_id from read_parquet(?)",
        [str(parquet / f"{RUNS_TABLE}.parquet")],
    ).fetchall()
    return bool(differing)


def _set_aside_unless_parquet(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    set_aside_unless_file(file)
    if not file.exists():
        return
    try:
        connection.execute("select num_rows from parquet_file_metadata(?)", [str(file)]).fetchall()
    except duckdb.Error as error:
        set_aside(file, first_line(error))


@contextmanager
def _setting_aside_if_damaged(database: Path) -> Iterator[None]:
    """Set the publication aside if the block fails because it is damaged."""
    set_aside_unless_file(database)
    try:
        yield
    except (duckdb.Error, *parquet_files.READING_ERRORS):
        reason = _damage(database)
        if reason is None:
            raise
        set_aside(database, reason)


def _damage(database: Path) -> str | None:
    """Read everything that is published, and return why that fails, or none."""
    database.open("rb").close()  # a file that may not be opened is not damaged
    try:
        with _published(database.parent) as connection:
            connection.execute(f"select run_id from {RUNS_TABLE}").fetchall()
            for table in _table_names(connection):
                connection.execute(f'select bit_xor(hash(t)) from "{table}" as t').fetchall()
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        return first_line(error)
    return None


def store_history(warehouse_path: Path, directory: Path) -> None:
    """Copy the tables that the next run compares with from the publication to the warehouse.

    The warehouse's own history is kept where it is of the same runs: no other program can change it. It is
    kept, too, if the publication is damaged. A table that an older version did not publish has no history.
    """
    database = directory / PUBLISHED_FILE
    with _setting_aside_if_damaged(database):
        if not database.exists():
            return
        remove_write_ahead_log(database)
        with warehouse.connect(warehouse_path) as connection:
            attach(connection, database)
            _copy_history(connection)


def load_history(folder: Path, warehouse_path: Path, directory: Path) -> None:
    """Load the history of the Parquet files in `folder` into the warehouse, unless there were runs before.

    The tables may be those of an older version: the build adds the columns that they lack.
    """
    if (directory / PUBLISHED_FILE).exists():
        return
    with warehouse.connect(warehouse_path) as connection:
        if _has_history(connection):
            return
        connection.execute("begin")
        connection.execute("create schema if not exists history")
        for table in HISTORY_TABLES:
            file = folder / f"{table}.parquet"
            if file.exists():
                connection.execute(
                    f"create or replace table history.{table} as from '{quoted(file)}'"
                )
        connection.execute("commit")


def _has_history(connection: duckdb.DuckDBPyConnection) -> bool:
    return RUNS_TABLE in _tables_of_history(connection) and bool(
        connection.sql(f"select run_id from history.{RUNS_TABLE} limit 1").fetchall()
    )


def _copy_history(connection: duckdb.DuckDBPyConnection) -> None:
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
    stored = _tables_of_history(connection)
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


def _tables_of_history(connection: duckdb.DuckDBPyConnection) -> set[str]:
    rows = connection.sql(
        "select table_name from duckdb_tables() "
        "where database_name = current_database() and schema_name = 'history'"
    ).fetchall()
    return {name for (name,) in rows}


def _write_parquet(connection: duckdb.DuckDBPyConnection, directory: Path, mode: int) -> None:
    """Write every published table as a Parquet file, and replace each file in one step."""
    parquet = directory / PARQUET_DIR
    parquet.mkdir(exist_ok=True)
    permissions.let_readers_enter(parquet, mode)
    tables = _table_names(connection)
    for table in sorted(tables, key=lambda name: (name == RUNS_TABLE, name)):
        new = parquet / f".{table}.parquet.new"
        new.unlink(missing_ok=True)
        parquet_files.write(connection, table, new)
        permissions.set_mode(new, mode)
        set_aside_unless_file(parquet / f"{table}.parquet")
        new.replace(parquet / f"{table}.parquet")
    for unpublished in set(parquet.glob("*.parquet")) - {
        parquet / f"{table}.parquet" for table in tables
    }:
        set_aside_unless_file(unpublished)
        unpublished.unlink(missing_ok=True)


def _require_history(connection: duckdb.DuckDBPyConnection, tables: list[str], run_id: str) -> None:
    """Raise if a table has fewer rows than its history has of other runs: it only grows."""
    for table in sorted(_tables_of_history(connection) & set(tables)):
        [(rows, earlier)] = connection.execute(
            f"select (select count(*) from main.{table}), "
            f"(select count(*) from history.{table} where run_id is distinct from ?)",
            [run_id],
        ).fetchall()
        if rows < earlier:
            raise RunFailed(
                f"Table {table} has {rows:,} rows, but the previous publication has {earlier:,} of other "
                "runs. Nothing was published. Run again; if the error persists, report it."
            )


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
        if target.parent == warehouse_path.parent:  # a publication of a past `as_of` has no history
            _require_history(connection, tables, run_id)
        connection.execute(
            f"attach '{quoted(target)}' as publication (storage_version '{STORAGE_VERSION}')"
        )
        row_counts = {table: _copy_table(connection, table) for table in tables}
        _finish_run(connection, run_id)
        connection.execute("detach publication")
    return row_counts


def _finish_run(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    [(finished,)] = connection.execute(
        "update publication.runs set finished_at = ? where run_id = ?",
        [datetime.now(UTC).replace(tzinfo=None), run_id],
    ).fetchall()
    if finished != 1:
        raise RunFailed(
            f"Table runs has {finished} rows of this run, {run_id}, instead of one. Nothing was published. "
            "Run again; if the error persists, report it."
        )


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
