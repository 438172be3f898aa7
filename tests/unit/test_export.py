"""Exports of small publications: what Excel must neither evaluate nor lose, and what does not fit."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell

from pipelines.errors import RunFailed, UserActionRequired
from pipelines.export import workbook
from pipelines.export.cells import CELL_UNITS, shortened
from pipelines.export.export import Request, export
from pipelines.export.tables import OnRows, Selection
from tests.support.hostile import HOSTILE

RUNS = (
    "create table runs as select 'fabrikam' as organization, timestamp '2026-06-30 18:00' as as_of, "
    "'1' as run_id, timestamp '2026-06-30 18:00' as started_at"
)
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x.example")', "{=1}", "'=1")
LINKS = (
    "https://dev.azure.com/fabrikam",
    "mailto:a@b.example",
    "file:///etc/passwd",
    "internal:A1!A1",
)
"""What Excel or the library could evaluate, or turn into a link."""


@contextmanager
def unreported(_: int) -> Iterator[OnRows]:
    yield lambda table, rows: None


def publication(folder: Path, *statements: str) -> Path:
    database = folder / "findings.duckdb"
    with duckdb.connect(str(database)) as connection:
        for statement in (RUNS, *statements):
            connection.execute(statement)
    return database


def exported(database: Path, *tables: str, max_rows: int = 1_000) -> tuple[Selection, Workbook]:
    path = database.with_name("findings.xlsx")
    selection = export(database, Request("xlsx", path, tables, max_rows), unreported)
    return selection, load_workbook(path)


def cells_of(folder: Path, column: str, data_type: str, *values: Any) -> list[Cell]:
    """Export a table with a column of these values, and return its cells."""
    database = publication(folder, f"create table odd ({column} {data_type}, is_there boolean)")
    with duckdb.connect(str(database)) as connection:
        connection.executemany("insert into odd values (?, true)", [[value] for value in values])
    _, book = exported(database)
    return [cell for cell, _ in book["odd"].iter_rows(min_row=2)]


def test_text_is_neither_evaluated_nor_a_link(tmp_path: Path) -> None:
    strings = (*FORMULAS, *LINKS)
    for cell, text in zip(cells_of(tmp_path, "title", "varchar", *strings), strings, strict=True):
        assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
        assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "\t")), text


def test_hostile_text_gives_a_workbook_that_can_be_read(tmp_path: Path) -> None:
    strings = (
        HOSTILE,
        "a\x00b\x1b[31m\x0b",
        "\ufffe\uffff",
        "</t></is></c>&<!--",
        "🦊" * 9,
        " a ",
        "a\r\nb",
    )
    cells = cells_of(tmp_path, "title", "varchar", *strings)
    assert len(cells) == len(strings)
    assert [cell.value for cell in cells[-4:-1]] == ["</t></is></c>&<!--", "🦊" * 9, " a "]
    assert {cell.data_type for cell in cells} == {"s"}


def test_ids_are_text_and_numbers_stay_numbers(tmp_path: Path) -> None:
    [cell] = cells_of(tmp_path, "work_item_id", "bigint", 12)
    assert (cell.value, cell.data_type) == ("12", "s")


@pytest.mark.parametrize(
    ("data_type", "value", "expected"),
    [
        ("bigint", -12, -12),
        ("bigint", 2**53 + 1, "9007199254740993"),
        ("double", 0.1, 0.1),
        ("double", float("nan"), "nan"),
        ("double", float("-inf"), "-inf"),
        ("boolean", True, True),
        ("date", "2026-06-30", datetime(2026, 6, 30)),
        ("date", "1753-01-01", "1753-01-01"),
        ("timestamp", "2026-06-30 18:00:01.5", datetime(2026, 6, 30, 18, 0, 1, 500_000)),
        ("timestamp", "0001-01-01 00:00:01", "0001-01-01 00:00:01"),
        ("timestamp", "9999-12-31 00:00:00", datetime(9999, 12, 31)),
        ("varchar", "00012", "00012"),
        ("varchar", None, None),
    ],
)
def test_a_value_keeps_its_type(tmp_path: Path, data_type: str, value: Any, expected: Any) -> None:
    assert [cell.value for cell in cells_of(tmp_path, "odd", data_type, value)] == [expected]


def test_text_that_a_cell_cannot_hold_is_cut_and_marked() -> None:
    assert shortened("x" * CELL_UNITS) == "x" * CELL_UNITS
    assert shortened("x" * 40_000).endswith("x… [cut, 40,000 characters]")
    for text in ("x" * 40_000, "🦊" * 20_000, "x" + "🦊" * 20_000):
        units = len(shortened(text).encode("utf-16-le")) // 2
        assert CELL_UNITS - 1 <= units <= CELL_UNITS


def test_the_dictionary_is_first_and_the_header_explains_its_columns(tmp_path: Path) -> None:
    database = publication(
        tmp_path,
        "create table accounts as select 'a' as platform",
        "comment on column accounts.platform is 'Name of the platform'",
        "create table dictionary as select 'accounts' as table_name",
    )
    _, book = exported(database)
    assert book.sheetnames == ["dictionary", "accounts", "runs"]
    header = book["accounts"]["A1"]
    assert (header.value, header.comment.text) == ("platform", "Name of the platform")
    assert (book["accounts"].freeze_panes, book["accounts"].auto_filter.ref) == ("A2", "A1:A2")
    assert exported(database, "runs")[1].sheetnames == ["dictionary", "runs"]


def test_a_table_with_too_many_rows_is_left_out_and_named_unless_it_is_asked_for(
    tmp_path: Path,
) -> None:
    database = publication(tmp_path, "create table long as select range as number from range(11)")
    selection, book = exported(database, max_rows=10)
    assert [table.name for table in selection.left_out] == ["long"]
    assert book.sheetnames == ["runs", workbook.LEFT_OUT_SHEET]
    row = ("long", 11, "ado-findings export --format xlsx --tables long")
    assert list(book[workbook.LEFT_OUT_SHEET].iter_rows(min_row=2, values_only=True)) == [row]
    assert exported(database, "long", max_rows=10)[1].sheetnames == ["long"]


@pytest.mark.parametrize(("rows", "sheets"), [(0, [0]), (10, [10]), (11, [10, 1]), (20, [10, 10])])
def test_a_table_that_is_longer_than_a_sheet_continues_on_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, sheets: list[int]
) -> None:
    monkeypatch.setattr(workbook, "SHEET_ROWS", 10)
    name = "a_name_that_is_as_long_as_a_table_may_be"
    database = publication(
        tmp_path, f"create table {name} as select range as number from range({rows})"
    )
    _, book = exported(database, name)
    assert [sheet.max_row - 1 for sheet in book] == sheets
    numbers = [
        number for sheet in book for (number,) in sheet.iter_rows(min_row=2, values_only=True)
    ]
    assert numbers == [*range(rows)]
    assert all(len(title) <= 31 for title in book.sheetnames)


def test_the_same_publication_gives_the_same_bytes(tmp_path: Path) -> None:
    database = publication(tmp_path)
    exported(database)
    first = (tmp_path / "findings.xlsx").read_bytes()
    exported(database)
    assert (tmp_path / "findings.xlsx").read_bytes() == first


def test_an_export_that_fails_leaves_the_earlier_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = publication(tmp_path)
    exported(database)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}

    def fail(*_: object) -> None:
        raise workbook.FileCreateError(OSError(28, "No space left on device"))

    monkeypatch.setattr(workbook.Workbook, "close", fail)
    with pytest.raises(RunFailed, match="No space left on device"):
        exported(database)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_other_tables_and_other_files_are_refused(tmp_path: Path) -> None:
    database = publication(tmp_path)
    with pytest.raises(UserActionRequired, match=r"no table `run`\. Similar names: `runs`"):
        exported(database, "run")
    with pytest.raises(
        UserActionRequired, match=r"not the path of a file whose name ends in .xlsx"
    ):
        export(database, Request("xlsx", database), unreported)
    assert [path.name for path in tmp_path.iterdir()] == [database.name]
