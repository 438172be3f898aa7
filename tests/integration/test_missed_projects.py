"""Runs that can no longer see a project: its findings do not change until the selection of projects does."""

from typing import Any

import pytest

from pipelines import warehouse
from sample_organization import serve
from sample_organization.model.organization import Organization, Project
from tests.integration.test_runs import TOKENS, Runs, values_by_run, without
from tests.support.organizations import TinyOrganization, person

pytestmark = [pytest.mark.exhaustive, pytest.mark.xdist_group("missed_projects")]

SEEN, HIDDEN, STILL_HIDDEN, BACK, GONE_FOR_GOOD = range(5)
MOVED, DONE, WAITED_FOR, WAITING, HERE = range(1, 6)
ABOUT_MOVED = {(rule, str(MOVED)) for rule in ("stale_in_progress", "unowned_in_progress")}
ABOUT_STRANGER = ("work_assigned_without_entitlement", f"azure_devops/{person('A Stranger').id}")
ABOUT_MEMBER = ("team_member_without_entitlement", f"azure_devops/{person('A Member').id}")
VIOLATED = ("dependency_violated", f"System.LinkTypes.Dependency/{WAITED_FOR}/{WAITING}")
ABOUT_HERE = ("unowned_in_progress", str(HERE))
MISSING = ("incomplete_extract", "tiny/projects")


class ProjectVisibility:
    """Hides a project with the history of its items, and shows it again."""

    def __init__(self, organization: Organization, project: Project) -> None:
        self._organization = organization
        self._project = project

    def hide(self) -> None:
        organization = self._organization
        self._kept = [*organization.projects], {**organization.items}, [*organization.revisions]
        organization.projects.remove(self._project)
        for item_id in (MOVED, DONE, WAITED_FOR):
            organization.destroy(item_id)

    def show(self) -> None:
        organization = self._organization
        organization.projects, organization.items, organization.revisions = self._kept


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    runs = Runs(tmp_path_factory.mktemp("missed"))
    tiny = TinyOrganization()
    beta = tiny.add_project("Beta")
    tiny.add_team(beta, "Beta Crew", (), person("A Member"))
    there: Any = {"area": beta.areas, "iteration": beta.iterations}
    items = [tiny.story("2026-02-20", state="Active", title=f"Item {n}") for n in range(1, 6)]
    moved, done, waited_for, waiting, here = items
    tiny.change(moved, "2026-02-22", **there)
    tiny.change(done, "2026-02-22", state="Closed", **there)
    tiny.change(waited_for, "2026-02-22", assigned_to=person("A Stranger"), **there)
    tiny.depend(done, here, "2026-03-01")
    tiny.depend(waited_for, waiting, "2026-03-01")
    visibility = ProjectVisibility(tiny.commit(), beta)

    with serve(tiny.organization, tokens=TOKENS) as server:
        runs.run(server.url)
        visibility.hide()
        tiny.change(here, "2026-03-20", state="Closed")
        tiny.commit()
        runs.run(server.url, "--sweep")
        runs.run(server.url)
        visibility.show()
        tiny.change(moved, "2026-11-25", state="Closed")
        tiny.commit()
        runs.run(server.url)
        visibility.hide()
        runs.run(server.url, SOURCES__AZURE_DEVOPS__PROJECTS='["Alpha"]')
    return runs


def test_items_of_a_missed_project_are_not_assigned_to_a_project_that_they_left(
    runs: Runs,
) -> None:
    published = runs.work_items
    assert published[HIDDEN] == published[STILL_HIDDEN] == {WAITING, HERE}
    assert published[BACK] == {MOVED, DONE, WAITED_FOR, WAITING, HERE}


@pytest.mark.parametrize(
    "key", sorted({*ABOUT_MOVED, ABOUT_STRANGER, ABOUT_MEMBER}), ids=lambda key: key[0]
)
def test_findings_about_a_missed_project_are_neither_raised_nor_resolved(
    key: tuple[str, str], runs: Runs
) -> None:
    seen, hidden, still_hidden = (run[key] for run in runs.findings[: STILL_HIDDEN + 1])
    assert seen["status"] == "new"
    assert without(hidden, "as_of") == without(seen, "as_of")
    assert without(still_hidden, "as_of") == without(seen, "as_of")


def test_a_missed_project_raises_no_finding(runs: Runs) -> None:
    seen, hidden, still_hidden = (set(run) for run in runs.findings[: STILL_HIDDEN + 1])
    assert hidden - seen == still_hidden - seen == {MISSING}


def test_the_other_end_of_a_link_is_as_it_was_last_seen(runs: Runs) -> None:
    assert values_by_run(runs, VIOLATED, "status")[: BACK + 1] == [
        ("new",),
        ("in_progress",),
        ("in_progress",),
        ("in_progress",),
    ]


def test_findings_about_other_projects_go_on(runs: Runs) -> None:
    assert [status for (status,) in values_by_run(runs, ABOUT_HERE, "status")][:2] == [
        "new",
        "resolved",
    ]


def test_every_run_reports_a_missed_project(runs: Runs) -> None:
    complete = [run["projects"]["is_complete"] for run in runs.coverage]
    assert complete == [True, False, False, True, True]
    messages = [run["projects"]["message"] for run in runs.coverage]
    assert messages[HIDDEN] == messages[STILL_HIDDEN]
    assert "project Beta (deleted, or no longer visible to the token)." in messages[HIDDEN]
    assert messages[HIDDEN] in runs.outputs[STILL_HIDDEN]
    assert [run[MISSING]["status"] for run in runs.findings[HIDDEN:]] == [
        "new",
        "in_progress",
        "resolved",
        "resolved",
    ]


def test_a_deletion_scan_flags_no_item_of_a_missed_project(runs: Runs) -> None:
    with warehouse.connect(runs.data_dir / "warehouse.duckdb") as connection:
        assert connection.sql("select count(*) from raw.sweeps").fetchall() == [(1,)]
        assert connection.sql("from raw.destroyed_work_items").fetchall() == []


def test_a_project_that_is_visible_again_is_evaluated_again(runs: Runs) -> None:
    assert {runs.findings[BACK][key]["status"] for key in ABOUT_MOVED} == {"resolved"}
    assert runs.findings[BACK][ABOUT_STRANGER]["status"] == "in_progress"
    assert runs.findings[BACK][ABOUT_MEMBER]["status"] == "in_progress"


def test_a_selection_of_projects_resolves_findings_of_missed_ones(runs: Runs) -> None:
    about_beta = [
        row["status"]
        for row in runs.findings[GONE_FOR_GOOD].values()
        if row["project_name"] == "Beta"
    ]
    assert set(about_beta) == {"resolved"}
    assert runs.findings[GONE_FOR_GOOD][ABOUT_STRANGER]["status"] == "resolved"
