"""How far the warehouse reaches: what the last extraction knows, and what it could not read."""

from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from pipelines import warehouse
from pipelines.extract import coverage
from pipelines.extract.coverage import Coverage


@dataclass(frozen=True)
class Extent:
    """What the models may describe.

    `read_until_at`, an aware instant, is the latest of which all is known. `platforms` have rosters.
    """

    organization: str
    organization_url: str
    read_until_at: datetime
    platforms: tuple[str, ...]


def record(connection: duckdb.DuckDBPyConnection, extent: Extent, entries: list[Coverage]) -> None:
    """Write, in one step, that an extraction is complete, and its coverage."""
    row = {
        **vars(extent),
        "read_until_at": extent.read_until_at.astimezone(UTC).replace(tzinfo=None),
        "platforms": list(extent.platforms),
    }
    connection.execute("begin")
    rows = pa.Table.from_pylist([row], schema=warehouse.EXTENT)
    warehouse.replace_run_table(connection, "extent", rows)
    warehouse.replace_run_table(connection, "coverage", coverage.as_table(entries))
    connection.execute("commit")


def forget(connection: duckdb.DuckDBPyConnection) -> None:
    """Take back that an extraction is complete: another begins to change what it has read."""
    connection.execute("drop table if exists raw.extent")


def recorded(connection: duckdb.DuckDBPyConnection) -> Extent | None:
    """What the last extraction wrote; none if there was none, or if it did not come to its end."""
    try:
        rows = connection.sql(
            "select organization, organization_url, read_until_at, platforms from raw.extent"
        ).fetchall()
    except duckdb.CatalogException:
        return None
    [(organization, url, read_until_at, platforms)] = rows
    return Extent(organization, url, read_until_at.replace(tzinfo=UTC), tuple(platforms))
