from datetime import datetime

import duckdb
import pyarrow as pa

from pipelines import warehouse
from pipelines.extract import known_projects
from pipelines.extract.raw_tables import create_missing_raw_tables

RUNS = [datetime(2026, 3, day) for day in (1, 2, 3)]


def test_a_table_of_an_earlier_version_gets_the_columns_that_it_lacks_and_keeps_its_rows() -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema raw; create table raw.sweeps as select 1 as id")
        warehouse.create_missing_tables(
            connection,
            {"sweeps": pa.schema([("id", pa.int32()), ("swept_at", pa.timestamp("us"))])},
        )
        assert connection.sql("select id, swept_at from raw.sweeps").fetchall() == [(1, None)]


def test_the_latest_name_of_a_project_is_the_one_that_was_listed_last() -> None:
    with duckdb.connect() as connection:
        create_missing_raw_tables(connection)
        connection.execute(
            "insert into raw.work_item_revisions (id, rev, team_project) values (1, 1, 'X')"
        )
        for run, name in zip(RUNS, ("X", "Y", "X"), strict=True):
            connection.execute("delete from raw.projects")
            connection.execute("insert into raw.projects (id, name) values ('p1', ?)", [name])
            known_projects.remember(connection, run)
        connection.execute("delete from raw.projects")
        assert list(known_projects.missing(connection, []).values()) == ["X"]
