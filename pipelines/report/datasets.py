"""The rows that the page shows: the result of each query in `queries/`, by column."""

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

QUERIES_DIR = Path(__file__).parent / "queries"
_DECIMALS = 4
_FEWEST_ROWS = 20  # from which a column is worth a dictionary

Row = dict[str, Any]


@dataclass(frozen=True)
class Dataset:
    """The result of one query; `types` are those of DuckDB."""

    columns: list[str]
    types: list[str]
    rows: list[tuple[Any, ...]]

    def records(self) -> list[Row]:
        """Return the rows with their column names."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def query_text(name: str) -> str:
    """Return the SQL of a query."""
    return (QUERIES_DIR / f"{name}.sql").read_text(encoding="utf-8").strip()


def read_dataset(connection: duckdb.DuckDBPyConnection, name: str) -> Dataset:
    """Run a query on the published tables."""
    found = connection.execute(query_text(name))
    columns = [column for column, *_ in found.description]
    types = [str(column_type) for _, column_type, *_ in found.description]
    rows = [tuple(plain(value) for value in row) for row in found.fetchall()]
    return Dataset(columns, types, rows)


def plain(value: Any) -> Any:
    """Return a value as JSON has it: timestamps with their zone, numbers with few decimals."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return round(value, _DECIMALS) if math.isfinite(value) else None
    return value


def encoded(dataset: Dataset) -> dict[str, Any]:
    """Return the rows by column; a column of few values has each once, and positions in that list."""
    values = [list(column) for column in zip(*dataset.rows, strict=True)]
    return {
        "columns": dataset.columns,
        "types": dataset.types,
        "rows": len(dataset.rows),
        "values": [_encoded_column(column) for column in values],
    }


def _encoded_column(values: list[Any]) -> list[Any] | dict[str, list[Any]]:
    distinct = list(dict.fromkeys(values))
    if len(values) < _FEWEST_ROWS or 2 * len(distinct) > len(values):
        return values
    positions = {value: position for position, value in enumerate(distinct)}
    return {"distinct": distinct, "at": [positions[value] for value in values]}
