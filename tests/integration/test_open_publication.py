"""The command while other programs have the publication open for writing, or have left their log there."""

import json
import shutil
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from tests.integration.conftest import Command
from tests.support.other_programs import leave_log, opened
from tests.support.parsing import models_only
from tests.support.sample_runs import SampleRuns

pytestmark = pytest.mark.xdist_group("sample_run")

LATEST_RUN = "select run_id from runs order by started_at desc limit 1"
DELETE_SEVERE = "delete from findings where severity = 'high'"


@pytest.fixture
def database(sample_runs: SampleRuns, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A publication that a test may disturb, in the data folder of the commands."""
    folder = tmp_path / "data" / "sample"
    shutil.copytree(sample_runs.data_dir, folder)
    monkeypatch.setenv("ADO_FINDINGS__DATA_DIR", str(folder.parent))
    return folder / "findings.duckdb"


def severities(rows: duckdb.DuckDBPyRelation) -> Counter[tuple[str, str]]:
    return Counter(rows.select("rule_id, severity").fetchall())


def test_findings_are_listed_while_another_program_writes(command: Command, database: Path) -> None:
    listed = command("findings", "--severity", "high", "--format", "json")
    with opened(database, "write") as writer:
        while_open = command("findings", "--severity", "high", "--format", "json")
        assert (while_open.exit_code, while_open.stderr) == (0, "")
        writer.ask(DELETE_SEVERE)
        while_changed = command("findings", "--severity", "high", "--format", "json")
    left = command("findings", "--severity", "high", "--format", "json")
    assert json.loads(listed.stdout)
    for result in (while_changed, left):
        assert result.exit_code == 0
        assert f"Warning: Ignored {database}.wal." in result.stderr
    assert listed.stdout == while_open.stdout == while_changed.stdout == left.stdout


@pytest.mark.exhaustive
def test_a_build_publishes_while_another_program_writes(command: Command, database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        [(old_run,)] = connection.sql(LATEST_RUN).fetchall()
        before = severities(connection.table("findings"))
    leave_log(database, "create table foreign_table (i int)")
    damaged = database.parent / "parquet" / "velocity.parquet"
    damaged.chmod(0o644)
    damaged.write_bytes(b"neither a table nor empty")
    with opened(database, "write") as writer, models_only():
        writer.ask(DELETE_SEVERE)
        result = command("build")
        assert result.exit_code == 0, result.output
        assert f"Warning: Removed {database}.wal." in result.stderr
        assert f"Warning: {damaged} is damaged (" in result.stderr
        assert writer.ask(LATEST_RUN) == [[old_run]]
        with duckdb.connect(str(database), read_only=True) as connection:
            assert connection.sql(LATEST_RUN).fetchall() != [(old_run,)]
            assert severities(connection.table("findings")) == before
            assert connection.sql("from findings where baseline_state = 'new'").fetchall() == []
            tables = {name for (name,) in connection.sql("show tables").fetchall()}
    parquet = {path.stem: path for path in (database.parent / "parquet").glob("*.parquet")}
    assert parquet.keys() == tables
    assert "foreign_table" not in tables
    assert severities(duckdb.read_parquet(str(parquet["findings"]))) == before
