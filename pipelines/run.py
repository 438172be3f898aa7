"""One run, from the settings to the publication."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import sample_organization
from pipelines import warehouse
from pipelines.accounts import Platform
from pipelines.accounts.rosters import Rosters, read_rosters
from pipelines.azure_devops.advice import explaining_failures
from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.scopes import probe, require_critical
from pipelines.azure_devops.urls import is_same_organization
from pipelines.build import publication
from pipelines.build.steps import RunResult, build_and_publish
from pipelines.console.progress import Progress
from pipelines.errors import UserActionRequired
from pipelines.extract import extraction_state
from pipelines.extract.extraction import ExtractOptions, extract
from pipelines.extract.extraction_state import ExtractionState, describe_run
from pipelines.extract.identity_lookup import identity_ids_to_look_up
from pipelines.extract.listed_projects import listed_projects_and_teams
from pipelines.extract.loader import Loader
from pipelines.overrides.reader import read_override_files
from pipelines.settings import Connection, Settings
from pipelines.subject import roster_folder, subject_of
from pipelines.warehouse.data_folder import locked, refuse_other_organization, refuse_while_locked
from pipelines.warehouse.run_context import write_run_context


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
        override_files = read_override_files(roster_folder(settings))
        state = ExtractionState(
            subject.connection.urls.organization,
            subject.public_url,
            subject.ends_at or started_at,
            (*rosters.platforms, *(platform.name for platform in subject.platforms)),
        )
        context = describe_run(settings, state, started_at)
        organization = _organization(settings, subject.connection, context.as_of)
        client = organization.client
        refuse_while_locked(settings.data_dir)
        with progress.step("check the connection", client.usage), explaining_failures(client.urls):
            require_critical(probe(client), client.urls.token_page)
            organization.selected_projects()  # fails early if the token cannot see a selected project
            overrides = override_files.resolve(lambda: listed_projects_and_teams(organization))
        with locked(settings.data_dir) as state_dir:
            refuse_other_organization(settings.warehouse, subject.public_url, is_same_organization)
            publication.rewrite_parquet_behind(settings.data_dir)
            loader = Loader(settings.warehouse, state_dir / "dlt", started_at)
            with warehouse.connect(settings.warehouse) as connection:
                extraction_state.clear(connection)
                write_run_context(connection, context)
                overrides.write(connection)
            options = _extract_options(settings, subject.platforms, depth)
            coverage = extract(organization, rosters, loader, options, progress.step)
            with warehouse.connect(settings.warehouse) as connection:
                extraction_state.record(connection, state, coverage)
            published = build_and_publish(settings, context, state_dir, progress)
    return RunResult(context, published, client.usage, coverage)


def _organization(
    settings: Settings, connection: Connection, as_of: datetime
) -> AzureDevOpsOrganization:
    client = AzureDevOpsClient(connection.urls, connection.token, concurrency=settings.concurrency)
    find_identity_ids = partial(identity_ids_to_look_up, settings.warehouse, as_of)
    return AzureDevOpsOrganization(client, connection.projects, find_identity_ids)


def _extract_options(
    settings: Settings, platforms: tuple[Platform, ...], depth: Depth
) -> ExtractOptions:
    return ExtractOptions(
        full_refresh=depth.from_start,
        deletion_scan_interval=timedelta(days=0 if depth.sweep else settings.sweep_days),
        roster_max_age_days=settings.roster_max_age_days,
        retention_days=settings.snapshot_retention_days,
        platforms=platforms,
    )


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
