"""Extraction and load alone: what is in the raw tables after one and after several loads."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Request, Response

from pipelines import warehouse
from pipelines.accounts.rosters import read_rosters
from pipelines.azure_devops import change_feeds
from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.urls import parse_organization_url
from pipelines.extract.coverage import CoverageLog, LoadStatus
from pipelines.extract.extraction import ExtractOptions, extract, load_organization
from pipelines.extract.loader import Loader
from pipelines.extract.raw_tables import RAW_TABLES, create_missing_raw_tables
from sample_organization import SAMPLE_TOKEN, PageSizes, RunningServer, Token, serve
from sample_organization.model.organization import (
    GroupEntitlement,
    Identity,
    Organization,
    descriptor,
    directory_id,
    guid,
)
from tests.support.loading import Load, Runs, eventful_organization
from tests.support.memory import declared_limit, limits_of_all_connections
from tests.support.organizations import TinyOrganization

NO_ROSTERS = Path("no such folder")


class Warehouse:
    """A warehouse and the loads into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "warehouse.duckdb"
        self.loads = 0

    def load(
        self,
        server: RunningServer,
        token: str = SAMPLE_TOKEN,
        full_refresh: bool = False,
        with_sweep: bool = False,
        selection: Sequence[str] = (),
        meanwhile: Callable[[], object] = lambda: None,
    ) -> Load:
        """Read everything, once or again; `meanwhile` is called between the deletion scan and the feeds."""
        client = AzureDevOpsClient(parse_organization_url(server.url), token)
        organization = AzureDevOpsOrganization(client, selection)
        self.loads += 1
        started_at = datetime(2026, 6, self.loads, tzinfo=UTC)
        loader = Loader(self.path, self.folder / "dlt", started_at)
        rosters = read_rosters(NO_ROSTERS, datetime(2026, 6, 30, tzinfo=UTC))
        options = ExtractOptions(full_refresh, timedelta(0) if with_sweep else None)

        def step(title: str, _usage: object) -> AbstractContextManager[None]:
            if title == "Extract projects and work items":
                meanwhile()
            return nullcontext()

        return Load(organization, extract(organization, rosters, loader, options, step))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with warehouse.connect(self.path) as connection:
            return connection.sql(query).fetchall()

    def contents(self, *excluded: str) -> dict[str, list[tuple[Any, ...]]]:
        """All raw rows, each once, sorted, by table, without the excluded columns."""
        with warehouse.connect(self.path) as connection:
            return {
                name: connection.sql(
                    f"select distinct {', '.join(n for n in table_schema.names if n not in excluded)} "
                    f"from raw.{name} order by all"
                ).fetchall()
                for name, table_schema in RAW_TABLES.items()
                if warehouse.has_raw_table(connection, name)
            }


@pytest.fixture
def raw(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)


@pytest.fixture(scope="module")
def loaded(organization: Organization, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The sample organization after one load; tests that use it belong to one xdist group."""
    loaded = Warehouse(tmp_path_factory.mktemp("loaded"))
    with serve(organization) as server:
        loaded.load(server)
    return loaded


@pytest.fixture
def tiny() -> TinyOrganization:
    return TinyOrganization()


@pytest.mark.xdist_group("loaded")
def test_every_row_arrives(loaded: Warehouse, organization: Organization) -> None:
    revisions = len(organization.revisions)
    counts = "select count(*), count(distinct (id, rev)) from raw.work_item_revisions"
    assert loaded.rows(counts) == [(revisions, revisions)]
    for table, expected in (
        ("work_item_link_changes", len(organization.link_changes)),
        ("user_entitlements", len(organization.user_entitlements)),
        ("teams", sum(len(project.teams) for project in organization.projects)),
    ):
        assert loaded.rows(f"select count(*) from raw.{table}") == [(expected,)], table


def test_loading_takes_no_more_memory_than_its_limit(
    raw: Warehouse, tiny: TinyOrganization
) -> None:
    tiny.story("2026-02-20")
    with serve(tiny.commit()) as server, limits_of_all_connections() as limits:
        raw.load(server)
    assert limits
    assert set(limits) == {declared_limit()}


@pytest.mark.xdist_group("loaded")
@pytest.mark.exhaustive
def test_small_packages_and_small_pages_give_the_same_rows(
    raw: Warehouse, loaded: Warehouse, organization: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_feeds, "PACKAGE_ROWS", 7_000)
    small = PageSizes(teams=2, max_revisions=900, link_changes=300)
    with serve(organization, pages=small) as server:
        raw.load(server)
    assert raw.contents() == loaded.contents()


def test_later_runs_request_only_new_rows(raw: Warehouse, tiny: TinyOrganization) -> None:
    story = tiny.story("2026-02-20")
    with serve(tiny.commit()) as server:
        raw.load(server)
        tiny.change(story, "2026-03-01 09:00", state="Active")
        tiny.commit()
        second = raw.load(server)
        third = raw.load(server)
    assert raw.rows("select rev, state from raw.work_item_revisions order by rev") == [
        (1, "New"),
        (2, "Active"),
    ]
    usage = [run.organization.client.usage.of("work_item_revisions") for run in (second, third)]
    assert [(read.rows, read.requests) for read in usage] == [(1, 1), (0, 1)]


def test_links_come_without_a_revision(raw: Warehouse, tiny: TinyOrganization) -> None:
    one, two = tiny.story("2026-02-20"), tiny.story("2026-02-21")
    with serve(tiny.commit()) as server:
        raw.load(server)
        tiny.depend(one, two, "2026-03-01")
        tiny.history.unlink(one, two, datetime(2026, 3, 2, tzinfo=UTC), tiny.anna)
        tiny.commit()
        raw.load(server)
    changes = raw.rows(
        "select source_id, target_id, changed_operation from raw.work_item_link_changes "
        "order by feed_position"
    )
    assert changes == [(1, 2, "create"), (1, 2, "remove")]
    assert raw.rows("select count(*) from raw.work_item_revisions") == [(2,)]


@pytest.mark.exhaustive
def test_a_full_refresh_loads_the_same_rows(raw: Warehouse, tiny: TinyOrganization) -> None:
    one, two = tiny.story("2026-02-20"), tiny.story("2026-02-21")
    tiny.adopt(one, two, "2026-03-01")
    with serve(tiny.commit()) as server:
        raw.load(server)
        before = raw.contents("feed_position", "loaded_at")
        again = raw.load(server, full_refresh=True)
        third = raw.load(server)
    assert raw.contents("feed_position", "loaded_at") == before
    usage = [run.organization.client.usage.of("work_item_revisions").rows for run in (again, third)]
    assert usage == [2, 0]


@pytest.mark.exhaustive
def test_every_load_of_entitlements_is_retained_with_its_timestamp(
    raw: Warehouse, tiny: TinyOrganization
) -> None:
    with serve(tiny.commit()) as server:
        raw.load(server)
        tiny.user("Bo Berg")
        raw.load(server)
    assert raw.rows(
        "select loaded_at::date::varchar, count(*) from raw.user_entitlements group by 1 order by 1"
    ) == [("2026-06-01", 1), ("2026-06-02", 2)]
    assert raw.rows(
        "select row_count from raw.snapshot_loads where resource = 'user_entitlements' order by loaded_at"
    ) == [(1,), (2,)]


@pytest.mark.exhaustive
def test_a_scope_that_is_granted_later_fills_its_tables(
    raw: Warehouse, tiny: TinyOrganization
) -> None:
    tokens = {"full": Token(), "less": Token(frozenset({"vso.project", "vso.work"}))}
    with serve(tiny.commit(), tokens=tokens) as server:
        raw.load(server, "less")
        with warehouse.connect(raw.path) as connection:
            create_missing_raw_tables(connection)
        raw.load(server, "full")
    assert raw.rows("select display_name from raw.user_entitlements") == [("Anna Ek",)]


@pytest.mark.exhaustive
def test_a_feed_that_starts_again_duplicates_nothing(
    raw: Warehouse, tiny: TinyOrganization
) -> None:
    one, two = tiny.story("2026-02-20"), tiny.story("2026-02-21")
    tiny.depend(one, two, "2026-03-01")
    with serve(tiny.commit()) as server:
        raw.load(server)
        before = raw.rows("select * exclude (feed_position) from raw.work_item_link_changes")
        client = AzureDevOpsClient(parse_organization_url(server.url), SAMPLE_TOKEN)
        another_state = Loader(
            raw.path, raw.folder / "elsewhere", datetime(2026, 6, 30, tzinfo=UTC)
        )
        another_state._pipeline.config.restore_from_destination = False
        load_organization(AzureDevOpsOrganization(client), another_state, CoverageLog(client))
    assert raw.rows("select * exclude (feed_position) from raw.work_item_link_changes") == before
    assert raw.rows("select count(*), count(distinct (id, rev)) from raw.work_item_revisions") == [
        (2, 2)
    ]


@pytest.mark.parametrize(
    ("missing", "denied"),
    [
        (
            "vso.memberentitlementmanagement",
            {
                "user_entitlements",
                "user_entitlement_projects",
                "user_entitlement_group_rules",
                "group_entitlements",
            },
        ),
        ("vso.identity", {"identities", "team_group_members"}),
    ],
)
def test_a_missing_optional_scope_costs_only_its_own_tables(
    tmp_path: Path, missing: str, denied: set[str]
) -> None:
    token = Token(Token().scopes - {missing})
    with serve(eventful_organization().commit(), tokens={"token": token}) as server:
        extraction = Runs(tmp_path).load(server.url, "token")
    not_loaded = {entry.resource: entry for entry in extraction.coverage if not entry.is_complete}
    assert set(not_loaded) == denied
    assert {entry.status for entry in not_loaded.values()} == {LoadStatus.DENIED}
    for entry in not_loaded.values():
        assert "lacks the scope" in str(entry.message)


@pytest.mark.parametrize(
    "status",
    [
        401,
        *(pytest.param(status, marks=pytest.mark.exhaustive) for status in (400, 403, 404, 410)),
    ],
)
def test_link_types_that_cannot_be_read_cost_only_their_table(tmp_path: Path, status: int) -> None:
    def refuse(request: Request) -> Response | None:
        is_refused = request.path.lower().endswith("/workitemrelationtypes")
        return Response("{}", status, content_type="application/json") if is_refused else None

    runs = Runs(tmp_path)
    with serve(eventful_organization().commit()) as server:
        runs.load(server.url)
        before = runs.rows("from raw.relation_types")
        server.hooks.append(refuse)
        extraction = runs.load(server.url)
    [entry] = [entry for entry in extraction.coverage if not entry.is_complete]
    assert entry.resource == "relation_types"
    assert entry.status is not LoadStatus.LOADED
    assert before
    assert runs.rows("from raw.relation_types") == before


@pytest.mark.exhaustive
def test_link_types_are_not_requested_without_the_setting(
    raw: Warehouse, tiny: TinyOrganization
) -> None:
    with serve(tiny.commit()) as server:
        extraction = raw.load(server)
        assert not [request for request in server.requests if "relationtypes" in request.path]
    [entry] = [entry for entry in extraction.coverage if entry.resource == "relation_types"]
    assert (entry.status, entry.is_complete, entry.request_count) == (LoadStatus.LOADED, True, 0)


def test_a_denied_resource_keeps_what_was_read_before(
    raw: Warehouse, tiny: TinyOrganization
) -> None:
    tokens = {"full": Token(), "less": Token(frozenset({"vso.project", "vso.work"}))}
    with serve(tiny.commit(), tokens=tokens) as server:
        raw.load(server, "full")
        before = raw.rows("from raw.user_entitlements")
        raw.load(server, "less")
    assert before
    assert raw.rows("from raw.user_entitlements") == before


@pytest.mark.exhaustive
def test_entitlements_without_any_project_are_incomplete(
    raw: Warehouse, tiny: TinyOrganization
) -> None:
    with serve(tiny.commit()) as server:
        first = raw.load(server)
        users = tiny.organization.user_entitlements
        users[:] = [replace(user, access=()) for user in users]
        second = raw.load(server)
    incomplete = [
        {each.resource for each in extraction.coverage if not each.is_complete}
        for extraction in (first, second)
    ]
    assert incomplete == [set(), {"user_entitlement_projects"}]
    assert raw.rows(
        "select resource, count(*) from raw.snapshot_loads "
        "where resource like 'user_entitlement%' group by 1 order by 1"
    ) == [
        ("user_entitlement_group_rules", 2),
        ("user_entitlement_projects", 1),
        ("user_entitlements", 2),
    ]


@pytest.mark.exhaustive
def test_group_rules_of_users_that_the_service_omits_are_incomplete(
    raw: Warehouse, tiny: TinyOrganization
) -> None:
    """Somebody has a license by a rule, so without any rule the list is not complete."""
    group = Identity(guid("group", "1"), "Engineers", "e@x.example", descriptor("aadgp", "1"), True)
    rule = GroupEntitlement(group, directory_id(group), "express", status="applied")
    users = tiny.organization.user_entitlements
    users[0] = replace(users[0], assignment_source="groupRule", group_rules=(rule,))
    with serve(tiny.commit()) as server:
        first = raw.load(server)
        users[0] = replace(users[0], group_rules=())
        second = raw.load(server)
        users[0] = replace(users[0], assignment_source="unknown")
        third = raw.load(server)
    assert [
        {entry.resource for entry in load.coverage if not entry.is_complete}
        for load in (first, second, third)
    ] == [set(), {"user_entitlement_group_rules"}, set()]
    assert raw.rows(
        "select user_id, group_id, group_display_name, account_license_type, licensing_source, status "
        "from raw.user_entitlement_group_rules"
    ) == [(tiny.anna.id, group.id, "Engineers", "express", "account", "applied")]


def test_a_selection_of_projects_reports_what_it_excludes(
    raw: Warehouse, tiny: TinyOrganization
) -> None:
    other = tiny.add_project("Beta")
    moved, _stays = tiny.story("2026-02-20"), tiny.story("2026-02-21")
    tiny.change(moved, "2026-02-22", area=other.areas)
    with serve(tiny.commit()) as server:
        extraction = raw.load(server, selection=["Beta"])
    [revisions] = [each for each in extraction.coverage if each.resource == "work_item_revisions"]
    assert revisions.message == "1 work items of projects that are not selected are excluded"
    assert raw.rows("select name, is_selected from raw.projects order by name") == [
        ("Alpha", False),
        ("Beta", True),
    ]
    assert raw.rows("select rev from raw.work_item_revisions where id = 1 order by rev") == [
        (1,),
        (2,),
    ]


@pytest.mark.exhaustive
def test_excluded_items_are_counted_by_their_current_project(
    raw: Warehouse, tiny: TinyOrganization
) -> None:
    beta = tiny.add_project("Beta")
    moved, gone, _stays = (tiny.story("2026-02-20") for _ in range(3))
    for item in (moved, gone):
        tiny.change(item, "2026-02-22", area=beta.areas, iteration=beta.iterations)
    with serve(tiny.commit()) as server:
        raw.load(server, selection=["Alpha"])
        tiny.organization.destroy(gone.id)
        raw.load(server, selection=["Alpha"], with_sweep=True)
        tiny.rename_project("Alpha Centauri")
        beta.name = "Beta Centauri"
        extraction = raw.load(server, selection=["Alpha Centauri"])
    [revisions] = [each for each in extraction.coverage if each.resource == "work_item_revisions"]
    assert revisions.message == "1 work items of projects that are not selected are excluded"


def test_tables_exist_even_when_there_is_nothing_to_read(
    raw: Warehouse, tiny: TinyOrganization
) -> None:
    with serve(tiny.commit()) as server:
        raw.load(server)
    with warehouse.connect(raw.path) as connection:
        create_missing_raw_tables(connection)
        for name, table_schema in RAW_TABLES.items():
            columns = set(connection.table(f"raw.{name}").columns)
            assert columns >= set(table_schema.names), name


def test_repeated_rows_and_names_in_several_cases_are_loaded_and_named(tmp_path: Path) -> None:
    tiny = TinyOrganization()
    twin = tiny.add_iteration(tiny.project, "SPRINT 1")
    tiny.add_team(tiny.project, "CREW", [twin, twin])
    runs = Runs(tmp_path)
    with serve(tiny.commit()) as server:
        load = runs.load(server.url)
    messages = {entry.resource: entry.message or "" for entry in load.coverage}
    assert "differ only in case: Crew, CREW" in messages["teams"].replace(
        "CREW, Crew", "Crew, CREW"
    )
    assert (
        "\\Alpha\\Iteration\\SPRINT 1, \\Alpha\\Iteration\\Sprint 1"
        in messages["classification_nodes"]
    )
    assert "counted once: 1" in messages["team_iterations"]
    assert all(entry.is_complete for entry in load.coverage)
    [(loaded,)] = runs.rows("select count(*) from raw.team_iterations where path like '%SPRINT 1'")
    assert loaded == 1
