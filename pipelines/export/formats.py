"""The formats of an export: a line here and a module of this package, which is imported when it is used."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.export.tables import OnRows, Selection

MAX_ROWS = 250_000  # of a table that nobody asked for by name: longer ones take minutes to open

Write = Callable[[duckdb.DuckDBPyConnection, Selection, Path, OnRows], None]


@dataclass(frozen=True)
class Format:
    """The suffix of its files, and the function that writes one."""

    suffix: str
    write: Write


def _write_workbook(
    connection: duckdb.DuckDBPyConnection, selection: Selection, path: Path, on_rows: OnRows
) -> None:
    from pipelines.export.workbook import write_workbook

    write_workbook(connection, selection, path, on_rows)


FORMATS = {"xlsx": Format(".xlsx", _write_workbook)}
