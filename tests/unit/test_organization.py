"""Projects, types and users from a real HTTP server, with lists that are incomplete or change."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.resources.classification_nodes import classification_node_rows
from pipelines.azure_devops.resources.entitlements import fetch_user_entitlements
from pipelines.azure_devops.resources.work_item_types import work_item_type_state_rows
from pipelines.azure_devops.urls import parse_organization_url
from pipelines.errors import UserActionRequired
from pipelines.http.errors import UnexpectedShape
from tests.support.scripted_server import Answer, ScriptedServer, scripted

PROJECTS = [{"id": "p1", "name": "Alpha"}, {"id": "p2", "name": "Beta's Büro"}]


def listing(*records: dict[str, Any]) -> Answer:
    return Answer(body=json.dumps({"value": records}).encode())


def organization_of(server: ScriptedServer, *selection: str) -> AzureDevOpsOrganization:
    client = AzureDevOpsClient(parse_organization_url(server.url), "token")
    return AzureDevOpsOrganization(client, selection)


class OneProject(AzureDevOpsOrganization):
    """An organization whose list of projects is known."""

    def projects(self) -> list[dict[str, Any]]:
        return PROJECTS[:1]


def with_one_project(server: ScriptedServer) -> OneProject:
    return OneProject(AzureDevOpsClient(parse_organization_url(server.url), "token"))


@pytest.mark.parametrize(
    ("selection", "ids"),
    [
        ([], ["p1", "p2"]),
        (["alpha"], ["p1"]),
        (["P2"], ["p2"]),
        (["BETA'S BÜRO", "p2"], ["p2"]),
    ],
)
def test_projects_are_selected_by_name_or_id_in_any_case(
    selection: list[str], ids: list[str]
) -> None:
    with scripted(listing(*PROJECTS)) as server:
        organization = organization_of(server, *selection)
        assert [project["id"] for project in organization.selected_projects()] == ids


def test_an_unknown_project_is_answered_with_the_nearest() -> None:
    with scripted(listing(*PROJECTS)) as server:
        organization = organization_of(server, "Alfa")
        with pytest.raises(UserActionRequired, match=r"no project `Alfa`\. Nearest: `Alpha` of 2"):
            organization.selected_projects()


@pytest.mark.parametrize("selection", [[], ["Alpha"]])
def test_no_project_at_all_is_no_empty_organization(selection: list[str]) -> None:
    with scripted(listing()) as server:
        organization = organization_of(server, *selection)
        with pytest.raises(UserActionRequired, match=r"can see no project of http.* Add its owner"):
            organization.selected_projects()


def test_a_list_that_many_threads_ask_for_at_once_is_requested_once() -> None:
    together = threading.Barrier(8)

    def projects() -> list[dict[str, Any]]:
        together.wait()
        return organization.projects()

    with scripted(listing(*PROJECTS)) as server, ThreadPoolExecutor(together.parties) as pool:
        organization = organization_of(server)
        found = [pool.submit(projects) for _ in range(together.parties)]
        assert [call.result() for call in found] == [PROJECTS] * together.parties
    assert len(server.asked) == 1


def test_a_record_that_is_listed_twice_is_read_once() -> None:
    with scripted(listing(*PROJECTS, PROJECTS[0])) as server:
        assert len(organization_of(server).projects()) == 2


def test_paths_of_nodes_are_built_where_the_server_gives_none() -> None:
    sprint = {"id": 3, "identifier": "c", "name": "Sprint 1", "structureType": "iteration"}
    root = {
        "id": 1,
        "identifier": "a",
        "name": "Alpha",
        "structureType": "iteration",
        "children": [sprint],
    }
    with scripted(listing(root)) as server:
        rows = list(classification_node_rows(with_one_project(server)))
    assert [row["path"] for row in rows] == ["\\Alpha\\Iteration", "\\Alpha\\Iteration\\Sprint 1"]


@pytest.mark.parametrize("states_given", [{}, {"states": None}, {"states": []}])
def test_states_are_asked_for_where_a_type_comes_without_them(states_given: dict[str, Any]) -> None:
    states = listing({"name": "New", "category": "Proposed"})
    with scripted(listing({"name": "Bug/Defect #1", **states_given}), states) as server:
        rows = list(work_item_type_state_rows(with_one_project(server)))
    assert [(row["name"], row["category"]) for row in rows] == [("New", "Proposed")]
    path = "/contoso/p1/_apis/wit/workitemtypes/Bug%2FDefect%20%231/states"
    assert server.asked[1][1].startswith(path)


USER = {"id": "907c5f4d-b4f2-6d96-b2fe-312275b55674"}


@pytest.mark.parametrize(
    "page",
    [
        {"members": [USER], "items": [USER]},
        {"items": [USER]},
        {"value": [USER]},
        {"members": [], "items": [USER]},
    ],
)
def test_users_are_found_under_each_name_of_their_list(page: dict[str, Any]) -> None:
    with scripted(Answer(body=json.dumps(page).encode())) as server:
        assert fetch_user_entitlements(organization_of(server)) == [USER]


@pytest.mark.parametrize(
    "page", [{"totalCount": 1}, {"members": None}, {"members": [None]}, {"members": [{"user": {}}]}]
)
def test_a_page_of_users_that_may_leave_some_out_is_an_error(page: dict[str, Any]) -> None:
    with scripted(Answer(body=json.dumps(page).encode())) as server, pytest.raises(UnexpectedShape):
        fetch_user_entitlements(organization_of(server))
