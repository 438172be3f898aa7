import pytest

from sample_organization import PageSizes
from sample_organization.model.history import REMOTE_DEPENDENCY
from tests.support.organizations import TinyOrganization, at

WIQL = "/_apis/wit/wiql"
BATCH = "/_apis/wit/workitemsbatch"


@pytest.fixture
def tiny():
    return TinyOrganization()


def ids(client, query, **options):
    response = client.post(WIQL, {"query": query}, **options)
    assert response.status_code == 200, response.text
    return [row["id"] for row in response.json()["workItems"]]


def test_a_query_pages_by_key_over_all_items_that_are_not_deleted(client, sample):
    found, last = [], 0
    while True:
        query = f"SELECT [System.Id] FROM WorkItems WHERE [System.Id] > {last} ORDER BY [System.Id]"
        page = ids(client, query, dollar_top=1000)
        found += page
        if len(page) < 1000:
            break
        last = page[-1]
    alive = [i for i, h in sample.items.items() if h[-1].fields.get("System.IsDeleted") is not True]
    assert found == sorted(alive)


def test_conditions_compare_strings_case_insensitively(tiny, client_of):
    bug = tiny.story("2026-02-20", "Bug", title="It's broken")
    tiny.story("2026-02-21")
    client = client_of(tiny.commit())
    where = "[System.WorkItemType] = 'bug' AND [System.Title] = 'it''s broken'"
    assert ids(client, f"select [System.Id] from WorkItems where {where}") == [bug.id]


def test_a_query_may_name_the_project_that_it_is_asked_in(tiny, client_of):
    beta = tiny.add_project("Beta")
    story = tiny.story("2026-02-20")
    tiny.change(tiny.story("2026-02-21"), "2026-02-22", area=beta.areas)
    client = client_of(tiny.commit())
    query = "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project"
    found = client.post(f"/Alpha{WIQL}", {"query": query}).json()
    assert [row["id"] for row in found["workItems"]] == [story.id]


@pytest.mark.parametrize(
    "query", ["", "DROP TABLE WorkItems", "SELECT [System.Id] FROM WorkItemLinks"]
)
def test_other_queries_are_refused(client, query):
    assert client.post(WIQL, {"query": query}).status_code == 400


def test_a_query_over_the_limit_is_refused_unless_the_top_is_below_it(tiny, client_of):
    stories = [tiny.story(f"2026-02-2{day}") for day in range(3)]
    client = client_of(tiny.commit(), pages=PageSizes(query_results=2))
    refused = client.post(WIQL, {"query": "SELECT [System.Id] FROM WorkItems"})
    assert (refused.status_code, refused.json()["eventId"]) == (400, 3200)
    assert refused.json()["message"].startswith("VS402337")
    assert ids(client, "SELECT [System.Id] FROM WorkItems", dollar_top=1) == [stories[0].id]


def test_a_batch_fails_on_a_missing_item_or_omits_it(tiny, client_of):
    story, deleted = tiny.story("2026-02-20"), tiny.story("2026-02-21")
    tiny.delete(deleted, "2026-02-22")
    client = client_of(tiny.commit())
    wanted = [story.id, deleted.id, 999]
    assert client.post(BATCH, {"ids": wanted}).status_code == 404
    found = client.post(BATCH, {"ids": wanted, "errorPolicy": "Omit"}).json()
    assert [row["id"] for row in found["value"]] == [story.id]
    too_many = client.post(BATCH, {"ids": list(range(201))})
    assert too_many.json()["message"].startswith("VS403474")


def test_an_item_shows_its_current_parent_although_no_revision_has_it(tiny, client_of):
    feature, story = tiny.story("2026-02-20", "Feature"), tiny.story("2026-02-21")
    tiny.adopt(feature, story, "2026-02-22")
    client = client_of(tiny.commit())
    item = client.json(f"/_apis/wit/workitems/{story.id}", **{"$expand": "relations"})
    assert item["fields"]["System.Parent"] == feature.id
    assert item["relations"][0]["rel"] == "System.LinkTypes.Hierarchy-Reverse"
    assert item["rev"] == 1


def test_revisions_of_an_item_are_paged(tiny, client_of):
    story = tiny.story("2026-02-20")
    for day in range(1, 6):
        tiny.change(story, f"2026-03-0{day}", effort=day)
    client = client_of(tiny.commit())
    path = f"/_apis/wit/workitems/{story.id}/revisions"
    page = client.json(path, dollar_top=2, dollar_skip=3)
    assert [row["rev"] for row in page["value"]] == [4, 5]


def test_technical_fields_are_shown_to_those_who_ask_for_them(tiny, client_of):
    story = tiny.story("2026-02-20")
    client = client_of(tiny.commit())
    for path in (
        f"/_apis/wit/workitems/{story.id}",
        f"/_apis/wit/workitems/{story.id}/revisions/1",
    ):
        assert "System.Watermark" not in client.json(path)["fields"]
        assert "System.Watermark" in client.json(path, **{"$expand": "fields"})["fields"]
    named = client.json(f"/_apis/wit/workitems/{story.id}", fields="System.Rev,System.State")
    assert set(named["fields"]) == {"System.Rev", "System.State"}


def test_updates_count_changes_of_links_and_revisions_do_not(tiny, client_of):
    feature, story = tiny.story("2026-02-20", "Feature"), tiny.story("2026-02-21")
    tiny.adopt(feature, story, "2026-02-22")
    tiny.change(story, "2026-02-23", state="Active")
    client = client_of(tiny.commit())
    path = f"/_apis/wit/workitems/{story.id}"
    created, adopted, activated = client.json(f"{path}/updates")["value"]
    assert [(one["id"], one["rev"]) for one in (created, adopted, activated)] == [
        (1, 1),
        (2, 1),
        (3, 2),
    ]
    assert "fields" not in adopted
    assert adopted["revisedDate"] == "2026-02-22T00:00:00Z"
    [added] = adopted["relations"]["added"]
    assert added["rel"] == "System.LinkTypes.Hierarchy-Reverse"
    assert added["attributes"]["name"] == "Parent"
    assert activated["fields"]["System.State"] == {"oldValue": "New", "newValue": "Active"}
    assert (created["revisedDate"], activated["revisedDate"]) == (
        "2026-02-23T00:00:00Z",
        "9999-01-01T00:00:00Z",
    )
    assert client.json(f"{path}/updates", dollar_skip=1, dollar_top=1)["value"] == [adopted]
    assert client.get(f"{path}/updates/4").status_code == 404


def test_an_update_clears_fields_and_never_a_comment(tiny, client_of):
    story = tiny.story("2026-02-20", effort=3, comment="First")
    tiny.change(story, "2026-02-21", effort=None)
    client = client_of(tiny.commit())
    first, second = client.json(f"/_apis/wit/workitems/{story.id}/updates")["value"]
    effort = tiny.project.process.type_fields["Effort"]
    assert first["fields"]["System.History"] == {"newValue": "First"}
    assert second["fields"][effort] == {"oldValue": 3}
    assert "System.History" not in second["fields"]


def test_an_item_elsewhere_may_have_the_id_of_one_here(tiny, client_of):
    namesake, story = tiny.story("2026-02-20"), tiny.story("2026-02-21")
    organization = tiny.commit()
    tiny.history.link(namesake.id, story, at("2026-02-22"), tiny.anna, REMOTE_DEPENDENCY)
    tiny.commit()
    client = client_of(organization)
    expanded = {"$expand": "relations"}
    assert "relations" not in client.json(f"/_apis/wit/workitems/{namesake.id}", **expanded)
    [link] = client.json(f"/_apis/wit/workitems/{story.id}", **expanded)["relations"]
    assert link["rel"] == "System.LinkTypes.Remote.Dependency-Reverse"
    assert link["url"].startswith("https://dev.azure.com/partner-railways/")
