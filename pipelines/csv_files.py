"""A CSV file that users write: read whole, every fault with its place."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pipelines.errors import UserActionRequired

Row = dict[str, str]
T = TypeVar("T")


@dataclass(frozen=True)
class CsvFile:
    """The header and the data lines of a file, cells without surrounding blanks."""

    path: Path
    header: list[str]
    rows: list[tuple[int, Row]]  # the number of each line, and its cells by column

    def refuse_other_columns(self, required: Iterable[str], optional: Iterable[str]) -> None:
        """Raise if a required column is missing, or one is there that is neither required nor optional."""
        known = [*required, *optional]
        for name in required:
            if name not in self.header:
                raise self.fault(1, name, f"missing; the columns are {', '.join(known)}")
        for name in self.header:
            if name not in known:
                raise self.fault(1, name, f"unknown; the columns are {', '.join(known)}")

    def filled(self, line: int, row: Row, column: str) -> str:
        """A cell's text.

        Raises:
            UserActionRequired: If it is empty.
        """
        if not row.get(column):
            raise self.fault(line, column, "empty")
        return row[column]

    def cell(self, line: int, row: Row, column: str, convert: Callable[[str], T]) -> T | None:
        """A cell's value, converted; none where the cell is empty.

        Raises:
            UserActionRequired: If `convert` raises a ValueError, which says what the value is not.
        """
        try:
            return convert(row[column]) if row.get(column) else None
        except ValueError as error:
            raise self.fault(line, column, f"`{row[column]}` is no {error}") from error

    def refuse_repetition(self, column: str, lines: Iterable[tuple[int, str]]) -> None:
        """Raise if two lines, given with the text that tells them apart, say the same."""
        seen: dict[str, int] = {}
        for line, text in lines:
            if text in seen:
                raise self.fault(line, column, f"`{text}` stands in line {seen[text]} as well")
            seen[text] = line

    def fault(self, line: int, column: str, problem: str) -> UserActionRequired:
        """The error to raise for a fault at a place of this file."""
        return _fault(self.path, line, column, problem)


def read_csv_file(path: Path) -> CsvFile:
    """Read a UTF-8 CSV file; blank lines are passed over.

    Raises:
        UserActionRequired: If the file cannot be read or is no CSV, with file and line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserActionRequired(f"The file {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UserActionRequired(f"{path} is not UTF-8: save it as UTF-8 and run again.") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise _fault(path, reader.line_num, "", str(error)) from error
    if not lines:
        raise _fault(path, 1, "", "the file is empty; its first line must name the columns")
    header = lines[0][1]
    return CsvFile(path, header, list(_data_rows(path, header, lines[1:])))


def _data_rows(
    path: Path, header: list[str], lines: list[tuple[int, list[str]]]
) -> Iterator[tuple[int, Row]]:
    for line, cells in lines:
        if len(cells) > len(header):
            problem = f"{len(cells)} cells, {len(header)} columns"
            raise _fault(path, line, header[-1], problem)
        if any(cells):
            yield line, dict(zip(header, cells, strict=False))


def _fault(path: Path, line: int, column: str, problem: str) -> UserActionRequired:
    place = f"{path}, line {line}" + (f", column {column}" if column else "")
    return UserActionRequired(f"{place}: {problem}. Correct the file and run again.")
