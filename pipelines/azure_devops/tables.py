"""Rows as tables: a value of another type than its column is converted, or becomes null."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from pipelines.azure_devops import converters
from pipelines.azure_devops.declarations import BOOLEAN, INTEGER, STRING, TIMESTAMP
from pipelines.azure_devops.responses import Record

_TYPES: Mapping[pa.DataType, tuple[type, Callable[[Any], Any]]] = {
    STRING: (str, converters.string),
    INTEGER: (int, converters.integer),
    BOOLEAN: (bool, converters.boolean),
    TIMESTAMP: (datetime, converters.timestamp),
}


def table_of(rows: Sequence[Record], schema: pa.Schema) -> pa.Table:
    """Return rows as a table of `schema`.

    Raises:
        ValueError: If a column that is never null has no value, or a number is too large.
    """
    try:
        table = pa.Table.from_pylist(rows, schema=schema)
    except (pa.ArrowException, TypeError, OverflowError):
        fitting = [_fitting(row, schema) for row in rows]
        table = pa.Table.from_pylist(fitting, schema=schema)
    for column in schema:
        if not column.nullable and table[column.name].null_count:
            raise ValueError(f"`{column.name}` is missing")
    return table


def _fitting(row: Record, schema: pa.Schema) -> Record:
    return {column.name: _fit(row.get(column.name), column.type) for column in schema}


def _fit(value: Any, data_type: pa.DataType) -> Any:
    python_type, convert = _TYPES[data_type]
    return value if value is None or isinstance(value, python_type) else convert(value)
