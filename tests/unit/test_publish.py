"""Publish a small warehouse: what readers see before, during and after it."""

import logging
import os
import shutil
import stat
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb
import pyarrow
import pyarrow.parquet
import pytest

from pipelines.build import parquet_files, publication
from pipelines.errors import RunFailed
from pipelines.warehouse import connect
from tests.support.memory import declared_limit, limits_of_all_connections
from tests.support.modes import modes
from tests.support.other_programs import leave_log, opened

TABLES = ["findings", "runs", "velocity"]
DELETE, CREATE = (
    "delete from findings where finding_uid = '0'",
    "create table foreign_table (i int)",
)
REMOVED = "Removed {}.wal. Another program has opened the publication for writing"


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


def test_parquet_files_carry_comments_and_utc(publisher: Publisher) -> None:
    publisher.publish("one", 3)
    findings = pyarrow.parquet.read_schema(publisher.folder / "parquet" / "findings.parquet")
    runs = pyarrow.parquet.read_schema(publisher.folder / "parquet" / "runs.parquet")
    assert findings.metadata == {b"comment": b"One row per finding's uid."}
    assert findings.field("run_id").metadata == {b"comment": b"The run."}
    assert findings.field("finding_uid").metadata is None
    assert runs.field("started_at").type == pyarrow.timestamp("us", "UTC")
    assert not runs.metadata


@pytest.mark.parametrize("rows", [0, 2 * parquet_files.BATCH_ROWS + 1])
def test_parquet_files_hold_all_rows_in_their_order(publisher: Publisher, rows: int) -> None:
    publisher.publish("one", rows)
    file = pyarrow.parquet.ParquetFile(publisher.folder / "parquet" / "findings.parquet")
    assert file.read(["finding_uid"]).column(0).to_pylist() == [str(n) for n in range(rows)]
    assert file.num_row_groups == -(-rows // parquet_files.BATCH_ROWS)
    published = publisher.folder / "parquet" / "runs.parquet"
    [(started_at, data_type)] = duckdb.sql(
        f"select started_at at time zone 'UTC', typeof(started_at) from '{published}'"
    ).fetchall()
    assert (started_at, data_type) == (datetime(2026, 6, 30), "TIMESTAMP WITH TIME ZONE")


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
    publication.repair(publisher.folder)
    assert _parquet_count(publisher, "findings") == _parquet_count(publisher, "velocity") == 5


def test_parquet_files_of_removed_tables_are_deleted(publisher: Publisher) -> None:
    publisher.publish("one", 3)
    (publisher.folder / "parquet" / "old.parquet").touch()
    publisher.publish("two", 3)
    assert _parquet_tables(publisher) == set(TABLES)


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
        publication.repair(publisher.folder)
        publication.store_history(publisher.warehouse, publisher.folder)
    assert len(limits) == 4
    assert set(limits) == {declared_limit()}


def test_nobody_may_write_what_is_published(publisher: Publisher) -> None:
    publisher.publish("one", 3)
    publisher.publish("two", 5)
    files = [publisher.database, *(publisher.folder / "parquet").iterdir()]
    assert len(files) == 1 + len(TABLES)
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) & 0o222 == 0
        assert stat.S_IMODE(file.stat().st_mode) & 0o400


def test_a_log_of_a_killed_writer_changes_neither_publication_nor_history(
    publisher: Publisher, caplog: pytest.LogCaptureFixture
) -> None:
    publisher.publish("one", 3)
    leave_log(publisher.database, DELETE, CREATE)
    log = publisher.folder / "findings.duckdb.wal"
    assert log.exists()
    publication.store_history(publisher.warehouse, publisher.folder)
    assert _messages(caplog, REMOVED.format(publisher.database)) == 1
    with connect(publisher.warehouse) as connection:
        assert connection.sql("select count(*) from history.findings").fetchall() == [(3,)]
    leave_log(publisher.database, DELETE, CREATE)
    publisher.publish("two", 5)
    assert not log.exists()
    assert _messages(caplog, REMOVED.format(publisher.database)) == 2
    assert publisher.count() == _parquet_count(publisher, "findings") == 5
    assert _parquet_tables(publisher) == set(TABLES)


def test_a_log_of_a_killed_writer_leads_to_no_wrong_parquet_file(publisher: Publisher) -> None:
    publisher.publish("one", 3)
    (publisher.folder / "parquet" / "runs.parquet").unlink()
    leave_log(publisher.database, DELETE, CREATE)
    publication.repair(publisher.folder)
    assert _parquet_count(publisher, "findings") == publisher.count() == 3
    assert _parquet_tables(publisher) == set(TABLES)


def test_a_log_of_a_killed_run_is_not_published(publisher: Publisher) -> None:
    publisher.publish("one", 3)
    unfinished = publisher.folder / ".findings.duckdb.new"
    unfinished.write_bytes(publisher.database.read_bytes())
    leave_log(unfinished, DELETE, CREATE)
    publisher.publish("two", 5)
    assert publisher.count() == 5
    assert _parquet_tables(publisher) == set(TABLES)


def test_a_living_writer_that_commits_after_the_rename_changes_nothing(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    publisher.publish("one", 3)
    with opened(publisher.database, "write") as writer:
        _after_the_rename(publisher, monkeypatch, lambda: writer.ask(DELETE))
        publisher.publish("two", 5)
        publication.store_history(publisher.warehouse, publisher.folder)
        assert _messages(caplog, REMOVED.format(publisher.database)) == 1
        assert publisher.count() == _parquet_count(publisher, "findings") == 5
        assert writer.ask("select count(*), min(run_id) from findings") == [[2, "one"]]
        writer.ask("delete from findings")
        publication.store_history(publisher.warehouse, publisher.folder)
    assert publisher.count() == 5


def test_a_writer_of_the_publication_is_read_around(publisher: Publisher) -> None:
    publisher.publish("one", 3)
    with opened(publisher.database, "write") as writer:
        (publisher.folder / "parquet" / "runs.parquet").unlink()
        publication.repair(publisher.folder)
        publication.store_history(publisher.warehouse, publisher.folder)
        publisher.publish("two", 5)
        assert writer.ask("select count(*) from findings") == [[3]]
    assert publisher.count() == 5


def test_a_reader_of_days_keeps_the_publication_it_has_open(publisher: Publisher) -> None:
    publisher.publish("one", 3)
    with opened(publisher.database, "read") as reader:
        for run_id, findings in (("two", 5), ("three", 7)):
            publisher.publish(run_id, findings)
            assert reader.ask("select count(*) from findings") == [[3]]
            assert publisher.count() == findings


def test_a_publication_that_another_program_changes_at_once_fails_the_run(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.publish("one", 3)

    def change() -> None:
        publisher.database.chmod(0o644)
        with duckdb.connect(str(publisher.database)) as connection:
            connection.execute(DELETE)

    _after_the_rename(publisher, monkeypatch, change)
    with pytest.raises(RunFailed, match="table findings has 4 rows instead of 5"):
        publisher.publish("two", 5)
    assert _parquet_count(publisher, "findings") == 3


def test_history_is_the_warehouses_own_if_it_is_of_the_same_runs(publisher: Publisher) -> None:
    publisher.publish("one", 3)
    publication.store_history(publisher.warehouse, publisher.folder)
    publisher.database.chmod(0o644)
    with duckdb.connect(str(publisher.database)) as connection:
        connection.execute(DELETE)
    publication.store_history(publisher.warehouse, publisher.folder)
    with connect(publisher.warehouse) as connection:
        assert connection.sql("select count(*) from history.findings").fetchall() == [(3,)]


def test_a_publication_without_its_run_is_refused(publisher: Publisher) -> None:
    publisher.publish("one", 3)
    publisher.fill("two", 5)
    with connect(publisher.warehouse) as connection:
        connection.execute("delete from runs")
    with pytest.raises(RunFailed, match="Table runs has 0 rows of this run, two, instead of one"):
        publication.publish(publisher.warehouse, TABLES, publisher.folder, "two")
    assert publisher.count() == 3
    assert not (publisher.folder / ".findings.duckdb.new").exists()


def test_a_table_that_has_lost_its_history_is_not_published(publisher: Publisher) -> None:
    publisher.publish("one", 3)
    publication.store_history(publisher.warehouse, publisher.folder)
    with pytest.raises(RunFailed, match=r"Table findings has 2 rows, but the previous .* has 3 of"):
        publisher.publish("two", 2)
    assert publisher.count() == 3


def test_a_publication_of_a_past_time_has_no_history(publisher: Publisher) -> None:
    publisher.publish("one", 3)
    publication.store_history(publisher.warehouse, publisher.folder)
    publisher.fill("two", 0)
    publication.publish(publisher.warehouse, TABLES, publisher.folder / "as_of", "two")
    assert publisher.count() == 3


@pytest.fixture
def past(tmp_path: Path) -> Path:
    """Two history tables of an earlier run, as Parquet files; `findings` lacks a column that it has now."""
    folder = tmp_path / "past"
    folder.mkdir()
    duckdb.sql("select '0' as finding_uid").write_parquet(str(folder / "findings.parquet"))
    duckdb.sql("select 'past' as run_id").write_parquet(str(folder / "runs.parquet"))
    return folder


def test_a_data_folder_without_runs_gets_the_past(publisher: Publisher, past: Path) -> None:
    with connect(publisher.warehouse) as connection:  # as a build left it that published nothing
        connection.execute("create schema history")
        connection.execute("create table history.runs (run_id varchar)")
    publication.load_history(past, publisher.warehouse, publisher.folder)
    publication.load_history(past, publisher.warehouse, publisher.folder)
    with connect(publisher.warehouse) as connection:
        assert connection.sql("from history.findings").fetchall() == [("0",)]
        assert connection.sql("from history.runs").fetchall() == [("past",)]


def test_a_history_is_kept_without_its_publication(publisher: Publisher, past: Path) -> None:
    publisher.publish("one", 3)
    publication.store_history(publisher.warehouse, publisher.folder)
    publisher.database.unlink()
    publication.load_history(past, publisher.warehouse, publisher.folder)
    with connect(publisher.warehouse) as connection:
        assert connection.sql("select run_id from history.runs").fetchall() == [("one",)]


def test_a_publication_is_not_given_a_past(publisher: Publisher, past: Path) -> None:
    publisher.publish("one", 3)
    publisher.warehouse.unlink()
    publication.load_history(past, publisher.warehouse, publisher.folder)
    assert not publisher.warehouse.exists()


def cut(path: Path) -> None:
    content = path.read_bytes()
    write(path, content[: len(content) // 4])


def write(path: Path, content: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


def replace_by_a_database_without_tables(path: Path) -> None:
    path.unlink()
    duckdb.connect(str(path)).close()


def replace_by_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "file").touch()


def replace_by_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


DAMAGES: list[Callable[[Path], None]] = [
    cut,
    replace_by_a_folder,
    replace_by_a_pipe,
    partial(write, content=b""),
    partial(write, content=b"neither Parquet nor DuckDB " * 1000),
]


@pytest.mark.parametrize("damage", [*DAMAGES, replace_by_a_database_without_tables])
def test_a_damaged_database_is_set_aside_and_history_is_the_warehouses(
    publisher: Publisher, caplog: pytest.LogCaptureFixture, damage: Callable[[Path], None]
) -> None:
    publisher.publish("one", 3)
    publication.store_history(publisher.warehouse, publisher.folder)
    damage(publisher.database)
    publication.repair(publisher.folder)
    publication.store_history(publisher.warehouse, publisher.folder)
    assert not publisher.database.exists()
    assert publisher.database.with_name("findings.duckdb.damaged").exists()
    assert _messages(caplog, f"{publisher.database} is damaged (") == 1
    with connect(publisher.warehouse) as connection:
        assert connection.sql("select count(*) from history.findings").fetchall() == [(3,)]
    publisher.publish("two", 5)
    assert publisher.count() == _parquet_count(publisher, "findings") == 5


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("table", ["runs", "velocity"])
def test_a_damaged_parquet_file_is_set_aside_and_written_again(
    publisher: Publisher,
    caplog: pytest.LogCaptureFixture,
    damage: Callable[[Path], None],
    table: str,
) -> None:
    publisher.publish("one", 3)
    file = publisher.folder / "parquet" / f"{table}.parquet"
    damage(file)
    publication.repair(publisher.folder)
    assert _messages(caplog, f"{file} is damaged (") == 1
    assert file.with_name(f"{file.name}.damaged").exists()
    assert _parquet_count(publisher, "velocity") == 3


def test_a_database_that_opens_but_cannot_be_read_is_set_aside(publisher: Publisher) -> None:
    publisher.publish("one", 300_000)
    (publisher.folder / "parquet" / "findings.parquet").unlink()
    content = publisher.database.read_bytes()
    start, end = len(content) // 4, len(content) * 3 // 4
    write(publisher.database, content[:start] + bytes(end - start) + content[end:])
    duckdb.connect(str(publisher.database), read_only=True).close()
    publication.repair(publisher.folder)
    assert publisher.database.with_name("findings.duckdb.damaged").exists()


def test_what_is_set_aside_replaces_nothing(publisher: Publisher) -> None:
    for run_id in ("one", "two", "three"):
        publisher.publish(run_id, 3)
        write(publisher.database, run_id.encode())
        publication.repair(publisher.folder)
    names = ["findings.duckdb.damaged", "findings.duckdb.damaged.2", "findings.duckdb.damaged.3"]
    kept = [(publisher.folder / name).read_bytes() for name in names]
    assert kept == [b"one", b"two", b"three"]


def test_folders_and_files_in_each_others_place_are_set_aside(publisher: Publisher) -> None:
    publisher.publish("one", 3)
    replace_by_a_folder(publisher.database)
    (publisher.folder / "parquet" / "unpublished.parquet").mkdir()
    publisher.publish("two", 5)
    shutil.rmtree(publisher.folder / "parquet")
    (publisher.folder / "parquet").touch()
    publication.repair(publisher.folder)
    assert publisher.count() == _parquet_count(publisher, "findings") == 5


def test_a_publication_that_can_be_read_is_not_set_aside(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.publish("one", 3)

    def fail(*_: object) -> None:
        raise duckdb.IOException("No space left on device")

    monkeypatch.setattr(publication, "_write_parquet", fail)
    (publisher.folder / "parquet" / "runs.parquet").unlink()
    with pytest.raises(duckdb.IOException, match="No space left"):
        publication.repair(publisher.folder)
    assert publisher.count() == 3


def _after_the_rename(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]
) -> None:
    """Have something happen once, between the rename of the database and what follows it."""
    replace = Path.replace

    def replace_and_act(path: Path, target: Path) -> Path:
        result = replace(path, target)
        if target == publisher.database:
            act()
        return result

    monkeypatch.setattr(Path, "replace", replace_and_act)


def _messages(caplog: pytest.LogCaptureFixture, beginning: str) -> int:
    return sum(
        record.levelno == logging.WARNING and record.getMessage().startswith(beginning)
        for record in caplog.records
    )


def _parquet_tables(publisher: Publisher) -> set[str]:
    return {path.stem for path in (publisher.folder / "parquet").iterdir()}


def _parquet_count(publisher: Publisher, table: str) -> int:
    file = publisher.folder / "parquet" / f"{table}.parquet"
    return int(duckdb.sql(f"select count(*) from '{file}'").fetchall()[0][0])


def test_the_files_have_the_mode_of_the_setting_and_their_folders_let_its_readers_in(
    publisher: Publisher,
) -> None:
    publisher.fill("one", 3)
    publication.publish(publisher.warehouse, TABLES, publisher.folder / "a" / "b", "one", 0o440)
    published = modes(publisher.folder / "a")
    folders = {name: published.pop(name) for name in (".", "b", "b/parquet")}
    assert set(folders.values()) == {"0750"}
    assert set(published.values()) == {"0440"}
    assert len(published) == 1 + len(TABLES)
