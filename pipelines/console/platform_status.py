"""The status of each platform: how the last run read it, and its last complete load."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
from rich.table import Table

from pipelines import warehouse
from pipelines.accounts.declared import Platform
from pipelines.accounts.reader import PlatformReadError, probe_platform
from pipelines.console.terminal import Terminal
from pipelines.http.usage import Usage

NOT_READ_YET = "not read yet"
TABLES = ("coverage", "snapshot_loads")


@dataclass(frozen=True)
class PlatformStatus:
    """A platform; `loaded_at` and `row_count` are of its last complete load, None without one."""

    platform: str
    connector: str
    status: str = NOT_READ_YET
    row_count: int | None = None
    loaded_at: datetime | None = None
    message: str | None = None


def platform_statuses(warehouse_path: Path, connectors: Mapping[str, str]) -> list[PlatformStatus]:
    """Return the status of each platform from the warehouse; `connectors` are by platform."""
    unknown = [PlatformStatus(name, connector) for name, connector in connectors.items()]
    if not warehouse_path.exists():
        return unknown
    with warehouse.connect(warehouse_path, read_only=True) as connection:
        if not all(warehouse.has_raw_table(connection, name) for name in TABLES):
            return unknown
        return [_status(connection, name, connector) for name, connector in connectors.items()]


def print_statuses(statuses: Iterable[PlatformStatus], console: Terminal) -> None:
    """Print one row per platform."""
    table = Table("platform", "connector", "status", box=None, pad_edge=False)
    table.add_column("rows", justify="right")
    table.add_column("last complete load (UTC)")
    table.add_column("message", overflow="fold")
    for status in statuses:
        rows = "" if status.row_count is None else f"{status.row_count:,}"
        loaded_at = f"{status.loaded_at:%Y-%m-%d %H:%M:%S}" if status.loaded_at else ""
        message = status.message or ""
        cells = (status.platform, status.connector, status.status, rows, loaded_at, message)
        table.add_row(*cells)
    console.print(table)


def probe_state(platform: Platform) -> str:
    """Send one request to the platform and return, in words, whether it can be read, with remarks."""
    usage = Usage(platform.resource)
    try:
        probe_platform(platform, usage)
    except PlatformReadError as error:
        return f"cannot be read: {error}"
    return ". ".join(["can be read", *usage.remarks])


def _status(connection: duckdb.DuckDBPyConnection, name: str, connector: str) -> PlatformStatus:
    resource = f"roster_{name}"
    entries = connection.execute(
        "select status, message from raw.coverage where resource = ?", [resource]
    ).fetchall()
    [(row_count, loaded_at)] = connection.execute(
        """
        select max_by(row_count, loaded_at), max(loaded_at at time zone 'UTC')
        from raw.snapshot_loads where resource = ?
        """,
        [resource],
    ).fetchall()
    status, message = entries[0] if entries else (NOT_READ_YET, None)
    return PlatformStatus(name, connector, status, row_count, loaded_at, message)
