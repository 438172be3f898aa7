from datetime import datetime

import pytest

from sample_organization import PageSizes
from sample_organization.model.organization import STILL_CURRENT
from tests.support.organizations import TinyOrganization

REVISIONS = "/_apis/wit/reporting/workitemrevisions"
LINKS = "/_apis/wit/reporting/workitemlinks"
EVERYTHING = {"includeDeleted": "true", "includeIdentityRef": "true", "$expand": "fields"}


def rows(batches):
    return [row for batch in batches for row in batch["values"]]


def keys(batches):
    return [(row["id"], row["rev"]) for row in rows(batches)]


def test_the_feed_has_every_revision_once_in_the_order_of_watermarks(client, sample):
    listed = rows(client.feed(REVISIONS, dollar_maxPageSize=1000, **EVERYTHING))
    assert [(row["id"], row["rev"]) for row in listed] == [(r.id, r.rev) for r in sample.revisions]
    watermarks = [row["fields"]["System.Watermark"] for row in listed]
    assert watermarks == sorted(set(watermarks))
    assert all(value is not None for row in listed for value in row["fields"].values())


def test_a_superseded_revision_has_the_timestamp_of_the_next(client):
    listed = rows(client.feed(REVISIONS, dollar_maxPageSize=1000, **EVERYTHING))
    next_of = {(row["id"], row["rev"] - 1): row["fields"]["System.ChangedDate"] for row in listed}
    for row in listed:
        expected = next_of.get((row["id"], row["rev"]), STILL_CURRENT)
        assert row["fields"]["System.RevisedDate"] == expected


def test_pages_have_200_rows_unless_asked_and_1000_at_most(client):
    assert len(client.json(REVISIONS, includeDeleted="true")["values"]) == 200
    page = client.json(REVISIONS, includeDeleted="true", dollar_maxPageSize=5000)
    assert len(page["values"]) == 1000


@pytest.fixture
def tiny():
    return TinyOrganization()


def test_a_stored_token_returns_only_new_rows(tiny, client_of):
    story = tiny.story("2026-02-20")
    client = client_of(tiny.commit())
    (batch,) = client.feed(REVISIONS)
    token = batch["continuationToken"]
    assert token == f"{batch['values'][0]['fields']['System.Watermark']};{story.id};1"
    (empty,) = client.feed(REVISIONS, token)
    assert (empty["values"], empty["continuationToken"]) == ([], token)
    tiny.change(story, "2026-03-03", state="Active")
    tiny.commit()
    assert keys(client.feed(REVISIONS, token)) == [(story.id, 2)]


def test_filters_apply_after_the_page_is_cut(tiny, client_of):
    beta = tiny.add_project("Beta")
    for day in range(1, 7):
        tiny.story(f"2026-02-0{day}")
    moved = tiny.story("2026-02-07")
    tiny.change(moved, "2026-02-08", area=beta.areas)
    client = client_of(tiny.commit())
    batches = list(client.feed(f"/Beta{REVISIONS}", dollar_maxPageSize=2))
    assert [len(batch["values"]) for batch in batches] == [0, 0, 0, 1]
    assert keys(batches) == [(moved.id, 2)]
    bugs = list(client.feed(REVISIONS, types="Bug", dollar_maxPageSize=5))
    assert [len(batch["values"]) for batch in bugs] == [0, 0]


def test_deleted_items_are_returned_only_on_request(tiny, client_of):
    story, restored = tiny.story("2026-02-20"), tiny.story("2026-02-21")
    tiny.delete(story, "2026-03-01")
    tiny.delete(restored, "2026-03-02")
    tiny.history.restore(restored, datetime.fromisoformat("2026-03-03T00:00:00+00:00"), tiny.anna)
    client = client_of(tiny.commit())
    assert [item_id for item_id, _ in keys(client.feed(REVISIONS))] == [restored.id] * 3
    listed = rows(client.feed(REVISIONS, includeDeleted="true"))
    assert listed[2]["fields"]["System.IsDeleted"] is True
    assert listed[-1]["fields"]["System.IsDeleted"] is False


def test_destroyed_items_are_omitted_but_their_links_are_returned(tiny, client_of):
    first, second = tiny.story("2026-02-20"), tiny.story("2026-02-21")
    tiny.depend(first, second, "2026-02-22")
    organization = tiny.commit()
    organization.destroy(first.id)
    client = client_of(organization)
    assert keys(client.feed(REVISIONS, includeDeleted="true")) == [(second.id, 1)]
    assert rows(client.feed(LINKS))[0]["attributes"]["sourceId"] == first.id


def test_long_text_and_identities_are_short_unless_asked(tiny, client_of):
    tiny.story("2026-02-20", description="<b>long</b>", comment="hello", tags="a; b")
    client = client_of(tiny.commit())
    plain = client.json(REVISIONS)["values"][0]["fields"]
    assert plain["System.CreatedBy"] == "Anna Ek <anna.ek@tiny.example>"
    assert plain["System.Tags"] == "a; b"
    assert not {"System.Description", "System.History"} & set(plain)
    full = client.json(REVISIONS, **EVERYTHING)["values"][0]["fields"]
    assert full["System.Description"] == "<b>long</b>"
    assert full["System.CreatedBy"]["id"] == tiny.anna.id


def test_post_takes_its_options_from_the_body(tiny, client_of):
    tiny.story("2026-02-20")
    client = client_of(tiny.commit())
    body = {"fields": ["System.Title", "System.CreatedBy"], "includeIdentityRef": True}
    batch = client.post(REVISIONS, body).json()
    fields = batch["values"][0]["fields"]
    assert set(fields) == {"System.Title", "System.CreatedBy"}
    assert fields["System.CreatedBy"]["id"] == tiny.anna.id
    assert "includeIdentityRef" not in batch["nextLink"]


def test_only_the_latest_revisions_may_be_asked_for(tiny, client_of):
    story = tiny.story("2026-02-20")
    tiny.change(story, "2026-02-21", effort=3)
    client = client_of(tiny.commit())
    assert keys(client.feed(REVISIONS, includeLatestOnly="true")) == [(story.id, 2)]


def test_a_start_date_leaves_out_what_was_before(tiny, client_of):
    story = tiny.story("2026-02-20")
    tiny.change(story, "2026-02-21 12:00", effort=3)
    client = client_of(tiny.commit())
    since = {"startDateTime": "2026-02-21T00:00:00Z"}
    assert keys([client.json(REVISIONS, **since)]) == [(story.id, 2)]
    assert client.get(REVISIONS, startDateTime="2026-02-21").status_code == 400
    assert client.get(REVISIONS, continuationToken="1", **since).status_code == 400


@pytest.mark.parametrize(
    "query", [{"fields": "System.Id", "$expand": "fields"}, {"continuationToken": "x"}]
)
def test_invalid_requests_are_rejected(client, query):
    assert client.get(REVISIONS, **query).status_code == 400


def test_link_changes_are_in_order_and_add_no_revision(tiny, client_of):
    parent, other = tiny.story("2026-02-20", "Feature"), tiny.story("2026-02-20 01:00", "Feature")
    child = tiny.story("2026-02-21")
    tiny.adopt(parent, child, "2026-02-22")
    tiny.adopt(other, child, "2026-02-23")
    client = client_of(tiny.commit(), pages=PageSizes(link_changes=2))
    listed = [row["attributes"] for row in rows(client.feed(LINKS))]
    assert [(row["sourceId"], row["changedOperation"], row["isActive"]) for row in listed] == [
        (parent.id, "create", True),
        (parent.id, "remove", False),
        (other.id, "create", True),
    ]
    assert child.rev == 1
    (empty,) = client.feed(LINKS, linkTypes="System.LinkTypes.Dependency", token="2")
    assert empty["values"] == []


def test_the_link_feed_of_a_project_has_links_with_an_end_in_it(tiny, client_of):
    tiny.add_project("Beta")
    first, second = tiny.story("2026-02-20"), tiny.story("2026-02-21")
    tiny.depend(first, second, "2026-02-22")
    client = client_of(tiny.commit())
    assert len(rows(client.feed(f"/Alpha{LINKS}"))) == 1
    assert rows(client.feed(f"/Beta{LINKS}")) == []
