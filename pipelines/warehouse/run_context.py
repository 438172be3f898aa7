"""What a run tells its models: one row of settings, the platforms, and the local days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from pipelines import __version__, warehouse

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class RunContext:
    """The facts of a run that models depend on; `as_of` and `started_at` are aware timestamps in UTC."""

    run_id: str
    organization: str
    organization_url: str
    as_of: datetime
    is_historical: bool
    time_zone: str
    started_at: datetime
    velocity_planning_days: int
    velocity_incomplete_categories: tuple[str, ...]
    bulk_edit_items: int
    dependency_link_types: tuple[str, ...]
    authority_platform: str | None
    platforms: tuple[str, ...]  # read by this run, without Azure DevOps
    forecast_trials: int = 10_000
    forecast_wip: int = 2
    forecast_dependencies: bool = True

    @property
    def as_of_date(self) -> date:
        """Calendar date of `as_of` in the configured time zone."""
        return self.as_of.astimezone(ZoneInfo(self.time_zone)).date()


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
    warehouse.replace_table(connection, "run_context", rows)
    platforms = pa.table([list(context.platforms)], schema=warehouse.PLATFORMS)
    warehouse.replace_table(connection, "platforms", platforms)
    warehouse.replace_table(connection, "calendar_days", calendar_days(context.time_zone))


def calendar_days(time_zone: str) -> pa.Table:
    """Return the start and end of each local day, in UTC.

    A day whose midnight daylight saving time skips or repeats starts with its first moment.
    """
    zone = ZoneInfo(time_zone)
    count = (LAST_DAY - FIRST_DAY).days + 2
    dates = [FIRST_DAY + timedelta(days=offset) for offset in range(count)]
    starts = [_naive(datetime.combine(day, time.min, tzinfo=zone)) for day in dates]
    return pa.table([dates[:-1], starts[:-1], starts[1:]], schema=warehouse.CALENDAR_DAYS)


def stored_organization_url(warehouse_path: Path) -> str | None:
    """Return the URL of the organization in the warehouse, or none if it is empty.

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


def _naive(timestamp: datetime) -> datetime:
    return timestamp.astimezone(UTC).replace(tzinfo=None)
