"""The status of a data folder: what it says, and with which exit status."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from pipelines.errors import RunFailed
from pipelines.status.prometheus import write_metrics
from pipelines.status.status import Status, read_status
from pipelines.warehouse.attempts import last_attempt, recorded_attempt
from tests.integration.conftest import Command

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def publish(data_dir: Path, started_at: str = "2026-03-02 03:00") -> None:
    data_dir.mkdir(exist_ok=True)
    with duckdb.connect(str(data_dir / "findings.duckdb")) as connection:
        connection.execute(
            "create table runs as select 'run-1' as run_id, 'acme' as organization, "
            f"timestamp '2026-03-02' as as_of, timestamp '{started_at}' as started_at, 7 as finding_count; "
            "create table extraction_coverage as select * from (values "
            "('run-1', 'teams', 3, 1, true, 'loaded', null), "
            "('run-1', 'users', 0, 1, false, 'denied', 'The token lacks a scope.'), "
            "('run-0', 'users', 0, 1, false, 'failed', 'Earlier.')) "
            "as t (run_id, resource, row_count, request_count, is_complete, status, message)"
        )


def attempt(data_dir: Path, error: BaseException | None = None) -> None:
    state_dir = data_dir / "state"
    state_dir.mkdir(parents=True, exist_ok=True)
    try:
        with recorded_attempt(state_dir, "run", NOW, lambda: NOW + timedelta(days=7)):
            if error:
                raise error
    except BaseException as raised:
        if raised is not error:
            raise


def status(data_dir: Path, hours: float = 26) -> Status:
    return read_status(data_dir, timedelta(hours=hours), NOW)


def test_a_folder_in_which_nothing_ran(tmp_path: Path) -> None:
    found = status(tmp_path / "missing")
    assert (found.state, found.exit_status) == ("never ran", 2)
    assert not (tmp_path / "missing").exists()


@pytest.mark.parametrize(("hours", "state"), [(9, "fresh"), (8.99, "stale")])
def test_a_publication_is_stale_when_it_is_too_old(
    tmp_path: Path, hours: float, state: str
) -> None:
    publish(tmp_path)
    attempt(tmp_path)
    found = status(tmp_path, hours)
    assert (found.state, found.exit_status) == (state, 0 if state == "fresh" else 1)
    assert [resource.name for resource in found.unread] == ["users"]
    assert found.used_bytes > 0


def test_a_run_that_failed_is_named_without_its_secrets(tmp_path: Path) -> None:
    publish(tmp_path)
    attempt(tmp_path, RunFailed("Broken. Authorization: Basic OnNlY3JldC1zZWNyZXQtc2VjcmV0"))
    found = status(tmp_path)
    assert (found.state, found.exit_status) == ("failed", 1)
    assert found.last_attempt is not None
    assert found.last_attempt.message.startswith("Broken.")
    assert "OnNl" not in (tmp_path / "state" / "last_attempt.json").read_text()


def test_a_run_that_was_killed_has_failed_unless_it_still_runs(tmp_path: Path) -> None:
    publish(tmp_path)
    attempt(tmp_path, KeyboardInterrupt())
    assert status(tmp_path).state == "failed"
    with FileLock(tmp_path / "state" / "run.lock"):
        found = status(tmp_path)
        assert (found.state, found.is_running) == ("fresh", True)


def test_a_file_that_was_cut_off_is_no_attempt(tmp_path: Path) -> None:
    attempt(tmp_path)
    path = tmp_path / "state" / "last_attempt.json"
    path.write_text(path.read_text()[:20])
    assert last_attempt(tmp_path / "state") is None


def test_the_command_prints_it_and_exits_with_its_status(tmp_path: Path, command: Command) -> None:
    publish(tmp_path)
    attempt(tmp_path)
    result = command("status", ADO_FINDINGS__DATA_DIR=str(tmp_path))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0] == f"stale: {tmp_path}"
    assert "Next scan     2026-03-09T12:00:00Z, for deleted items" in lines
    assert "Not read      users: The token lacks a scope." in lines
    document = json.loads(command("status", "--json", "--max-age", "1000000").stdout)
    assert (document["state"], document["exit_status"]) == ("fresh", 0)
    assert document["publication"]["started_at"] == "2026-03-02T03:00:00Z"


def test_prometheus_reads_the_numbers(tmp_path: Path) -> None:
    publish(tmp_path)
    attempt(tmp_path)
    write_metrics(status(tmp_path), tmp_path / "ado.prom")
    lines = (tmp_path / "ado.prom").read_text().splitlines()
    assert "ado_findings_fresh 1.0" in lines
    assert "ado_findings_last_attempt_succeeded 1.0" in lines
    assert "ado_findings_findings 7.0" in lines
    assert 'ado_findings_resource_complete{resource="users"} 0.0' in lines
    assert 'ado_findings_resource_rows{resource="teams"} 3.0' in lines
