"""The extraction state: until when the warehouse is complete, and which runs may describe it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import duckdb
import pyarrow as pa

from pipelines import warehouse
from pipelines.errors import UserActionRequired
from pipelines.extract import coverage
from pipelines.extract.coverage import Coverage
from pipelines.settings import Settings
from pipelines.warehouse.run_context import RunContext


@dataclass(frozen=True)
class ExtractionState:
    """What the models may describe.

    Attributes:
        organization: Name of the organization.
        organization_url: Its public URL.
        read_until_at: Everything until this aware timestamp has been read.
        platforms: The platforms that have a roster.
    """

    organization: str
    organization_url: str
    read_until_at: datetime
    platforms: tuple[str, ...]


def record(
    connection: duckdb.DuckDBPyConnection, state: ExtractionState, entries: list[Coverage]
) -> None:
    """Write, in one transaction, that an extraction is complete, and its coverage."""
    row = {
        **vars(state),
        "read_until_at": state.read_until_at.astimezone(UTC).replace(tzinfo=None),
        "platforms": list(state.platforms),
    }
    connection.execute("begin")
    rows = pa.Table.from_pylist([row], schema=warehouse.EXTRACTION_STATE)
    warehouse.replace_table(connection, "extraction_state", rows)
    warehouse.replace_table(connection, "coverage", coverage.as_table(entries))
    connection.execute("commit")


def clear(connection: duckdb.DuckDBPyConnection) -> None:
    """Delete the state before an extraction starts to change what the warehouse contains."""
    connection.execute("drop table if exists raw.extraction_state")


def recorded(connection: duckdb.DuckDBPyConnection) -> ExtractionState | None:
    """Return the state of the last extraction, or none if there was none or it was interrupted."""
    try:
        rows = connection.sql(
            "select organization, organization_url, read_until_at, platforms from raw.extraction_state"
        ).fetchall()
    except duckdb.CatalogException:
        return None
    [(organization, url, read_until_at, platforms)] = rows
    return ExtractionState(organization, url, read_until_at.replace(tzinfo=UTC), tuple(platforms))


def describe_run(settings: Settings, state: ExtractionState, started_at: datetime) -> RunContext:
    """Return the context of a run that starts at `started_at` and describes `state`.

    Raises:
        UserActionRequired: If the setting `as_of` is later than `state` is known.
    """
    if settings.as_of and settings.as_of > state.read_until_at:
        latest = state.read_until_at.isoformat(timespec="seconds")
        raise UserActionRequired(
            f"ADO_FINDINGS__AS_OF is in the future: {settings.as_of.isoformat()} is after {latest}, the "
            f"latest timestamp of the data. Use an earlier one, or remove the setting to describe {latest}."
        )
    return RunContext(
        run_id=str(uuid4()),
        organization=state.organization,
        organization_url=state.organization_url,
        as_of=settings.as_of or state.read_until_at,
        is_historical=settings.as_of not in (None, state.read_until_at),
        time_zone=settings.time_zone,
        started_at=started_at,
        velocity_planning_days=settings.velocity_planning_days,
        velocity_incomplete_categories=settings.velocity_incomplete_categories,
        bulk_edit_items=settings.bulk_edit_items,
        dependency_link_types=settings.dependency_link_types,
        forecast_trials=settings.forecast_trials,
        forecast_wip=settings.forecast_wip,
        forecast_dependencies=settings.forecast_dependencies,
        authority_platform=settings.authority if settings.authority in state.platforms else None,
        platforms=state.platforms,
    )
