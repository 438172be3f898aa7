"""waivers.csv: findings that somebody has accepted, until a date or permanently."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines import parsing
from pipelines.csv_files import CsvFile, Row, is_present, read_csv_file
from pipelines.overrides import schema
from pipelines.overrides.catalogue import Catalogue, unknown_rule
from pipelines.warehouse.run_context import LAST_DAY

REQUIRED, OPTIONAL = ("rule_id", "subject_uid", "reason", "owner"), ("until",)
EVERY_RULE = "*"
WILDCARDS = "*?"  # of subjects


def read_waivers(path: Path, catalogue: Catalogue) -> pa.Table:
    """Return the lines of the file in `schema.WAIVERS`; none if it does not exist.

    Raises:
        UserActionRequired: If a value is not valid, with file, line and column.
    """
    if not is_present(path):
        return schema.WAIVERS.empty_table()
    file = read_csv_file(path)
    file.refuse_other_columns(REQUIRED, OPTIONAL)
    rows = [_waiver(file, line, row, catalogue) for line, row in file.rows]
    return pa.Table.from_pylist(rows, schema=schema.WAIVERS)


def _waiver(file: CsvFile, line: int, row: Row, catalogue: Catalogue) -> dict[str, Any]:
    waiver: dict[str, Any] = {name: file.filled(line, row, name) for name in REQUIRED}
    if waiver["rule_id"] != EVERY_RULE and waiver["rule_id"] not in catalogue:
        raise file.fault(line, "rule_id", unknown_rule(waiver["rule_id"], catalogue))
    if waiver["rule_id"] == EVERY_RULE and not waiver["subject_uid"].strip(WILDCARDS):
        problem = "every rule on every subject cannot be waived. Name a rule or a subject"
        raise file.fault(line, "subject_uid", problem)
    return waiver | {"line_number": line, "until": file.cell(line, row, "until", _until)}


def _until(value: str) -> date:
    until = parsing.day(value)
    if until > LAST_DAY:
        raise ValueError(
            f"valid end. Use a date up to {LAST_DAY}, or leave it empty for a waiver without an end."
        )
    return until
