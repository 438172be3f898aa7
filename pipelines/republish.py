"""The tables anew from what the warehouse holds, without asking the organization."""

from dataclasses import replace
from datetime import UTC, datetime

import duckdb

from pipelines import warehouse
from pipelines.azure_devops.urls import is_same_organization
from pipelines.build import publication
from pipelines.build.steps import RunResult, build_and_publish
from pipelines.console.progress import Progress
from pipelines.errors import UserActionRequired
from pipelines.extract import coverage, extraction_state
from pipelines.extract.extraction_state import ExtractionState, describe_run
from pipelines.overrides.projects_and_teams import loaded_projects_and_teams
from pipelines.overrides.reader import read_override_files
from pipelines.settings import Settings
from pipelines.subject import roster_folder
from pipelines.warehouse.data_folder import locked, refuse_other_organization
from pipelines.warehouse.run_context import write_run_context


def republish(settings: Settings, progress: Progress) -> RunResult:
    """Model, test and publish what the last extraction read, with today's settings and override files.

    Raises:
        UserActionRequired: Before anything was changed, if the user must act.
        RunFailed: If a model or a blocking test failed; the old publication stands.
    """
    started_at = datetime.now(UTC)
    override_files = read_override_files(roster_folder(settings))
    if not settings.warehouse.exists():
        raise _nothing_read(settings)
    with locked(settings.data_dir) as state_dir:
        refuse_other_organization(
            settings.warehouse, settings.organization_url, is_same_organization
        )
        with warehouse.connect(settings.warehouse) as connection:
            known = _known(connection, settings)
            context = describe_run(settings, known, started_at)
            overrides = override_files.resolve(lambda: loaded_projects_and_teams(connection))
            # What this run reads is nothing; what may be relied on is what the extraction read.
            entries = [
                replace(entry, row_count=0, request_count=0) for entry in coverage.read(connection)
            ]
            write_run_context(connection, context)
            overrides.write(connection)
            extraction_state.record(connection, known, entries)
        publication.rewrite_parquet_behind(settings.data_dir)
        published = build_and_publish(settings, context, state_dir, progress)
    return RunResult(context, published, None, entries)


def _known(connection: duckdb.DuckDBPyConnection, settings: Settings) -> ExtractionState:
    known = extraction_state.recorded(connection)
    if known is None:
        raise _nothing_read(settings)
    return known


def _nothing_read(settings: Settings) -> UserActionRequired:
    return UserActionRequired(
        f"{settings.warehouse} holds no complete extraction: there was none yet, or the last one was "
        "interrupted. Run `ado-findings run` (or `make run`) first, or set ADO_FINDINGS__DATA_DIR to the "
        "folder of an earlier run."
    )
