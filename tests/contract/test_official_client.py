"""Microsoft's own client reads the sample server and gets the same rows as ours."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest

from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.resources.existing_ids import fetch_existing_ids
from pipelines.azure_devops.urls import parse_organization_url
from sample_organization import (
    SAMPLE_AS_OF,
    SAMPLE_SEGMENTS,
    SAMPLE_TOKEN,
    PageSizes,
    RunningServer,
    Token,
    build_sample_organization,
    serve,
)
from tests.support import official_rows
from tests.support.loading import Runs
from tests.support.official_client import OfficialClient, Row, whole_feed

pytestmark = pytest.mark.xdist_group("official client")
TOKEN_WITHOUT_SCOPES = "opens nothing"
ONE_PAGE_OF_USERS = PageSizes(user_entitlements=1000)  # their client knows no token for the next
SINCE = SAMPLE_AS_OF - timedelta(days=60)  # their client takes long to unpack a page of the feed
EVERY_NTH_ITEM = 60
ROWS_PER_REQUEST = 200
LATEST = """(
    select * from raw.work_item_revisions
    qualify rev = max(rev) over (partition by id)
) where not is_deleted"""
LINKS_OF_ITEMS = """(
    with ends as (
        select *, source_id as item_id, target_id as other_id, '-Forward' as side,
            source_project_id as project_id
        from raw.work_item_link_changes
        union all
        select *, target_id, source_id, '-Reverse', target_project_id
        from raw.work_item_link_changes
    )
    select ends.*, if(rel like '%.Related', rel, rel || side) as rel_of_item
    from ends inner join raw.projects on ends.project_id = projects.id
)"""


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    tokens = {SAMPLE_TOKEN: Token(), TOKEN_WITHOUT_SCOPES: Token(frozenset())}
    organization = build_sample_organization()
    with serve(organization, tokens=tokens, pages=ONE_PAGE_OF_USERS) as running:
        yield running


@pytest.fixture(scope="module")
def ours(server: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Return what our client loaded."""
    loaded = Runs(tmp_path_factory.mktemp("ours"))
    loaded.load(server.url, segments=SAMPLE_SEGMENTS)
    return loaded


@pytest.fixture(scope="module")
def connect(
    server: RunningServer, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], OfficialClient]:
    cache = tmp_path_factory.mktemp("locations")
    return lambda token: OfficialClient(server.url, token, cache)


@pytest.fixture(scope="module")
def theirs(connect: Callable[[str], OfficialClient]) -> OfficialClient:
    return connect(SAMPLE_TOKEN)


@pytest.fixture(scope="module")
def some_items(ours: Runs) -> list[int]:
    """Return ids of items that are not deleted."""
    ids = [item_id for (item_id,) in ours.rows(f"select id from {LATEST} order by id")]
    return ids[::EVERY_NTH_ITEM]


def assert_same(ours: Runs, source: str, rows: Iterable[Row]) -> None:
    """The rows are those of a raw table, or of a part of it, in every column that they have."""
    expected = list(rows)
    # What neither client finds is the same for both, and proves nothing.
    listed = {column for row in expected for column, cell in row.items() if cell is not None}
    assert listed == set(expected[0])
    loaded = ours.rows(f"select {', '.join(expected[0])} from {source}")
    assert in_order(loaded) == in_order(tuple(row.values()) for row in expected)


def in_order(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=lambda row: [str(cell) for cell in row])


def all_pages(read: Callable[..., list[Any]], item_id: int, **options: Any) -> list[Any]:
    rows: list[Any] = []
    while page := read(item_id, top=ROWS_PER_REQUEST, skip=len(rows), **options):
        rows += page
    return rows


def revisions_of(theirs: OfficialClient, item_id: int) -> list[Row]:
    revisions = all_pages(theirs.items.get_revisions, item_id, expand="all")
    return [official_rows.as_record(one) for one in revisions]


def among(ids: Iterable[int]) -> str:
    return f"({', '.join(map(str, ids))})"


@pytest.mark.parametrize("table", official_rows.TABLES, ids=lambda table: table.__name__)
def test_tables(table: Callable[..., Iterator[Row]], theirs: OfficialClient, ours: Runs) -> None:
    assert_same(ours, f"raw.{table.__name__}", table(theirs))


def test_members_of_groups(theirs: OfficialClient, ours: Runs) -> None:
    ids = [key for (key,) in ours.rows("select distinct group_id from raw.team_group_members")]
    assert_same(ours, "raw.team_group_members", official_rows.team_group_members(theirs, ids))


def test_identities(theirs: OfficialClient, ours: Runs) -> None:
    ids = [key for (key,) in ours.rows("select id from raw.identities")]
    assert_same(ours, "raw.identities", official_rows.identities(theirs, ids))


def test_revisions_of_the_feed(theirs: OfficialClient, ours: Runs) -> None:
    records = whole_feed(
        theirs.items.read_reporting_revisions_get,
        start_date_time=SINCE,
        include_identity_ref=True,
        include_deleted=True,
        expand="fields",
        max_page_size=1000,
    )
    since = f"raw.work_item_revisions where changed_date >= '{SINCE.isoformat()}'"
    assert_same(ours, since, map(official_rows.revision, records))


def test_link_changes_of_the_feed(theirs: OfficialClient, ours: Runs) -> None:
    records = whole_feed(theirs.items.get_reporting_links_by_link_type)
    assert_same(ours, "raw.work_item_link_changes", map(official_rows.link_change, records))


def test_items_as_they_are_now(theirs: OfficialClient, ours: Runs) -> None:
    ids = theirs.found("select [System.Id] from WorkItems order by [System.Id]")[::5]
    starts = range(0, len(ids), ROWS_PER_REQUEST)
    batches = (ids[start : start + ROWS_PER_REQUEST] for start in starts)
    items = [item for batch in batches for item in theirs.items.get_work_items(batch, expand="all")]
    records = map(official_rows.as_record, items)
    source = f"{LATEST} and id in {among(ids)}"
    assert_same(ours, source, map(official_rows.revision, records))


def test_revisions_of_items(theirs: OfficialClient, ours: Runs, some_items: list[int]) -> None:
    records = [record for item_id in some_items for record in revisions_of(theirs, item_id)]
    source = f"raw.work_item_revisions where id in {among(some_items)}"
    assert_same(ours, source, map(official_rows.revision, records))


def test_no_field_of_an_item_is_lost(
    theirs: OfficialClient, ours: Runs, some_items: list[int]
) -> None:
    columns = "id, rev, other_fields, long_text"
    query = f"select {columns} from raw.work_item_revisions where id in {among(some_items)}"
    loaded = {
        (item_id, rev): official_rows.own_fields(json.loads(other) | json.loads(long_text))
        for item_id, rev, other, long_text in ours.rows(query)
    }
    listed = {
        (record["id"], record["rev"]): official_rows.own_fields(record["fields"])
        for item_id in some_items
        for record in revisions_of(theirs, item_id)
    }
    assert loaded == listed


def test_revisions_can_be_rebuilt_from_updates(
    theirs: OfficialClient, some_items: list[int]
) -> None:
    for item_id in some_items:
        updates = all_pages(theirs.items.get_updates, item_id)
        assert list(rebuilt(updates)) == revisions_of(theirs, item_id)


def rebuilt(updates: list[Any]) -> Iterator[Row]:
    """Yield each revision, rebuilt from the updates."""
    fields: Row = {}
    for update in updates:
        if update.fields is not None:
            changed = {name: change.new_value for name, change in update.fields.items()}
            listed = {**fields, "System.History": None, **changed}
            fields = {name: value for name, value in listed.items() if value is not None}
            yield {"id": update.work_item_id, "rev": update.rev, "fields": fields}


def test_updates_contain_link_changes(
    theirs: OfficialClient, ours: Runs, some_items: list[int]
) -> None:
    rows = [
        row
        for item_id in some_items
        for update in all_pages(theirs.items.get_updates, item_id)
        for row in official_rows.link_changes_of_item(update)
    ]
    assert_same(ours, f"{LINKS_OF_ITEMS} where item_id in {among(some_items)}", rows)


def test_a_single_revision_and_update_are_as_listed(
    theirs: OfficialClient, some_items: list[int]
) -> None:
    item_id = some_items[0]
    revision = theirs.items.get_revision(item_id, 2, expand="all")
    assert official_rows.as_record(revision) == revisions_of(theirs, item_id)[1]
    update = theirs.items.get_update(item_id, 2)
    assert update.fields == theirs.items.get_updates(item_id)[1].fields


def test_what_is_read_in_two_ways_is_the_same(
    theirs: OfficialClient, some_items: list[int]
) -> None:
    request = theirs.item_models.WorkItemBatchGetRequest(ids=some_items)
    batch = theirs.items.get_work_items_batch(request)
    listed = theirs.items.get_work_items(some_items)
    assert [official_rows.as_record(item) for item in batch] == [
        official_rows.as_record(item) for item in listed
    ]
    project = theirs.core.get_projects()[0].id
    sprint = theirs.items.get_root_nodes(project, depth=2)[1].children[0]
    single = theirs.items.get_classification_node(project, "iterations", sprint.name)
    assert (single.identifier, single.attributes) == (sprint.identifier, sprint.attributes)
    process = theirs.work.get_process_configuration(project)
    backlogs = theirs.work.get_backlog_configurations(theirs.context(project))
    effort = backlogs.backlog_fields.type_fields["Effort"]
    assert process.type_fields["Effort"].reference_name == effort


def test_the_caller_is_known(theirs: OfficialClient, ours: Runs) -> None:
    caller = theirs.location.get_connection_data().authenticated_user
    users = ours.rows("select id, descriptor from raw.user_entitlements")
    assert (caller.id, caller.subject_descriptor) in users


def test_queries(theirs: OfficialClient, ours: Runs, server: RunningServer) -> None:
    our_client = AzureDevOpsClient(parse_organization_url(server.url), SAMPLE_TOKEN)
    query = "select [System.Id] from WorkItems where [System.Id] > 2000 order by [System.Id]"
    after_2000 = [item_id for item_id in fetch_existing_ids(our_client) if item_id > 2000]
    assert theirs.found(query, top=1000) == after_2000[:1000]
    project = "Booking & Fares"
    found = theirs.found(
        "select [System.Id] from WorkItems where [System.TeamProject] = @project",
        team_context=theirs.context(project),
    )
    in_project = ours.rows(f"select id from {LATEST} and team_project = '{project}'")
    assert sorted(found) == sorted(item_id for (item_id,) in in_project)


def test_recycle_bins(theirs: OfficialClient, ours: Runs) -> None:
    bins = [
        theirs.items.get_deleted_work_item_shallow_references(project.id)
        for project in theirs.core.get_projects()
    ]
    deleted = ours.rows("select distinct id from raw.work_item_revisions where is_deleted")
    restored = ours.rows(f"select id from {LATEST}")
    assert {item.id for items in bins for item in items} == {
        item_id for (item_id,) in set(deleted) - set(restored)
    }


def test_teams_are_found_by_names_of_every_kind(theirs: OfficialClient, ours: Runs) -> None:
    iterations = theirs.work.get_team_iterations(theirs.context("Booking & Fares", "Checkout Café"))
    subscribed = ours.rows(
        "select team_iterations.id from raw.team_iterations"
        " inner join raw.teams on team_iterations.team_id = teams.id"
        " where teams.name = 'Checkout Café'"
    )
    assert {iteration.id for iteration in iterations} == {key for (key,) in subscribed}


def test_errors_are_understood(
    theirs: OfficialClient, connect: Callable[[str], OfficialClient]
) -> None:
    exceptions = import_module("azure.devops.exceptions")
    with pytest.raises(exceptions.AzureDevOpsServiceError, match="TF401232") as unknown_item:
        theirs.items.get_work_item(7)
    assert unknown_item.value.type_key == "WorkItemUnauthorizedAccessException"
    with pytest.raises(exceptions.AzureDevOpsServiceError, match="TF400813"):
        connect("unknown").core.get_projects()
    with pytest.raises(exceptions.AzureDevOpsAuthenticationError):
        connect(TOKEN_WITHOUT_SCOPES).core.get_projects()


def test_saved_queries(theirs: OfficialClient, ours: Runs) -> None:
    paths = [path for (path,) in ours.rows("select distinct segment from raw.work_item_segments")]
    rows = official_rows.work_item_segments(theirs, paths)
    assert_same(ours, "raw.work_item_segments where work_item_id is not null", rows)


def test_days_off_of_teams(theirs: OfficialClient, ours: Runs) -> None:
    rows = official_rows.team_days_off(theirs, (SAMPLE_AS_OF - timedelta(days=400)).date())
    assert_same(ours, "raw.team_days_off where position > 0", rows)
