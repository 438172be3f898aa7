"""Extraction and load: from the API and the roster files into schema `raw` of the warehouse."""

from collections.abc import Iterable
from pathlib import Path

import dlt
from dlt.pipeline.exceptions import PipelineStepFailed

from pipelines import coverage, warehouse
from pipelines.azure_devops import azure_devops, errors
from pipelines.azure_devops.directory import Directory
from pipelines.azure_devops.feeds import FeedReader, feed_readers
from pipelines.azure_devops.resources import OPTIONAL_SNAPSHOTS, SNAPSHOTS, Snapshot
from pipelines.azure_devops.urls import OrganizationUrls
from pipelines.coverage import Coverage
from pipelines.errors import AdoFindingsError, RunFailed
from pipelines.rosters import Rosters

PIPELINE_NAME = "azure_devops"


class Extraction:
    """One run's extraction; `coverage` grows as resources are read."""

    def __init__(self, directory: Directory, warehouse_path: Path, state_dir: Path) -> None:
        self.directory = directory
        self.coverage: list[Coverage] = []
        self._usage = directory.client.usage
        self._pipeline = dlt.pipeline(
            PIPELINE_NAME,
            pipelines_dir=str(state_dir),
            destination=dlt.destinations.duckdb(str(warehouse_path)),
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
        self._load_critical(SNAPSHOTS)
        for reader in feed_readers(self.directory):
            while not reader.is_exhausted:
                self._load_critical((), [reader])
            self._note_loaded(reader.feed.name, reader.feed.scope.code)
        for snapshot in SNAPSHOTS:
            self._note_loaded(snapshot.name, snapshot.scope.code)

    def read_people(self) -> None:
        """Read entitlements and identities; a resource that fails is noted and its old rows stay."""
        for group in OPTIONAL_SNAPSHOTS:
            self._load_optional(group)

    def load_rosters(self, rosters: Rosters) -> None:
        """Replace the roster tables by what was read from the files."""
        self._pipeline.run(_roster_source(rosters))
        for roster in rosters.rosters:
            usage = self._usage.of(f"roster_{roster.platform}")
            usage.add(rows=roster.accounts.num_rows)
            self.coverage.append(coverage.loaded(usage, "file"))

    def _note_loaded(self, resource: str, scope: str) -> None:
        self.coverage.append(coverage.loaded(self._usage.of(resource), scope))

    def _load_critical(
        self, snapshots: Iterable[Snapshot], readers: Iterable[FeedReader] = ()
    ) -> None:
        try:
            self._pipeline.run(azure_devops(self.directory, snapshots, readers))
        except PipelineStepFailed as failure:
            raise _critical(_cause(failure), self.directory.client.urls) from failure

    def _load_optional(self, group: tuple[Snapshot, ...]) -> None:
        try:
            self._pipeline.run(azure_devops(self.directory, group))
        except PipelineStepFailed as failure:
            error = _cause(failure)
            self.coverage += [
                coverage.not_loaded(self._usage.of(each.name), each.scope.code, error)
                for each in group
            ]
        else:
            for each in group:
                self._note_loaded(each.name, each.scope.code)


@dlt.source(name="rosters")
def _roster_source(rosters: Rosters):  # type: ignore[no-untyped-def]
    accounts = [roster.accounts for roster in rosters.rosters]
    tables = {"roster_accounts": accounts, "roster_expectations": [rosters.expectations]}
    for name, rows in tables.items():
        empty = warehouse.RAW_TABLES[name].empty_table()
        yield dlt.resource([empty, *rows], name=name, write_disposition="replace")


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
