"""The workbook of the sample organization has every table, every row and every value of the publication."""

import math
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import load_workbook

from pipelines.export.cells import ID_SUFFIXES, shortened
from pipelines.export.workbook import LEFT_OUT_SHEET
from tests.integration.conftest import Command
from tests.support.sample_runs import SampleRuns

pytestmark = pytest.mark.xdist_group("sample_run")

MILLISECOND = timedelta(milliseconds=1)
LIMITS = [
    pytest.param(600, marks=pytest.mark.representative),
    pytest.param(250_000, marks=pytest.mark.exhaustive),
]


def is_same(in_cell: Any, value: Any, column: str) -> bool:
    """Return whether a cell has the value as Excel can: 15 digits, and milliseconds."""
    if value is None or value == "":
        return in_cell in (None, value)
    if column.endswith(ID_SUFFIXES) or isinstance(value, str):
        return bool(in_cell == shortened(str(value)))
    if isinstance(value, datetime):
        return isinstance(in_cell, datetime) and abs(in_cell - value) <= MILLISECOND
    if isinstance(value, date):
        return bool(in_cell == datetime.combine(value, time.min))
    if isinstance(value, bool):
        return in_cell is value
    return isinstance(in_cell, int | float) and math.isclose(in_cell, value, rel_tol=1e-14)


@pytest.mark.parametrize("max_rows", LIMITS)
def test_every_value_is_in_the_workbook(
    sample_runs: SampleRuns,
    published: duckdb.DuckDBPyConnection,
    command: Command,
    tmp_path: Path,
    max_rows: int,
) -> None:
    path = tmp_path / "new" / "tables.xlsx"
    options = ("--format", "xlsx", "--output", str(path), "--max-rows", str(max_rows))
    result = command("export", *options, ADO_FINDINGS__DATA_DIR=str(sample_runs.data_dir.parent))
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith(f"Written to {path}: ")
    names = [name for (name,) in published.sql("select table_name from duckdb_tables()").fetchall()]
    rows_of = {name: published.sql(f"from {name}").fetchall() for name in names}
    long = {name for name, rows in rows_of.items() if len(rows) > max_rows}
    book = load_workbook(path, read_only=True)
    assert {*book.sheetnames} == {*names} - long | ({LEFT_OUT_SHEET} if long else set())
    for name in {*names} - long:
        header, *cells = book[name].iter_rows(values_only=True)
        assert list(header) == published.sql(f"from {name}").columns
        for row, row_of_cells in zip(rows_of[name], cells, strict=True):
            for value, in_cell, column in zip(row, row_of_cells, header, strict=True):
                assert is_same(in_cell, value, column), (name, column, value, in_cell)
    for name in long:
        assert f"Left out: {name}, {len(rows_of[name]):,} rows." in result.stdout


def test_tables_are_chosen_by_name(
    sample_runs: SampleRuns, command: Command, tmp_path: Path
) -> None:
    path = tmp_path / "tables.xlsx"
    options = ("--format", "xlsx", "--output", str(path), "--tables", "findings, rules")
    data_dir = str(sample_runs.data_dir.parent)
    result = command("export", *options, "--tables", "runs", ADO_FINDINGS__DATA_DIR=data_dir)
    assert result.exit_code == 0, result.stderr
    assert {*load_workbook(path, read_only=True).sheetnames} - {"dictionary"} == {
        "findings",
        "rules",
        "runs",
    }
    refused = command("export", "--format", "xlsx", "--output", str(tmp_path))
    assert (refused.exit_code, list(tmp_path.iterdir())) == (2, [path])
