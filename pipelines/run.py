"""One run, from the settings to the publication."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from pipelines import coverage, publish, sample, transform, warehouse
from pipelines.amendments.places import places_of
from pipelines.amendments.reader import Amendments, read_amendments
from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.directory import Directory
from pipelines.azure_devops.scopes import probe, require_critical
from pipelines.azure_devops.urls import parse_organization_url
from pipelines.azure_devops.usage import UsageLedger
from pipelines.coverage import Coverage
from pipelines.data_folder import locked, refuse_other_organization
from pipelines.destroyed import Sweep
from pipelines.errors import UserActionRequired
from pipelines.extract import Extraction, identities_to_look_up
from pipelines.progress import Progress
from pipelines.rosters import Rosters, read_rosters
from pipelines.run_context import RunContext, write_run_context
from pipelines.settings import Connection, Settings

AS_OF_DIR_FORMAT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class RunResult:
    """What a finished run left: where, and what it took."""

    context: RunContext
    published: Path
    usage: UsageLedger
    coverage: list[Coverage]


@dataclass(frozen=True)
class Depth:
    """How much more than the new is read: everything again, and whether to look for destroyed items."""

    from_start: bool = False
    sweep: bool = False


@dataclass(frozen=True)
class Subject:
    """Which organization is described, and up to when its history goes: to `ends_at`, or to now."""

    connection: Connection
    public_url: str
    ends_at: datetime | None = None


def run(settings: Settings, progress: Progress, depth: Depth = Depth()) -> RunResult:
    """Extract, model, test and publish.

    Raises:
        UserActionRequired: Before anything was read or changed, if the user must act.
        RunFailed: If the run failed on its way; the old publication stands.
    """
    started_at = datetime.now(UTC)
    with subject_of(settings) as subject:
        as_of = _as_of(settings, subject, started_at)
        rosters = _read_rosters(settings, started_at)
        amendment_files = read_amendments(_roster_folder(settings))
        directory = _directory(settings, subject.connection)
        client = directory.client
        with progress.step("check the connection", client.usage):
            require_critical(probe(client), client.urls.token_page)
            directory.selected_projects  # noqa: B018 - fails early on a project that the token cannot see
            amendments = amendment_files.located(lambda: places_of(directory))
        with locked(settings.data_dir) as state_dir:
            refuse_other_organization(settings.data_dir, subject.public_url)
            context = _context(settings, subject, as_of, started_at, rosters)
            publish.rewrite_parquet_behind(settings.data_dir)
            extraction = Extraction(
                directory, settings.warehouse, state_dir / "dlt", started_at, depth.from_start
            )
            _describe(settings, context, amendments)
            _extract(settings, context, extraction, rosters, depth, progress)
            published = _build_and_publish(settings, context, extraction, state_dir, progress)
    return RunResult(context, published, client.usage, extraction.coverage)


def _directory(settings: Settings, connection: Connection) -> Directory:
    client = AzureDevOpsClient(connection.urls, connection.token, concurrency=settings.concurrency)
    return Directory(client, connection.projects, lambda: identities_to_look_up(settings.warehouse))


def _describe(settings: Settings, context: RunContext, amendments: Amendments) -> None:
    with warehouse.connect(settings.warehouse) as connection:
        write_run_context(connection, context)
        amendments.write(connection)


def _extract(
    settings: Settings,
    context: RunContext,
    extraction: Extraction,
    rosters: Rosters,
    depth: Depth,
    progress: Progress,
) -> None:
    usage = extraction.directory.client.usage
    extraction.load_pending()
    sweep = Sweep(settings.warehouse, context.started_at)
    if depth.sweep or sweep.is_due(timedelta(days=settings.sweep_days)):
        with progress.step("look for destroyed items", usage):
            extraction.begin_sweep(sweep)
    with progress.step("read the organization", usage):
        extraction.read_organization()
        sweep.conclude()
    with progress.step("read people and rosters", usage):
        extraction.read_people()
        extraction.load_rosters(rosters)


def _build_and_publish(
    settings: Settings,
    context: RunContext,
    extraction: Extraction,
    state_dir: Path,
    progress: Progress,
) -> Path:
    current_dir = settings.data_dir
    with progress.step("build and test the models") as on_node_done:
        publish.remember(settings.warehouse, current_dir)
        _prepare_models(settings.warehouse, extraction.coverage)
        built = transform.build(
            settings.warehouse, state_dir / "dbt", settings.memory_limit, on_node_done
        )
    with progress.step("publish"):
        target_dir = _publication_dir(current_dir, context)
        tables = publish.marts(built.manifest)
        published = publish.publish(settings.warehouse, tables, target_dir, context.run_id)
        publish.remember(settings.warehouse, current_dir)
    return published


@contextmanager
def subject_of(settings: Settings) -> Iterator[Subject]:
    """The configured organization, or the sample organization served for as long as the block lasts."""
    if settings.connection:
        yield Subject(settings.connection, settings.connection.urls.core)
        return
    organization = sample.build_sample_organization()
    with sample.serve(organization) as server:
        connection = Connection(parse_organization_url(server.url), sample.SAMPLE_TOKEN)
        yield Subject(connection, organization.url, sample.SAMPLE_AS_OF)


def _as_of(settings: Settings, subject: Subject, started_at: datetime) -> datetime:
    present = subject.ends_at or started_at
    if settings.as_of and settings.as_of > present:
        raise UserActionRequired(
            f"ADO_FINDINGS__AS_OF lies in the future: {settings.as_of.isoformat()} is after "
            f"{present.isoformat(timespec='seconds')}. Leave it out to describe the present."
        )
    return settings.as_of or present


def _roster_folder(settings: Settings) -> Path:
    """The sample organization has its own, and never reads the user's."""
    return sample.rosters_directory() if settings.connection is None else settings.roster_directory


def _read_rosters(settings: Settings, loaded_at: datetime) -> Rosters:
    is_sample = settings.connection is None
    folder = _roster_folder(settings)
    rosters = read_rosters(folder, sample.SAMPLE_AS_OF if is_sample else loaded_at)
    if settings.is_authority_required and settings.authority not in rosters.platforms:
        raise UserActionRequired(
            f"The authority roster {folder / settings.authority}.csv does not exist. Add it, or correct "
            "SOURCES__ROSTERS__AUTHORITY."
        )
    return rosters


def _context(
    settings: Settings, subject: Subject, as_of: datetime, started_at: datetime, rosters: Rosters
) -> RunContext:
    return RunContext(
        run_id=str(uuid4()),
        organization=subject.connection.urls.organization,
        organization_url=subject.public_url,
        as_of=as_of,
        is_historical=settings.as_of is not None and settings.as_of != subject.ends_at,
        time_zone=settings.time_zone,
        started_at=started_at,
        velocity_planning_days=settings.velocity_planning_days,
        velocity_incomplete_categories=settings.velocity_incomplete_categories,
        dependency_link_types=settings.dependency_link_types,
        authority_platform=settings.authority if settings.authority in rosters.platforms else None,
    )


def _prepare_models(warehouse_path: Path, entries: list[Coverage]) -> None:
    with warehouse.connect(warehouse_path) as connection:
        warehouse.create_missing_raw_tables(connection)
        warehouse.replace_run_table(connection, "coverage", coverage.as_table(entries))


def _publication_dir(data_dir: Path, context: RunContext) -> Path:
    if not context.is_historical:
        return data_dir
    return data_dir / "as_of" / context.as_of.strftime(AS_OF_DIR_FORMAT)
