"""Compare expected rows with the rows of a published database, cell by cell."""

import json
import math
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import duckdb

from tests.oracle.expectation import KEYS, Tables
from tests.oracle.findings import RULES
from tests.oracle.velocity import Row

MISSING_ROW, UNEXPECTED_ROW = "row expected, none found", "row found, none expected"


class Difference(NamedTuple):
    """A cell, or a complete row, that differs from the expected one."""

    table: str
    key: tuple[object, ...]
    column: str
    expected: object
    found: object

    @property
    def kind(self) -> tuple[object, str]:
        """Return what differs: the column of a table, or the rule."""
        return (self.key[0] if self.table == "findings" else self.table), self.column

    def __str__(self) -> str:
        if self.column in (MISSING_ROW, UNEXPECTED_ROW):
            return f"{self.table} {self.key}: {self.column}"
        return f"{self.table} {self.key} {self.column}: expected {self.expected!r}, found {self.found!r}"


def published_tables(database: Path) -> Tables:
    """The rows of each table that the oracle knows; of the findings, those of its rules."""
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = {name: _rows(connection.table(name)) for name in KEYS}
    known = {rule.id for rule in RULES}
    tables["findings"] = [row for row in tables["findings"] if row["rule_id"] in known]
    return tables


def _rows(relation: duckdb.DuckDBPyRelation) -> list[Row]:
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def assert_costs_fit_the_bill(accounts: list[Row], findings: list[Row]) -> None:
    """Fail if the findings cost more than the paid licenses, or several findings have one account's cost."""
    costs = [
        (row["subject_uid"], row["estimated_monthly_cost"])
        for row in findings
        if row["status"] != "resolved" and row["estimated_monthly_cost"]
    ]
    bill = sum(row["estimated_monthly_cost"] or 0 for row in accounts)
    assert len(dict(costs)) == len(costs)
    assert sum(cost for _, cost in costs) <= bill


def differences(expected: Tables, found: Tables) -> list[Difference]:
    """Return every difference, table by table."""
    return [
        difference for name in KEYS for difference in _in_table(name, expected[name], found[name])
    ]


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
    keyed = {tuple(_as_published(row[column]) for column in KEYS[name]): row for row in rows}
    assert len(keyed) == len(rows), f"{name}: several rows with one key"
    return keyed


def _as_published(value: object) -> object:
    """Return a timestamp in UTC without its time zone, any other value unchanged."""
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


def _is_equal(expected: object, found: object) -> bool:
    if isinstance(expected, dict):
        return isinstance(found, str) and expected == _without_system_fields(json.loads(found))
    if isinstance(expected, datetime):
        return _as_published(expected) == found
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, int | float) and isinstance(found, int | float):
        return math.isclose(expected, found, rel_tol=1e-9, abs_tol=1e-9)
    return type(expected) is type(found) and expected == found


def _without_system_fields(fields: dict[str, object]) -> dict[str, object]:
    """Return the fields without system fields and identities."""
    return {
        name: value
        for name, value in fields.items()
        if not (name.startswith("System.") or isinstance(value, dict))
    }
