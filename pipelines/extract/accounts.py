"""Load the accounts of all platforms: from roster files, through APIs, and from exports."""

from collections.abc import Iterable, Iterator

import dlt
import pyarrow as pa
from dlt.extract import DltResource

from pipelines.accounts import Platform, PlatformReadError, completeness, read_platform, schema
from pipelines.accounts.rosters import Roster, Rosters
from pipelines.azure_devops.source import retained
from pipelines.extract.coverage import CoverageLog
from pipelines.extract.loader import Loader
from pipelines.extract.raw_tables import ROSTER_ACCOUNTS, ROSTER_EXPECTATIONS
from pipelines.warehouse import retained_loads


def load_accounts(
    rosters: Rosters,
    platforms: Iterable[Platform],
    loader: Loader,
    coverage: CoverageLog,
    max_age_days: int = completeness.DEFAULT_MAX_AGE_DAYS,
) -> None:
    """Load roster files and platforms; for a platform that fails the previous load is kept.

    Args:
        rosters: The roster files, already read.
        platforms: The platforms to read now.
        loader: Loads the accounts.
        coverage: Gets one entry for each platform.
        max_age_days: A roster that was written earlier is incomplete.
    """
    connectors = dict.fromkeys(rosters.platforms, "file")
    read = list(rosters.rosters)
    for platform in platforms:
        connectors[platform.name] = platform.connector.name
        read += _read_platform(platform, rosters, coverage)
    loader.load(_accounts_source(read, rosters.expectations))
    for roster in read:
        reason = _mark_complete(roster, rosters, loader, coverage, max_age_days)
        resource = _resource(roster.platform)
        coverage.add_loaded(resource, connectors[roster.platform], incomplete_reason=reason)


def _read_platform(platform: Platform, rosters: Rosters, coverage: CoverageLog) -> Iterator[Roster]:
    with coverage.usage.timed(platform.resource) as usage:
        try:
            yield read_platform(platform, usage, rosters.loaded_at)
        except PlatformReadError as error:
            coverage.add_failed_platform(
                platform.resource, platform.connector.name, error.cause, str(error)
            )


def _mark_complete(
    roster: Roster, rosters: Rosters, loader: Loader, coverage: CoverageLog, max_age_days: int
) -> str | None:
    """Record the load, and return why its data is incomplete, or none."""
    resource, loaded_at = _resource(roster.platform), rosters.loaded_at
    rows = roster.accounts.num_rows
    coverage.usage.of(resource).add(rows=rows)
    previous_rows = retained_loads.previous_row_count(loader.warehouse_path, resource, loaded_at)
    age = loaded_at - roster.written_at
    reason = completeness.incomplete_reason(rows, previous_rows, age, max_age_days)
    retained_loads.mark_complete(loader.warehouse_path, resource, loaded_at, rows)
    return reason


def _resource(platform: str) -> str:
    return f"roster_{platform}"


@dlt.source(name="rosters")
def _accounts_source(rosters: list[Roster], expectations: pa.Table) -> Iterator[DltResource]:
    accounts = [roster.accounts for roster in rosters]
    yield retained(
        [schema.ACCOUNTS.empty_table(), *accounts],
        ROSTER_ACCOUNTS,
        load_key=("platform", "loaded_at"),
    )
    yield dlt.resource([expectations], name=ROSTER_EXPECTATIONS, write_disposition="replace")
