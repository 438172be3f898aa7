"""What the tests of faults share: an organization with data in every table, and loads of it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from pipelines import warehouse
from pipelines.accounts.rosters import read_rosters
from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.urls import OrganizationUrls, parse_organization_url
from pipelines.extract.coverage import Coverage
from pipelines.extract.extraction import ExtractOptions, extract
from pipelines.extract.identity_lookup import identity_ids_to_look_up
from pipelines.extract.loader import Loader
from pipelines.extract.raw_tables import RAW_TABLES, create_missing_raw_tables
from pipelines.http.rate_limit import Throttle
from pipelines.settings import DEFAULT_CONCURRENCY
from sample_organization import SAMPLE_TOKEN, PageSizes, RunningServer, serve
from sample_organization.model.organization import (
    GroupEntitlement,
    Organization,
    TeamMember,
    directory_id,
)
from tests.support.organizations import TinyOrganization, at, person
from tests.support.reads import is_read

SMALL_PAGES = PageSizes(projects=1, teams=2, max_revisions=10, link_changes=4, user_entitlements=6)
FIRST_RUN = datetime(2026, 6, 1, tzinfo=UTC)
DIFFERING = frozenset({"loaded_at"})  # from load to load, of the same organization
# A position has a meaning only beside others: the place of each change among all is compared.
COMPARED = {"feed_position": "row_number() over (order by feed_position)"}
RAW_COLUMNS = {name: columns.names for name, columns in RAW_TABLES.items()}
Tables = dict[str, Counter[tuple[Any, ...]]]


def eventful_organization() -> TinyOrganization:
    """Two projects, people with and without a license, and items with a history, links and deletions."""
    tiny = TinyOrganization()
    beta = tiny.add_project("Beta")
    tiny.add_team(beta, "Crew Two", tiny.sprints, tiny.anna)
    for number in range(9):
        tiny.user(f"User {number}", projects=[tiny.project])
    guest = person("Guest Without License")
    tiny.organization.identities.append(guest)
    group = person("Group With License", "aadgp")
    rule = GroupEntitlement(group, directory_id(group))
    tiny.organization.group_entitlements.append(rule)
    users = tiny.organization.user_entitlements
    users[-1] = replace(users[-1], group_rules=(rule,))
    tiny.team.members.append(TeamMember(group))
    tiny.organization.group_members[group] = [guest]
    items = [
        tiny.story(f"2026-02-{day:02}", title=f"Story {day}", assigned_to=guest, effort=day)
        for day in range(1, 13)
    ]
    for day, item in enumerate(items, 1):
        tiny.change(item, f"2026-03-{day:02} 09:30", state="Active", description=f"<p>{day}</p>")
    for day, item in enumerate(items[:6], 1):
        tiny.change(item, f"2026-04-{day:02} 17:15", assigned_to=tiny.anna, comment="Mine now")
    for day, (parent, child) in enumerate(pairwise(items), 1):
        tiny.depend(parent, child, f"2026-05-{day:02}")
    tiny.adopt(items[0], items[5], "2026-05-20")
    tiny.adopt(items[1], items[5], "2026-05-21")
    tiny.history.unlink(items[3], items[4], at("2026-05-22"), tiny.anna)
    tiny.attach(items[0], "2026-05-22", "vstfs:///Git/Commit/p%2Fr%2Ff00d", "Fixed in Commit")
    tiny.attach(items[1], "2026-05-22 01:00", "https://example.org/design")
    tiny.attach(items[2], "2026-05-22 02:00", "vstfs:///Build/Build/7", "Found in build")
    tiny.detach(items[2], "2026-05-22 03:00", "vstfs:///Build/Build/7")
    tiny.delete(items[11], "2026-05-23")
    tiny.team.days_off[tiny.sprints[0].identifier] = [(date(2026, 3, 4), date(2026, 3, 5))]
    return tiny


@contextmanager
def serving(organization: Organization, **options: Any) -> Iterator[RunningServer]:
    """Serve small pages, and fail if any request is not a read."""
    with serve(organization, **{"pages": SMALL_PAGES, **options}) as server:
        yield server
        assert [request for request in server.requests if not is_read(request)] == []


class Load(NamedTuple):
    """The organization as one load has read it, and its coverage."""

    organization: AzureDevOpsOrganization
    coverage: list[Coverage]


class Runs:
    """Loads of one organization into one warehouse, one a day; pauses are recorded instead of slept."""

    def __init__(self, folder: Path, run: int = 0) -> None:
        self.folder = folder
        self.path = folder / "warehouse.duckdb"
        self.waits: list[float] = []
        self._run = run

    def load(
        self,
        urls: OrganizationUrls | str,
        token: str = SAMPLE_TOKEN,
        full_refresh: bool = False,
        with_sweep: bool = False,
        selection: Sequence[str] = (),
        concurrency: int = DEFAULT_CONCURRENCY,
        segments: Sequence[str] = (),
    ) -> Load:
        """Read everything that a run reads."""
        urls = parse_organization_url(urls) if isinstance(urls, str) else urls
        throttle = Throttle(sleep=self.waits.append, clock=lambda: sum(self.waits))
        client = AzureDevOpsClient(urls, token, throttle=throttle, concurrency=concurrency)
        started_at = FIRST_RUN + timedelta(days=self._run)
        organization = AzureDevOpsOrganization(
            client,
            selection,
            lambda: identity_ids_to_look_up(self.path, started_at),
            dependency_link_types=("System.LinkTypes.Dependency",),
        )
        self._run += 1
        with warehouse.connect(self.path) as connection:
            warehouse.create_missing_tables(connection, warehouse.RUN_TABLES)
        rosters = read_rosters(self.folder / "rosters", started_at)
        loader = Loader(self.path, self.folder / "dlt", started_at)
        options = ExtractOptions(
            full_refresh, timedelta(0) if with_sweep else None, segments=tuple(segments)
        )
        return Load(organization, extract(organization, rosters, loader, options))

    def tables(self) -> Tables:
        """The rows of each raw table with their number; of retained loads the latest complete one."""
        with warehouse.connect(self.path) as connection:
            create_missing_raw_tables(connection)
            return {
                name: Counter(connection.sql(_rows_of(name, columns)).fetchall())
                for name, columns in RAW_COLUMNS.items()
            }

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with warehouse.connect(self.path) as connection:
            return connection.sql(query).fetchall()


def _rows_of(name: str, columns: list[str]) -> str:
    compared = [COMPARED.get(column, column) for column in columns if column not in DIFFERING]
    query = f"select {', '.join(compared)} from raw.{name}"
    if "loaded_at" not in columns:
        return query
    resource = "'roster_' || platform" if name == "roster_accounts" else f"'{name}'"
    latest = (
        f"select max(loads.loaded_at) from raw.snapshot_loads as loads where resource = {resource}"
    )
    return f"{query} where loaded_at = ({latest})"


def not_loaded(load: Load) -> dict[str, str]:
    """Return the resources that were not read, with their status in the coverage."""
    return {entry.resource: entry.status for entry in load.coverage if not entry.is_complete}
