"""Responses of the server have the shape of recorded responses of the real service."""

import json
from pathlib import Path

import pytest

PAYLOADS = Path(__file__).parents[4] / "shared" / "payloads"
pytestmark = pytest.mark.skipif(not PAYLOADS.exists(), reason="no recorded payloads here")

TEAM = "/Booking & Fares/Checkout Café"
TEAM_MEMBERS = "/_apis/projects/Booking & Fares/teams/Checkout Café/members"
ITEM = "/_apis/wit/workitems/1001"
EXPANDED = {"$expand": "all"}
UPDATES = "workitem-updates/specs-wit-7.1-GET__list_of_workitem_updates.json"
ENTITLEMENT = "userentitlements/azcli-devops_user_command_addUpdat-11-GET-200.json"


def recorded(name):
    content = json.loads((PAYLOADS / name).read_text(encoding="utf-8-sig"))
    if "response" in content:
        return content["response"]["body"]
    return content["responses"]["200"]["body"]


@pytest.mark.parametrize(
    ("path", "query", "name"),
    [
        ("/_apis/projects", {}, "projects/azcli-devops_projects_CreateListSh-07-GET-200.json"),
        (
            "/_apis/projects/Crew's Quarters",
            {"includeCapabilities": "true"},
            "projects/azcli-boards_areas-08-GET-200.json",
        ),
        (
            TEAM_MEMBERS,
            {},
            "team-members/specs-core-7.1-GET__projects__projectId__teams__teamId__members4.1_.json",
        ),
        (
            f"{TEAM}/_apis/work/teamsettings",
            {},
            "teamsettings/azcli-boards_iterations-26-GET-200.json",
        ),
        (
            f"{TEAM}/_apis/work/teamsettings/iterations",
            {},
            "teamsettings-iterations/azcli-boards_iterations-35-GET-200.json",
        ),
        (
            "/Crew's Quarters/_apis/wit/classificationnodes/areas",
            {"$depth": 1},
            "classificationnodes/azcli-boards_areas-13-GET-200.json",
        ),
        (
            "/Booking & Fares/_apis/wit/workitemtypes/Bug/states",
            {},
            "workitemtype-states/specs-wit-7.1-GET__workitem_type_states.json",
        ),
        ("/_apis/userentitlements", {}, ENTITLEMENT),
        (
            "/_apis/identities",
            {"searchFilter": "General", "filterValue": "Siân Llewellyn"},
            "identities/azcli-devops_group_and_member_test-37-GET-200.json",
        ),
        (ITEM, EXPANDED, "workitems/azcli-boards_releations_create_rem-38-GET-200.json"),
        (
            "/_apis/wit/workitems",
            {"ids": "1001", **EXPANDED},
            "workitems/specs-wit-7.1-GET__wit_WorkItems_ids-_ids___expand-all.json",
        ),
        (
            f"{ITEM}/revisions",
            {},
            "workitem-revisions/specs-wit-7.1-GET__list_workitem_revisions.json",
        ),
        (f"{ITEM}/revisions/2", {}, "workitem-revisions/specs-wit-7.1-GET__workitem_revision.json"),
        (f"{ITEM}/updates", {}, UPDATES),
        (f"{ITEM}/updates/1", {}, "workitem-updates/specs-wit-7.1-GET__work_item_update.json"),
        (
            "/_apis/wit/workItemRelationTypes",
            {},
            "workitemrelationtypes/azcli-boards_releations_create_rem-14-GET-200.json",
        ),
        ("/_apis/ResourceAreas", {}, "resourceareas/azcli-boards_areas-00-GET-200.json"),
        (
            "/_apis/connectionData",
            {},
            "connectiondata/azcli-pull_request_createUpdateVot-26-GET-200.json",
        ),
    ],
)
def test_answers_have_the_recorded_keys(client, path, query, name):
    assert missing(client.json(path, **query), recorded(name)) == []


def test_queries_have_the_recorded_keys(client):
    body = {"query": "SELECT [System.Id] FROM WorkItems WHERE [System.Id] < 1010"}
    answer = client.post("/_apis/wit/wiql", body).json()
    assert (
        missing(answer, recorded("wiql/azcli-boards_releations_create_rem-15-POST-200.json")) == []
    )


def test_updates_of_links_have_the_recorded_keys(client):
    def of_links(updates):
        return next(one for one in updates["value"] if "fields" not in one)

    assert missing(of_links(client.json(f"{ITEM}/updates")), of_links(recorded(UPDATES))) == []


def test_resource_areas_have_the_recorded_ids(client):
    record = recorded("resourceareas/azcli-boards_areas-00-GET-200.json")
    ids = {area["name"]: area["id"] for area in record["value"]}
    areas = client.json("/_apis/ResourceAreas")["value"]
    assert all(ids[area["name"]] == area["id"] for area in areas)


def test_errors_have_the_recorded_envelope(client):
    answer = client.get("/_apis/projects/Nowhere").json()
    assert set(answer) == set(recorded("errors/azcli-wiki_and_page_createListShow-25-GET-404.json"))


def missing(answer, record, path="$"):
    """Return the keys of the recorded response that the server lacks, down to the first row of lists."""
    if isinstance(record, dict):
        assert isinstance(answer, dict), path
        found = [f"{path}.{key}" for key in record.keys() - answer.keys() - OPEN]
        for key in record.keys() & answer.keys() - OPEN:
            found += missing(answer[key], record[key], f"{path}.{key}")
        return found
    if isinstance(record, list) and record and answer:
        return missing(answer[0], record[0], f"{path}[]")
    return []


# Keys below these depend on the item, the person, the link or the moment.
OPEN = {
    "comment",
    "fields",
    "customDisplayName",
    "properties",
    "_links",
    "defaultIteration",
    "backlogIteration",
    "locationServiceData",
}


def test_days_off_have_the_recorded_keys(client, sample):
    sprint = sample.projects[0].team("Checkout Café").iterations[0]
    answer = client.json(
        f"{TEAM}/_apis/work/teamsettings/iterations/{sprint.identifier}/teamdaysoff"
    )
    folder = (
        "teamdaysoff/specs-work-7.1-GET__work_teamsettings_iterations__iterationId__teamdaysoff"
    )
    assert missing(answer, recorded(f"{folder}.json")) == []
