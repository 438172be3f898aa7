"""Runs of a small organization: findings are raised, stay open, are waived, resolved and reopened."""

import json
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from pipelines.cli import main
from sample_organization import Token, serve
from tests.support.organizations import TinyOrganization, at
from tests.support.parsing import models_only

pytestmark = pytest.mark.xdist_group("runs")

FULL, WITHOUT_ENTITLEMENTS = "token-full", "token-without-entitlements"
TOKENS = {
    FULL: Token(),
    WITHOUT_ENTITLEMENTS: Token(frozenset({"vso.project", "vso.work", "vso.identity"})),
}
WAIVERS = (
    "rule_id,subject_uid,reason,owner,until\n"
    "skipped_states,10,Done before the board existed,Anna Ek,\n"
)

EVENTS_OF_STATUS = {
    "new": {"opened", "reopened"},
    "in_progress": {"opened", "updated", "reopened"},
    "suppressed": {"suppressed"},
    "resolved": {"resolved"},
}

Row = dict[str, Any]


class Runs:
    """Runs the command repeatedly, and stores what each run published."""

    def __init__(self, folder: Path, has_data_tests: bool = False) -> None:
        self.data_dir = folder / "data"
        self._has_data_tests = has_data_tests
        self._rosters = folder / "rosters"
        self._rosters.mkdir()
        self.outputs: list[str] = []
        self.findings: list[dict[tuple[str, str], Row]] = []
        self.rule_runs: list[dict[str, Row]] = []
        self.coverage: list[dict[str, Row]] = []
        self.runs: list[list[Row]] = []
        self.health: list[Row] = []
        self.work_items: list[set[int]] = []
        self.licenses: list[list[Row]] = []
        self.events: list[dict[str, list[Row]]] = []

    def write(self, name: str, text: str) -> None:
        """Write a file of the roster folder."""
        (self._rosters / name).write_text(text, encoding="utf-8")

    def run(self, url: str, *options: str, token: str = FULL, **variables: str) -> None:
        """Run the command."""
        connection = {
            **variables,
            "SOURCES__AZURE_DEVOPS__ORGANIZATION_URL": url,
            "SOURCES__AZURE_DEVOPS__ACCESS_TOKEN": token,
        }
        self.outputs.append(self.command("run", *options, **connection))
        self._keep(self.data_dir)

    def republish(self) -> None:
        """Rebuild and publish without requests."""
        self.outputs.append(self.command("build"))
        self._keep(self.data_dir)

    def command(self, *arguments: str, exit_code: int = 0, **variables: str) -> str:
        """Run the command; return what it printed."""
        environment = {
            "SOURCES__ROSTERS__DIRECTORY": str(self._rosters),
            "ADO_FINDINGS__DATA_DIR": str(self.data_dir),
            **variables,
        }
        with nullcontext() if self._has_data_tests else models_only():
            result = CliRunner(env=environment).invoke(main, arguments, catch_exceptions=False)
        assert result.exit_code == exit_code, result.output
        return result.stderr if exit_code else result.stdout

    def _keep(self, folder: Path) -> None:
        with duckdb.connect(str(folder / "findings.duckdb"), read_only=True) as connection:
            latest = "where run_id = (select run_id from runs order by started_at desc limit 1)"
            findings = rows(connection, "from findings")
            rule_runs = rows(connection, f"from rule_runs {latest}")
            coverage = rows(connection, f"from extraction_coverage {latest}")
            self.findings.append({(row["rule_id"], row["subject_uid"]): row for row in findings})
            self.rule_runs.append({row["rule_id"]: row for row in rule_runs})
            self.coverage.append({row["resource"]: row for row in coverage})
            self.runs.append(rows(connection, "from runs order by started_at"))
            self.health += rows(connection, "from project_health where project_name <> 'Habit'")
            items = rows(connection, "from work_items")
            self.work_items.append({row["work_item_id"] for row in items})
            self.licenses.append(rows(connection, "from license_history order by valid_from"))
            self.events.append(events_by_finding(connection))

    def let_pass(self, days: int) -> None:
        """Let so many days pass, as far as the trend of a project is concerned."""
        with duckdb.connect(str(self.data_dir / "warehouse.duckdb")) as connection:
            connection.execute(
                "update history.project_health_history set as_of = as_of - to_days(?)", [days]
            )


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    found = connection.sql(query)
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def events_by_finding(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Row]]:
    """Return the events of each finding, the first one first."""
    events: dict[str, list[Row]] = {}
    for row in rows(connection, "from finding_events order by event_at"):
        events.setdefault(row["finding_uid"], []).append(row)
    return events


def rename_everything(tiny: TinyOrganization) -> None:
    tiny.rename_project("Alpha Centauri")
    tiny.team.name = "Crew of Old"
    tiny.sprints[0].path = "Alpha Centauri\\Sprint One"


def add_project_that_skips_states(tiny: TinyOrganization) -> str:
    """Add a project in which 51 of 61 stories, from id 10, were never started; return its id."""
    project = tiny.add_project("Habit")
    tiny.add_team(project, "Makers")
    for number in range(61):
        story = tiny.history.create(
            at("2026-03-06 09:00"),
            tiny.anna,
            "User Story",
            project.areas.children[0],
            title=f"Habit {number}",
        )
        if number > 50:
            tiny.change(story, "2026-03-07 09:00", state="Active")
        tiny.change(story, "2026-03-08 09:00", state="Closed")
    return project.id


ODD_TITLE = "Fix [/api/v1] and [red]"
STALE, ZOMBIE = ("stale_in_progress", "1"), ("zombie", "2")
SKIPPED_BY_ONE, WAIVED_SKIP = ("skipped_states", "11"), ("skipped_states", "10")
LEFT_AND_ACTIVE = ("offboarded_but_active", "github/bo")
PEOPLE = "account_uid,email,employment_status\nP1,bo@left.example,terminated\n"
ACCOUNTS = ["bo,bo@left.example", "c1,", "c2,", "c3,", "c4,"]
RULES_ABOUT_THE_RENAMED = {"zombie", "overdue_iteration", "scope_creep", "paid_license_inactive"}
FIRST, RENAMED, WITHOUT_SCOPE, READ_AGAIN, BACK_AGAIN, REPUBLISHED = range(6)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    runs = Runs(tmp_path_factory.mktemp("runs"))
    tiny = TinyOrganization()
    story = tiny.story("2025-11-03", state="Active", assigned_to=tiny.anna, title=ODD_TITLE)
    dream = tiny.story("2025-11-04", title="A dream")
    for planned in range(5):
        tiny.story(f"2026-02-2{planned}", iteration=tiny.sprints[0])
    tiny.story("2026-03-05", iteration=tiny.sprints[0])
    tiny.story("2026-03-06", iteration=tiny.sprints[0])
    tiny.user("Bo", last_accessed="2025-06-01 08:00")
    tiny.user("Cy", last_accessed="2025-06-02 08:00")
    habit = add_project_that_skips_states(tiny)
    thresholds = (
        "rule_id,project,team,parameter,value\n"
        f"stale_in_progress,,{tiny.team.id},high_threshold,20\n"
    )
    single = f"skipped_states,{habit},,aggregates,false\n"
    runs.write("thresholds.csv", thresholds)
    runs.write("license_prices.csv", "license_code,usd_per_month,free_count\nexpress,4.5,1\n")
    runs.write("hr.csv", PEOPLE)
    runs.write("github.csv", "\n".join(["account_uid,email", *ACCOUNTS]))
    with serve(tiny.commit(), tokens=TOKENS) as server:
        runs.write("waivers.csv", f"{WAIVERS}zombie,{ZOMBIE[1]},Dreams are free,Anna Ek,\n")
        runs.run(server.url, "--full-refresh")  # which is all the same on the first run
        runs.let_pass(days=21)

        rename_everything(tiny)
        tiny.change(story, "2026-03-20 10:00", area=tiny.area, state="Closed")
        tiny.change(dream, "2026-03-20 11:00", area=tiny.area, title="A dream of trains")
        tiny.commit()
        runs.write(
            "waivers.csv", f"{WAIVERS}zombie,{ZOMBIE[1]},Dreams are free,Anna Ek,2020-01-31\n"
        )
        runs.write("thresholds.csv", thresholds + single)
        runs.run(server.url)
        runs.let_pass(days=7)

        tiny.change(story, "2026-03-21 10:00", state="Active")
        tiny.commit()
        bo = next(one for one in tiny.organization.identities if one.display_name == "Bo")
        runs.write(
            "waivers.csv", f"{WAIVERS}paid_license_inactive,*{bo.id[-12:]},On leave,Anna Ek,\n"
        )
        runs.write("github.csv", "\n".join(["account_uid,email", *ACCOUNTS[2:]]))
        runs.write("thresholds.csv", thresholds)
        runs.run(server.url, token=WITHOUT_ENTITLEMENTS)

        tiny.change(story, "2026-03-22 10:00", state="Closed")
        tiny.commit()
        runs.write("waivers.csv", WAIVERS)
        runs.write("thresholds.csv", thresholds + single)
        runs.run(server.url, "--full-refresh")

        tiny.change(story, "2026-03-23 10:00", state="Active")
        tiny.commit()
        runs.write("thresholds.csv", thresholds)
        tiny.organization.user_entitlements.pop()
        runs.run(server.url)
    runs.republish()
    return runs


def inactive(runs: Runs, name: str) -> tuple[str, str]:
    """The finding about the license of somebody."""
    return next(
        key
        for key, row in runs.findings[FIRST].items()
        if key[0] == "paid_license_inactive" and row["owner_name"] == name
    )


def values_by_run(runs: Runs, key: tuple[str, str], *columns: str) -> list[tuple[Any, ...]]:
    """Return the values of some columns of a finding in each run."""
    return [tuple(run[key][column] for column in columns) for run in runs.findings]


def about_the_renamed(run: Mapping[tuple[str, str], Row]) -> dict[tuple[str, str], Row]:
    """Findings of which only names change in the second run."""
    return {key: row for key, row in run.items() if key[0] in RULES_ABOUT_THE_RENAMED}


def without(row: Mapping[str, Any], *columns: str) -> Row:
    return {name: value for name, value in row.items() if name not in columns}


def test_a_finding_comes_goes_and_comes_back_twice(runs: Runs) -> None:
    assert values_by_run(runs, STALE, "status", "baseline_state", "reopened_count") == [
        ("new", "new", 0),
        ("resolved", "absent", 0),
        ("new", "reopened", 1),
        ("resolved", "absent", 1),
        ("new", "reopened", 2),
        ("in_progress", "unchanged", 2),
    ]


def test_events_of_a_finding_tell_its_story(runs: Runs) -> None:
    def story(key: tuple[str, str]) -> list[str]:
        uid = runs.findings[REPUBLISHED][key]["finding_uid"]
        return [row["event"] for row in runs.events[REPUBLISHED][uid]]

    assert story(STALE) == ["opened", "resolved", "reopened", "resolved", "reopened"]
    assert story(ZOMBIE) == ["opened", "suppressed", "updated"]
    for earlier, later in pairwise(runs.events):
        for uid, events in earlier.items():
            of_then = later[uid][: len(events)]
            assert [without(row, "as_of") for row in of_then] == [
                without(row, "as_of") for row in events
            ]


def test_events_agree_with_findings_in_every_run(runs: Runs) -> None:
    for findings, events in zip(runs.findings, runs.events, strict=True):
        by_uid = {row["finding_uid"]: row for row in findings.values()}
        assert events.keys() == by_uid.keys()
        for uid, row in by_uid.items():
            first, last = events[uid][0], events[uid][-1]
            assert (first["event"], first["event_at"]) == ("opened", row["first_seen_at"])
            reopened = [event for event in events[uid] if event["event"] == "reopened"]
            assert len(reopened) == row["reopened_count"]
            assert last["event"] in EVENTS_OF_STATUS[row["status"]], row
            if row["resolved_at"]:
                assert last["event_at"] == row["resolved_at"]


def test_a_finding_keeps_its_uid_and_its_first_sight(runs: Runs) -> None:
    assert len(set(values_by_run(runs, STALE, "finding_uid", "first_seen_at"))) == 1


def test_sight_and_resolution_are_instants_of_the_runs(runs: Runs) -> None:
    first, gone, back, *_ = (run[STALE] for run in runs.findings)
    assert first["first_seen_at"] == first["last_seen_at"] == first["as_of"]
    assert gone["last_seen_at"] == first["last_seen_at"]
    assert gone["resolved_at"] == gone["as_of"] > first["as_of"]
    assert back["last_seen_at"] == back["as_of"] > gone["as_of"]
    assert back["resolved_at"] is None


def test_renames_make_no_other_finding(runs: Runs) -> None:
    before, after = (about_the_renamed(run) for run in runs.findings[:2])
    assert {rule_id for rule_id, _ in before} == RULES_ABOUT_THE_RENAMED
    assert before.keys() == after.keys()
    for key, row in after.items():
        assert row["finding_uid"] == before[key]["finding_uid"]
        assert row["baseline_state"] == "unchanged", key
    [creep] = [key for key in before if key[0] == "scope_creep"]
    assert (before[creep]["team_name"], before[creep]["project_name"]) == ("Crew", "Alpha")
    assert after[creep]["team_name"] == "Crew of Old"
    assert after[creep]["project_name"] == "Alpha Centauri"
    assert "Crew of Old, Sprint One" in after[creep]["title"]
    assert "A dream of trains" in after[ZOMBIE]["title"]


def test_a_threshold_by_id_outlives_a_rename(runs: Runs) -> None:
    assert values_by_run(runs, STALE, "severity", "threshold") == [("high", 20)] * 6


def test_a_waived_finding_is_suppressed_until_the_waiver_ends(runs: Runs) -> None:
    states = values_by_run(runs, ZOMBIE, "status", "baseline_state", "suppression_reason")
    assert states[FIRST] == ("suppressed", "new", "Dreams are free")
    assert set(states[RENAMED:]) == {("in_progress", "unchanged", None)}
    assert "line 3, zombie on 2: expired on 2020-01-31" in runs.outputs[RENAMED]


def test_a_missing_scope_is_reported_and_changes_no_finding(runs: Runs) -> None:
    before, after = runs.findings[RENAMED], runs.findings[WITHOUT_SCOPE]
    cy = inactive(runs, "Cy")
    assert runs.rule_runs[RENAMED][cy[0]]["status"] == "evaluated"
    assert runs.rule_runs[WITHOUT_SCOPE][cy[0]]["status"] == "skipped"
    assert "user_entitlements" in runs.rule_runs[WITHOUT_SCOPE][cy[0]]["skip_reason"]
    passing = ("as_of", "days_open")
    assert without(after[cy], *passing) == without(before[cy], *passing)
    assert runs.coverage[WITHOUT_SCOPE]["user_entitlements"]["status"] == "denied"
    assert "Not extracted: user_entitlements (denied)" in runs.outputs[WITHOUT_SCOPE]
    assert "Rule skipped: paid_license_inactive" in runs.outputs[WITHOUT_SCOPE]


def test_a_roster_that_lost_many_resolves_nothing_until_it_is_confirmed(runs: Runs) -> None:
    coverage = [run["roster_github"] for run in runs.coverage]
    assert [row["is_complete"] for row in coverage] == [True, True, False, True, True, True]
    assert "3 accounts, 40% fewer than the 5" in coverage[WITHOUT_SCOPE]["message"]
    statuses = [status for (status,) in values_by_run(runs, LEFT_AND_ACTIVE, "status")]
    assert statuses == ["new", "in_progress", "in_progress", "resolved", "resolved", "resolved"]
    seen = [at for (at,) in values_by_run(runs, LEFT_AND_ACTIVE, "last_seen_at")]
    assert seen[FIRST] < seen[RENAMED] == seen[WITHOUT_SCOPE] == seen[READ_AGAIN]


def test_what_was_not_read_is_a_finding_until_it_is_read(runs: Runs) -> None:
    denied = ("incomplete_extract", "tiny/user_entitlements")
    assert [denied in run for run in runs.findings] == [False, False, True, True, True, True]
    raised, gone = (run[denied] for run in runs.findings[WITHOUT_SCOPE : READ_AGAIN + 1])
    assert (raised["severity"], raised["status"]) == ("high", "new")
    assert "vso.memberentitlementmanagement" in raised["evidence"]
    assert gone["status"] == "resolved"


def test_a_waiver_holds_for_a_finding_that_was_not_looked_at(runs: Runs) -> None:
    before, waived, after = (run[inactive(runs, "Bo")] for run in runs.findings[1:4])
    assert (waived["status"], waived["suppressed_by"]) == ("suppressed", "Anna Ek")
    assert waived["last_seen_at"] == before["last_seen_at"]
    assert (after["status"], after["baseline_state"]) == ("in_progress", "unchanged")


def test_most_items_of_a_project_are_one_finding_that_lists_them(runs: Runs) -> None:
    skipped = {key: row for key, row in runs.findings[FIRST].items() if key[0] == "skipped_states"}
    assert {row["status"] for row in skipped.values()} == {"new", "suppressed"}
    assert WAIVED_SKIP in skipped
    [(_, subject_uid)] = skipped.keys() - {WAIVED_SKIP}
    row = skipped["skipped_states", subject_uid]
    assert (row["subject_type"], row["subject_uid"]) == (
        "project",
        f"{row['project_id']}/skipped_states",
    )
    assert row["title"] == "Requirement completed without being started: Habit"
    assert row["metric_value"] == pytest.approx(50 / 61)
    evidence = json.loads(row["evidence"])
    assert evidence["ids"] == [str(number) for number in range(11, 61)]
    assert (evidence["violation_count"], evidence["evaluated_count"]) == (50, 61)
    assert evidence["examples"] == ["11", "12", "13"]
    assert "Change the practice, or the threshold" in row["remediation"]
    assert runs.rule_runs[FIRST]["skipped_states"]["finding_count"] == 2


def test_findings_of_items_and_of_their_project_keep_their_history(runs: Runs) -> None:
    columns = "status", "baseline_state", "is_superseded", "reopened_count"
    [aggregate] = [key for key in runs.findings[FIRST] if key[1].endswith("/skipped_states")]
    assert values_by_run(runs, aggregate, *columns) == [
        ("new", "new", False, 0),
        ("suppressed", "unchanged", True, 0),
        ("in_progress", "unchanged", False, 0),
        ("suppressed", "unchanged", True, 0),
        ("in_progress", "unchanged", False, 0),
        ("in_progress", "unchanged", False, 0),
    ]
    assert SKIPPED_BY_ONE not in runs.findings[FIRST]
    later = [tuple(run[SKIPPED_BY_ONE][name] for name in columns) for run in runs.findings[1:]]
    assert later == [
        ("new", "new", False, 0),
        ("suppressed", "unchanged", True, 0),
        ("in_progress", "unchanged", False, 0),
        ("suppressed", "unchanged", True, 0),
        ("suppressed", "unchanged", True, 0),
    ]
    first_seen = {run[SKIPPED_BY_ONE]["first_seen_at"] for run in runs.findings[1:]}
    assert first_seen == {runs.findings[RENAMED][SKIPPED_BY_ONE]["as_of"]}
    assert set(values_by_run(runs, WAIVED_SKIP, "status")) == {("suppressed",)}


def test_a_license_costs_what_the_file_says_except_a_free_one(runs: Runs) -> None:
    costs = {
        name: runs.findings[FIRST][inactive(runs, name)]["estimated_monthly_cost"]
        for name in ("Bo", "Cy")
    }
    assert costs == {"Bo": 4.5, "Cy": 4.5}  # Anna, who signed in last, has the free seat


def test_a_license_that_was_given_back_is_a_saving(runs: Runs) -> None:
    """Cy leaves before the last run. The run without entitlements is no load, so it ends no license."""
    loads = [runs.runs[-1][number]["started_at"] for number in (FIRST, BACK_AGAIN)]
    assert {
        (row["valid_from"], row["valid_to"], row["license_type"], row["monthly_cost"])
        for row in runs.licenses[BACK_AGAIN]
    } == {
        (loads[0], None, "basic", 0.0),
        (loads[0], None, "basic", 4.5),
        (loads[0], loads[1], "basic", 4.5),
    }
    savings = [row["realized_monthly_saving"] for row in runs.runs[REPUBLISHED]]
    assert savings == [None, 0, 0, 0, 4.5, 4.5]
    saved = f"Saved by licenses given back since {loads[0]:%Y-%m-%d}: 4.50 USD per month"
    assert saved in runs.outputs[BACK_AGAIN]
    assert "Saved by" not in runs.outputs[FIRST]


def test_the_run_has_what_its_open_findings_would_save(runs: Runs) -> None:
    for number, findings in enumerate(runs.findings):
        costs = [
            row["estimated_monthly_cost"] or 0
            for row in findings.values()
            if row["status"] in ("new", "in_progress")
        ]
        assert runs.runs[number][-1]["potential_monthly_saving"] == sum(costs)


def test_a_title_is_printed_as_it_is(runs: Runs) -> None:
    assert ODD_TITLE in runs.outputs[FIRST]


def test_each_run_reads_only_new_rows(runs: Runs) -> None:
    read = [run["work_item_revisions"]["row_count"] for run in runs.coverage]
    assert read == [141, 2, 1, 145, 1, 0]


def test_a_project_is_compared_with_a_week_and_four_weeks_ago(runs: Runs) -> None:
    first, second, third = runs.health[: WITHOUT_SCOPE + 1]
    assert first["week_baseline_at"] is first["week_findings_change"] is None
    assert third["week_baseline_at"] == second["as_of"] - timedelta(days=7)
    assert third["four_weeks_baseline_at"] == first["as_of"] - timedelta(days=28)
    open_findings = [run["open_findings"] for run in (first, second, third)]
    assert third["four_weeks_findings_change"] == open_findings[2] - open_findings[0]
    assert third["week_findings_change"] == open_findings[2] - open_findings[1] > 0


def test_publishing_anew_changes_nothing_but_what_it_must(runs: Runs) -> None:
    before, after = runs.findings[BACK_AGAIN], runs.findings[REPUBLISHED]
    must = ("status", "baseline_state", "run_id", "resolved_at")
    assert before.keys() == after.keys()
    for key, row in after.items():
        assert without(row, *must) == without(before[key], *must), key
    standing = {row["baseline_state"] for row in after.values() if row["status"] != "resolved"}
    assert standing == {"unchanged"}


def test_publishing_anew_reads_nothing_and_is_a_run(runs: Runs) -> None:
    assert "Nothing extracted" in runs.outputs[REPUBLISHED]
    earlier, latest = runs.runs[REPUBLISHED][-2:]
    assert (latest["row_count"], latest["request_count"]) == (0, 0)
    assert latest["as_of"] == earlier["as_of"]
    assert {row["is_complete"] for row in runs.coverage[REPUBLISHED].values()} == {True}


@pytest.mark.exhaustive
def test_a_past_instant_is_published_beside_the_present(runs: Runs) -> None:
    present = (runs.data_dir / "findings.duckdb").read_bytes()
    runs.command("build", ADO_FINDINGS__AS_OF="2026-03-04T00:00:00Z")
    assert (runs.data_dir / "findings.duckdb").read_bytes() == present
    past = runs.data_dir / "as_of" / "20260304T000000Z" / "findings.duckdb"
    with duckdb.connect(str(past), read_only=True) as connection:
        events = connection.sql(
            "select distinct event, event_at, run_id is null from finding_events"
        )
        assert events.fetchall() == [("opened", datetime(2026, 3, 4), False)]
        query = "select distinct status, baseline_state, reopened_count from findings"
        assert connection.sql(query).fetchall() == [("new", "new", 0)]
        assert connection.sql("select count(*) from work_items").fetchall() == [(7,)]
        assert connection.sql("select count(*) from runs").fetchall() == [(1,)]


def test_publishing_anew_knows_the_teams_that_were_loaded(runs: Runs) -> None:
    runs.write("thresholds.csv", "rule_id,team,parameter,value\nzombie,Crew,low_threshold,1\n")
    refusal = runs.command("build", exit_code=2)
    assert "line 2, column team: there is no team `Crew`. Nearest: `Crew of Old`" in refusal
