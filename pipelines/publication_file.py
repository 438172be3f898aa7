"""The published database, which other programs may have open, for writing too.

A lock forbids opening a file, but neither copying nor renaming it. Imports neither dlt nor dbt.
"""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from pipelines.errors import UserActionRequired

PUBLICATION = "publication"  # its name in a connection that has attached it
CHANGED_BY_OTHER = (
    "Another program has opened the publication for writing. Its changes are not part of the publication. "
    "Let that program open the file read-only."
)

logger = logging.getLogger(__name__)


def attach(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
    """Attach what was published as `publication`, read-only.

    Attaches a copy while another program has the file open for writing, or has left a write-ahead log there:
    DuckDB would replay it. The copy has no name any more, so that nothing is left of it.
    """
    if write_ahead_log(database).exists():
        logger.warning("Ignored %s. %s", write_ahead_log(database), CHANGED_BY_OTHER)
        _attach_copy(connection, database)
        return
    try:
        _attach_file(connection, database)
    except duckdb.IOException as error:
        if "lock" not in str(error).lower():
            raise
        _attach_copy(connection, database)


def write_ahead_log(database: Path) -> Path:
    """Return where DuckDB writes changes of the database before it writes them into the file."""
    return database.with_name(f"{database.name}.wal")


def remove_write_ahead_log(database: Path) -> None:
    """Delete the log that another program left beside the publication.

    The log belongs to an earlier publication; DuckDB would replay it into whatever file has the name.
    """
    log = write_ahead_log(database)
    if log.exists():
        log.unlink(missing_ok=True)
        logger.warning("Removed %s. %s", log, CHANGED_BY_OTHER)


def set_aside(path: Path, reason: str) -> None:
    """Rename what should be a published file and is damaged, so that a new one can be written."""
    names = chain(
        [f"{path.name}.damaged"], (f"{path.name}.damaged.{number}" for number in count(2))
    )
    target = next(path.with_name(name) for name in names if not path.with_name(name).exists())
    path.rename(target)
    logger.warning(
        "%s is damaged (%s). It was renamed to %s, and is published again.",
        path,
        reason,
        target.name,
    )


def set_aside_unless_file(path: Path) -> None:
    """Set aside a folder, pipe or other special file: it can be neither read nor replaced."""
    if path.exists() and not path.is_file():
        set_aside(path, "it is not a regular file")


@contextmanager
def opened(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Connect to what was published, to read it.

    Raises:
        UserActionRequired: If it is damaged.
    """
    if not database.is_file():
        raise _unreadable(database, "it is not a regular file")
    try:
        with duckdb.connect() as connection:
            attach(connection, database)
            connection.execute(f"use {PUBLICATION}")
            yield connection
    except duckdb.Error as error:
        raise _unreadable(database, first_line(error)) from error


def last_run(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return the run that published, in the columns of table `runs`, from a connection of `opened`."""
    found = connection.execute("select * from runs order by started_at desc limit 1")
    columns = [name for name, *_ in found.description]
    [row] = found.fetchall()
    return dict(zip(columns, row, strict=True))


def _unreadable(database: Path, reason: str) -> UserActionRequired:
    return UserActionRequired(
        f"{database} cannot be read ({reason}). Run `ado-findings build`, which publishes it again."
    )


def first_line(error: duckdb.Error) -> str:
    """Return what DuckDB says without its advice."""
    return str(error).strip().splitlines()[0]


def quoted(path: Path) -> str:
    """Return the path for a single-quoted SQL string."""
    return str(path).replace("'", "''")


def _attach_copy(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
    with TemporaryDirectory(prefix="ado-findings-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder, database.name)
        shutil.copyfile(database, copy)
        _attach_file(connection, copy)


def _attach_file(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
    connection.execute(f"attach '{quoted(database)}' as {PUBLICATION} (read_only)")
