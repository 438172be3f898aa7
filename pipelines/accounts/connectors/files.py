"""Exports of any platform as CSV, Parquet or JSON, with columns of any names."""

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
from pipelines.csv_files import CsvFile, Row, read_csv_file, read_file
from pipelines.errors import RunFailed, UserActionRequired, nearest
from pipelines.http.usage import Usage


@dataclass(frozen=True)
class FileSettings:
    """The export's path, and the mapping of its columns to the columns of a roster.

    `columns` maps a roster column to the export's column, or in JSON to a path such as `profile.email`.
    `values` maps values for each roster column: `{"account_status": {"Disabled": "suspended"}}`.
    """

    path: str
    columns: dict[str, str]
    values: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raise UserActionRequired for a column that is not a roster column."""
        for name in (*self.columns, *self.values):
            if name not in FILE_COLUMNS:
                raise UserActionRequired(
                    f"`{name}` is not a roster column. Nearest: {nearest(name, FILE_COLUMNS)}"
                )


class FileConnector:
    """Reads a complete export. Columns that are not mapped are not stored."""

    name = "file"
    settings = FileSettings

    def read(self, settings: FileSettings, usage: Usage) -> list[Account]:
        """Return the accounts of all lines.

        Raises:
            AdoFindingsError: If the file is missing, or a value is not valid.
        """
        path = Path(settings.path)
        records = list(enumerate(_records(path), start=1))
        rows = [(number, _mapped(record, settings)) for number, record in records]
        _refuse_unknown_columns(path, settings, [record for _, record in records])
        return accounts_of_file(CsvFile(path, list(settings.columns), rows))

    def written_at(self, settings: FileSettings) -> datetime | None:
        """Return when the file was last modified."""
        return datetime.fromtimestamp(Path(settings.path).stat().st_mtime, UTC)

    def probe(self, settings: FileSettings, usage: Usage) -> None:
        """Read the complete file.

        Raises:
            AdoFindingsError: If the file is missing, or a value is not valid.
        """
        self.read(settings, usage)


def _records(path: Path) -> list[Record]:
    read = READERS.get(path.suffix.lower())
    if read is None:
        raise UserActionRequired(
            f"{path}: the format is not supported. Use one of {', '.join(READERS)}."
        )
    try:
        return read(path)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise RunFailed(f"{path} cannot be read: {error}") from error


def _csv(path: Path) -> list[Record]:
    return [row for _, row in read_csv_file(path).rows]


def _json(path: Path) -> list[Record]:
    found = orjson.loads(read_file(path))
    if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
        raise ValueError("the JSON must be a list of objects")
    return found


def _json_lines(path: Path) -> list[Record]:
    return [orjson.loads(line) for line in read_file(path).splitlines() if line.strip()]


def _parquet(path: Path) -> list[Record]:
    rows: list[Record] = parquet.read_table(pa.BufferReader(read_file(path))).to_pylist()
    return rows


READERS: Mapping[str, Callable[[Path], list[Record]]] = {
    ".csv": _csv,
    ".json": _json,
    ".jsonl": _json_lines,
    ".parquet": _parquet,
}


def _mapped(record: Record, settings: FileSettings) -> Row:
    row = {name: _string(_value_at(record, source)) for name, source in settings.columns.items()}
    return {name: settings.values.get(name, {}).get(value, value) for name, value in row.items()}


def _value_at(record: Record, source: str) -> Any:
    """Return the value of a column, or of a path below one."""
    if source in record:
        return record[source]
    found: Any = record
    for name in source.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _string(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list):
        return ";".join(_string(item) for item in value)
    return str(value).strip()


def _refuse_unknown_columns(path: Path, settings: FileSettings, records: list[Record]) -> None:
    """Raise RunFailed for a column that no line has: it is misspelled, or the export has changed."""
    known = {name for record in records for name in record}
    for source in settings.columns.values():
        if records and not known & {source, source.split(".")[0]}:
            raise RunFailed(f"{path} has no column `{source}`. Nearest: {nearest(source, known)}")


FILE = FileConnector()
