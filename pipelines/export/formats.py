"""The formats of an export: a line here and a module of this package, which is imported when it is used."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.export.tables import OnRows, Selection
from pipelines.printable import escaped_json

MAX_ROWS = 250_000  # of a table that nobody asked for by name: longer ones take minutes to open
FINDINGS = "findings"

Write = Callable[[duckdb.DuckDBPyConnection, Selection, Path, OnRows], None]


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


def _write_csv(
    connection: duckdb.DuckDBPyConnection, selection: Selection, path: Path, on_rows: OnRows
) -> None:
    from pipelines.export.open_findings import open_findings
    from pipelines.export.rows import write_csv

    columns, rows = open_findings(connection)
    with path.open("w", encoding="utf-8", newline="") as file:
        write_csv(columns, rows, file)
    on_rows(FINDINGS, len(rows))


def _write_json(
    connection: duckdb.DuckDBPyConnection, selection: Selection, path: Path, on_rows: OnRows
) -> None:
    from pipelines.export.open_findings import open_findings
    from pipelines.export.rows import write_json

    rows = open_findings(connection)[1]
    with path.open("w", encoding="utf-8") as file:
        write_json(rows, file)
    on_rows(FINDINGS, len(rows))


def _write_sarif(
    connection: duckdb.DuckDBPyConnection, selection: Selection, path: Path, on_rows: OnRows
) -> None:
    from pipelines.export.open_findings import catalogue, last_run, open_findings
    from pipelines.export.rows import write_document
    from pipelines.export.sarif import sarif_log

    rows = open_findings(connection)[1]
    with path.open("w", encoding="utf-8") as file:
        write_document(sarif_log(rows, catalogue(connection), last_run(connection)), file)
    on_rows(FINDINGS, len(rows))


def _write_ocsf(
    connection: duckdb.DuckDBPyConnection, selection: Selection, path: Path, on_rows: OnRows
) -> None:
    """Write one event per line."""
    from pipelines.export.ocsf import ocsf_event
    from pipelines.export.open_findings import open_findings

    rows = open_findings(connection)[1]
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(escaped_json(json.dumps(ocsf_event(row), ensure_ascii=False)) + "\n")
    on_rows(FINDINGS, len(rows))


FORMATS = {
    "xlsx": Format(".xlsx", _write_workbook, has_only_findings=False),
    "csv": Format(".csv", _write_csv),
    "json": Format(".json", _write_json),
    "sarif": Format(".sarif", _write_sarif),
    "ocsf": Format(".jsonl", _write_ocsf),
}
