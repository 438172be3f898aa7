"""One run, from the settings to the publication."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import sample_organization
from pipelines import warehouse
from pipelines.accounts import Platform
from pipelines.accounts.rosters import Rosters, read_rosters
from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.directory import Directory
from pipelines.azure_devops.scopes import probe, require_critical
from pipelines.build import publication
from pipelines.build.steps import RunResult, build_and_publish
from pipelines.console.progress import Progress
from pipelines.errors import UserActionRequired
from pipelines.extract import extraction_state
from pipelines.extract.deletion_scan import Sweep
from pipelines.extract.extraction import Extraction
from pipelines.extract.extraction_state import Extent
from pipelines.extract.failures import explaining
from pipelines.extract.identity_lookup import identities_to_look_up
from pipelines.extract.retention import forget_old_loads
from pipelines.overrides.projects_and_teams import places_of
from pipelines.overrides.reader import read_amendments
from pipelines.settings import Connection, Settings
from pipelines.subject import roster_folder, subject_of
from pipelines.warehouse.data_folder import locked, refuse_other_organization, refuse_while_held
from pipelines.warehouse.run_context import describe_run, write_run_context


@dataclass(frozen=True)
class Depth:
    """How much more than the new is read: everything again, and whether to look for destroyed items."""

    from_start: bool = False
    sweep: bool = False


def run(settings: Settings, progress: Progress, depth: Depth = Depth()) -> RunResult:
    """Extract, model, test and publish.

    Raises:
        UserActionRequired: Before anything was read or changed, if the user must act.
        RunFailed: If the run failed on its way; the old publication stands.
    """
    started_at = datetime.now(UTC)
    with subject_of(settings) as subject:
        rosters = _read_rosters(settings, subject.platforms, started_at)
        amendment_files = read_amendments(roster_folder(settings))
        known = Extent(
            subject.connection.urls.organization,
            subject.public_url,
            subject.ends_at or started_at,
            (*rosters.platforms, *(platform.name for platform in subject.platforms)),
        )
        context = describe_run(settings, known, started_at)
        directory = _directory(settings, subject.connection, context.as_of)
        client = directory.client
        refuse_while_held(settings.data_dir)
        with progress.step("check the connection", client.usage), explaining(client.urls):
            require_critical(probe(client), client.urls.token_page)
            directory.selected_projects  # noqa: B018 - fails early on a project that the token cannot see
            amendments = amendment_files.located(lambda: places_of(directory))
        with locked(settings.data_dir) as state_dir:
            refuse_other_organization(settings.data_dir, subject.public_url)
            publication.rewrite_parquet_behind(settings.data_dir)
            extraction = Extraction(
                directory,
                settings.warehouse,
                state_dir / "dlt",
                started_at,
                depth.from_start,
                settings.roster_max_age_days,
            )
            with warehouse.connect(settings.warehouse) as connection:
                extraction_state.forget(connection)
                write_run_context(connection, context)
                amendments.write(connection)
            _extract(settings, started_at, extraction, rosters, subject.platforms, depth, progress)
            with warehouse.connect(settings.warehouse) as connection:
                extraction_state.record(connection, known, extraction.coverage)
            published = build_and_publish(settings, context, state_dir, progress)
    return RunResult(context, published, client.usage, extraction.coverage)


def _directory(settings: Settings, connection: Connection, as_of: datetime) -> Directory:
    client = AzureDevOpsClient(connection.urls, connection.token, concurrency=settings.concurrency)
    wanted = partial(identities_to_look_up, settings.warehouse, as_of)
    return Directory(client, connection.projects, wanted)


def _extract(
    settings: Settings,
    started_at: datetime,
    extraction: Extraction,
    rosters: Rosters,
    platforms: tuple[Platform, ...],
    depth: Depth,
    progress: Progress,
) -> None:
    usage = extraction.directory.client.usage
    extraction.load_pending()
    sweep = Sweep(settings.warehouse, started_at)
    if sweep.is_due(timedelta(days=0 if depth.sweep else settings.sweep_days)):
        with progress.step("look for destroyed items", usage):
            extraction.begin_sweep(sweep)
    with progress.step("read the organization", usage):
        extraction.read_organization()
        extraction.conclude_sweep(sweep)
    with progress.step("read people and rosters", usage):
        extraction.read_people()
        extraction.load_rosters(rosters, platforms)
        forget_old_loads(settings.warehouse, started_at, settings.snapshot_retention_days)


def _read_rosters(
    settings: Settings, platforms: tuple[Platform, ...], loaded_at: datetime
) -> Rosters:
    folder = roster_folder(settings)
    declared = [platform.name for platform in platforms]
    rosters = read_rosters(
        folder, sample_organization.SAMPLE_AS_OF if settings.is_sample else loaded_at
    )
    for name in set(declared) & set(rosters.platforms):
        raise UserActionRequired(
            f"The platform {name} has both a file, {folder / name}.csv, and a declaration, "
            f"[sources.platforms.{name}]. Remove or rename one of them."
        )
    if settings.is_authority_required and settings.authority not in (
        *rosters.platforms,
        *declared,
    ):
        raise UserActionRequired(
            f"The authority roster {folder / settings.authority}.csv does not exist, nor a platform of that "
            "name. Add one, or correct SOURCES__ROSTERS__AUTHORITY."
        )
    return rosters
