"""What the feeds' cursors say and what the warehouse holds belong together, whatever is lost or put back."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dlt.destinations.impl.duckdb.sql_client import DuckDbSqlClient

from pipelines.azure_devops import change_feeds
from pipelines.errors import RunFailed
from pipelines.extract.coverage import LoadStatus
from sample_organization import RunningServer
from sample_organization.model.organization import Organization
from tests.support.fault_declarations import REVISIONS, USER_TABLES
from tests.support.loading import Runs, Tables, eventful_organization, not_loaded, serving


def nothing(folder: Path, before: Path) -> None:
    """Nothing happens."""


def removes_the_warehouse(folder: Path, before: Path) -> None:
    (folder / "warehouse.duckdb").unlink()


def puts_the_warehouse_back(folder: Path, before: Path) -> None:
    shutil.copy(before / "warehouse.duckdb", folder)


def removes_the_state(folder: Path, before: Path) -> None:
    shutil.rmtree(folder / "dlt")


def puts_the_state_back(folder: Path, before: Path) -> None:
    shutil.rmtree(folder / "dlt")
    shutil.copytree(before / "dlt", folder / "dlt")


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "happens",
    [removes_the_warehouse, puts_the_warehouse_back, removes_the_state, puts_the_state_back],
)
def test_files_lost_or_restored_between_two_runs_cost_no_row(
    happens: Callable[[Path, Path], None], runs: Runs, tmp_path_factory: pytest.TempPathFactory
) -> None:
    before = tmp_path_factory.mktemp("before") / "copy"
    at_once = Runs(tmp_path_factory.mktemp("at_once"))
    tiny = eventful_organization()
    with serving(tiny.commit()) as server:
        runs.load(server.url)
        shutil.copytree(runs.folder, before)
        tiny.change(tiny.story("2026-06-01"), "2026-06-02", title="Came by day")
        tiny.commit()
        runs.load(server.url)
        happens(runs.folder, before)
        runs.load(server.url)
        at_once.load(server.url)
    assert runs.tables() == at_once.tables()


@contextmanager
def failing_loads(table: str, error: Exception, is_copied: bool = False) -> Iterator[None]:
    """Let every statement that fills the table fail: before, or, `is_copied`, when its rows are there."""
    execute = DuckDbSqlClient.execute_query

    @contextmanager
    def execute_or_fail(self: DuckDbSqlClient, query: Any, *args: Any, **kwargs: Any) -> Any:
        fails = "INSERT INTO" in str(query) and f'"{table}"' in str(query)
        if fails and not is_copied:
            raise self._make_database_exception(error)
        with execute(self, query, *args, **kwargs) as cursor:
            if fails:
                raise self._make_database_exception(error)
            yield cursor

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DuckDbSqlClient, "execute_query", execute_or_fail)
        yield


@pytest.mark.exhaustive
@pytest.mark.parametrize("happens", [nothing, removes_the_warehouse])
@pytest.mark.parametrize(
    "error", [duckdb.IOException("No space left"), duckdb.ConversionException("No such value")]
)
def test_a_package_that_cannot_be_loaded_is_not_lost(
    error: Exception,
    happens: Callable[[Path, Path], None],
    runs: Runs,
    eventful: Organization,
    undisturbed: Tables,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(change_feeds, "PACKAGE_ROWS", 10)
    with serving(eventful) as server:
        for _ in range(2):
            with failing_loads("work_item_link_changes", error), pytest.raises(RunFailed):
                runs.load(server.url)
        happens(runs.folder, runs.folder)
        runs.load(server.url)
    assert runs.tables() == undisturbed


@pytest.mark.parametrize(
    "table",
    ["work_item_link_changes", pytest.param("work_item_revisions", marks=pytest.mark.exhaustive)],
)
def test_rows_that_were_copied_before_a_load_failed_are_not_there_twice(
    table: str, runs: Runs
) -> None:
    tiny = eventful_organization()
    with serving(tiny.commit()) as server:
        runs.load(server.url)
        tiny.depend(tiny.story("2026-06-02"), tiny.story("2026-06-02"), "2026-06-03")
        tiny.commit()
        error = duckdb.IOException("Connection lost")
        with failing_loads(table, error, is_copied=True), pytest.raises(RunFailed):
            runs.load(server.url)
        runs.load(server.url)
        at_once = Runs(runs.folder / "at_once")
        at_once.folder.mkdir()
        at_once.load(server.url)
    assert runs.tables()[table] == at_once.tables()[table]


@pytest.fixture
def half_loaded(runs: Runs) -> Iterator[tuple[RunningServer, Organization]]:
    """A run after one in which three stories were read and could not be loaded."""
    tiny = eventful_organization()
    with serving(tiny.commit()) as server:
        runs.load(server.url)
        for number in range(3):
            tiny.story("2026-06-02", title=f"Came by day {number}")
        tiny.commit()
        with (
            failing_loads("work_item_revisions", duckdb.IOException("No space left")),
            pytest.raises(RunFailed),
        ):
            runs.load(server.url)
        yield server, tiny.organization


def revision_cursors(server: RunningServer) -> list[str | None]:
    """The cursors with which the feed of revisions was asked."""
    asked = [each for each in server.requests if REVISIONS in each.path.lower()]
    return [each.query.get("continuationToken") for each in asked]


def all_revisions(organization: Organization) -> list[tuple[int, int]]:
    return sorted((each.id, each.rev) for each in organization.revisions)


def revisions_read(runs: Runs) -> list[tuple[int, ...]]:
    return runs.rows("select id, rev from raw.work_item_revisions order by id, rev")


@pytest.mark.exhaustive
def test_a_package_that_was_read_is_loaded_and_not_read_again(
    runs: Runs, half_loaded: tuple[RunningServer, Organization]
) -> None:
    server, organization = half_loaded
    before = revision_cursors(server)
    server.requests.clear()
    runs.load(server.url)
    assert len(revision_cursors(server)) == 1
    assert not set(revision_cursors(server)) & set(before)
    assert revisions_read(runs) == all_revisions(organization)


@pytest.mark.exhaustive
def test_a_removal_of_working_files_that_is_cut_short_costs_no_row(
    runs: Runs,
    half_loaded: tuple[RunningServer, Organization],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The rows of a package that could not be loaded are removed, and its cursor is not yet."""
    server, organization = half_loaded
    remove = shutil.rmtree

    def remove_rows_and_die(folder: str | Path, *args: Any, **kwargs: Any) -> None:
        for rows in Path(folder).rglob("work_item_revisions*.parquet"):
            rows.unlink()
            raise KeyboardInterrupt
        remove(folder, *args, **kwargs)

    with (
        monkeypatch.context() as patch,
        failing_loads("work_item_revisions", duckdb.IOException("No space left")),
        pytest.raises(KeyboardInterrupt),
    ):
        patch.setattr(shutil, "rmtree", remove_rows_and_die)
        runs.load(server.url)
    runs.load(server.url)
    assert revisions_read(runs) == all_revisions(organization)


@pytest.mark.exhaustive
def test_an_optional_resource_that_cannot_be_loaded_costs_only_itself(
    runs: Runs, eventful: Organization, undisturbed: Tables
) -> None:
    with serving(eventful) as server:
        with failing_loads("user_entitlements", duckdb.IOException("No space left")):
            extraction = runs.load(server.url)
        assert not_loaded(extraction) == dict.fromkeys(USER_TABLES, LoadStatus.FAILED)
        tables = runs.tables()
        assert tables["group_entitlements"] == undisturbed["group_entitlements"]
        assert tables["user_entitlements"] == {}
        assert not_loaded(runs.load(server.url)) == {}
    assert runs.tables() == undisturbed


@pytest.mark.exhaustive
def test_what_is_replaced_stays_until_all_of_the_new_is_there(
    runs: Runs, eventful: Organization, undisturbed: Tables
) -> None:
    with serving(eventful) as server:
        runs.load(server.url)
        with failing_loads("identities", duckdb.IOException("No space left")):
            extraction = runs.load(server.url)
    assert not_loaded(extraction) == {"identities": LoadStatus.FAILED}
    assert runs.tables()["identities"] == undisturbed["identities"]
