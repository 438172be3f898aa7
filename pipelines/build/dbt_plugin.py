"""A dbt-duckdb plugin that hands the pseudonym key to SQL as a session variable."""

from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection

from pipelines.build.pseudonyms import read_key
from pipelines.paths import STATE_DIR


class Plugin(BasePlugin):  # type: ignore[misc]  # dbt-duckdb has no type hints
    """Set `pseudonym_key` in every session of dbt, if the profile sets `pseudonymize`.

    The key is bound as a parameter: no SQL text, file or log of dbt contains it.
    """

    _key: str | None = None

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Read the key from the state folder beside the warehouse.

        Raises:
            UserActionRequired: If `pseudonymize` is set and the key is missing or not valid.
        """
        if self.creds and plugin_config["pseudonymize"] == "true":
            self._key = read_key(Path(self.creds.path).parent / STATE_DIR)

    def configure_cursor(self, cursor: DuckDBPyConnection) -> None:
        """Set the variable: a session variable is not shared between cursors."""
        if self._key:
            cursor.execute("set variable pseudonym_key = ?", [self._key])
