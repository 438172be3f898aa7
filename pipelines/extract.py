"""Extraction and load: from the API and the roster files into schema `raw` of the warehouse."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import dlt
from dlt.destinations.impl.duckdb.configuration import DuckDbCredentials
from dlt.extract import DltResource
from dlt.pipeline.exceptions import PipelineStepFailed

from pipelines import coverage, warehouse
from pipelines.azure_devops import azure_devops, errors, kept_or_replaced
from pipelines.azure_devops.directory import Directory
from pipelines.azure_devops.feeds import FeedReader, feed_readers
from pipelines.azure_devops.resources import (
    OPTIONAL_SNAPSHOTS,
    REVISIONS,
    SNAPSHOTS,
    Snapshot,
)
from pipelines.azure_devops.scopes import WORK_READ
from pipelines.azure_devops.sweep import RESOURCE
from pipelines.azure_devops.urls import OrganizationUrls
from pipelines.coverage import Coverage
from pipelines.destroyed import Sweep
from pipelines.errors import AdoFindingsError, RunFailed
from pipelines.rosters import Rosters

PIPELINE_NAME = "azure_devops"


class Extraction:
    """One run's extraction; `coverage` grows as resources are read."""

    def __init__(
        self,
        directory: Directory,
        warehouse_path: Path,
        state_dir: Path,
        started_at: datetime,
        from_start: bool = False,
    ) -> None:
        self.directory = directory
        self.coverage: list[Coverage] = []
        self._usage = directory.client.usage
        self._warehouse_path = warehouse_path
        self._started_at = started_at
        self._from_start = from_start
        self._pipeline = dlt.pipeline(
            PIPELINE_NAME,
            pipelines_dir=str(state_dir),
            destination=dlt.destinations.duckdb(
                DuckDbCredentials(
                    str(warehouse_path), global_config={"memory_limit": warehouse.MEMORY_LIMIT}
                )
            ),
            dataset_name=warehouse.RAW_SCHEMA,
        )

    def load_pending(self) -> None:
        """Finish what a killed run left behind: dlt would load it instead of the next package."""
        if self._pipeline.has_pending_data:
            self._pipeline.run()

    def read_organization(self) -> None:
        """Read all critical resources.

        Raises:
            RunFailed: If one of them cannot be read completely.
        """
        with warehouse.connect(self._warehouse_path):  # held open: see `warehouse.connect`
            self._load_critical(SNAPSHOTS)
            for reader in feed_readers(self.directory, self._from_start):
                self._read_feed(reader)
        for snapshot in SNAPSHOTS:
            self._note_loaded(snapshot.name, snapshot.scope.code)

    def _read_feed(self, reader: FeedReader) -> None:
        while not reader.is_exhausted:
            self._load_critical((), [reader])
        message = self._left_out() if reader.feed is REVISIONS else None
        self._note_loaded(reader.feed.name, reader.feed.scope.code, message)

    def read_people(self) -> None:
        """Read entitlements and identities; a resource that fails is noted and its old rows stay."""
        for group in OPTIONAL_SNAPSHOTS:
            with self._optional([(each.name, each.scope.code) for each in group]):
                self._pipeline.run(azure_devops(self.directory, self._started_at, group))
                self._keep([each.name for each in group if each.is_kept], self._started_at)

    def begin_sweep(self, sweep: Sweep) -> None:
        """Read the ids of all items, before the feeds; a sweep that fails is noted and flags nothing."""
        with self._optional([(RESOURCE, WORK_READ.code)]):
            self._usage.of(RESOURCE).add(rows=sweep.read_ids(self.directory))

    def load_rosters(self, rosters: Rosters) -> None:
        """Load what was read from the roster files."""
        self._pipeline.run(_roster_source(rosters))
        self._keep(["rosters"], rosters.loaded_at)
        for roster in rosters.rosters:
            usage = self._usage.of(f"roster_{roster.platform}")
            usage.add(rows=roster.accounts.num_rows)
            self._note_loaded(usage.resource, "file")

    def _note_loaded(self, resource: str, scope: str, message: str | None = None) -> None:
        self.coverage.append(coverage.loaded(self._usage.of(resource), scope, message))

    def _left_out(self) -> str | None:
        """How many items the tables leave out because their projects are not selected."""
        if not self.directory.selection:
            return None
        selected = [project["name"].lower() for project in self.directory.selected_projects]
        with warehouse.connect(self._warehouse_path) as connection:
            [(items,)] = connection.execute(
                """
                select count(*) from (
                    select team_project from raw.work_item_revisions
                    qualify row_number() over (partition by id order by rev desc) = 1
                )
                where lower(team_project) not in (select unnest(?))
                """,
                [selected],
            ).fetchall()
        return f"{items:,} work items of projects that are not selected are left out"

    def _keep(self, resources: list[str], loaded_at: datetime) -> None:
        """Note that a load is complete: until then no model takes it for the latest."""
        with warehouse.connect(self._warehouse_path) as connection:
            warehouse.create_missing_tables(connection, warehouse.KEPT_TABLES)
            for resource in resources:
                rows = self._usage.of(resource).rows
                connection.execute(
                    "insert into raw.snapshot_loads values (?, ?, ?)", [resource, loaded_at, rows]
                )

    def _load_critical(
        self, snapshots: Iterable[Snapshot], readers: Iterable[FeedReader] = ()
    ) -> None:
        try:
            self._pipeline.run(azure_devops(self.directory, self._started_at, snapshots, readers))
        except PipelineStepFailed as failure:
            raise _critical(_cause(failure), self.directory.client.urls) from failure

    @contextmanager
    def _optional(self, resources: list[tuple[str, str]]) -> Iterator[None]:
        """Note what becomes of resources, given with their scopes, that a run can do without."""
        try:
            yield
        except (PipelineStepFailed, AdoFindingsError) as failure:
            error, page = _cause(failure), self.directory.client.urls.token_page
            self.coverage += [
                coverage.not_loaded(self._usage.of(name), scope, error, page)
                for name, scope in resources
            ]
        else:
            for name, scope in resources:
                self._note_loaded(name, scope)


@dlt.source(name="rosters")
def _roster_source(rosters: Rosters) -> Iterator[DltResource]:
    accounts = [roster.accounts for roster in rosters.rosters]
    tables = {"roster_accounts": accounts, "roster_expectations": [rosters.expectations]}
    for name, rows in tables.items():
        empty = warehouse.RAW_TABLES[name].empty_table()
        yield kept_or_replaced([empty, *rows], name, is_kept=name == "roster_accounts")


def identities_to_look_up(warehouse_path: Path) -> list[str]:
    """Ids of assignees and team members without an entitlement."""
    with warehouse.connect(warehouse_path) as connection:
        warehouse.create_missing_raw_tables(connection)
        found = connection.sql(
            """
            select id from (
                select assigned_to_id as id from raw.work_item_revisions as revisions
                qualify row_number() over (partition by revisions.id order by rev desc) = 1
                union
                select id from raw.team_members where not is_container
            )
            where id is not null and id not in (select id from raw.user_entitlements)
            order by id
            """
        )
        return [row[0] for row in found.fetchall()]


def _cause(failure: BaseException) -> AdoFindingsError:
    """Our own error beneath dlt's; what is not ours is a fault of the program or the machine."""
    error: BaseException | None = failure
    while error is not None and not isinstance(error, AdoFindingsError):
        error = error.__cause__ or error.__context__
    return error or RunFailed(f"The load failed: {failure}")


def _critical(error: AdoFindingsError, urls: OrganizationUrls) -> AdoFindingsError:
    if isinstance(error, errors.AuthenticationError | errors.AccessDenied):
        return RunFailed(
            f"The token stopped working during the run: {error} Renew it at {urls.token_page}. "
            "What was loaded is kept; the next run continues from there."
        )
    return error
