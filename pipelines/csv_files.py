"""CSV files written by users: every error has its file, line and column."""

import csv
import io
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pipelines.errors import UserActionRequired, sentence
from pipelines.printable import printable

SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab"}
MAX_FILE_BYTES = 100_000_000  # several hundred thousand accounts
MAX_HEADER_CHARACTERS = 100_000  # fewer than Python's limit of a cell
UNUSABLE = frozenset('"\\')  # end a name in a JSON path, as does `*` alone
Row = dict[str, str]
T = TypeVar("T")


@dataclass(frozen=True)
class CsvFile:
    """The header and the data lines of a file; cells have no surrounding whitespace."""

    path: Path
    header: list[str]
    rows: list[tuple[int, Row]]  # line number, and cells by column

    def refuse_other_columns(self, required: Iterable[str], optional: Iterable[str]) -> None:
        """Raise if a required column is missing, or a column is neither required nor optional."""
        known = [*required, *optional]
        for name in required:
            if name not in self.header:
                raise self.fault(1, name, f"missing. The columns are {', '.join(known)}")
        for name in self.header:
            if name not in known:
                raise self.fault(1, name, f"unknown. The columns are {', '.join(known)}")

    def refuse_unusable_columns(self) -> None:
        """Raise if a column has a name that cannot be looked up among the other columns of an account."""
        for name in self.header:
            if name == "*" or UNUSABLE & set(name) or not name.isprintable():
                problem = "not a usable name. Rename it without quotation marks, backslashes and asterisks"
                raise self.fault(1, name, problem)

    def filled(self, line: int, row: Row, column: str) -> str:
        """Return the string in a cell.

        Raises:
            UserActionRequired: If it is empty.
        """
        if not row.get(column):
            raise self.fault(line, column, "empty. Enter a value")
        return row[column]

    def cell(self, line: int, row: Row, column: str, convert: Callable[[str], T]) -> T | None:
        """Return the converted value of a cell, or none if the cell is empty.

        Raises:
            UserActionRequired: If `convert` raises a ValueError; its message completes "... is not a ".
        """
        try:
            return convert(row[column]) if row.get(column) else None
        except ValueError as error:
            raise self.fault(
                line, column, f'"{printable(row[column])}" is not a {error}'
            ) from error

    def refuse_repetition(self, column: str, lines: Iterable[tuple[int, str]]) -> None:
        """Raise if two lines have the same key; `lines` are line numbers with keys."""
        seen: dict[str, int] = {}
        for line, key in lines:
            if key in seen:
                problem = f"`{printable(key)}` is in line {seen[key]} as well. Remove one of the two lines"
                raise self.fault(line, column, problem)
            seen[key] = line

    def fault(self, line: int, column: str, problem: str) -> UserActionRequired:
        """Return the error for a position in this file; `problem` says what to do."""
        return _fault(self.path, line, column, problem)


def is_present(path: Path) -> bool:
    """Return whether a file or anything else has this name, such as a link to a missing file."""
    return os.path.lexists(path)


def read_file(path: Path) -> bytes:
    """Return the content of a regular file of limited size.

    Raises:
        UserActionRequired: If the path is anything else, or cannot be read.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UserActionRequired(
                f"{path}: not a regular file. Replace it by a file, or remove it."
            )
        # Not blocking: something could replace it by a pipe.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)
        with os.fdopen(os.open(path, flags), "rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise UserActionRequired(
            f"{path}: cannot be read ({error.strerror}). Make it readable and run again."
        ) from error
    if len(content) > MAX_FILE_BYTES:
        raise UserActionRequired(
            f"{path}: larger than {MAX_FILE_BYTES:,} bytes. Remove lines or columns that are not needed."
        )
    return content


def read_csv_file(path: Path) -> CsvFile:
    """Read a UTF-8 CSV file, separated as its header is; blank lines are skipped.

    Raises:
        UserActionRequired: If the file cannot be read or is not valid CSV, with file and line.
    """
    try:
        text = read_file(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserActionRequired(f"{path}: not UTF-8. Save it as UTF-8 and run again.") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise _fault(path, reader.line_num, "", f"not valid CSV ({error})") from error
    if not lines:
        raise _fault(path, 1, "", "the file is empty. Name the columns in its first line")
    header = lines[0][1]
    return CsvFile(path, header, list(_data_rows(path, header, lines[1:], separator)))


def _separator(text: str) -> str:
    """Return the separator that divides the first line into the most columns, by default a comma."""
    line = next(iter(text.splitlines()), "")[:MAX_HEADER_CHARACTERS]
    return max(
        SEPARATORS, key=lambda separator: len(next(csv.reader([line], delimiter=separator), []))
    )


def _data_rows(
    path: Path, header: list[str], lines: list[tuple[int, list[str]]], separator: str
) -> Iterator[tuple[int, Row]]:
    for line, cells in lines:
        if len(cells) > len(header):
            advice = f"Quote cells that contain {SEPARATORS[separator]}"
            problem = f"{len(cells)} cells, but {len(header)} columns. {advice}"
            raise _fault(path, line, header[-1], problem)
        if any(cells):
            yield line, dict(zip(header, cells, strict=False))


def _fault(path: Path, line: int, column: str, problem: str) -> UserActionRequired:
    position = f"{path}, line {line}" + (f", column {column}" if column else "")
    return UserActionRequired(f"{position}: {sentence(problem)}")
