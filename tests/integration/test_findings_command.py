"""`ado-findings findings` on what the sample run published."""

import csv
import io
import json
import os
import resource
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.overrides.catalogue import SEVERITIES
from tests.integration.conftest import Command
from tests.support.sample_runs import SampleRuns

pytestmark = pytest.mark.xdist_group("sample_run")

DATA_DIR, AS_OF = "ADO_FINDINGS__DATA_DIR", "ADO_FINDINGS__AS_OF"
OPEN = "status in ('new', 'in_progress')"
SECONDS = 2


@pytest.fixture
def listed(command: Command, sample_runs: SampleRuns) -> Any:
    """List as JSON with these options, and return the rows."""

    def invoke(*options: str) -> list[dict[str, Any]]:
        data_dir = str(sample_runs.data_dir.parent)
        result = command("findings", "--format", "json", *options, **{DATA_DIR: data_dir})
        assert result.exit_code == 0, result.output
        assert result.stderr == ""
        rows: list[dict[str, Any]] = json.loads(result.stdout)
        return rows

    return invoke


def test_all_open_findings_are_listed_with_all_columns_highest_severity_first(
    listed: Any, published: duckdb.DuckDBPyConnection
) -> None:
    rows = listed()
    expected = published.sql(f"from findings where {OPEN}")
    assert list(rows[0]) == expected.columns
    assert {row["finding_uid"] for row in rows} == {
        uid for (uid,) in expected.select("finding_uid").fetchall()
    }
    assert len(rows) == len({row["finding_uid"] for row in rows})
    order = [(-row["severity_id"], row["family"], row["rule_id"]) for row in rows]
    assert order == sorted(order)


def test_json_holds_the_published_values(listed: Any, published: duckdb.DuckDBPyConnection) -> None:
    found = published.sql(f"from findings where {OPEN}")
    values = {row[0]: dict(zip(found.columns, row, strict=True)) for row in found.fetchall()}
    for row in listed():
        for name, value in values[row["finding_uid"]].items():
            if name == "evidence":
                assert row[name] == json.loads(value)
            elif isinstance(value, datetime):
                assert datetime.fromisoformat(row[name]).replace(tzinfo=None) == value
                assert row[name].endswith("Z")
            else:
                assert row[name] == value


@pytest.mark.parametrize(
    ("options", "condition"),
    [
        (("--severity", "high"), "severity in ('critical', 'high')"),
        (("--severity", "informational"), "true"),
        (("--family", "velocity"), "family = 'velocity'"),
        (("--family", "velocity", "--family", "Backlog"), "family in ('velocity', 'backlog')"),
        (("--team", "signal & brake"), "team_name = 'Signal & Brake'"),
        (
            ("--segment", "shared queries/fares/HOT list"),
            "finding_uid in (select finding_uid from findings, unnest(string_split(evidence_ids, ',')) "
            "as ids (id) inner join work_item_segments on id = cast(work_item_id as varchar) where "
            "segment = 'Shared Queries/Fares/Hot list' and subject_type in ('work_item', 'dependency'))",
        ),
        (
            ("--team", "Bogie Watch", "--severity", "medium", "--family", "backlog"),
            "team_name = 'Bogie Watch' and severity_id >= 3 and family = 'backlog'",
        ),
    ],
)
def test_filters(
    listed: Any,
    published: duckdb.DuckDBPyConnection,
    options: tuple[str, ...],
    condition: str,
) -> None:
    expected = published.sql(f"select finding_uid from findings where {OPEN} and {condition}")
    rows = listed(*options)
    assert rows
    assert {row["finding_uid"] for row in rows} == {uid for (uid,) in expected.fetchall()}


def test_new_are_those_that_the_first_run_found_and_none_of_the_second(
    listed: Any, command: Command, sample_runs: SampleRuns
) -> None:
    assert listed("--new") == []
    first = {DATA_DIR: str(sample_runs.first_publication)}
    every = json.loads(command("findings", "--format", "json", **first).stdout)
    new = [row for row in every if row["status"] == "new"]
    assert json.loads(command("findings", "--new", "--format", "json", **first).stdout) == new
    assert 0 < len(new) < len(every)


def test_csv_has_a_header_and_a_line_per_finding(listed: Any, command: Command) -> None:
    expected = listed()
    result = command("findings", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["finding_uid"] for row in rows] == [row["finding_uid"] for row in expected]
    assert rows[0]["first_seen_at"] == expected[0]["first_seen_at"]
    assert json.loads(rows[0]["evidence"]) == expected[0]["evidence"]
    assert result.stderr == ""


def test_the_table_and_markdown_show_what_a_person_needs(
    listed: Any, command: Command, sample_runs: SampleRuns
) -> None:
    rows = listed("--severity", "high")
    table = command("findings", "--severity", "high").stdout
    markdown = command("findings", "--severity", "high", "--format", "markdown").stdout
    assert markdown.splitlines()[0] == "| severity | family | team | finding | reason |"
    assert len(markdown.splitlines()) == len(rows) + 2
    for row in rows:
        assert row["title"] in table
        assert row["reason"] in table
    assert f"{len(rows)} open findings as of 2026-06-30 18:00:00 UTC" in table
    assert str(sample_runs.database) in table


@pytest.mark.parametrize(
    ("output_format", "expected"),
    [("table", "No open findings as of"), ("markdown", "No open findings."), ("json", "[]")],
)
def test_an_empty_result_says_so(
    listed: Any, command: Command, output_format: str, expected: str
) -> None:
    assert listed("--new") == []
    result = command("findings", "--new", "--format", output_format)
    assert result.exit_code == 0
    assert result.stdout.startswith(expected)


def test_a_segment_whose_query_returned_nothing_is_no_unknown_one(
    command: Command, sample_runs: SampleRuns, tmp_path: Path
) -> None:
    database = tmp_path / "findings.duckdb"
    shutil.copyfile(sample_runs.database, database)
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "update extraction_coverage set message = 'segment `Shared Queries/Quiet` has no items' "
            "where resource = 'work_item_segments'"
        )
    options = ("findings", "--format", "json", "--segment")
    quiet = command(*options, "shared queries/QUIET", **{DATA_DIR: str(tmp_path)})
    assert (quiet.exit_code, quiet.stdout) == (0, "[]\n")
    assert quiet.stderr == "Note: segment `shared queries/QUIET` has no items.\n"
    unknown = command(*options, "Shared Queries/Quite", **{DATA_DIR: str(tmp_path)})
    assert unknown.exit_code == 2
    assert "There is no segment `Shared Queries/Quite`" in unknown.stderr


def test_an_empty_csv_is_its_header(listed: Any, command: Command) -> None:
    assert listed("--new") == []
    [header] = command("findings", "--new", "--format", "csv").stdout.splitlines()
    assert header.startswith("finding_uid,rule_id,")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--family", "velocty"), "There is no family `velocty`. Nearest: `velocity`"),
        (("--team", "Bogey Watch"), "There is no team `Bogey Watch`. Nearest: `Bogie Watch`"),
        (("--severity", "severe"), "'severe' is not one of 'critical'"),
    ],
)
def test_unknown_names_are_refused(
    command: Command, sample_runs: SampleRuns, options: tuple[str, ...], message: str
) -> None:
    result = command("findings", *options, **{DATA_DIR: str(sample_runs.data_dir.parent)})
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_nothing_is_published_yet(command: Command, data_dir: Path) -> None:
    result = command("findings")
    assert result.exit_code == 2
    assert f"Nothing is published yet: {data_dir}/sample/findings.duckdb" in result.stderr
    assert "Run `ado-findings run`" in result.stderr
    assert result.stdout == ""
    assert not data_dir.exists()


@pytest.mark.parametrize("as_of", ["", "2026-03-31T00:00:00Z"])
def test_a_damaged_publication_is_one_line(command: Command, tmp_path: Path, as_of: str) -> None:
    database = tmp_path / "findings.duckdb"
    database.write_bytes(b"not a database" * 1000)
    result = command("findings", **{DATA_DIR: str(tmp_path), AS_OF: as_of})
    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {database} cannot be read (IO Error: ")
    assert result.stderr.endswith("Run `ado-findings build`, which publishes it again.\n")
    assert result.stderr.count("\n") == 1


def test_a_past_timestamp_that_is_not_published(command: Command, sample_runs: SampleRuns) -> None:
    settings = {DATA_DIR: str(sample_runs.data_dir.parent), AS_OF: "2026-03-31T00:00:00Z"}
    result = command("findings", **settings)
    assert result.exit_code == 2
    assert "Nothing is published as of 2026-03-31T00:00:00Z" in result.stderr
    assert "`ado-findings build`" in result.stderr


def test_the_timestamp_that_the_current_publication_describes(
    listed: Any, command: Command
) -> None:
    every = listed()
    result = command("findings", "--format", "json", **{AS_OF: "2026-06-30T18:00:00Z"})
    assert json.loads(result.stdout) == every


def test_it_takes_less_than_two_seconds_and_imports_neither_dlt_nor_dbt(
    sample_runs: SampleRuns, tmp_path: Path
) -> None:
    """Seconds of the processor, interpreter start included: other processes do not count."""
    script = (
        "import sys; from pipelines.cli import main; main(['findings'], standalone_mode=False); "
        "print(sorted({'dlt', 'dbt', 'pyarrow', 'flask', 'sample_organization'} & set(sys.modules)))"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=os.environ | {DATA_DIR: str(sample_runs.data_dir.parent)},
        check=True,
        capture_output=True,
        text=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.stdout.splitlines()[-1] == "[]"
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < SECONDS


def test_severities_are_those_of_the_tables(published: duckdb.DuckDBPyConnection) -> None:
    found = published.sql("select distinct severity, severity_id from findings order by 2 desc")
    assert [severity for severity, _ in found.fetchall()] == list(SEVERITIES)
