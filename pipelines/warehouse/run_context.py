"""What a run tells its models about itself: one row of settings, the local days, and the coverage."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from pipelines import __version__, warehouse
from pipelines.errors import UserActionRequired
from pipelines.extract.extraction_state import Extent
from pipelines.settings import Settings

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class RunContext:
    """The facts of a run that models depend on. `as_of` and `started_at` are aware instants in UTC."""

    run_id: str
    organization: str
    organization_url: str
    as_of: datetime
    is_historical: bool
    time_zone: str
    started_at: datetime
    velocity_planning_days: int
    velocity_incomplete_categories: tuple[str, ...]
    dependency_link_types: tuple[str, ...]
    authority_platform: str | None
    platforms: tuple[
        str, ...
    ]  # other than Azure DevOps; what earlier runs read of others does not count

    @property
    def as_of_date(self) -> date:
        """The calendar date of `as_of` in the configured time zone."""
        return self.as_of.astimezone(ZoneInfo(self.time_zone)).date()


def describe_run(settings: Settings, known: Extent, started_at: datetime) -> RunContext:
    """The context of a run that begins at `started_at` and describes what is known.

    Raises:
        UserActionRequired: If the settings ask for an instant of which not all is known.
    """
    if settings.as_of and settings.as_of > known.read_until_at:
        raise UserActionRequired(
            f"ADO_FINDINGS__AS_OF lies in the future: {settings.as_of.isoformat()} is after "
            f"{known.read_until_at.isoformat(timespec='seconds')}, which is as far as the data go. Leave it "
            "out to describe that instant."
        )
    return RunContext(
        run_id=str(uuid4()),
        organization=known.organization,
        organization_url=known.organization_url,
        as_of=settings.as_of or known.read_until_at,
        is_historical=settings.as_of not in (None, known.read_until_at),
        time_zone=settings.time_zone,
        started_at=started_at,
        velocity_planning_days=settings.velocity_planning_days,
        velocity_incomplete_categories=settings.velocity_incomplete_categories,
        dependency_link_types=settings.dependency_link_types,
        authority_platform=settings.authority if settings.authority in known.platforms else None,
        platforms=known.platforms,
    )


def write_run_context(connection: duckdb.DuckDBPyConnection, context: RunContext) -> None:
    """Write `raw.run_context`, `raw.platforms` and `raw.calendar_days`."""
    row = {
        **{name: value for name, value in vars(context).items() if name != "platforms"},
        "as_of": _naive(context.as_of),
        "as_of_date": context.as_of_date,
        "started_at": _naive(context.started_at),
        "version": __version__,
        "velocity_incomplete_categories": ",".join(context.velocity_incomplete_categories),
        "dependency_link_types": ",".join(context.dependency_link_types),
    }
    rows = pa.Table.from_pylist([row], schema=warehouse.RUN_CONTEXT)
    warehouse.replace_run_table(connection, "run_context", rows)
    platforms = pa.table([list(context.platforms)], schema=warehouse.PLATFORMS)
    warehouse.replace_run_table(connection, "platforms", platforms)
    warehouse.replace_run_table(connection, "calendar_days", calendar_days(context.time_zone))


def calendar_days(time_zone: str) -> pa.Table:
    """When each local day begins and ends, in UTC.

    A midnight that daylight saving skips or repeats is the first instant of that calendar date.
    """
    zone = ZoneInfo(time_zone)
    count = (LAST_DAY - FIRST_DAY).days + 2
    dates = [FIRST_DAY + timedelta(days=offset) for offset in range(count)]
    starts = [_naive(datetime.combine(day, time.min, tzinfo=zone)) for day in dates]
    return pa.table([dates[:-1], starts[:-1], starts[1:]], schema=warehouse.CALENDAR_DAYS)


def stored_organization_url(warehouse_path: Path) -> str | None:
    """The URL of the organization whose data the warehouse holds; none if it holds nothing yet.

    Raises:
        duckdb.IOException: If another program holds the warehouse.
    """
    if not warehouse_path.exists():
        return None
    with warehouse.connect(warehouse_path) as connection:
        try:
            found = connection.sql("select organization_url from raw.run_context").fetchall()
        except duckdb.CatalogException:
            return None
    return str(found[0][0]) if found else None


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
