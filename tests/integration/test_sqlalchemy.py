"""A program that knows SQLAlchemy alone reads every published table: the Python of docs/reading.md."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlalchemy

from tests.support.sample_runs import SampleRuns

pytestmark = [
    pytest.mark.xdist_group("sample_run"),
    pytest.mark.filterwarnings("ignore:duckdb-engine doesn't yet support reflection on indices"),
]

PAGE = Path(__file__).parents[2] / "docs" / "reading.md"
SNIPPETS = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.M | re.S)
OF_DUCKDB, OF_SQLALCHEMY = SNIPPETS[:1], SNIPPETS[1:]
TYPES = {
    "BIGINT": sqlalchemy.BigInteger,
    "BOOLEAN": sqlalchemy.Boolean,
    "DATE": sqlalchemy.Date,
    "DOUBLE": sqlalchemy.Float,
    "INTEGER": sqlalchemy.Integer,
    "TIMESTAMP": sqlalchemy.DateTime,
    "VARCHAR": sqlalchemy.String,
}
MOST_ROWS = 500

RowsOf = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def beside_the_publication(sample_runs: SampleRuns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sample_runs.data_dir)


@pytest.fixture(params=OF_SQLALCHEMY, ids=["opened", "attached"])
def reflected(request: pytest.FixtureRequest, beside_the_publication: None) -> dict[str, Any]:
    """What a snippet leaves: an engine, and the tables that it reflected."""
    left: dict[str, Any] = {}
    exec(request.param, left)
    return left


@pytest.fixture
def rows_of(sample_runs: SampleRuns) -> RowsOf:
    """Ask DuckDB itself. Its connection is closed at once: SQLAlchemy's has another configuration."""

    def ask(query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(sample_runs.database), read_only=True) as connection:
            return connection.sql(query).fetchall()

    return ask


def test_duckdb_attaches_what_is_published(beside_the_publication: None, rows_of: RowsOf) -> None:
    left: dict[str, Any] = {}
    [snippet] = OF_DUCKDB
    exec(snippet, left)
    count = "select count(*) from findings"
    with left["connection"] as connection:
        assert connection.sql(count).fetchall() == rows_of(count) > [(0,)]


def test_tables_are_listed_with_their_comments(reflected: dict[str, Any], rows_of: RowsOf) -> None:
    comments = {table.name: table.comment for table in reflected["tables"].tables.values()}
    assert comments == dict(rows_of("select table_name, comment from duckdb_tables()"))
    assert all(comments.values())


def test_columns_have_their_types_obligation_and_comments(
    reflected: dict[str, Any], rows_of: RowsOf
) -> None:
    columns = {
        (table.name, column.name): column
        for table in reflected["tables"].tables.values()
        for column in table.columns
    }
    described = rows_of(
        "select table_name, column_name, data_type, is_nullable, comment from duckdb_columns() "
        "where not internal"
    )
    assert columns.keys() == {(table, name) for table, name, *_ in described}
    for table, name, data_type, is_nullable, comment in described:
        column = columns[table, name]
        assert isinstance(column.type, TYPES[data_type]), column
        assert (column.nullable, column.comment) == (is_nullable, comment), column


def test_every_table_is_read_through_its_types(reflected: dict[str, Any], rows_of: RowsOf) -> None:
    tables = reflected["tables"].tables.values()
    counts = {table.name: rows_of(f"select count(*) from {table.name}")[0][0] for table in tables}
    with reflected["engine"].connect() as connection:
        for table in tables:
            rows = connection.execute(sqlalchemy.select(table)).fetchmany(MOST_ROWS)
            assert len(rows) == min(counts[table.name], MOST_ROWS), table.name
            for column, values in zip(table.columns, zip(*rows, strict=True), strict=False):
                types = {type(value) for value in values} - {type(None)}
                assert types <= {column.type.python_type}, column
