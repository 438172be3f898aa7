"""One project or team that cannot be read: it is left out and named, and everything else is loaded."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from flask import Request, Response

from pipelines.errors import RunFailed
from pipelines.extract.coverage import LoadStatus
from sample_organization import RunningServer
from sample_organization.azure_devops.context import Hook
from tests.support.loading import Load, Runs, not_loaded, serving
from tests.support.organizations import TinyOrganization, person

pytestmark = pytest.mark.xdist_group("left_out")

STATUSES = (400, 401, 403, 404, 410, 500)
DENIED = "TF400813: The user is not authorized to access this resource."

# What belongs to one project or team, by the path of its request.
PROJECT_PATHS = {
    "projects": "/_apis/projects/{id}$",
    "teams": "/_apis/projects/{id}/teams$",
    "classification_nodes": "/{id}/_apis/wit/classificationnodes$",
    "work_item_types": "/{id}/_apis/wit/workitemtypes$",
    "work_item_type_categories": "/{id}/_apis/wit/workitemtypecategories$",
}
TEAM_PATHS = {
    "team_members": "/teams/{id}/members$",
    "team_settings": "/{id}/_apis/work/teamsettings$",
    "team_field_values": "/{id}/_apis/work/teamsettings/teamfieldvalues$",
    "team_iterations": "/{id}/_apis/work/teamsettings/iterations$",
    "team_backlogs": "/{id}/_apis/work/backlogconfiguration$",
}
# What the organization has once, and a run cannot do without.
ORGANIZATION_PATHS = {
    "projects": "/_apis/projects$",
    "fields": "/_apis/wit/fields$",
    "work_item_revisions": "/workitemrevisions$",
    "work_item_link_changes": "/workitemlinks$",
}
OF_PROJECTS = {"projects": "id", "teams": "project_id", "classification_nodes": "project_id"}
OF_TEAMS = {"teams": "id", "team_members": "team_id", "team_iterations": "team_id"}


@dataclass(frozen=True)
class Case:
    """A resource of a project or team, and the status of its response."""

    resource: str
    path: str
    status: int
    is_team: bool


def parameters(names: Iterable[str]) -> Iterator[tuple[str, int, Any]]:
    """Yield resources with each status, of which one is not exhaustive, and the mark of the case."""
    for position, name in enumerate(names):
        for number, status in enumerate(STATUSES):
            is_representative = position % 2 == 0 and position % len(STATUSES) == number
            mark = pytest.mark.representative if is_representative else pytest.mark.exhaustive
            yield name, status, mark


PARTS = [
    pytest.param(Case(name, paths[name], status, is_team), id=f"{name} {status}", marks=mark)
    for paths, is_team in ((PROJECT_PATHS, False), (TEAM_PATHS, True))
    for name, status, mark in parameters(paths)
]
ORGANIZATION = [
    pytest.param(ORGANIZATION_PATHS[name], status, id=f"{name} {status}", marks=mark)
    for name, status, mark in parameters(ORGANIZATION_PATHS)
]


def refusing(path: str, status: int, message: str = DENIED) -> Hook:
    """Return a hook that responds with an error to one path."""

    def hook(request: Request) -> Response | None:
        if not re.search(path, request.path):
            return None
        error = {"$id": "1", "message": message, "typeKey": "SomeException"}
        return Response(orjson.dumps(error), status=status, content_type="application/json")

    return hook


def organization() -> TinyOrganization:
    """Return two projects, of which `Beta` can be lost, as can the team `Lost` of the other."""
    tiny = TinyOrganization()
    beta = tiny.add_project("Beta")
    tiny.add_team(beta, "Beta Crew", (), person("A Member"))
    tiny.add_team(tiny.project, "Lost", tiny.sprints, tiny.anna)
    tiny.story("2026-02-20")
    return tiny


@pytest.fixture
def tiny() -> TinyOrganization:
    return organization()


@dataclass
class Loads:
    """Repeated loads of one organization."""

    tiny: TinyOrganization
    server: RunningServer
    runs: Runs

    def ids(self, is_team: bool) -> dict[str, set[str]]:
        """Return the ids of projects or teams in each of their tables."""
        columns = OF_TEAMS if is_team else OF_PROJECTS
        return {
            table: {found for (found,) in self.runs.rows(f"select {column} from raw.{table}")}
            for table, column in columns.items()
        }


@pytest.fixture(scope="module")
def loads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loads]:
    tiny = organization()
    with serving(tiny.commit()) as server:
        loads = Loads(tiny, server, Runs(tmp_path_factory.mktemp("left out")))
        loads.runs.load(server.url)
        yield loads


@pytest.fixture(scope="module")
def complete(loads: Loads) -> dict[bool, dict[str, set[str]]]:
    """The ids of projects and teams after a load without faults."""
    return {is_team: loads.ids(is_team) for is_team in (False, True)}


@pytest.mark.parametrize("case", PARTS)
def test_what_cannot_be_read_costs_only_itself_and_is_named(
    case: Case, loads: Loads, complete: dict[bool, dict[str, set[str]]]
) -> None:
    lost = loads.tiny.project.teams[-1] if case.is_team else loads.tiny.organization.projects[1]
    loads.server.hooks[:] = [refusing(case.path.format(id=lost.id), case.status)]
    load = loads.runs.load(loads.server.url)
    title = "team Alpha / Lost" if case.is_team else "project Beta"
    resources = {case.resource, "teams" if case.is_team else "projects"}
    assert not_loaded(load) == dict.fromkeys(resources, LoadStatus.LOADED)
    for resource in resources:
        assert f"left out: {title} (" in _message(load, resource)
        assert DENIED.rstrip(".") in _message(load, resource)
        assert "Findings about them remain unchanged." in _message(load, resource)
    for table, left in loads.ids(case.is_team).items():
        assert complete[case.is_team][table] - left == {lost.id}, table
        assert left <= complete[case.is_team][table], table


@pytest.mark.parametrize(("path", "status"), ORGANIZATION)
def test_what_the_organization_has_once_fails_the_run(path: str, status: int, loads: Loads) -> None:
    before = loads.runs.tables()
    loads.server.hooks[:] = [refusing(path, status)]
    with pytest.raises(RunFailed, match=f"returned {status}: TF400813") as failure:
        loads.runs.load(loads.server.url)
    assert failure.value.exit_code == 1
    assert loads.runs.tables() == before


def test_the_next_load_is_complete_again(
    loads: Loads, complete: dict[bool, dict[str, set[str]]]
) -> None:
    loads.server.hooks[:] = [refusing("/members$", 403)]
    assert set(not_loaded(loads.runs.load(loads.server.url))) == {"teams", "team_members"}
    loads.server.hooks.clear()
    assert not_loaded(loads.runs.load(loads.server.url)) == {}
    assert {is_team: loads.ids(is_team) for is_team in (False, True)} == complete


@pytest.mark.exhaustive
def test_a_team_that_is_still_listed_is_told_from_one_that_is_gone(
    tiny: TinyOrganization, runs: Runs
) -> None:
    lost = tiny.project.teams[-1]

    def disappear(request: Request) -> Response | None:
        if f"/teams/{lost.id}/members" in request.path and lost in tiny.project.teams:
            tiny.project.teams.remove(lost)
        return None

    with serving(tiny.commit()) as server:
        server.hooks.append(refusing(f"/teams/{lost.id}/members$", 404))
        message = _message(runs.load(server.url), "team_members")
        assert "It is still listed" in message and "ask its administrator" in message
        server.hooks.insert(0, disappear)
        message = _message(runs.load(server.url), "team_members")
        assert "It was deleted during the run" in message and "run again" not in message


def test_settings_that_the_service_reports_as_invalid_come_with_advice(
    tiny: TinyOrganization, runs: Runs
) -> None:
    reason = "TF400512: The project does not have process settings."
    lost = tiny.project.teams[-1]

    def invalid(request: Request) -> Response | None:
        if f"/{lost.id}/_apis/work/" not in request.path:
            return None
        error = {"message": reason, "typeKey": "MissingProjectSettingsException"}
        return Response(orjson.dumps(error), status=400, content_type="application/json")

    with serving(tiny.commit()) as server:
        server.hooks.append(invalid)
        message = _message(runs.load(server.url), "team_settings")
    assert reason.rstrip(".") in message
    assert "Correct them under Project settings > Boards > Team configuration" in message


@pytest.mark.parametrize("is_dead", [False, True], ids=["token lives", "token is dead"])
def test_a_401_is_about_the_token_only_if_a_probe_says_so(
    is_dead: bool, tiny: TinyOrganization, runs: Runs
) -> None:
    lost = tiny.project.teams[-1]
    with serving(tiny.commit()) as server:
        server.hooks.append(refusing(f"/teams/{lost.id}/members$", 401))
        if not is_dead:
            assert set(not_loaded(runs.load(server.url))) == {"teams", "team_members"}
            assert _probes(server) == 1
            return
        server.hooks.append(refusing("/workitemrevisions$", 401))
        with pytest.raises(RunFailed, match="The token stopped working during the run"):
            runs.load(server.url)


@pytest.mark.exhaustive
def test_an_endpoint_that_fails_for_all_teams_is_soon_no_longer_retried(
    tiny: TinyOrganization, runs: Runs
) -> None:
    for number in range(12):
        tiny.add_team(tiny.project, f"Team {number}", tiny.sprints, tiny.anna)
    with serving(tiny.commit()) as server:
        server.hooks.append(refusing("/teamfieldvalues$", 500))
        load = runs.load(server.url)
        asked = [request for request in server.requests if "teamfieldvalues" in request.path]
    assert set(not_loaded(load)) == {"teams", "team_field_values"}
    assert f"and {len(load.organization.teams()) - 5} more" in _message(load, "teams")
    assert len(asked) < 3 * len(load.organization.teams())


def _message(load: Load, resource: str) -> str:
    messages = {entry.resource: entry.message for entry in load.coverage}
    return messages[resource] or ""


def _probes(server: RunningServer) -> int:
    return sum(request.query.get("$maxPageSize") == "1" for request in server.requests)
