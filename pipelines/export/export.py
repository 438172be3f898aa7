"""Write published tables into one file, which appears complete or not at all."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from pipelines.errors import UserActionRequired
from pipelines.export.formats import FORMATS, MAX_ROWS, Format
from pipelines.export.tables import (
    OnRows,
    Selection,
    open_findings_table,
    published_tables,
    select,
)
from pipelines.publication_file import opened

ReportsRows = Callable[[int], AbstractContextManager[OnRows]]


@dataclass(frozen=True)
class Request:
    """Which tables to write, in which format, and where."""

    output_format: str
    path: Path
    tables: Sequence[str] = ()
    max_rows: int = MAX_ROWS


def export(database: Path, request: Request, reports_rows: ReportsRows) -> Selection:
    """Write the file, in place of an earlier one, and return which tables it has.

    Args:
        database: The published database.
        request: What to write.
        reports_rows: Called with the number of all rows; gives the function that is called while
            rows are written.

    Raises:
        UserActionRequired: If there is no such table, or the path is not that of such a file.
        RunFailed: If the file cannot be written.
    """
    chosen = FORMATS[request.output_format]
    _require_suffix(request.path, chosen.suffix)
    with opened(database) as connection:
        selection = _selection(connection, request, chosen)
        with (
            _replaced(request.path) as new,
            reports_rows(selection.row_count) as on_rows,
        ):
            chosen.write(connection, selection, new, on_rows)
    return selection


def _selection(
    connection: duckdb.DuckDBPyConnection, request: Request, chosen: Format
) -> Selection:
    if not chosen.has_only_findings:
        return select(published_tables(connection), request.tables, request.max_rows)
    if request.tables:
        raise UserActionRequired(
            f"--tables is not for --format {request.output_format}, which has the open findings only. "
            "Leave it out."
        )
    return Selection((open_findings_table(connection),), ())


def _require_suffix(path: Path, suffix: str) -> None:
    if path.suffix.lower() != suffix or path.is_dir():
        raise UserActionRequired(
            f"--output is {path}, which is not the path of a file whose name ends in {suffix}. Name one."
        )


@contextmanager
def _replaced(path: Path) -> Iterator[Path]:
    """Yield the path of a new file, which replaces this one when the block ends, unless it fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as hidden:
        new = Path(hidden, path.name)
        yield new
        new.replace(path)
