"""Compares expected rows with the rows of a published database, cell by cell."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import duckdb

from tests.oracle.expectation import KEYS
from tests.oracle.findings import RULES
from tests.oracle.velocity import Row

MISSING_ROW, UNEXPECTED_ROW = "row expected, none found", "row found, none expected"


class Difference(NamedTuple):
    """A cell, or a whole row, that is not as expected."""

    table: str
    key: tuple[object, ...]
    column: str
    expected: object
    found: object

    def __str__(self) -> str:
        if self.column in (MISSING_ROW, UNEXPECTED_ROW):
            return f"{self.table} {self.key}: {self.column}"
        return f"{self.table} {self.key} {self.column}: expected {self.expected!r}, found {self.found!r}"


def published_tables(database: Path) -> dict[str, list[Row]]:
    """The rows of each table that the oracle knows; of the findings, those of its rules."""
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = {}
        for name in KEYS:
            relation = connection.table(name)
            tables[name] = [
                dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()
            ]
    tables["findings"] = [row for row in tables["findings"] if row["rule_id"] in RULES]
    return tables


def differences(
    expected: Mapping[str, list[Row]], found: Mapping[str, list[Row]]
) -> list[Difference]:
    """Every difference, table by table."""
    return [one for name in KEYS for one in _in_table(name, expected[name], found[name])]


def _in_table(name: str, expected: list[Row], found: list[Row]) -> list[Difference]:
    wanted, there = _by_key(name, expected), _by_key(name, found)
    unlike = [
        Difference(name, key, MISSING_ROW, None, None) for key in wanted.keys() - there.keys()
    ]
    unlike += [
        Difference(name, key, UNEXPECTED_ROW, None, None) for key in there.keys() - wanted.keys()
    ]
    for key in wanted.keys() & there.keys():
        for column, value in wanted[key].items():
            # A column that is not there differs from every value, none included.
            cell = there[key].get(column, "no such column")
            if not _is_equal(value, cell):
                unlike.append(Difference(name, key, column, value, cell))
    return sorted(unlike, key=str)


def _by_key(name: str, rows: list[Row]) -> dict[tuple[object, ...], Row]:
    keyed = {tuple(row[column] for column in KEYS[name]): row for row in rows}
    assert len(keyed) == len(rows), f"{name}: several rows with one key"
    return keyed


def _is_equal(expected: object, found: object) -> bool:
    if isinstance(expected, datetime):
        return expected.astimezone(UTC).replace(tzinfo=None) == found
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, int | float) and isinstance(found, int | float):
        return math.isclose(expected, found, rel_tol=1e-9, abs_tol=1e-9)
    return type(expected) is type(found) and expected == found
