"""waivers.csv: findings that somebody has accepted, until a date or permanently."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines import parsing
from pipelines.csv_files import CsvFile, Row, is_present, read_csv_file
from pipelines.overrides import schema
from pipelines.overrides.catalogue import Catalogue, unknown_rule
from pipelines.overrides.segments import NO_SEGMENTS, Segments
from pipelines.warehouse.run_context import LAST_DAY

REQUIRED, OPTIONAL = ("rule_id", "subject_uid", "reason", "owner"), ("until", "segment")
EVERY_RULE = "*"
WILDCARDS = "*?"  # of subjects


def read_waivers(path: Path, catalogue: Catalogue, segments: Segments = NO_SEGMENTS) -> pa.Table:
    """Return the lines of the file in `schema.WAIVERS`; none if it does not exist.

    Raises:
        UserActionRequired: If a value is not valid, with file, line and column.
    """
    if not is_present(path):
        return schema.WAIVERS.empty_table()
    file = read_csv_file(path)
    file.refuse_other_columns(REQUIRED, OPTIONAL)
    rows = [_waiver(file, line, row, catalogue, segments) for line, row in file.rows]
    return pa.Table.from_pylist(rows, schema=schema.WAIVERS)


def _waiver(
    file: CsvFile, line: int, row: Row, catalogue: Catalogue, segments: Segments
) -> dict[str, Any]:
    waiver: dict[str, Any] = {name: file.filled(line, row, name) for name in REQUIRED}
    if waiver["rule_id"] != EVERY_RULE and waiver["rule_id"] not in catalogue:
        raise file.fault(line, "rule_id", unknown_rule(waiver["rule_id"], catalogue))
    segment = file.cell(line, row, "segment", segments.path)
    is_all = waiver["rule_id"] == EVERY_RULE and not waiver["subject_uid"].strip(WILDCARDS)
    if is_all and segment is None:
        problem = (
            "every rule on every subject cannot be waived. Name a rule, a subject or a segment"
        )
        raise file.fault(line, "subject_uid", problem)
    until = file.cell(line, row, "until", _until)
    return waiver | {"line_number": line, "until": until, "segment": segment}


def _until(value: str) -> date:
    until = parsing.day(value)
    if until > LAST_DAY:
        raise ValueError(
            f"valid end. Use a date up to {LAST_DAY}, or leave it empty for a waiver without an end."
        )
    return until
