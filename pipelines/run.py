"""The steps of `ado-findings run` and `ado-findings build`, in order."""

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import ModuleType

import duckdb

from pipelines import warehouse
from pipelines.accounts import Platform, declared_platforms
from pipelines.accounts.rosters import Rosters, platform_files, read_rosters
from pipelines.accounts.settings import secrets_of
from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.failures import explaining_failures
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.scopes import probe, require_critical
from pipelines.azure_devops.urls import is_same_organization, parse_organization_url
from pipelines.build import dbt_runner, pseudonyms, publication
from pipelines.config import secrets_outside_environment
from pipelines.console import logs
from pipelines.console.progress import Progress
from pipelines.console.summary import RunResult
from pipelines.digest.digest import FILE as DIGEST_FILE
from pipelines.digest.digest import write_digest
from pipelines.dlt_configuration import own_dlt_configuration
from pipelines.errors import UserActionRequired, described
from pipelines.extract import coverage, extraction_state
from pipelines.extract.coverage import Coverage
from pipelines.extract.deletion_scan import next_scan_at
from pipelines.extract.extraction import ExtractOptions, extract
from pipelines.extract.extraction_state import ExtractionState, describe_run
from pipelines.extract.identity_lookup import identity_ids_to_look_up
from pipelines.extract.listed_projects import listed_projects_and_teams
from pipelines.extract.loader import Loader
from pipelines.extract.raw_tables import create_missing_raw_tables
from pipelines.http.rate_limit import WaitLimit
from pipelines.http.usage import UsageLedger
from pipelines.notify.channels import read_channels
from pipelines.overrides.projects_and_teams import loaded_projects_and_teams
from pipelines.overrides.reader import OverrideFiles, Overrides, read_override_files
from pipelines.paths import as_of_dir
from pipelines.report.files import write_report
from pipelines.settings import (
    CLI_TOKEN_KEY,
    DEFAULT_CONCURRENCY,
    DEFAULT_MAX_WAIT_MINUTES,
    TOKEN_KEY,
    Connection,
    Settings,
)
from pipelines.warehouse.attempts import recorded_attempt
from pipelines.warehouse.data_folder import locked, refuse_other_organization, refuse_while_locked
from pipelines.warehouse.run_context import RunContext, write_run_context

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class RunOptions:
    """Read everything again instead of what is new; scan for deleted items although no scan is due."""

    full_refresh: bool = False
    sweep: bool = False


@dataclass(frozen=True)
class Organization:
    """The organization that a command reads; its history ends at `ends_at`, or now if that is None."""

    connection: Connection
    public_url: str
    roster_folder: Path
    platforms: tuple[Platform, ...] = ()
    segments: tuple[str, ...] = ()
    ends_at: datetime | None = None
    past: Path | None = None  # what earlier runs published, for a data folder that has none


@dataclass(frozen=True)
class Inputs:
    """The files of a run, validated before it sends its first request, and the context they give it."""

    rosters: Rosters
    override_files: OverrideFiles
    known: ExtractionState
    context: RunContext


def run(settings: Settings, progress: Progress, options: RunOptions = RunOptions()) -> RunResult:
    """Extract, build, test and publish.

    Raises:
        UserActionRequired: Before anything was read or changed, if the user must act.
        RunFailed: If a later step failed; the previous publication is unchanged.
    """
    started_at = datetime.now(UTC)
    _refuse_invalid_key(settings)
    with source_organization(settings) as organization:
        inputs = _read_inputs(settings, organization, started_at)
        azure_devops = _azure_devops(settings, organization.connection, inputs.context.as_of)
        refuse_while_locked(settings.data_dir)
        overrides = _check_connection(azure_devops, inputs.override_files, progress)
        with (
            _data_folder(settings, organization.public_url) as state_dir,
            _recorded_attempt(settings, state_dir, "run", started_at),
        ):
            publication.repair(settings.data_dir, settings.publication_mode)
            loader = Loader(settings.warehouse, state_dir / "dlt", started_at)
            _begin_extraction(settings, inputs.context, overrides)
            extract_options = _extract_options(settings, organization, options)
            entries = extract(azure_devops, inputs.rosters, loader, extract_options, progress.step)
            _complete_extraction(settings, inputs.known, entries)
            if organization.past:
                publication.load_history(organization.past, settings.warehouse, settings.data_dir)
            published = _build_and_publish(settings, inputs.context, state_dir, progress)
            problem = _write_report(settings, published, progress)
    return RunResult(inputs.context, published, azure_devops.client.usage, entries, problem)


def build(settings: Settings, progress: Progress) -> RunResult:
    """Build, test and publish what the last run extracted, with the current settings and overrides.

    Raises:
        UserActionRequired: Before anything was changed, if the user must act.
        RunFailed: If a model or a blocking test failed; the previous publication is unchanged.
    """
    started_at = datetime.now(UTC)
    _refuse_invalid_key(settings)
    override_files = read_override_files(roster_folder(settings), _segments(settings))
    if not settings.warehouse.exists():
        raise _nothing_extracted(settings)
    with (
        _data_folder(settings, settings.organization_url) as state_dir,
        _recorded_attempt(settings, state_dir, "build", started_at),
    ):
        with warehouse.connect(settings.warehouse) as connection:
            known = extraction_state.recorded(connection)
            if known is None:
                raise _nothing_extracted(settings)
            context = describe_run(settings, known, started_at)
            create_missing_raw_tables(connection)
            overrides = override_files.resolve(lambda: loaded_projects_and_teams(connection))
            entries = _coverage_of_last_run(connection)
            _write_context(connection, context, overrides)
            extraction_state.record(connection, known, entries)
        publication.repair(settings.data_dir, settings.publication_mode)
        published = _build_and_publish(settings, context, state_dir, progress)
        problem = _write_report(settings, published, progress)
    return RunResult(context, published, None, entries, problem)


def _refuse_invalid_key(settings: Settings) -> None:
    if settings.pseudonymize:
        pseudonyms.refuse_invalid_key(settings.state_dir)


@contextmanager
def source_organization(settings: Settings) -> Iterator[Organization]:
    """Yield the configured organization, or the sample organization, served until the block ends."""
    if settings.connection:
        connection, platforms = settings.connection, declared_platforms()
        channels = read_channels(settings.roster_directory)
        secrets = [*_secrets(connection, platforms), *(channel.url for channel in channels)]
        logs.describe(secrets)
        with (
            own_dlt_configuration(),
            secrets_outside_environment(secrets, (TOKEN_KEY, CLI_TOKEN_KEY)),
        ):
            yield Organization(
                connection,
                connection.urls.core,
                settings.roster_directory,
                platforms,
                _segments(settings),
            )
        return
    sample = sample_module()
    organization, records = sample.build_sample_organization(), sample.build_platform_records()
    with (
        own_dlt_configuration(),
        sample.serve(organization) as server,
        sample.serve_platforms(records) as platform_server,
    ):
        connection = Connection(parse_organization_url(server.url), sample.SAMPLE_TOKEN)
        platforms = sample.declared_sample_platforms(platform_server.url)
        logs.describe(_secrets(connection, platforms))
        yield Organization(
            connection,
            organization.url,
            roster_folder(settings),
            platforms,
            _segments(settings),
            sample.SAMPLE_AS_OF,
            sample.past_directory(),
        )


def connectors(settings: Settings) -> dict[str, str]:
    """Return the connector of each platform that a run reads, by platform. Sends nothing."""
    if settings.is_sample:
        platforms = sample_module().declared_sample_platforms("http://127.0.0.1")
    else:
        platforms = declared_platforms()
    files = dict.fromkeys(platform_files(roster_folder(settings)), "file")
    return files | {platform.name: platform.connector.name for platform in platforms}


def sample_module() -> ModuleType:
    """Import the sample organization and its web server, which a run on a real one does without."""
    import sample_organization

    return sample_organization


def roster_folder(settings: Settings) -> Path:
    """Return the folder of the users' files; the sample organization has its own and reads no other."""
    if settings.is_sample:
        folder: Path = sample_module().rosters_directory()
        return folder
    return settings.roster_directory


def _segments(settings: Settings) -> tuple[str, ...]:
    """Return the saved queries to run; the sample organization has its own, and runs no other."""
    if settings.is_sample:
        segments: tuple[str, ...] = sample_module().SAMPLE_SEGMENTS
        return segments
    return settings.segments


def _secrets(connection: Connection, platforms: tuple[Platform, ...]) -> list[str]:
    return [
        connection.token,
        *(secret for platform in platforms for secret in secrets_of(platform.settings)),
    ]


def _read_inputs(settings: Settings, organization: Organization, started_at: datetime) -> Inputs:
    """Read and validate rosters and overrides."""
    declared = [platform.name for platform in organization.platforms]
    loaded_at = organization.ends_at if settings.is_sample else None
    rosters = read_rosters(organization.roster_folder, loaded_at or started_at)
    _check_platforms(settings, organization.roster_folder, rosters, declared)
    known = ExtractionState(
        organization.connection.urls.organization,
        organization.public_url,
        organization.ends_at or started_at,
        (*rosters.platforms, *declared),
    )
    override_files = read_override_files(organization.roster_folder, organization.segments)
    return Inputs(rosters, override_files, known, describe_run(settings, known, started_at))


def _check_platforms(
    settings: Settings, folder: Path, rosters: Rosters, declared: list[str]
) -> None:
    for name in sorted(set(declared) & set(rosters.platforms)):
        raise UserActionRequired(
            f"Platform {name} has both a roster file, {folder / name}.csv, and a configuration section, "
            f"[sources.platforms.{name}]. Remove or rename one of them."
        )
    known = {*rosters.platforms, *declared}
    if settings.is_authority_required and settings.authority not in known:
        raise UserActionRequired(
            f"The authority {settings.authority} has neither a roster file, "
            f"{folder / settings.authority}.csv, nor a configuration section, "
            f"[sources.platforms.{settings.authority}]. Add one, or correct SOURCES__ROSTERS__AUTHORITY."
        )


def _azure_devops(
    settings: Settings, connection: Connection, as_of: datetime
) -> AzureDevOpsOrganization:
    client = client_of(connection, settings.concurrency, settings.max_wait_minutes)
    find_identity_ids = partial(identity_ids_to_look_up, settings.warehouse, as_of)
    return AzureDevOpsOrganization(
        client, connection.projects, find_identity_ids, settings.dependency_link_types
    )


def client_of(
    connection: Connection,
    concurrency: int = DEFAULT_CONCURRENCY,
    max_wait_minutes: int = DEFAULT_MAX_WAIT_MINUTES,
) -> AzureDevOpsClient:
    """Return a client for an organization."""
    return AzureDevOpsClient(
        connection.urls,
        connection.token,
        UsageLedger(wait_limit=WaitLimit(max_wait_minutes * 60)),
        concurrency=concurrency,
        api_version=connection.api_version,
    )


def _check_connection(
    azure_devops: AzureDevOpsOrganization, override_files: OverrideFiles, progress: Progress
) -> Overrides:
    """Probe the token's scopes and resolve the projects and teams that settings and overrides name."""
    client = azure_devops.client
    with progress.step("Check the connection", client.usage), explaining_failures(client):
        require_critical(probe(client), client.urls.token_page)
        azure_devops.selected_projects()  # fails early if the token cannot see a selected project
        return override_files.resolve(lambda: listed_projects_and_teams(azure_devops))


@contextmanager
def _data_folder(settings: Settings, organization_url: str | None) -> Iterator[Path]:
    """Hold the data folder for one run and yield its state folder."""
    with locked(settings.data_dir, settings.publication_mode) as state_dir:
        logs.open_file()
        refuse_other_organization(settings.warehouse, organization_url, is_same_organization)
        yield state_dir


def _recorded_attempt(
    settings: Settings, state_dir: Path, command: str, started_at: datetime
) -> AbstractContextManager[None]:
    """Record how a command ends, for `ado-findings status`."""
    interval = timedelta(days=settings.sweep_days)
    next_scan = partial(next_scan_at, settings.warehouse, interval)
    return recorded_attempt(state_dir, command, started_at, next_scan)


def _begin_extraction(settings: Settings, context: RunContext, overrides: Overrides) -> None:
    """Mark the last extraction as no longer complete, and write the context of this one."""
    with warehouse.connect(settings.warehouse) as connection:
        extraction_state.clear(connection)
        _write_context(connection, context, overrides)


def _complete_extraction(
    settings: Settings, known: ExtractionState, entries: list[Coverage]
) -> None:
    with warehouse.connect(settings.warehouse) as connection:
        extraction_state.record(connection, known, entries)


def _write_context(
    connection: duckdb.DuckDBPyConnection, context: RunContext, overrides: Overrides
) -> None:
    logs.describe(run_id=context.run_id, organization=context.organization_url)
    write_run_context(connection, context)
    overrides.write(connection)


def _extract_options(
    settings: Settings, organization: Organization, options: RunOptions
) -> ExtractOptions:
    return ExtractOptions(
        full_refresh=options.full_refresh,
        deletion_scan_interval=timedelta(days=0 if options.sweep else settings.sweep_days),
        roster_max_age_days=settings.roster_max_age_days,
        retention_days=settings.snapshot_retention_days,
        platforms=organization.platforms,
        segments=organization.segments,
        today=organization.ends_at.date() if organization.ends_at else None,
    )


def _coverage_of_last_run(connection: duckdb.DuckDBPyConnection) -> list[Coverage]:
    """Return what the last run extracted; a build extracts nothing itself."""
    return [replace(entry, row_count=0, request_count=0) for entry in coverage.read(connection)]


def _build_and_publish(
    settings: Settings, context: RunContext, state_dir: Path, progress: Progress
) -> Path:
    """Build and test the models, publish the marts, and return the published database."""
    with progress.step("Build and test the models") as on_node_done:
        publication.store_history(settings.warehouse, settings.data_dir)
        with warehouse.connect(settings.warehouse) as connection:
            create_missing_raw_tables(connection)
        if settings.pseudonymize:
            pseudonyms.prepare(state_dir)
        built = dbt_runner.build(
            settings.warehouse,
            state_dir / "dbt",
            settings.memory_limit,
            on_node_done,
            settings.pseudonymize,
        )
    with progress.step("Publish the tables"):
        is_past = context.is_historical
        folder = as_of_dir(settings.data_dir, context.as_of) if is_past else settings.data_dir
        tables = publication.marts(built.manifest)
        published = publication.publish(
            settings.warehouse, tables, folder, context.run_id, settings.publication_mode
        )
        publication.store_history(settings.warehouse, settings.data_dir)
        _write_digest(published, settings.publication_mode)
    return published


def _write_report(settings: Settings, published: Path, progress: Progress) -> str | None:
    """Write the page of what was published, and return why that failed, or none."""
    if not settings.report:
        return None
    try:
        with progress.step("Write the page"):
            write_report(published)
    except Exception as error:
        logger.debug("The page could not be written", exc_info=True)
        return described(error)
    return None


def _write_digest(published: Path, publication_mode: int) -> None:
    """Write the digest; without it, the publication is as good."""
    try:
        write_digest(published, publication_mode)
    except OSError as error:
        logger.warning("%s was not written (%s).", DIGEST_FILE, error)


def _nothing_extracted(settings: Settings) -> UserActionRequired:
    return UserActionRequired(
        f"{settings.warehouse} holds no complete extraction: there was no run yet, or the last one was "
        "interrupted. Run `ado-findings run` (or `make run`) first, or set ADO_FINDINGS__DATA_DIR to the "
        "data folder of an earlier run."
    )
