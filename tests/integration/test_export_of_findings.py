"""The open findings in formats of machines, against the published schemas."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from py_ocsf_models.events.findings.detection_finding import DetectionFinding
from sarif_pydantic import Sarif

from tests.integration.conftest import Command
from tests.support.sample_runs import SampleRuns

pytestmark = pytest.mark.xdist_group("sample_run")

Export = Callable[[str, str], Path]


@pytest.fixture
def export(sample_runs: SampleRuns, command: Command, tmp_path: Path) -> Export:
    """Export in a format to a file with a suffix, and return its path."""

    def exported(output_format: str, suffix: str) -> Path:
        path = tmp_path / f"findings{suffix}"
        options = ("--format", output_format, "--output", str(path))
        data_dir = str(sample_runs.data_dir.parent)
        result = command("export", *options, ADO_FINDINGS__DATA_DIR=data_dir)
        assert result.exit_code == 0, result.stderr
        return path

    return exported


@pytest.fixture
def open_findings(published: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str, int]]:
    rows = published.sql(
        "select finding_uid, rule_id, title, severity_id from findings where is_open"
    )
    return {uid: (rule, title, severity) for uid, rule, title, severity in rows.fetchall()}


def test_sarif_is_valid_and_has_every_open_finding(
    export: Export, open_findings: dict[str, tuple[str, str, int]]
) -> None:
    text = export("sarif", ".sarif").read_text()
    Sarif.model_validate_json(text)
    [run] = json.loads(text)["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    levels = {5: "error", 4: "error", 3: "warning", 2: "note", 1: "note"}
    results = {result["fingerprints"]["findingUid/v1"]: result for result in run["results"]}
    assert results.keys() == open_findings.keys()
    for uid, (rule, title, severity) in open_findings.items():
        result = results[uid]
        assert (result["ruleId"], rules[result["ruleIndex"]]) == (rule, rule)
        assert result["level"] == levels[severity]
        assert result["message"]["text"].startswith(title)
        assert result["baselineState"] in ("new", "unchanged", "updated")


def test_ocsf_events_are_valid_and_one_per_open_finding(
    export: Export, open_findings: dict[str, tuple[str, str, int]]
) -> None:
    events = [
        DetectionFinding.model_validate_json(line)
        for line in export("ocsf", ".jsonl").read_text().splitlines()
    ]
    assert {event.finding_info.uid for event in events} == open_findings.keys()
    assert len(events) == len(open_findings)
    for event in events:
        assert event.severity_id == open_findings[event.finding_info.uid][2]


def test_csv_and_json_have_every_open_finding(
    export: Export, open_findings: dict[str, tuple[str, str, int]]
) -> None:
    rows = json.loads(export("json", ".json").read_text())
    assert {row["finding_uid"] for row in rows} == open_findings.keys()
    with export("csv", ".csv").open(newline="", encoding="utf-8") as file:
        assert [row["finding_uid"] for row in csv.DictReader(file)] == [
            row["finding_uid"] for row in rows
        ]


def test_tables_cannot_be_chosen(sample_runs: SampleRuns, command: Command) -> None:
    data_dir = str(sample_runs.data_dir.parent)
    options = ("--format", "sarif", "--tables", "velocity")
    result = command("export", *options, ADO_FINDINGS__DATA_DIR=data_dir)
    assert result.exit_code == 2
    assert "--tables is not for --format sarif" in result.stderr
