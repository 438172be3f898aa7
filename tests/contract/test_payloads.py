"""Recorded and published answers of the real service: each is read over HTTP, and nothing of it is lost.

The recordings are not part of the project; without them these tests are skipped.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipelines.azure_devops import people, schema, snapshots
from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.directory import Directory
from pipelines.azure_devops.links import link_change_row
from pipelines.azure_devops.revisions import revision_row
from pipelines.azure_devops.urls import parse_organization_url
from tests.support.scripted_server import Answer, scripted

PAYLOADS = Path(__file__).parents[3] / "shared" / "payloads"
pytestmark = pytest.mark.skipif(
    not PAYLOADS.exists(), reason="no recorded answers beside the project"
)

PROJECT = {"id": "P1", "name": "P"}
TEAM = {"id": "T1", "name": "T", "projectId": "P1"}
LONG_TEXT = frozenset({"System.Description", "System.History"})
Rows = Callable[[Directory], Iterator[dict[str, Any]]]


def bodies(folder: str, *excluded: str, key: str | None = None) -> list[Any]:
    """The answers of a folder, or those of them with `key`, as test parameters named after their files."""
    found = []
    for path in sorted((PAYLOADS / folder).glob("*.json")):
        recorded = json.loads(path.read_text(encoding="utf-8-sig"))
        body = (
            recorded["response"]["body"]
            if "response" in recorded
            else recorded["responses"]["200"]["body"]
        )
        if not any(part in path.name for part in excluded) and (key is None or key in body):
            found.append(pytest.param(body, id=path.stem[-60:]))
    return found


def read(rows: Rows, body: Any) -> list[dict[str, Any]]:
    """What `rows` makes of `body`, whatever it asks for, in the types of its table."""
    with scripted(Answer(body=json.dumps(body).encode())) as server:
        directory = Directory(AzureDevOpsClient(parse_organization_url(server.url), "token"))
        if rows is not snapshots.projects:
            directory.projects = [PROJECT]
        if rows is not snapshots.teams:
            directory.teams = [TEAM]
        directory.project_details = {}
        found = list(rows(directory))
    table_schema = getattr(schema, rows.__name__.upper())
    return list(pa.Table.from_pylist(found, schema=table_schema).to_pylist())


def ids(records: list[dict[str, Any]]) -> list[str]:
    return [str(record["id"]).lower() for record in records]


@pytest.mark.parametrize("body", bodies("projects", key="value"))
def test_projects(body: Any) -> None:
    rows = read(snapshots.projects, body)
    assert [row["name"] for row in rows] == [project["name"] for project in body["value"]]
    assert [row["id"] for row in rows] == ids(body["value"])


@pytest.mark.parametrize("body", bodies("teams", "teamId_", "mine"))
def test_teams(body: Any) -> None:
    assert [row["id"] for row in read(snapshots.teams, body)] == ids(body["value"])


@pytest.mark.parametrize("body", bodies("team-members"))
def test_team_members(body: Any) -> None:
    rows = read(snapshots.team_members, body)
    assert [(row["id"], row["is_team_admin"], row["unique_name"]) for row in rows] == [
        (each["identity"]["id"].lower(), each["isTeamAdmin"], each["identity"]["uniqueName"])
        for each in body["value"]
    ]


@pytest.mark.parametrize("body", bodies("teamsettings"))
def test_team_settings(body: Any) -> None:
    [row] = read(snapshots.team_settings, body)
    assert row["bugs_behavior"] == body["bugsBehavior"]
    assert row["working_days"] == ",".join(body["workingDays"])


@pytest.mark.parametrize("body", bodies("teamfieldvalues"))
def test_team_field_values(body: Any) -> None:
    rows = read(snapshots.team_field_values, body)
    assert [(row["value"], row["include_children"]) for row in rows] == [
        (each["value"], each["includeChildren"]) for each in body["values"]
    ]


@pytest.mark.parametrize("body", bodies("teamsettings-iterations", "iterationId", "timeframe"))
def test_team_iterations(body: Any) -> None:
    rows = read(snapshots.team_iterations, body)
    assert [(row["id"], row["path"]) for row in rows] == [
        (each["id"].lower(), each["path"]) for each in body["value"]
    ]
    dated = [each for each in body["value"] if each["attributes"]["startDate"]]
    assert len([row for row in rows if row["start_date"]]) == len(dated)


@pytest.mark.parametrize("body", bodies("backlogconfiguration"))
def test_backlog_configuration(body: Any) -> None:
    backlogs = [body["taskBacklog"], body["requirementBacklog"], *body["portfolioBacklogs"]]
    expected = [(each["id"], one["name"]) for each in backlogs for one in each["workItemTypes"]]
    assert [
        (row["id"], row["work_item_type"]) for row in read(snapshots.team_backlogs, body)
    ] == expected
    fields = {
        row["type"]: row["reference_name"] for row in read(snapshots.team_backlog_fields, body)
    }
    assert fields == body["backlogFields"]["typeFields"]


@pytest.mark.parametrize("body", bodies("classificationnodes", "GET__wit_classificationNodes_From"))
def test_classification_nodes(body: Any) -> None:
    def count(node: dict[str, Any]) -> int:
        return 1 + sum(count(child) for child in node.get("children", []))

    rows = read(snapshots.classification_nodes, {"value": [body]})
    assert len(rows) == count(body)
    assert rows[0]["identifier"] == body["identifier"].lower()


@pytest.mark.parametrize("body", bodies("workitemtypes", "Bug"))
def test_work_item_types(body: Any) -> None:
    assert [row["name"] for row in read(snapshots.work_item_types, body)] == [
        each["name"] for each in body["value"]
    ]


@pytest.mark.parametrize("body", bodies("workitemtypecategories", "categoryName"))
def test_work_item_type_categories(body: Any) -> None:
    expected = [
        (category["referenceName"], each["name"])
        for category in body["value"]
        for each in category["workItemTypes"]
    ]
    rows = read(snapshots.work_item_type_categories, body)
    assert [(row["reference_name"], row["work_item_type"]) for row in rows] == expected


@pytest.mark.parametrize("body", bodies("fields", "fieldName"))
def test_fields(body: Any) -> None:
    records = body["value"] if isinstance(body, dict) else body
    rows = read(snapshots.fields, {"value": records})
    assert [row["reference_name"] for row in rows] == [each["referenceName"] for each in records]


@pytest.mark.parametrize("body", bodies("userentitlements", key="members"))
def test_user_entitlements(body: Any) -> None:
    rows = read(people.user_entitlements, body)
    assert [row["id"] for row in rows] == ids(body["members"])
    assert [row["account_license_type"] for row in rows] == [
        each["accessLevel"]["accountLicenseType"] for each in body["members"]
    ]


@pytest.mark.parametrize("body", bodies("groupentitlements", "Entitlement.json"))
def test_group_entitlements(body: Any) -> None:
    assert [row["id"] for row in read(people.group_entitlements, body)] == ids(body["value"])


@pytest.mark.parametrize("body", bodies("identities"))
def test_identities(body: Any) -> None:
    def rows(directory: Directory) -> Iterator[dict[str, Any]]:
        directory.wanted_identities = lambda: ["one"]
        return people.identities(directory)

    rows.__name__ = "identities"
    found = read(rows, body)
    assert [row["id"] for row in found] == ids([each for each in body["value"] if each])


@pytest.mark.parametrize("body", bodies("reporting-workitemrevisions"))
def test_revisions(body: Any) -> None:
    for revision in body["values"]:
        row = revision_row(revision, LONG_TEXT)
        kept = {**json.loads(row["other_fields"]), **json.loads(row["long_text"])}
        for name, value in revision["fields"].items():
            if not name.startswith("System."):
                assert kept[name] == value
        assert row["title"] == revision["fields"].get("System.Title")


@pytest.mark.parametrize("body", bodies("reporting-workitemlinks"))
def test_link_changes(body: Any) -> None:
    rows = [link_change_row(change, position) for position, change in enumerate(body["values"])]
    assert [(row["source_id"], row["target_id"]) for row in rows] == [
        (each["sourceId"], each["targetId"]) for each in body["values"]
    ]
    assert all(row["changed_date"] for row in rows)
