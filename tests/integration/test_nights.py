"""Five nights of a small organization: findings come, stand, go and come back."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.sample import Token, serve
from tests.support.organizations import TinyOrganization

pytestmark = pytest.mark.xdist_group("nights")

FULL, WITHOUT_ENTITLEMENTS = "token-full", "token-without-entitlements"
TOKENS = {
    FULL: Token(),
    WITHOUT_ENTITLEMENTS: Token(frozenset({"vso.project", "vso.work", "vso.identity"})),
}


class Nights:
    """Runs the command night after night, and keeps each night's findings and rule runs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.outputs: list[str] = []
        self.findings: list[dict[tuple[str, str], dict[str, Any]]] = []
        self.rule_runs: list[dict[str, dict[str, Any]]] = []
        self.coverage: list[dict[str, dict[str, Any]]] = []
        self.health: list[dict[str, Any]] = []

    def run(self, url: str, token: str = FULL) -> None:
        environment = {
            "SOURCES__AZURE_DEVOPS__ORGANIZATION_URL": url,
            "SOURCES__AZURE_DEVOPS__ACCESS_TOKEN": token,
            "SOURCES__ROSTERS__DIRECTORY": str(self._folder / "rosters"),
            "ADO_FINDINGS__DATA_DIR": str(self._folder / "data"),
        }
        result = CliRunner(env=environment).invoke(main, ["run"], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        self.outputs.append(result.stdout)
        with duckdb.connect(
            str(self._folder / "data" / "findings.duckdb"), read_only=True
        ) as connection:
            latest = "where run_id = (select run_id from runs order by started_at desc limit 1)"
            self.findings.append(
                {
                    (row["rule_id"], row["subject_uid"]): row
                    for row in _rows(connection, "from findings")
                }
            )
            self.rule_runs.append(
                {row["rule_id"]: row for row in _rows(connection, f"from rule_runs {latest}")}
            )
            self.coverage.append(
                {
                    row["resource"]: row
                    for row in _rows(connection, f"from extraction_coverage {latest}")
                }
            )
            self.health += _rows(connection, "from project_health")

    def let_pass(self, days: int) -> None:
        """Let so many days pass, as far as the trend of a project is concerned."""
        with duckdb.connect(str(self._folder / "data" / "findings.duckdb")) as connection:
            connection.execute(
                "update project_health_history set as_of = as_of - to_days(?)", [days]
            )


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    found = connection.sql(query)
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Nights:
    nights = Nights(tmp_path_factory.mktemp("nights"))
    tiny = TinyOrganization()
    story = tiny.story("2026-02-20", state="Active", assigned_to=tiny.anna)
    with serve(tiny.commit(), tokens=TOKENS) as server:
        nights.run(server.url)
        nights.let_pass(days=21)
        nights.run(server.url)
        tiny.change(story, "2026-06-01 10:00", state="Closed")
        tiny.commit()
        nights.run(server.url)
        nights.let_pass(days=7)
        tiny.change(story, "2026-06-02 10:00", state="Active")
        tiny.commit()
        nights.run(server.url, WITHOUT_ENTITLEMENTS)
        nights.run(server.url)
    return nights


STALE = ("stale_in_progress", "1")


def test_a_finding_is_new_then_stands_then_goes_then_comes_back(nights: Nights) -> None:
    states = [
        (night[STALE]["status"], night[STALE]["baseline_state"], night[STALE]["reopened_count"])
        for night in nights.findings
    ]
    assert states == [
        ("new", "new", 0),
        ("in_progress", "unchanged", 0),
        ("resolved", "absent", 0),
        ("new", "reopened", 1),
        ("in_progress", "unchanged", 1),
    ]


def test_a_finding_keeps_its_uid_and_its_first_sight(nights: Nights) -> None:
    assert len({night[STALE]["finding_uid"] for night in nights.findings}) == 1
    assert len({night[STALE]["first_seen_at"] for night in nights.findings}) == 1


def test_sight_and_resolution_are_instants_of_the_runs(nights: Nights) -> None:
    first, second, third, fourth, _ = (night[STALE] for night in nights.findings)
    assert first["first_seen_at"] == first["last_seen_at"] == first["as_of"]
    assert second["last_seen_at"] == second["as_of"] > first["as_of"]
    assert third["last_seen_at"] == second["last_seen_at"]
    assert third["resolved_at"] == third["as_of"]
    assert fourth["resolved_at"] is None


def test_a_missing_scope_is_told_and_touches_no_finding(nights: Nights) -> None:
    third, fourth = nights.findings[2], nights.findings[3]
    inactive = next(key for key in third if key[0] == "paid_license_inactive")
    assert nights.rule_runs[2][inactive[0]]["status"] == "evaluated"
    assert nights.rule_runs[3][inactive[0]]["status"] == "skipped"
    assert "user_entitlements" in nights.rule_runs[3][inactive[0]]["skip_reason"]
    assert {**fourth[inactive], "as_of": None} == {**third[inactive], "as_of": None}
    assert nights.coverage[3]["user_entitlements"]["status"] == "denied"
    assert "Not read: user_entitlements (denied)" in nights.outputs[3]
    assert "Not evaluated: paid_license_inactive" in nights.outputs[3]


def test_what_was_not_read_is_a_finding_until_it_is_read(nights: Nights) -> None:
    denied = ("incomplete_extract", "tiny/user_entitlements")
    assert [denied in night for night in nights.findings] == [False, False, False, True, True]
    fourth, fifth = (night[denied] for night in nights.findings[3:])
    assert (fourth["severity"], fourth["status"]) == ("high", "new")
    assert "vso.memberentitlementmanagement" in fourth["evidence"]
    assert fifth["status"] == "resolved"


def test_each_night_reads_only_what_is_new(nights: Nights) -> None:
    rows = [night["work_item_revisions"]["row_count"] for night in nights.coverage]
    assert rows == [1, 0, 1, 1, 0]


def test_a_project_is_compared_with_a_week_and_four_weeks_ago(nights: Nights) -> None:
    first, third, fifth = nights.health[0], nights.health[2], nights.health[4]
    assert first["week_compared_with_at"] is first["week_findings_change"] is None
    assert fifth["week_compared_with_at"] == third["as_of"] - timedelta(days=7)
    assert fifth["four_weeks_compared_with_at"] == first["as_of"] - timedelta(days=28)
    assert fifth["four_weeks_findings_change"] == 0
    assert third["standing_findings"] == fifth["standing_findings"] - fifth["week_findings_change"]
    assert fifth["week_findings_change"] > 0
