"""Rows as JSON and CSV, with all their columns."""

import csv
import json
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from pipelines.csv_output import csv_cell, iso_timestamp
from pipelines.export.open_findings import Row
from pipelines.printable import escaped_json


def write_json(rows: Iterable[Row], file: TextIO) -> None:
    """Write the values as they are published, with escapes of JSON for what is not printable."""
    parsed = [row | {"evidence": json.loads(row["evidence"])} for row in rows]
    write_document(parsed, file)


def write_document(document: Any, file: TextIO) -> None:
    """Write a JSON document; timestamps are in ISO 8601."""
    text = json.dumps(document, ensure_ascii=False, indent=2, default=iso_timestamp)
    file.write(escaped_json(text))
    file.write("\n")


def write_csv(columns: Sequence[str], rows: Iterable[Row], file: TextIO) -> None:
    """Write a header and the rows; no spreadsheet evaluates a cell."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        exact = {"evidence": escaped_json(row["evidence"])}
        writer.writerow(exact.get(name) or csv_cell(cell) for name, cell in row.items())
