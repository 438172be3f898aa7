"""The published database, which other programs may have open, for writing too.

A lock forbids opening a file, but neither copying nor renaming it. Imports neither dlt nor dbt.
"""

import logging
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

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
