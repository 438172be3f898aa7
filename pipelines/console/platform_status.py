"""How each platform stands: what the last run made of it, and its last complete load."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines import warehouse
from pipelines.accounts.declared import Platform
from pipelines.accounts.reader import NotRead, probe_platform
from pipelines.http.usage import Usage

NOT_READ_YET = "not read yet"
TABLES = ("coverage", "snapshot_loads")


@dataclass(frozen=True)
class Standing:
    """A platform; `loaded_at` and `row_count` are of its last complete load, none if there was none."""

    platform: str
    kind: str
    state: str = NOT_READ_YET
    row_count: int | None = None
    loaded_at: datetime | None = None
    message: str | None = None


def standings(warehouse_path: Path, kinds: Mapping[str, str]) -> list[Standing]:
    """How the platforms stand whose kinds are given by name, as far as the warehouse knows."""
    unknown = [Standing(name, kind) for name, kind in kinds.items()]
    if not warehouse_path.exists():
        return unknown
    with warehouse.connect(warehouse_path, read_only=True) as connection:
        if not all(warehouse.has_raw_table(connection, name) for name in TABLES):
            return unknown
        return [_standing(connection, name, kind) for name, kind in kinds.items()]


def probe_state(platform: Platform) -> str:
    """Whether the platform answers one question, in words."""
    try:
        probe_platform(platform, Usage(platform.resource))
    except NotRead as error:
        return f"cannot be read: {error}"
    return "can be read"


def _standing(connection: duckdb.DuckDBPyConnection, name: str, kind: str) -> Standing:
    resource = f"roster_{name}"
    states = connection.execute(
        "select status, message from raw.coverage where resource = ?", [resource]
    ).fetchall()
    [(row_count, loaded_at)] = connection.execute(
        """
        select max_by(row_count, loaded_at), max(loaded_at at time zone 'UTC')
        from raw.snapshot_loads where resource = ?
        """,
        [resource],
    ).fetchall()
    state, message = states[0] if states else (NOT_READ_YET, None)
    return Standing(name, kind, state, row_count, loaded_at, message)
