"""The formats of an export: a line here and a module of this package."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import duckdb

from pipelines.export.ocsf import ocsf_event
from pipelines.export.open_findings import Row, catalogue, open_findings
from pipelines.export.rows import write_csv, write_document, write_json
from pipelines.export.sarif import sarif_log
from pipelines.export.tables import OnRows, Selection
from pipelines.printable import escaped_json
from pipelines.publication_file import last_run

MAX_ROWS = 250_000  # of a table that nobody asked for by name: longer ones take minutes to open
FINDINGS = "findings"

Write = Callable[[duckdb.DuckDBPyConnection, Selection, Path, OnRows], None]
WriteFindings = Callable[[duckdb.DuckDBPyConnection, Sequence[str], list[Row], TextIO], None]


@dataclass(frozen=True)
class Format:
    """The suffix of its files, the function that writes one, and whether it has only the open findings."""

    suffix: str
    write: Write
    has_only_findings: bool = True


def _write_workbook(
    connection: duckdb.DuckDBPyConnection, selection: Selection, path: Path, on_rows: OnRows
) -> None:
    from pipelines.export.workbook import write_workbook

    write_workbook(connection, selection, path, on_rows)


def _write_sarif(
    connection: duckdb.DuckDBPyConnection, _: Sequence[str], rows: list[Row], file: TextIO
) -> None:
    write_document(sarif_log(rows, catalogue(connection), last_run(connection)), file)


def _write_ocsf(
    _: duckdb.DuckDBPyConnection, columns: Sequence[str], rows: list[Row], file: TextIO
) -> None:
    """Write one event per line."""
    for row in rows:
        file.write(escaped_json(json.dumps(ocsf_event(row), ensure_ascii=False)) + "\n")


def _of_findings(write: WriteFindings) -> Write:
    """Return the function that writes the open findings into a file."""

    def written(
        connection: duckdb.DuckDBPyConnection, selection: Selection, path: Path, on_rows: OnRows
    ) -> None:
        columns, rows = open_findings(connection)
        with path.open("w", encoding="utf-8", newline="") as file:
            write(connection, columns, rows, file)
        on_rows(FINDINGS, len(rows))

    return written


FORMATS = {
    "xlsx": Format(".xlsx", _write_workbook, has_only_findings=False),
    "csv": Format(
        ".csv", _of_findings(lambda _, columns, rows, file: write_csv(columns, rows, file))
    ),
    "json": Format(".json", _of_findings(lambda _, columns, rows, file: write_json(rows, file))),
    "sarif": Format(".sarif", _of_findings(_write_sarif)),
    "ocsf": Format(".jsonl", _of_findings(_write_ocsf)),
}
