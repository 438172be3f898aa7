"""Publish a small warehouse: what readers see before, during and after it."""

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.build import publication
from pipelines.warehouse import connect
from tests.support.memory import declared_limit, limits_of_all_connections

TABLES = ["findings", "runs", "velocity"]


class Publisher:
    """A warehouse with three marts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.warehouse = folder / "warehouse.duckdb"
        self.database = folder / "findings.duckdb"

    def fill(self, run_id: str, findings: int) -> None:
        with connect(self.warehouse) as connection:
            connection.execute(
                "create or replace table findings (finding_uid varchar not null primary key, run_id varchar)"
            )
            connection.execute(
                "insert into findings select range::varchar, ? from range(?)", [run_id, findings]
            )
            connection.execute("comment on table findings is 'One row per finding''s uid.'")
            connection.execute("comment on column findings.run_id is 'The run.'")
            connection.execute(
                "create or replace table runs as "
                "select ? as run_id, timestamp '2026-06-30' as started_at, null::timestamp as finished_at",
                [run_id],
            )
            connection.execute("create or replace table velocity as from findings")

    def publish(self, run_id: str, findings: int) -> None:
        self.fill(run_id, findings)
        publication.publish(self.warehouse, TABLES, self.folder, run_id)

    def count(self) -> int:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return int(connection.sql("select count(*) from findings").fetchall()[0][0])


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    return Publisher(tmp_path)


def test_columns_keep_names_comments_and_not_null_but_no_keys(publisher: Publisher) -> None:
    publisher.publish("one", 3)
    with duckdb.connect(str(publisher.database), read_only=True) as connection:
        columns = connection.sql(
            "select column_name, is_nullable, comment from duckdb_columns() where table_name = 'findings'"
        ).fetchall()
        constraints = connection.sql("select constraint_type from duckdb_constraints()").fetchall()
        comment = connection.sql(
            "select comment from duckdb_tables() where table_name = 'findings'"
        ).fetchall()
    assert columns == [("finding_uid", False, None), ("run_id", True, "The run.")]
    assert comment == [("One row per finding's uid.",)]
    assert constraints == [("NOT NULL",)]


def test_publishing_sets_finished_at(publisher: Publisher) -> None:
    publisher.publish("one", 3)
    with duckdb.connect(str(publisher.database), read_only=True) as connection:
        [(finished_at,)] = connection.sql("select finished_at from runs").fetchall()
    assert finished_at > datetime(2026, 1, 1)


def test_a_reader_keeps_the_publication_it_has_open(publisher: Publisher) -> None:
    publisher.publish("one", 3)
    with duckdb.connect(str(publisher.database), read_only=True) as reader:
        publisher.publish("two", 5)
        assert reader.sql("select count(*) from findings").fetchall() == [(3,)]
    assert publisher.count() == 5


@pytest.mark.parametrize("broken_step", ["_copy_table", "_flush"])
def test_a_failed_publication_leaves_the_previous_one(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch, broken_step: str
) -> None:
    publisher.publish("one", 3)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publication, broken_step, fail)
    with pytest.raises(OSError, match="No space left"):
        publisher.publish("two", 5)
    assert publisher.count() == 3
    assert {path.name for path in publisher.folder.iterdir()} == {
        "findings.duckdb",
        "parquet",
        "warehouse.duckdb",
    }


@pytest.mark.parametrize("table", TABLES)
def test_outdated_parquet_files_are_rewritten(
    table: str, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.publish("one", 3)
    replace = Path.replace

    def replace_or_be_cut_off(path: Path, target: Path) -> Path:
        if target.name == f"{table}.parquet":
            raise KeyboardInterrupt
        return replace(path, target)

    with monkeypatch.context() as cut_off, pytest.raises(KeyboardInterrupt):
        cut_off.setattr(Path, "replace", replace_or_be_cut_off)
        publisher.publish("two", 5)
    assert publisher.count() == 5
    publication.rewrite_outdated_parquet(publisher.folder)
    assert _parquet_count(publisher, "findings") == _parquet_count(publisher, "velocity") == 5


def test_parquet_files_of_removed_tables_are_deleted(publisher: Publisher) -> None:
    publisher.publish("one", 3)
    (publisher.folder / "parquet" / "old.parquet").touch()
    publisher.publish("two", 3)
    assert {path.stem for path in (publisher.folder / "parquet").iterdir()} == set(TABLES)


def test_history_is_stored_from_the_publication(
    publisher: Publisher,
) -> None:
    assert {"findings", "runs"} == set(TABLES) & set(publication.HISTORY_TABLES)
    publisher.publish("one", 3)
    publication.store_history(publisher.warehouse, publisher.folder)
    publisher.fill("two", 5)
    with connect(publisher.warehouse) as connection:
        assert connection.sql("select count(*) from history.findings").fetchall() == [(3,)]
        assert connection.sql("select run_id from history.runs").fetchall() == [("one",)]


def test_publishing_takes_no_more_memory_than_its_limit(publisher: Publisher) -> None:
    publisher.fill("one", 3)
    with limits_of_all_connections() as limits:
        publication.publish(publisher.warehouse, TABLES, publisher.folder, "one")
        publication.rewrite_outdated_parquet(publisher.folder)
        publication.store_history(publisher.warehouse, publisher.folder)
    assert len(limits) == 4
    assert set(limits) == {declared_limit()}


def _parquet_count(publisher: Publisher, table: str) -> int:
    file = publisher.folder / "parquet" / f"{table}.parquet"
    return int(duckdb.sql(f"select count(*) from '{file}'").fetchall()[0][0])
