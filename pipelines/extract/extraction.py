"""Extraction and load: from the API and the roster files into schema `raw` of the warehouse."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import dlt
import pyarrow as pa
from dlt.extract import DltResource, DltSource
from dlt.pipeline.exceptions import PipelineStepFailed

from pipelines import warehouse
from pipelines.accounts import NotRead, Platform, completeness, read_platform, schema
from pipelines.accounts.rosters import Roster, Rosters
from pipelines.azure_devops.change_feeds import feed_readers
from pipelines.azure_devops.directory import Directory
from pipelines.azure_devops.existing_ids import RESOURCE
from pipelines.azure_devops.resources import (
    FEEDS,
    OPTIONAL_SNAPSHOTS,
    REVISIONS,
    SNAPSHOTS,
    Snapshot,
)
from pipelines.azure_devops.scopes import WORK_READ, Scope, is_dead
from pipelines.azure_devops.source import azure_devops, kept_or_replaced
from pipelines.errors import AdoFindingsError, RunFailed
from pipelines.extract import coverage, known_projects
from pipelines.extract.coverage import Coverage
from pipelines.extract.deletion_scan import Sweep
from pipelines.extract.failures import cause, explained, explaining
from pipelines.http import errors
from pipelines.warehouse import retained_loads
from pipelines.warehouse.destination import warehouse_destination

PIPELINE_NAME = "azure_devops"
USERS = "user_entitlements"


class Extraction:
    """One run's extraction; `coverage` grows as resources are read."""

    def __init__(
        self,
        directory: Directory,
        warehouse_path: Path,
        state_dir: Path,
        started_at: datetime,
        from_start: bool = False,
        roster_max_age_days: int = completeness.DEFAULT_MAX_AGE_DAYS,
    ) -> None:
        self.directory = directory
        self.coverage: list[Coverage] = []
        self._usage = directory.client.usage
        self._warehouse_path = warehouse_path
        self._started_at = started_at
        self._from_start = from_start
        self._roster_max_age_days = roster_max_age_days
        self._pipeline = dlt.pipeline(
            PIPELINE_NAME,
            pipelines_dir=str(state_dir),
            destination=warehouse_destination(warehouse_path),
            dataset_name=warehouse.RAW_SCHEMA,
        )

    def load_pending(self) -> None:
        """Finish what a killed run left behind, then forget all that is known outside of the warehouse.

        The warehouse holds the feeds' cursors, each committed with its package. So a package that cannot be
        loaded is read again, and a warehouse that was removed or put back goes on from what it holds.
        """
        with warehouse.connect(self._warehouse_path) as connection:
            has_cursors = warehouse.has_raw_table(connection, "_dlt_pipeline_state")
        if has_cursors and self._pipeline.has_pending_data:
            with suppress(PipelineStepFailed):
                self._pipeline.run()
        self._remove_repeated_rows()
        self._forget_working_files()

    def _remove_repeated_rows(self) -> None:
        """A copy that a kill cut off from its mark is made again, and a log takes what is copied twice."""
        with warehouse.connect(self._warehouse_path) as connection:
            for feed in FEEDS:
                if feed.latest_by is None:
                    warehouse.remove_repeated_rows(connection, feed.name, feed.primary_key)

    def _forget_working_files(self) -> None:
        """In one step: of a package removed file by file the rows may be gone and the cursor be left."""
        folder = Path(self._pipeline.working_dir)
        removed = folder.with_name(f"{folder.name}.removed")
        shutil.rmtree(removed, ignore_errors=True)
        folder.rename(removed)
        self._pipeline.drop()
        shutil.rmtree(removed, ignore_errors=True)

    def read_organization(self) -> None:
        """Read all critical resources.

        Raises:
            RunFailed: If one of them cannot be read completely.
        """
        # A connection is held open: see `warehouse.connect`.
        with warehouse.connect(self._warehouse_path), explaining(self.directory.client.urls):
            no_longer_listed = self._no_longer_listed()
            self._load_packages()
        doubts, messages = {"projects": no_longer_listed}, {REVISIONS.name: self._left_out()}
        for resource in (*SNAPSHOTS, *FEEDS):
            name = resource.name
            self._note_read(name, resource.scope.code, doubts.get(name), messages.get(name))

    def _load_packages(self) -> None:
        """Load the snapshots with the first package of each feed, then the feeds to their ends.

        Every load takes dlt its time, however little it holds: so there are as few as the size of packages
        allows.
        """
        snapshots: Sequence[Snapshot] = SNAPSHOTS
        readers = feed_readers(self.directory, self._from_start)
        while snapshots or readers:
            self._load(azure_devops(self.directory, self._started_at, snapshots, readers))
            snapshots, readers = (), [each for each in readers if not each.is_exhausted]

    def read_people(self) -> None:
        """Read entitlements and identities; a resource that fails is noted and its old rows stay.

        Raises:
            RunFailed: If the token has died.
        """
        for group in OPTIONAL_SNAPSHOTS:
            with self._optional([each.name for each in group], group[0].scope):
                self._load(azure_devops(self.directory, self._started_at, group))
                doubts = {each.name: each.doubt(self.directory) for each in group}
                for each in group:
                    if each.is_kept and not doubts[each.name]:
                        self._keep(each.name, self._started_at, self._usage.of(each.name).rows)
                for each in group:
                    self._note_read(each.name, each.scope.code, doubts[each.name])

    def begin_sweep(self, sweep: Sweep) -> None:
        """Read the ids of all items, before the feeds; a sweep that fails is noted and flags nothing.

        Raises:
            RunFailed: If the token has died.
        """
        with self._optional([RESOURCE], WORK_READ):
            self._usage.of(RESOURCE).add(rows=sweep.read_ids(self.directory))

    def conclude_sweep(self, sweep: Sweep) -> None:
        """Flag what a sweep that was begun has found missing, after the feeds."""
        flagged = sweep.conclude()
        if flagged is None:
            return
        message = f"{flagged:,} known work items are destroyed, or hidden from the token by now"
        self._note_loaded(RESOURCE, WORK_READ.code, message if flagged else None)

    def load_rosters(self, rosters: Rosters, platforms: Iterable[Platform] = ()) -> None:
        """Load the roster files and the platforms; one that fails is noted and its old rows stay."""
        scopes = dict.fromkeys(rosters.platforms, "file")
        read = list(rosters.rosters)
        for platform in platforms:
            scopes[platform.name] = platform.kind.name
            read += self._read_platform(platform, rosters.loaded_at)
        with explaining(self.directory.client.urls):
            self._load(_roster_source(read, rosters.expectations))
        for roster in read:
            usage = self._usage.of(f"roster_{roster.platform}")
            usage.add(rows=roster.accounts.num_rows)
            rows_before = retained_loads.rows_before(
                self._warehouse_path, usage.resource, rosters.loaded_at
            )
            age = rosters.loaded_at - roster.written_at
            doubt = completeness.doubt(usage.rows, rows_before, age, self._roster_max_age_days)
            self._keep(usage.resource, rosters.loaded_at, roster.accounts.num_rows)
            self._note_read(usage.resource, scopes[roster.platform], doubt)

    def _keep(self, resource: str, loaded_at: datetime, rows: int) -> None:
        path = self._warehouse_path
        if resource == USERS and not rows and retained_loads.rows_before(path, resource, loaded_at):
            raise RunFailed("The list of users is empty, which it cannot be; it is not used.")
        retained_loads.keep(path, resource, loaded_at, rows)

    def _read_platform(self, platform: Platform, loaded_at: datetime) -> Iterator[Roster]:
        with self._usage.timed(platform.resource) as usage:
            try:
                yield read_platform(platform, usage, loaded_at)
            except NotRead as error:
                self.coverage.append(
                    coverage.platform_not_loaded(usage, platform.kind.name, error.cause, str(error))
                )

    def _note_read(
        self, resource: str, scope: str, doubt: str | None, message: str | None = None
    ) -> None:
        """Note a resource that was read to its end, and why it is not used, if so."""
        if doubt:
            self.coverage.append(coverage.doubted(self._usage.of(resource), scope, doubt))
        else:
            self._note_loaded(resource, scope, message)

    def _note_loaded(self, resource: str, scope: str, message: str | None = None) -> None:
        self.coverage.append(coverage.loaded(self._usage.of(resource), scope, message))

    def _left_out(self) -> str | None:
        """How many items the tables leave out because their projects are not selected."""
        if not self.directory.selection:
            return None
        with warehouse.connect(self._warehouse_path) as connection:
            items = known_projects.count_left_out(connection)
        return f"{items:,} work items of projects that are not selected are left out"

    def _no_longer_listed(self) -> str | None:
        """Which projects of earlier loads the token does not see any more, if it is to see all."""
        listed = [project["id"].lower() for project in self.directory.projects]
        with warehouse.connect(self._warehouse_path) as connection:
            known_projects.remember(connection, self._started_at)
            if self.directory.selection:
                return None
            gone = known_projects.names_of_missing(connection, listed)
        if not gone:
            return None
        return (
            f"no longer there, or hidden from the token: {', '.join(gone)}. Findings about them stay as they "
            "are. Ask for access, or name the projects to read in the setting `projects`"
        )

    def _load(self, source: DltSource) -> None:
        """Extract and load; what a failed load left goes first, for dlt would load only that."""
        if self._pipeline.has_pending_data:
            self.load_pending()
        self._pipeline.run(source)

    @contextmanager
    def _optional(self, resources: list[str], scope: Scope) -> Iterator[None]:
        """Note which resources could not be read, and go on without; but not without a token."""
        client = self.directory.client
        try:
            yield
        except (PipelineStepFailed, AdoFindingsError) as failure:
            error = cause(failure)
            if isinstance(error, errors.AuthenticationError) and is_dead(client):
                raise explained(error, client.urls) from failure
            self.coverage += [
                coverage.not_loaded(self._usage.of(name), scope, error, client.urls.token_page)
                for name in resources
            ]


@dlt.source(name="rosters")
def _roster_source(rosters: list[Roster], expectations: pa.Table) -> Iterator[DltResource]:
    accounts = [roster.accounts for roster in rosters]
    yield kept_or_replaced(
        [schema.ACCOUNTS.empty_table(), *accounts],
        "roster_accounts",
        is_kept=True,
        load_key=("platform", "loaded_at"),
    )
    yield kept_or_replaced([expectations], "roster_expectations", is_kept=False)
