"""A workbook for Excel: one sheet a table, written row by row in constant memory."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from math import ceil
from pathlib import Path
from typing import Any

import duckdb
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipelines.errors import RunFailed
from pipelines.export.cells import Cells
from pipelines.export.tables import Column, OnRows, Selection, Table
from pipelines.publication_file import last_run

SHEET_ROWS = 1_048_575  # in a sheet of Excel, below the header
SHEET_NAME_CHARACTERS = 31
LEFT_OUT_SHEET = "left out"
LEFT_OUT = (
    Column("table_name", "VARCHAR", "A table that this workbook does not have"),
    Column("row_count", "BIGINT", "Its number of rows"),
    Column("what_to_do", "VARCHAR", "How to get it"),
)
HOW_TO_GET = "ado-findings export --format xlsx --tables {}"
_FETCHED_ROWS = 5_000
_WIDTHS = {"DATE": 11, "TIMESTAMP": 19}
_WIDEST = 40


def write_workbook(
    connection: duckdb.DuckDBPyConnection, selection: Selection, path: Path, on_rows: OnRows
) -> None:
    """Write the tables as worksheets; one with more rows than a sheet holds goes on in another sheet.

    Args:
        connection: Whose current database has the tables.
        selection: The tables; those that are left out are named on the last sheet.
        path: The file to create; temporary files are beside it.
        on_rows: Called with the name of a table and the number of rows that were written.

    Raises:
        RunFailed: If the file cannot be written.
    """
    options = {"constant_memory": True, "tmpdir": str(path.parent), "strings_to_formulas": False}
    book = Workbook(str(path), options)
    book.use_zip64()
    book.set_properties(_properties(connection))
    sheets = _Sheets(book)
    for table in selection.included:
        found = connection.execute(f'from "{table.name}"')
        sheets.write(table, _reported(_chunks(found), table.name, on_rows))
    if left_out := selection.left_out:
        sheets.write(Table(LEFT_OUT_SHEET, LEFT_OUT, len(left_out)), map(_left_out, left_out))
    try:
        book.close()
    except FileCreateError as error:
        raise RunFailed(f"The workbook could not be written ({error}).") from error


class _Sheets:
    """Adds sheets to a workbook, with the formats that they share."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._cells = Cells(book)
        self._header: Format = book.add_format({"bold": True})

    def write(self, table: Table, rows: Iterator[tuple[Any, ...]]) -> None:
        """Write all rows; those that do not fit into a sheet are on the next ones."""
        for part in range(1, 1 + max(1, ceil(table.row_count / SHEET_ROWS))):
            sheet = self._book.add_worksheet(sheet_name(table.name, part))
            written = self._fill(sheet, table.columns, islice(rows, SHEET_ROWS))
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, written, len(table.columns) - 1)
            sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})

    def _fill(
        self, sheet: Worksheet, columns: tuple[Column, ...], rows: Iterable[tuple[Any, ...]]
    ) -> int:
        """Write the header and the rows, and return the number of rows."""
        for position, column in enumerate(columns):
            sheet.set_column(position, position, _width(column))
            sheet.write_string(0, position, column.name, self._header)
            sheet.write_comment(0, position, column.description, {"x_scale": 2})
        writers = [self._cells.writer(column) for column in columns]
        number = 0
        for number, row in enumerate(rows, start=1):
            for position, value in enumerate(row):
                if value is not None:
                    writers[position](sheet, number, position, value)
        return number


def sheet_name(table: str, part: int) -> str:
    """Return the name of the sheet with a part of a table, at most as long as Excel allows."""
    suffix = f" ({part})" if part > 1 else ""
    return table[: SHEET_NAME_CHARACTERS - len(suffix)] + suffix


def _width(column: Column) -> int:
    """Return the width that shows the name with the button of its filter."""
    return min(max(len(column.name) + 3, _WIDTHS.get(column.data_type, 8)), _WIDEST)


def _chunks(found: duckdb.DuckDBPyConnection) -> Iterator[list[tuple[Any, ...]]]:
    while chunk := found.fetchmany(_FETCHED_ROWS):
        yield chunk


def _reported(
    chunks: Iterator[list[tuple[Any, ...]]], table: str, on_rows: OnRows
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows, and report each chunk after its last row."""
    for chunk in chunks:
        yield from chunk
        on_rows(table, len(chunk))


def _left_out(table: Table) -> tuple[str, int, str]:
    return table.name, table.row_count, HOW_TO_GET.format(table.name)


def _properties(connection: duckdb.DuckDBPyConnection) -> dict[str, str | datetime]:
    """Return what the workbook says about itself; created when the run described the organization."""
    run = last_run(connection)
    return {
        "title": f"{run['organization']} as of {run['as_of']:%Y-%m-%d %H:%M} UTC",
        "comments": f"Run {run['run_id']} of ado-findings",
        "created": run["as_of"],
    }
