"""An export of any platform: CSV, Parquet or JSON, with columns of any names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
from pyarrow import parquet

from pipelines.accounts.account import Account, Record
from pipelines.accounts.rosters import accounts_of_file
from pipelines.accounts.schema import FILE_COLUMNS
from pipelines.csv_files import CsvFile, Row, read_csv_file
from pipelines.errors import RunFailed, UserActionRequired, nearest
from pipelines.http.usage import Usage


@dataclass(frozen=True)
class FileSettings:
    """Where the export is, and which of its columns is which of a roster's.

    `columns` has the export's column, or a path such as `profile.email` in JSON, by the roster's; `values`
    has what values stand for, by the roster's column: `{"account_status": {"Disabled": "suspended"}}`.
    """

    path: str
    columns: dict[str, str]
    values: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse columns that no roster has."""
        for name in (*self.columns, *self.values):
            if name not in FILE_COLUMNS:
                raise UserActionRequired(
                    f"No roster has a column `{name}`. Nearest: {nearest(name, FILE_COLUMNS)}"
                )


class FileKind:
    """Reads an export whole. Columns that are not named stay where they are."""

    name = "file"
    settings = FileSettings

    def read(self, settings: FileSettings, usage: Usage) -> list[Account]:
        """The accounts of all lines.

        Raises:
            AdoFindingsError: If the file is not there, or a line has a fault.
        """
        path = Path(settings.path)
        records = list(enumerate(_records(path), start=1))
        rows = [(number, _mapped(record, settings)) for number, record in records]
        _refuse_columns_of_nobody(path, settings, [record for _, record in records])
        return accounts_of_file(CsvFile(path, list(settings.columns), rows))

    def written_at(self, settings: FileSettings) -> datetime | None:
        """When the export was changed last."""
        return datetime.fromtimestamp(Path(settings.path).stat().st_mtime, UTC)

    def probe(self, settings: FileSettings, usage: Usage) -> None:
        """Read it."""
        self.read(settings, usage)


def _records(path: Path) -> list[Record]:
    read = READERS.get(path.suffix.lower())
    if read is None:
        raise UserActionRequired(f"{path} is of no known form: {', '.join(READERS)}.")
    try:
        return read(path)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise RunFailed(f"The file {path} cannot be read: {error}") from error


def _csv(path: Path) -> list[Record]:
    return [row for _, row in read_csv_file(path).rows]


def _json(path: Path) -> list[Record]:
    found = orjson.loads(path.read_bytes())
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ValueError("it is no list of objects")
    return found


def _json_lines(path: Path) -> list[Record]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines() if line.strip()]


def _parquet(path: Path) -> list[Record]:
    rows: list[Record] = parquet.read_table(path).to_pylist()
    return rows


READERS: Mapping[str, Callable[[Path], list[Record]]] = {
    ".csv": _csv,
    ".json": _json,
    ".jsonl": _json_lines,
    ".parquet": _parquet,
}


def _mapped(record: Record, settings: FileSettings) -> Row:
    row = {name: _text(_at(record, place)) for name, place in settings.columns.items()}
    return {name: settings.values.get(name, {}).get(text, text) for name, text in row.items()}


def _at(record: Record, place: str) -> Any:
    """The value of a column, or at a path below one."""
    if place in record:
        return record[place]
    found: Any = record
    for name in place.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list):
        return ";".join(_text(each) for each in value)
    return str(value).strip()


def _refuse_columns_of_nobody(path: Path, settings: FileSettings, records: list[Record]) -> None:
    """Refuse a column that no line has: it is misspelt, or the export has changed."""
    for place in settings.columns.values():
        if records and not any(place in each or place.split(".")[0] in each for each in records):
            columns = {name for each in records for name in each}
            raise RunFailed(f"{path} has no column `{place}`. Nearest: {nearest(place, columns)}")


FILE = FileKind()
