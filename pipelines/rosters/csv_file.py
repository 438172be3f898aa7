"""A CSV file that users write: read whole, every fault with its place."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import UserActionRequired

Row = dict[str, str]


@dataclass(frozen=True)
class CsvFile:
    """The header and the data lines of a file, cells without surrounding blanks."""

    path: Path
    header: list[str]
    rows: list[tuple[int, Row]]  # the number of each line, and its cells by column

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
