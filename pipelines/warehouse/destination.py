"""The warehouse as a destination of dlt."""

from pathlib import Path
from typing import Any

import dlt
from dlt.common.destination import Destination
from dlt.destinations.impl.duckdb.configuration import DuckDbClientConfiguration, DuckDbCredentials

from pipelines import warehouse

Configuration = DuckDbClientConfiguration


def warehouse_destination(path: Path) -> Destination[Any, Any]:
    """The DuckDB file at `path`.

    dlt looks its configuration up anew for every client, many times a package and in every place where a
    setting may stand, which took a twentieth of an extraction. It is looked up once: nothing of it changes.
    """
    settings = {"memory_limit": warehouse.MEMORY_LIMIT}
    destination = dlt.destinations.duckdb(
        DuckDbCredentials(str(path), global_config=settings),
        replace_strategy="insert-from-staging",  # old rows stay until the new ones are all there
    )
    look_up = destination.configuration
    found: dict[tuple[str, ...], Configuration] = {}

    def configuration(initial: Configuration, accept_partial: bool = False) -> Configuration:
        key = (str(accept_partial), *(f"{name}={value}" for name, value in initial.items()))
        if key not in found:
            found[key] = look_up(initial, accept_partial)
        copy = found[key].copy()
        copy.credentials.on_resolved()  # each client opens and closes connections of its own
        return copy

    destination.configuration = configuration  # type: ignore[method-assign,assignment]
    return destination
