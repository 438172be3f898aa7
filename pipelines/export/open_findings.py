"""The open findings of a publication, highest severity first, for formats that have nothing else."""

from typing import Any

import duckdb

Row = dict[str, Any]

_FINDINGS = """
    select * from findings
    where is_open
    order by severity_id desc, family, rule_id, team_name nulls first, title, finding_uid
"""


def open_findings(connection: duckdb.DuckDBPyConnection) -> tuple[list[str], list[Row]]:
    """Return the columns of table `findings`, and the open findings in these columns."""
    return _rows(connection, _FINDINGS)


def catalogue(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Return the rules by id, in the columns of table `rules`."""
    return _rows(connection, "select * from rules order by rule_id")[1]


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[list[str], list[Row]]:
    found = connection.execute(query)
    columns = [name for name, *_ in found.description]
    return columns, [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
