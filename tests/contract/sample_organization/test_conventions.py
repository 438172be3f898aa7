from urllib.parse import quote

import pytest
import requests
from flask import Request, Response, after_this_request

from sample_organization import SAMPLE_TOKEN, serve
from tests.contract.sample_organization.conftest import Client
from tests.support.organizations import TinyOrganization


def test_a_version_is_required(client):
    response = requests.get(f"{client.url}/_apis/projects", auth=("", SAMPLE_TOKEN), timeout=10)
    assert response.status_code == 400
    assert response.json()["typeKey"] == "VssVersionNotSpecifiedException"


def test_resource_locations_need_no_version(client):
    response = requests.options(f"{client.url}/_apis", auth=("", SAMPLE_TOKEN), timeout=10)
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    [projects] = [row for row in response.json()["value"] if row["resourceName"] == "projects"]
    assert projects["routeTemplate"] == "_apis/{resource}/{*projectId}"


def test_the_version_may_stand_in_a_header_and_is_echoed(client):
    headers = {"Accept": "application/json;api-version=5.1-preview.2"}
    url = f"{client.url}/_apis/projects"
    response = requests.get(url, auth=("", SAMPLE_TOKEN), headers=headers, timeout=10)
    assert response.headers["Content-Type"] == (
        "application/json; charset=utf-8; api-version=5.1-preview.2"
    )
    assert response.headers["ActivityId"] == response.headers["X-VSS-E2EID"]


def test_an_unknown_route_is_a_plain_404_that_names_the_path_as_asked(client):
    response = client.get("/_apis/Nothing")
    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("text/plain")
    assert "/aurora-sleeper/_apis/Nothing" in response.text


def test_another_organization_is_not_there(client):
    url = client.url.replace("aurora-sleeper", "another")
    assert client.session.get(f"{url}/_apis/projects", timeout=10).status_code == 404


@pytest.mark.parametrize(
    ("path", "type_key"),
    [
        ("/_apis/projects/Nowhere", "ProjectDoesNotExistWithNameException"),
        ("/Nowhere/_apis/work/teamsettings", "ProjectDoesNotExistWithNameException"),
        ("/Crew's Quarters/Nobody/_apis/work/teamsettings", "TeamNotFoundException"),
        ("/_apis/wit/workitems/7", "WorkItemUnauthorizedAccessException"),
        ("/_apis/userentitlements/7", "MemberNotFoundException"),
        ("/Crew's Quarters/_apis/wit/workitemtypes/Song/states", "WorkItemTypeNotFoundException"),
    ],
)
def test_what_is_not_there_is_a_404_in_the_usual_envelope(client, path, type_key):
    response = client.get(path)
    assert response.status_code == 404
    assert response.json()["typeKey"] == type_key
    assert response.json()["innerException"] is None


def test_names_and_paths_are_case_insensitive(client, sample):
    project = sample.project("Rolling Stock Überwachung")
    team = project.team("Depot Köln")
    names = f"/{quote(project.name)}/{quote(team.name)}", f"/{project.id}/{team.id}"
    shouted = f"/{quote(project.name.upper())}/{quote(team.name.upper())}"
    answers = [client.json(f"{name}/_apis/work/TEAMSETTINGS") for name in (*names, shouted)]
    assert answers[0] == answers[1] == answers[2]


def test_published_urls_are_fixed_but_links_to_follow_lead_to_this_server(client):
    project = client.json("/_apis/projects")["value"][0]
    assert project["url"].startswith("https://dev.azure.com/aurora-sleeper/_apis/projects/")
    areas = client.json("/_apis/ResourceAreas")["value"]
    assert {area["locationUrl"] for area in areas} == {f"{client.url}/"}
    batch = client.json("/_apis/wit/reporting/workitemlinks")
    assert batch["nextLink"].startswith(client.url)
    assert client.session.get(batch["nextLink"], timeout=10).status_code == 200


def test_writing_requests_are_not_routed(client):
    response = client.session.delete(f"{client.url}/_apis/wit/workitems/1001", timeout=10)
    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("text/plain")


def test_requests_are_recorded_and_a_hook_may_answer_first():
    busy = [Response("busy", status=503)]
    with serve(
        TinyOrganization().commit(), hooks=[lambda _: busy.pop() if busy else None]
    ) as server:
        client = Client(server)
        assert client.get("/_apis/projects", dollar_top=1).status_code == 503
        assert client.get("/_apis/projects", dollar_top=1).status_code == 200
        first, second = server.requests
    assert (first.status, second.status) == (503, 200)
    assert (second.method, second.path) == ("GET", "/tiny/_apis/projects")
    assert second.query == {"api-version": "7.1", "$top": "1"}


def test_a_hook_may_change_the_real_answer():
    def slow_down(_: Request) -> None:
        @after_this_request
        def add_header(response: Response) -> Response:
            response.headers["Retry-After"] = "3"
            return response

    with serve(TinyOrganization().commit()) as server:
        server.hooks.append(slow_down)
        response = Client(server).get("/_apis/projects")
    assert (response.status_code, response.headers["Retry-After"]) == (200, "3")
