"""Extract everything that a run reads, in the order of the architecture page."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from pipelines import warehouse
from pipelines.accounts import Platform
from pipelines.accounts.completeness import DEFAULT_MAX_AGE_DAYS
from pipelines.accounts.rosters import Rosters
from pipelines.azure_devops.change_feeds import feed_readers
from pipelines.azure_devops.declarations import Snapshot
from pipelines.azure_devops.failures import explaining_failures
from pipelines.azure_devops.gaps import Gap
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.registry import CRITICAL_RESOURCES, OPTIONAL_SNAPSHOTS, SNAPSHOTS
from pipelines.azure_devops.resources import existing_ids
from pipelines.azure_devops.resources.entitlements import USER_ENTITLEMENTS
from pipelines.azure_devops.resources.revisions import REVISIONS
from pipelines.azure_devops.resources.team_settings import TEAM_ITERATIONS
from pipelines.azure_devops.scopes import WORK_READ
from pipelines.azure_devops.snapshots import SnapshotTable, read_snapshots
from pipelines.azure_devops.source import azure_devops
from pipelines.errors import RunFailed
from pipelines.extract import coverage_gaps, known_iterations, known_projects
from pipelines.extract.accounts import load_accounts
from pipelines.extract.coverage import Coverage, CoverageLog
from pipelines.extract.deletion_scan import DeletionScan
from pipelines.extract.loader import Loader
from pipelines.extract.relations import load_relations
from pipelines.extract.retention import delete_old_loads
from pipelines.extract.segments import load_segments
from pipelines.extract.team_days_off import load_team_days_off
from pipelines.http.usage import UsageLedger
from pipelines.warehouse import retained_loads

OptionalGroup = tuple[Snapshot, ...]
Step = Callable[[str, UsageLedger], AbstractContextManager[Any]]
"""Shows a step, by its title, while its block runs."""


@dataclass(frozen=True)
class ExtractOptions:
    """How much a run reads, and how long loads are kept.

    Attributes:
        full_refresh: Read the feeds from the beginning instead of from the stored tokens.
        deletion_scan_interval: Scan for deleted items if the last scan is that long ago; none never scans.
        roster_max_age_days: An older roster is incomplete.
        retention_days: Older loads of licenses and rosters are deleted; none keeps all.
        platforms: The platforms to read through their APIs or from exports.
        segments: The saved queries to run, by path or id.
        today: The last date of the organization; none is the date of the load.
    """

    full_refresh: bool = False
    deletion_scan_interval: timedelta | None = None
    roster_max_age_days: int = DEFAULT_MAX_AGE_DAYS
    retention_days: int | None = None
    platforms: tuple[Platform, ...] = ()
    segments: tuple[str, ...] = ()
    today: date | None = None


def extract(
    organization: AzureDevOpsOrganization,
    rosters: Rosters,
    loader: Loader,
    options: ExtractOptions = ExtractOptions(),
    step: Step = lambda title, usage: nullcontext(),
) -> list[Coverage]:
    """Read the organization, its people and the accounts of all platforms into the warehouse.

    Raises:
        RunFailed: If a critical resource cannot be read completely, or the token stops working.
    """
    # A connection is held open: see `warehouse.connect`.
    with warehouse.connect(loader.warehouse_path):
        return _extract(organization, rosters, loader, options, step)


def _extract(
    organization: AzureDevOpsOrganization,
    rosters: Rosters,
    loader: Loader,
    options: ExtractOptions,
    step: Step,
) -> list[Coverage]:
    usage, interval = organization.client.usage, options.deletion_scan_interval
    coverage = CoverageLog(organization.client)
    scan = DeletionScan(loader.warehouse_path, loader.loaded_at)
    loader.load_pending()
    if interval is not None and scan.is_due(interval):
        with step("Scan for deleted work items", usage):
            scan_existing_ids(scan, organization, coverage)
    with step("Extract projects and work items", usage):
        load_organization(organization, loader, coverage, options.full_refresh)
        flag_deleted_items(scan, coverage)
    with step("Extract days off of teams", usage):
        today = options.today or loader.loaded_at.date()
        load_team_days_off(organization, loader, coverage, today, options.full_refresh)
    with step("Extract links to code, builds and web pages", usage):
        load_relations(organization, loader, coverage, options.full_refresh)
    with step("Run the saved queries", usage) if options.segments else nullcontext():
        load_segments(organization, loader, coverage, options.segments)
    with step("Extract users and accounts", usage):
        load_people(organization, loader, coverage)
        with explaining_failures(organization.client):
            load_accounts(rosters, options.platforms, loader, coverage, options.roster_max_age_days)
        if options.retention_days is not None:
            delete_old_loads(loader.warehouse_path, loader.loaded_at, options.retention_days)
    return coverage.entries


def scan_existing_ids(
    scan: DeletionScan, organization: AzureDevOpsOrganization, coverage: CoverageLog
) -> None:
    """Read the ids of all items, before the feeds; a scan that fails is recorded and flags nothing.

    Raises:
        RunFailed: If the token stopped working.
    """
    with coverage.optional([existing_ids.RESOURCE], WORK_READ):
        rows = scan.read_ids(organization)
        coverage.usage.of(existing_ids.RESOURCE).add(rows=rows)


def flag_deleted_items(scan: DeletionScan, coverage: CoverageLog) -> None:
    """Flag the items that the scan has found missing, after the feeds."""
    flagged = scan.conclude()
    if flagged is None:
        return
    message = f"{flagged:,} known work items were permanently deleted or are no longer visible to the token"
    coverage.add_loaded(existing_ids.RESOURCE, WORK_READ.code, message if flagged else None)


def load_organization(
    organization: AzureDevOpsOrganization,
    loader: Loader,
    coverage: CoverageLog,
    full_refresh: bool = False,
) -> None:
    """Load all critical resources.

    Raises:
        RunFailed: If one of them cannot be read completely.
    """
    with explaining_failures(organization.client):
        missed = _missed_projects(organization, loader)
        _load_packages(organization, loader, full_refresh)
    gaps = [*missed, *organization.gaps]
    coverage_gaps.write(loader.warehouse_path, gaps)
    incomplete_reasons = coverage_gaps.incomplete_reasons(gaps)
    messages = {
        REVISIONS.name: _excluded_items(organization, loader.warehouse_path),
        TEAM_ITERATIONS.name: _remember_iterations(loader),
    }
    for resource in CRITICAL_RESOURCES:
        coverage.add_loaded(
            resource.name,
            resource.scope.code,
            messages.get(resource.name),
            incomplete_reasons.get(resource.name),
        )


def _load_packages(
    organization: AzureDevOpsOrganization, loader: Loader, full_refresh: bool
) -> None:
    """Load the snapshots with the first package of each feed, then the feeds to their ends.

    Every load has a fixed cost in dlt: there are as few as the size of packages allows.
    """
    snapshots = read_snapshots(SNAPSHOTS, organization, loader.loaded_at)
    readers = feed_readers(organization, full_refresh)
    while snapshots or readers:
        loader.load(azure_devops(snapshots, readers))
        snapshots, readers = [], [reader for reader in readers if not reader.is_exhausted]


def _missed_projects(organization: AzureDevOpsOrganization, loader: Loader) -> list[Gap]:
    """Return the projects of earlier loads that are no longer listed, unless projects are selected."""
    listed = [project["id"].lower() for project in organization.projects()]
    with warehouse.connect(loader.warehouse_path) as connection:
        known_projects.remember(connection, loader.loaded_at)
        known_iterations.remember_earlier(connection, loader.loaded_at)
        if organization.selection:
            return []
        missing = known_projects.missing(connection, listed)
    return [coverage_gaps.unlisted(project_id, name) for project_id, name in missing.items()]


def _excluded_items(organization: AzureDevOpsOrganization, warehouse_path: Path) -> str | None:
    """Count the items that the tables exclude because their projects are not selected."""
    if not organization.selection:
        return None
    with warehouse.connect(warehouse_path) as connection:
        items = known_projects.count_excluded_items(connection)
    return f"{items:,} work items of projects that are not selected are excluded"


def _remember_iterations(loader: Loader) -> str | None:
    """Store the iterations of this load, and return what to know about them."""
    with warehouse.connect(loader.warehouse_path) as connection:
        known_iterations.remember(connection, loader.loaded_at)
        return known_iterations.remark(connection)


def load_people(
    organization: AzureDevOpsOrganization, loader: Loader, coverage: CoverageLog
) -> None:
    """Load what a run can do without; for a resource that fails the previous load is kept.

    Raises:
        RunFailed: If the token stopped working.
    """
    for (scope, _), groups in groupby(
        OPTIONAL_SNAPSHOTS, key=lambda group: (group[0].scope, group[0].reads_warehouse)
    ):
        read: list[OptionalGroup] = []
        tables: list[SnapshotTable] = []
        for group in groups:
            with coverage.optional([snapshot.name for snapshot in group], scope):
                tables += _read_if_needed(group, organization, loader)
                read.append(group)
        if tables:
            loader.load(azure_devops(tables))
        for group in read:
            with coverage.optional([snapshot.name for snapshot in group], scope):
                _complete(group, organization, loader, coverage)


def _read_if_needed(
    group: OptionalGroup, organization: AzureDevOpsOrganization, loader: Loader
) -> list[SnapshotTable]:
    if not all(snapshot.is_needed(organization) for snapshot in group):
        return []
    return read_snapshots(group, organization, loader.loaded_at)


def _complete(
    group: OptionalGroup,
    organization: AzureDevOpsOrganization,
    loader: Loader,
    coverage: CoverageLog,
) -> None:
    """Add a group to the coverage, and make its loads the latest unless they are incomplete."""
    reasons = {snapshot.name: snapshot.incomplete_reason(organization) for snapshot in group}
    for snapshot in group:
        if snapshot.is_retained and not reasons[snapshot.name]:
            _mark_complete(snapshot, loader, coverage.usage.of(snapshot.name).rows)
    for snapshot in group:
        coverage.add_loaded(
            snapshot.name, snapshot.scope.code, incomplete_reason=reasons[snapshot.name]
        )


def _mark_complete(snapshot: Snapshot, loader: Loader, rows: int) -> None:
    load = (loader.warehouse_path, snapshot.name, loader.loaded_at)
    if snapshot is USER_ENTITLEMENTS and not rows and retained_loads.previous_row_count(*load):
        raise RunFailed("The user list is empty, which is never valid. The previous load is kept.")
    retained_loads.mark_complete(*load, rows)
