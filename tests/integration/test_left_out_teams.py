"""Runs in which a team, or a project, cannot be read: its findings are neither raised nor resolved."""

import pytest

from sample_organization import serve
from tests.integration.test_runs import TOKENS, Runs, without
from tests.resilience.test_left_out import refusing
from tests.support.organizations import TinyOrganization

pytestmark = [pytest.mark.exhaustive, pytest.mark.xdist_group("left_out_teams")]

COMPLETE, WITHOUT_TEAM, WITHOUT_PROJECT, COMPLETE_AGAIN = range(4)
OF_TEAM, OF_PROJECT = 1, 2
RULES = {"stale_in_progress", "unowned_in_progress"}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    runs = Runs(tmp_path_factory.mktemp("left out"))
    tiny = TinyOrganization()
    beta = tiny.add_project("Beta")
    tiny.add_team(beta, "Beta Crew", (), tiny.anna)
    story = tiny.story("2025-11-03", state="Active", title="Of the team")
    there = tiny.story("2025-11-03", state="Active", title="Of the project")
    tiny.change(there, "2025-11-04", area=beta.areas, iteration=beta.iterations)
    elsewhere = tiny.story("2025-11-03", state="Active", title="Elsewhere")
    tiny.change(elsewhere, "2025-11-04", area=tiny.project.areas)
    with serve(tiny.commit(), tokens=TOKENS) as server:
        runs.run(server.url)
        server.hooks[:] = [refusing(f"/{tiny.team.id}/_apis/work/teamsettings/iterations$", 404)]
        tiny.change(story, "2026-11-20", state="Closed")
        tiny.commit()
        runs.run(server.url)
        server.hooks[:] = [refusing(f"/_apis/projects/{beta.id}/teams$", 401)]
        runs.run(server.url)
        server.hooks.clear()
        runs.run(server.url)
    return runs


def test_findings_of_a_team_that_is_left_out_do_not_change(runs: Runs) -> None:
    for rule in RULES:
        before, after = (run[(rule, str(OF_TEAM))] for run in runs.findings[:WITHOUT_PROJECT])
        assert before["team_name"] == "Crew"
        assert without(after, "as_of") == without(before, "as_of")


def test_findings_of_a_project_that_is_left_out_do_not_change(runs: Runs) -> None:
    for rule in RULES:
        _, before, after, _ = (run[(rule, str(OF_PROJECT))] for run in runs.findings)
        assert without(after, "as_of") == without(before, "as_of")


def test_they_are_evaluated_again_when_they_can_be_read(runs: Runs) -> None:
    again = runs.findings[COMPLETE_AGAIN]
    assert {again[(rule, str(OF_TEAM))]["status"] for rule in RULES} == {"resolved"}
    assert {again[(rule, str(OF_PROJECT))]["status"] for rule in RULES} == {"in_progress"}


def test_what_is_left_out_raises_only_that_it_is(runs: Runs) -> None:
    complete, without_team, without_project, again = (set(run) for run in runs.findings)
    incomplete = {("incomplete_extract", f"tiny/{name}") for name in ("teams", "team_iterations")}
    assert without_team - complete == incomplete
    assert without_project - without_team == {("incomplete_extract", "tiny/projects")}
    assert again == without_project


def test_the_summary_names_what_is_left_out(runs: Runs) -> None:
    assert (
        "Incomplete: team_iterations: left out: team Alpha / Crew (" in runs.outputs[WITHOUT_TEAM]
    )
    assert "Incomplete: teams: left out: project Beta (" in runs.outputs[WITHOUT_PROJECT]
    assert "left out: " not in runs.outputs[COMPLETE_AGAIN]
