"""The warehouse as a dlt destination."""

from functools import cached_property
from pathlib import Path

from dlt.destinations import duckdb
from dlt.destinations.impl.duckdb.configuration import DuckDbClientConfiguration, DuckDbCredentials

from pipelines.warehouse.database import MEMORY_LIMIT

Configuration = DuckDbClientConfiguration
ConfigurationKey = tuple[str, ...]


class WarehouseDestination(duckdb):
    """A DuckDB destination that resolves its configuration once.

    dlt resolves it for every client, many times a package and from every configuration provider, which took
    a twentieth of an extraction.
    """

    @property
    def destination_type(self) -> str:
        """The type of dlt's own destination, under which a pipeline's state records it."""
        return "dlt.destinations.duckdb"

    @cached_property
    def _resolved(self) -> dict[ConfigurationKey, Configuration]:
        return {}

    def configuration(
        self, initial_config: Configuration, accept_partial: bool = False
    ) -> Configuration:
        """Return a copy of the resolved configuration."""
        values = (f"{name}={value}" for name, value in initial_config.items())
        key = (str(accept_partial), *values)
        if key not in self._resolved:
            self._resolved[key] = super().configuration(initial_config, accept_partial)
        copy = self._resolved[key].copy()
        copy.credentials.on_resolved()  # each client opens and closes its own connections
        return copy


def warehouse_destination(path: Path) -> WarehouseDestination:
    """Return the destination for the DuckDB file at `path`."""
    return WarehouseDestination(
        DuckDbCredentials(str(path), global_config={"memory_limit": MEMORY_LIMIT}),
        replace_strategy="insert-from-staging",  # old rows stay until all new ones are loaded
    )
