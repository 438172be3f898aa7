"""Saved queries as segments: what they return is loaded, and one that fails costs only itself."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Request, Response

from pipelines.azure_devops import wiql
from pipelines.errors import RunFailed
from sample_organization import SAMPLE_TOKEN, PageSizes, Token, serve
from sample_organization.azure_devops.context import Hook
from sample_organization.model.organization import Project, SavedQuery
from tests.support.loading import serving
from tests.support.organizations import TinyOrganization, at
from tests.support.segment_nights import SegmentNights

HOT, NEXT = "Shared Queries/Hot list", "Shared Queries/Next"
ALL = "SELECT [System.Id] FROM WorkItems ORDER BY [System.Title] DESC"
URGENT = "SELECT [System.Id] FROM WorkItems WHERE [Microsoft.VSTS.Common.Priority] = 1"
SMALL_RESULTS = PageSizes(query_results=3)


@pytest.fixture
def nights(tmp_path: Path) -> SegmentNights:
    return SegmentNights(tmp_path)


@pytest.fixture
def tiny() -> TinyOrganization:
    """Items 1 to 4 in Alpha, of priorities 1 to 4, and item 5 of priority 1 in Beta."""
    tiny = TinyOrganization()
    beta = tiny.add_project("Beta")
    for priority in range(1, 5):
        tiny.story(f"2026-02-0{priority}", title=f"Story {priority}", priority=priority)
    tiny.history.create(
        at("2026-02-05"), tiny.anna, "User Story", beta.areas, title="In Beta", priority=1
    )
    tiny.commit()
    return tiny


def projects(tiny: TinyOrganization) -> tuple[Project, Project]:
    alpha, beta = tiny.organization.projects
    return alpha, beta


def refuses(path: str, status: int) -> Hook:
    return lambda request: Response("{}", status) if path in request.path.lower() else None


def test_queries_of_one_path_in_several_projects_are_one_segment(
    tiny: TinyOrganization, nights: SegmentNights
) -> None:
    alpha, beta = projects(tiny)
    alpha.queries += [SavedQuery(HOT, URGENT), SavedQuery(NEXT, ALL)]
    beta.queries += [SavedQuery(HOT, URGENT), SavedQuery(NEXT, ALL)]
    with serving(tiny.organization) as server:
        entry = nights.load(server.url, "shared queries/hot LIST", "beta/Shared Queries/Next")
        asked = [record for record in server.requests if "/_apis/wit/" in record.path]

    assert nights.rows() == [(HOT, 1), (HOT, 5), (NEXT, 5)]
    assert (entry.is_complete, entry.row_count, entry.message) == (True, 3, None)
    assert sorted(record.method for record in asked) == ["GET"] * 3 + ["POST"] * 3
    assert entry.request_count == len(asked)


def test_a_query_is_found_by_id_and_named_by_its_path(
    tiny: TinyOrganization, nights: SegmentNights
) -> None:
    query_id = "3f0b0b8e-0000-4000-8000-00000000abcd"
    projects(tiny)[1].queries.append(SavedQuery(HOT, URGENT, id=query_id))
    with serving(tiny.organization) as server:
        entry = nights.load(server.url, query_id.upper())

    assert nights.rows() == [(HOT, 5)]
    assert entry.is_complete


def test_a_query_that_returns_nothing_is_a_segment_without_items(
    tiny: TinyOrganization, nights: SegmentNights
) -> None:
    alpha, beta = projects(tiny)
    alpha.queries += [SavedQuery(HOT, f"{ALL.split(' ORDER')[0]} WHERE [System.Id] > 99")]
    alpha.queries += [SavedQuery(NEXT, f"{ALL.split(' ORDER')[0]} WHERE [System.Id] > 99")]
    beta.queries.append(SavedQuery(NEXT, URGENT))
    with serving(tiny.organization) as server:
        entry = nights.load(server.url, HOT, NEXT)

    assert entry.is_complete
    assert entry.message == f"segment `{HOT}` has no items"
    assert nights.rows() == [(NEXT, 5)]


def test_without_the_setting_nothing_is_requested_and_earlier_items_are_removed(
    tiny: TinyOrganization, nights: SegmentNights
) -> None:
    projects(tiny)[0].queries.append(SavedQuery(HOT, URGENT))
    with serving(tiny.organization) as server:
        nights.load(server.url, HOT)
        server.requests.clear()
        entry = nights.load(server.url)

        assert [record for record in server.requests if "/wit/" in record.path] == []
    assert nights.rows() == []
    assert (entry.is_complete, entry.request_count) == (True, 0)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("WHERE [System.Id] = 1 OR [System.Id] = 2 AND NOT ([System.Id] > 1)", [1]),
        ("WHERE ([System.Id] IN (1, 2) OR ([System.Id] = 4)) AND [System.Id] <> 2", [1, 4]),
        ("WHERE [System.ChangedDate] >= @today - 147 AND [System.TeamProject] = @project", [3, 4]),
        ("WHERE [System.Title] = 'Story 3' ORDER BY [System.Title], [System.Id] DESC", [3]),
        ("WHERE [System.Id] > 0 ASOF '2026-02-02T12:00:00Z'", [1, 2]),
    ],
)
def test_conditions_of_any_nesting_are_run_as_they_are(
    tiny: TinyOrganization, nights: SegmentNights, text: str, items: list[int]
) -> None:
    query = SavedQuery(HOT, f"SELECT [System.Id], [System.Title] FROM WorkItems {text}")
    projects(tiny)[0].queries.append(query)
    with serving(tiny.organization) as server:
        assert nights.load(server.url, f"Alpha/{HOT}").is_complete
    assert nights.rows() == [(HOT, item_id) for item_id in items]


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (SavedQuery(NEXT, is_folder=True), "it is a folder"),
        (SavedQuery(NEXT, ALL, "tree"), "it is no flat list of work items, its type is tree"),
        (SavedQuery(NEXT, ALL, "oneHop"), "its type is oneHop"),
        (SavedQuery(NEXT, f"{URGENT} AND [System.AssignedTo] = @Me"), "it contains @me"),
        (SavedQuery(NEXT, f"{URGENT} AND @CurrentIteration"), "returned 400: TF51006"),
        (SavedQuery(NEXT, "", "flat"), "it has no text"),
        (SavedQuery("Shared Queries/Other", ALL), "no selected project has this query"),
    ],
)
def test_a_query_that_is_no_segment_is_named_and_costs_only_itself(
    tiny: TinyOrganization, nights: SegmentNights, query: SavedQuery, reason: str
) -> None:
    projects(tiny)[0].queries += [SavedQuery(HOT, URGENT), query]
    with serving(tiny.organization) as server:
        entry = nights.load(server.url, NEXT, HOT)

    assert nights.rows() == [(HOT, 1)]
    assert not entry.is_complete
    assert entry.message is not None
    assert NEXT in entry.message
    assert reason in entry.message
    assert HOT not in entry.message


@pytest.mark.parametrize("failure", ["deleted", "a tree now", "/queries/", "/wiql"])
def test_a_query_that_fails_keeps_the_items_of_the_last_load(
    tiny: TinyOrganization, nights: SegmentNights, failure: str
) -> None:
    alpha, beta = projects(tiny)
    for project in (alpha, beta):
        project.queries.append(SavedQuery(HOT, URGENT))
    with serving(tiny.organization) as server:
        nights.load(server.url, HOT)
        if failure == "deleted":
            alpha.queries.clear()
        elif failure == "a tree now":
            alpha.queries[0] = replace(alpha.queries[0], query_type="tree")
        else:
            server.hooks.append(refuses(f"/{alpha.id}/_apis/wit{failure}", 500))
        beta.queries[0] = SavedQuery(HOT, f"{URGENT} AND [System.Id] > 5")
        entry = nights.load(server.url, HOT)
        server.hooks.clear()
        alpha.queries[:] = [SavedQuery(HOT, URGENT)]

        assert nights.rows() == [(HOT, 1)]  # of Alpha, as before; the one of Beta is empty now
        assert not entry.is_complete
        assert entry.message is not None
        assert "Alpha" in entry.message
        assert "Beta" not in entry.message

        assert nights.load(server.url, HOT).is_complete


def test_a_query_with_too_many_results_is_read_in_pages(
    tiny: TinyOrganization, nights: SegmentNights, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiql, "PAGE_IDS", 2)
    projects(tiny)[0].queries.append(SavedQuery(HOT, ALL))
    with serving(tiny.organization, pages=SMALL_RESULTS) as server:
        entry = nights.load(server.url, f"Alpha/{HOT}")

        assert nights.rows() == [(HOT, item_id) for item_id in range(1, 5)]
        assert entry.is_complete
        sizes = [one.query.get("$top") for one in server.requests if one.path.endswith("/wiql")]
        assert sizes == [None, "2", "2", "2"]  # rejected, two pages, and the empty one


def test_a_query_that_cannot_be_read_in_pages_is_named(
    tiny: TinyOrganization, nights: SegmentNights, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiql, "page_queries", lambda text: None)
    projects(tiny)[0].queries.append(SavedQuery(HOT, ALL))
    with serving(tiny.organization, pages=SMALL_RESULTS) as server:
        entry = nights.load(server.url, f"Alpha/{HOT}")

    assert not entry.is_complete
    assert "it has more than 20,000 results" in str(entry.message)


def test_pages_that_repeat_an_item_are_an_error_of_this_query(
    tiny: TinyOrganization, nights: SegmentNights, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiql, "PAGE_IDS", 2)
    monkeypatch.setattr(wiql, "page_queries", lambda text: lambda after_id: URGENT)
    projects(tiny)[0].queries += [SavedQuery(HOT, ALL), SavedQuery(NEXT, URGENT)]
    with serving(tiny.organization, pages=SMALL_RESULTS) as server:
        entry = nights.load(server.url, f"Alpha/{HOT}", NEXT)

    assert nights.rows() == [(NEXT, 1)]
    assert "ids out of order" in str(entry.message)


def test_a_project_that_is_not_selected_has_no_queries(
    tiny: TinyOrganization, nights: SegmentNights
) -> None:
    for project in projects(tiny):
        project.queries.append(SavedQuery(HOT, URGENT))
    with serving(tiny.organization) as server:
        nights.load(server.url, HOT)
        assert nights.load(server.url, HOT, selection=["Beta"]).is_complete
    assert nights.rows() == [(HOT, 5)]


def test_a_token_that_stops_working_fails_the_run(
    tiny: TinyOrganization, nights: SegmentNights
) -> None:
    def expired(request: Request) -> Response | None:
        return Response(status=401) if "/_apis/wit/" in request.path else None

    projects(tiny)[0].queries.append(SavedQuery(HOT, URGENT))
    with serve(tiny.organization, tokens={SAMPLE_TOKEN: Token()}) as server:
        nights.load(server.url, HOT)
        server.hooks.append(expired)
        with pytest.raises(RunFailed):
            nights.load(server.url, HOT)
    assert nights.rows() == [(HOT, 1)]
