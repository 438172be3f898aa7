from datetime import date
from urllib.parse import quote

from sample_organization import PageSizes
from tests.support.organizations import TinyOrganization, at


def test_projects_are_paged_by_a_header(client_of):
    tiny = TinyOrganization()
    for number in range(4):
        tiny.add_project(f"P{number}")
    client = client_of(tiny.commit(), pages=PageSizes(projects=2))
    names, token = [], "0"
    while token:
        response = client.get("/_apis/projects", continuationToken=token)
        names += [project["name"] for project in response.json()["value"]]
        token = response.headers.get("X-MS-ContinuationToken")
    assert names == ["Alpha", "P0", "P1", "P2", "P3"]
    assert [p["name"] for p in client.json("/_apis/projects", dollar_skip=4)["value"]] == ["P3"]


def test_a_project_has_its_process_on_request(client, sample):
    path = f"/_apis/projects/{quote('Rolling Stock Überwachung')}"
    assert "capabilities" not in client.json(path)
    project = client.json(path, includeCapabilities="true")
    assert project["capabilities"]["processTemplate"]["templateName"] == "Rail Safety CMMI"
    assert project["defaultTeam"]["id"] == sample.projects[2].teams[0].id


def test_teams_and_members_are_all_listed(client, sample):
    for project in sample.projects:
        teams = client.json(f"/_apis/projects/{project.id}/teams")["value"]
        assert [team["name"] for team in teams] == [team.name for team in project.teams]
        for team in project.teams:
            path = f"/_apis/projects/{project.id}/teams/{team.id}/members"
            members = client.json(path)["value"]
            assert [one["identity"]["id"] for one in members] == [
                member.identity.id for member in team.members
            ]
            assert [one.get("isTeamAdmin", False) for one in members] == [
                member.is_team_admin for member in team.members
            ]


def test_pages_of_teams_are_cut_by_top_and_skip(client, sample):
    path = f"/_apis/projects/{sample.projects[0].id}/teams"
    page = client.json(path, dollar_top=2, dollar_skip=1)
    assert page["count"] == 2
    assert [team["name"] for team in page["value"]] == ["Fares Wizards", "Checkout Café"]


def test_days_off_are_those_of_a_team_in_one_of_its_iterations(client_of):
    tiny = TinyOrganization()
    first, second, _ = tiny.sprints
    elsewhere = tiny.add_iteration(tiny.project, "Somebody else's")
    tiny.team.days_off[first.identifier] = [(date(2026, 3, 4), date(2026, 3, 5))]
    client = client_of(tiny.commit())
    path = "/Alpha/Crew/_apis/work/teamsettings/iterations/{}/teamdaysoff"
    assert client.json(path.format(first.identifier.upper()))["daysOff"] == [
        {"start": "2026-03-04T00:00:00Z", "end": "2026-03-05T00:00:00Z"}
    ]
    assert client.json(path.format(second.identifier))["daysOff"] == []
    assert client.get(path.format(elsewhere.identifier)).status_code == 404


def test_iterations_of_a_team_are_those_that_it_subscribed_to(client_of):
    tiny = TinyOrganization(present="2026-03-20 12:00")
    someday = tiny.add_iteration(tiny.project, "Someday")
    tiny.team.iterations.append(someday)
    tiny.add_iteration(tiny.project, "Somebody else's")
    path = "/Alpha/Crew/_apis/work/teamsettings/iterations"
    client = client_of(tiny.commit())
    rows = client.json(path)["value"]
    assert [(row["name"], row["attributes"]["timeFrame"]) for row in rows] == [
        ("Sprint 1", "past"),
        ("Sprint 2", "current"),
        ("Sprint 3", "future"),
        ("Someday", "current"),
    ]
    assert rows[0]["attributes"]["finishDate"] == "2026-03-13T00:00:00Z"
    assert rows[3]["attributes"]["startDate"] is None
    current = client.json(path, **{"$timeframe": "current"})["value"]
    assert [row["name"] for row in current] == ["Sprint 2", "Someday"]


def test_settings_without_a_team_are_those_of_the_default_team(client_of):
    client = client_of(TinyOrganization().commit())
    values = client.json("/Alpha/_apis/work/teamsettings/teamfieldvalues")["values"]
    assert values == [{"value": "Alpha", "includeChildren": False}]
    assert client.json("/Alpha/_apis/work/teamsettings/iterations")["count"] == 0


def test_a_backlog_configuration_has_effort_field_levels_and_categories(client):
    path = f"/{quote('Rolling Stock Überwachung')}/{quote('Depot Köln')}/_apis/work"
    backlog = client.json(f"{path}/backlogconfiguration")
    assert backlog["backlogFields"]["typeFields"]["Effort"] == "Microsoft.VSTS.Scheduling.Size"
    assert [level["id"] for level in backlog["portfolioBacklogs"]] == [
        "Custom.ProgrammeCategory",
        "Microsoft.EpicCategory",
        "Microsoft.FeatureCategory",
    ]
    mapped = {row["workItemTypeName"]: row["states"] for row in backlog["workItemTypeMappedStates"]}
    assert mapped["Safety Case"]["Awaiting Authority"] == "Resolved"


def test_nodes_are_shown_as_deep_as_asked_with_the_extra_segment_in_their_paths(client_of):
    tiny = TinyOrganization()
    tiny.add_area(tiny.project, "Inner", parent=tiny.area)
    client = client_of(tiny.commit())
    areas, iterations = client.json("/Alpha/_apis/wit/classificationnodes", dollar_depth=9)["value"]
    assert areas["path"] == "\\Alpha\\Area"
    assert areas["children"][0]["children"][0]["path"] == "\\Alpha\\Area\\Crew\\Inner"
    assert "attributes" not in areas
    assert iterations["children"][0]["attributes"]["startDate"] == "2026-03-02T00:00:00Z"
    shallow = client.json("/Alpha/_apis/wit/classificationnodes/areas/Crew")
    assert shallow["hasChildren"] and "children" not in shallow


def test_types_have_their_states_and_categories_their_types(client):
    project = quote("Crew's Quarters")
    types = {t["name"]: t for t in client.json(f"/{project}/_apis/wit/workitemtypes")["value"]}
    states = client.json(f"/{project}/_apis/wit/workitemtypes/bug/states")["value"]
    assert types["Bug"]["states"] == states
    assert [(s["name"], s["category"]) for s in states][2:4] == [
        ("Committed", "InProgress"),
        ("Done", "Completed"),
    ]
    categories = client.json(f"/{project}/_apis/wit/workitemtypecategories")["value"]
    names = {c["referenceName"]: [t["name"] for t in c["workItemTypes"]] for c in categories}
    assert names["Microsoft.HiddenCategory"] == ["Test Case"]


def test_every_field_in_a_revision_is_a_field_of_the_organization(client, sample):
    known = {field["referenceName"] for field in client.json("/_apis/wit/fields")["value"]}
    used = {name for revision in sample.revisions for name in revision.fields}
    assert {name for name in used - known if not name.startswith("WEF_")} == set()


def test_entitlements_are_paged_by_a_token_that_must_be_encoded(client_of):
    tiny = TinyOrganization()
    for number in range(24):
        tiny.user(f"User {number:02d}")
    client = client_of(tiny.commit(), pages=PageSizes(user_entitlements=10))
    names, pages, token = [], [], ""
    while True:
        page = client.json("/_apis/userentitlements", continuationToken=token, select="Projects")
        assert page["members"] == page["items"]
        assert page["totalCount"] == 0
        names += [row["user"]["displayName"] for row in page["members"]]
        pages.append(len(page["members"]))
        token = page["continuationToken"]
        if not token:
            break
        assert {"+", "#", "="} <= set(token)
        raw = f"{client.url}/_apis/userentitlements?select=Projects&continuationToken={token}"
        assert client.session.get(raw, timeout=10).status_code == 400
        other_query = client.get("/_apis/userentitlements", continuationToken=token)
        assert other_query.status_code == 400
    assert names == ["Anna Ek", *(f"User {number:02d}" for number in range(24))]
    assert max(pages) < 10


def test_projects_of_a_user_are_empty_unless_selected(client_of):
    tiny = TinyOrganization()
    bo = tiny.user("Bo Ek", projects=[tiny.project], last_accessed="2026-06-01 08:00")
    client = client_of(tiny.commit())
    assert client.json("/_apis/userentitlements")["members"][1]["projectEntitlements"] == []
    user = client.json("/_apis/userentitlements", select="Projects")["members"][1]
    assert user["projectEntitlements"][0]["projectRef"] == {"id": tiny.project.id, "name": "Alpha"}
    assert user["lastAccessedDate"] == f"{at('2026-06-01 08:00'):%Y-%m-%dT%H:%M:%SZ}"
    assert client.json(f"/_apis/userentitlements/{bo.id}") == user


def test_identities_are_found_by_id_descriptor_and_name(client_of):
    tiny = TinyOrganization()
    bo = tiny.user("Bo Ek")
    client = client_of(tiny.commit())
    for query in (
        {"identityIds": f"{bo.id},{'0' * 8}"},
        {"subjectDescriptors": bo.descriptor},
        {"searchFilter": "General", "filterValue": "bo ek"},
    ):
        found = client.json("/_apis/identities", **query)
        assert [one["id"] for one in found["value"]] == [bo.id]
    assert client.get("/_apis/identities").status_code == 400
