"""What an auditor gets for a period: complete, explained, and the same every time."""

import csv
import hashlib
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.audit.export import Sampling, write_audit
from pipelines.audit.period import Period
from pipelines.errors import UserActionRequired
from tests.integration.conftest import Command
from tests.support.sample_runs import SampleRuns

pytestmark = pytest.mark.xdist_group("sample_run")

QUARTER = Period(date(2026, 4, 1), date(2026, 6, 30), "UTC")
TABLES = {"changes", "evidence", "findings_by_control", "access_review", "coverage", "sample"}


@pytest.fixture
def folder(sample_runs: SampleRuns, tmp_path: Path) -> Path:
    return write_audit(sample_runs.database, QUARTER, Sampling(25, 1), tmp_path / "audit").folder


def rows_of(folder: Path, table: str) -> list[dict[str, Any]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def disturbed(sample_runs: SampleRuns, tmp_path: Path, *statements: str) -> Path:
    """Return a copy of the publication after some changes."""
    copy = tmp_path / "findings.duckdb"
    shutil.copyfile(sample_runs.database, copy)
    with duckdb.connect(str(copy)) as connection:
        for statement in statements:
            connection.execute(statement)
    return copy


def test_the_files_are_those_of_the_manifest_and_csv_and_parquet_agree(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    files = {path.name for path in folder.iterdir()}
    assert files == {"README.md", "manifest.json"} | {
        f"{table}.{kind}" for table in TABLES for kind in ("csv", "parquet")
    }
    for name, digest in manifest["sha256"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert set(manifest["sha256"]) == files - {"manifest.json"}
    for table, count in manifest["rows"].items():
        assert len(rows_of(folder, table)) == count
        [(in_parquet,)] = duckdb.sql(
            f"select count(*) from read_parquet('{folder / table}.parquet')"
        ).fetchall()
        assert in_parquet == count > 0


def test_the_population_and_its_evidence_are_those_of_the_tables(
    folder: Path, published: duckdb.DuckDBPyConnection
) -> None:
    expected = {
        (str(work_item_id), evidence_count)
        for work_item_id, evidence_count in published.sql(
            "select work_item_id, evidence_count from change_evidence "
            "where completed_at >= '2026-04-01' and completed_at < '2026-07-01'"
        ).fetchall()
    }
    changes = rows_of(folder, "changes")
    assert {(row["work_item_id"], int(row["evidence_count"])) for row in changes} == expected
    counted = {"commit", "changeset", "pull_request", "github_pull_request", "build", "test"}
    evidence = rows_of(folder, "evidence")
    assert {"commit", "test"} <= {row["kind"] for row in evidence}
    found = [row["work_item_id"] for row in evidence if row["kind"] in counted]
    for work_item_id, count in expected:
        assert found.count(work_item_id) == count
    completed = {row["work_item_id"] for row in evidence if row["kind"] == "completed"}
    assert completed == {work_item_id for work_item_id, _ in expected}


def test_a_finding_stands_below_each_control_of_its_rule(
    folder: Path, published: duckdb.DuckDBPyConnection
) -> None:
    expected = published.sql(
        "select coalesce(controls, 'none'), finding_uid from findings join rules using (rule_id)"
    ).fetchall()
    pairs = {(control, uid) for controls, uid in expected for control in controls.split(",")}
    rows = rows_of(folder, "findings_by_control")
    assert {(row["control"], row["finding_uid"]) for row in rows} == pairs


def test_the_same_inputs_give_the_same_bytes_and_another_seed_another_sample(
    folder: Path, sample_runs: SampleRuns, tmp_path: Path
) -> None:
    again = write_audit(sample_runs.database, QUARTER, Sampling(25, 1), tmp_path / "again").folder
    other = write_audit(sample_runs.database, QUARTER, Sampling(25, 2), tmp_path / "other").folder
    for path in folder.iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes(), path.name
    drawn, others = rows_of(folder, "sample"), rows_of(other, "sample")
    assert len(drawn) == len(others) == 25
    assert drawn != others
    population = {row["work_item_id"] for row in rows_of(folder, "changes")}
    assert {row["work_item_id"] for row in drawn} <= population


def test_an_audit_that_fails_while_it_is_written_leaves_nothing(
    sample_runs: SampleRuns, tmp_path: Path
) -> None:
    database = disturbed(sample_runs, tmp_path, "drop table accounts")
    folder = tmp_path / "audits" / "audit"
    with pytest.raises(UserActionRequired, match="cannot be read"):
        write_audit(database, QUARTER, Sampling(25, 1), folder)
    assert list(folder.parent.iterdir()) == []


def test_what_was_not_read_is_on_the_first_page_and_refused_if_strict(
    sample_runs: SampleRuns, tmp_path: Path
) -> None:
    database = disturbed(
        sample_runs,
        tmp_path,
        "update extraction_coverage set is_complete = false, message = 'The token lacks it' "
        "where resource = 'user_entitlements'",
    )
    audit = write_audit(database, QUARTER, Sampling(0, 1), tmp_path / "audit")
    line = "user_entitlements was not read completely in 10 runs: The token lacks it"
    assert f"- {line}" in (audit.folder / "README.md").read_text()
    with pytest.raises(UserActionRequired, match=f"--strict: {line}"):
        write_audit(database, QUARTER, Sampling(0, 1), tmp_path / "strict", is_strict=True)
    assert not (tmp_path / "strict").exists()


def test_a_period_without_runs_and_changes_of_unknown_links_are_named(
    sample_runs: SampleRuns, tmp_path: Path
) -> None:
    database = disturbed(
        sample_runs,
        tmp_path,
        "update change_evidence set has_code_link = null where work_item_id in "
        "(select work_item_id from change_evidence where completed_at >= '2026-04-01' "
        "and completed_at < '2026-05-01' limit 2)",
    )
    april = Period(date(2026, 4, 1), date(2026, 4, 30), "UTC")
    gaps = write_audit(database, april, Sampling(0, 1), tmp_path / "audit").gaps
    assert gaps.lines == (
        "No run describes a day of the period: findings and access are those of other days.",
        "What 2 changes link to has not been read since they changed.",
    )


def test_text_that_is_a_formula_or_a_command_is_harmless_in_csv(
    sample_runs: SampleRuns, tmp_path: Path
) -> None:
    title = "=cmd|''/c calc''!A1" + chr(27)
    database = disturbed(sample_runs, tmp_path, f"update change_evidence set title = '{title}'")
    audit = write_audit(database, QUARTER, Sampling(0, 1), tmp_path / "audit")
    assert {row["title"] for row in rows_of(audit.folder, "changes")} == {"'=cmd|'/c calc'!A1\\x1b"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("2026-06-30", "2026-04-01"), "--to is 2026-04-01, before --from, 2026-06-30"),
        (("2026-04-01", "2026-07-01"), "but the tables describe 2026-06-30 18:00 UTC"),
        (("2025-01-01", "2025-03-31"), "ADO_FINDINGS__AS_OF=2025-04-01T00:00:00Z"),
    ],
)
def test_a_period_that_is_not_published_is_refused(
    arguments: tuple[str, str],
    message: str,
    command: Command,
    sample_runs: SampleRuns,
    tmp_path: Path,
) -> None:
    first, last = arguments
    options = ["--from", first, "--to", last, "--out", str(tmp_path / "audit")]
    result = command("audit", *options, ADO_FINDINGS__DATA_DIR=str(sample_runs.data_dir.parent))
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (tmp_path / "audit").exists()


def test_a_folder_with_content_is_refused(
    command: Command, sample_runs: SampleRuns, tmp_path: Path
) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    options = ["--from", "2026-04-01", "--to", "2026-06-30", "--out", str(tmp_path)]
    result = command("audit", *options, ADO_FINDINGS__DATA_DIR=str(sample_runs.data_dir.parent))
    assert (result.exit_code, [path.name for path in tmp_path.iterdir()]) == (2, ["kept.txt"])
    assert "is not an empty folder" in result.stderr


def test_the_days_are_those_of_the_time_zone() -> None:
    period = Period(date(2026, 3, 29), date(2026, 3, 29), "Europe/Berlin")
    assert (period.until_at - period.from_at).total_seconds() == 23 * 3600
