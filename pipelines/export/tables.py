"""The published tables: what they are called and described as, and which of them an export has."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import duckdb

from pipelines.errors import UserActionRequired, nearest
from pipelines.printable import printable

OnRows = Callable[[str, int], None]
"""Called with the name of a table and the number of rows that were written."""

FIRST_TABLE = "dictionary"  # explains all others; part of every export

_COLUMNS = """
    select table_name, column_name, data_type, coalesce(comment, '')
    from duckdb_columns()
    where database_name = current_database() and not internal
    order by table_name != ?, table_name, column_index
"""


@dataclass(frozen=True)
class Column:
    """A column as DuckDB describes it."""

    name: str
    data_type: str
    description: str


@dataclass(frozen=True)
class Table:
    """A table, its columns in order, and its number of rows."""

    name: str
    columns: tuple[Column, ...]
    row_count: int


@dataclass(frozen=True)
class Selection:
    """The tables of an export, and those with too many rows for it."""

    included: tuple[Table, ...]
    left_out: tuple[Table, ...]

    @property
    def row_count(self) -> int:
        """Return the number of rows to export."""
        return sum(table.row_count for table in self.included)


def published_tables(connection: duckdb.DuckDBPyConnection) -> list[Table]:
    """Return all tables by name, the one that explains the others first."""
    columns: dict[str, list[Column]] = {}
    for table, *column in connection.execute(_COLUMNS, [FIRST_TABLE]).fetchall():
        columns.setdefault(table, []).append(Column(*column))
    return [Table(name, tuple(columns[name]), _row_count(connection, name)) for name in columns]


def select(tables: Sequence[Table], names: Iterable[str], max_rows: int) -> Selection:
    """Return the tables with at most `max_rows`, or those with these names, however long.

    Raises:
        UserActionRequired: If no table has one of the names.
    """
    wanted = {*names}
    known = {table.name for table in tables}
    if unknown := sorted(wanted - known):
        raise UserActionRequired(
            f"--tables: there is no table `{printable(unknown[0])}`. Similar names: "
            f"{nearest(unknown[0], known)}."
        )
    if wanted:
        wanted.add(FIRST_TABLE)
        return Selection(tuple(table for table in tables if table.name in wanted), ())
    return Selection(
        tuple(table for table in tables if table.row_count <= max_rows),
        tuple(table for table in tables if table.row_count > max_rows),
    )


def open_findings_table(connection: duckdb.DuckDBPyConnection) -> Table:
    """Return what an export of the open findings has."""
    [(count,)] = connection.execute("select count(*) from findings where is_open").fetchall()
    return Table("findings", (), int(count))


def _row_count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    [(count,)] = connection.execute(f'select count(*) from "{table}"').fetchall()
    return int(count)
