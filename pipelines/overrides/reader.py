"""Reading the users' files, and writing what they say into the warehouse."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines import warehouse
from pipelines.overrides import schema
from pipelines.overrides.catalogue import read_catalogue
from pipelines.overrides.identity_links import read_domain_aliases, read_manual_links
from pipelines.overrides.projects_and_teams import Places
from pipelines.overrides.thresholds import Thresholds, read_thresholds
from pipelines.overrides.waivers import read_waivers


@dataclass(frozen=True)
class Amendments:
    """What the files say about this organization, ready to be written."""

    thresholds: pa.Table
    waivers: pa.Table
    manual_links: pa.Table
    domain_aliases: pa.Table

    def write(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Replace the raw tables of the files."""
        for name in schema.AMENDMENT_TABLES:
            warehouse.replace_run_table(connection, name, getattr(self, name))


@dataclass(frozen=True)
class AmendmentFiles:
    """The files, checked as far as they can be without knowing the organization."""

    thresholds: Thresholds | None
    waivers: pa.Table
    manual_links: pa.Table
    domain_aliases: pa.Table

    def located(self, places: Callable[[], Places]) -> Amendments:
        """What they say, once projects and teams are known; `places` is called only if they are named.

        Raises:
            UserActionRequired: If a project or team is unknown, with file, line and column.
        """
        unchanged = schema.THRESHOLDS.empty_table()
        thresholds = self.thresholds.located(places) if self.thresholds else unchanged
        return Amendments(thresholds, self.waivers, self.manual_links, self.domain_aliases)


def read_amendments(directory: Path) -> AmendmentFiles:
    """Read and check the files of a roster folder; each may be missing.

    Raises:
        UserActionRequired: If something in them is not right, with file, line and column.
    """
    catalogue = read_catalogue()
    return AmendmentFiles(
        read_thresholds(directory / "thresholds.csv", catalogue),
        read_waivers(directory / "waivers.csv", catalogue),
        read_manual_links(directory / "manual_links.csv"),
        read_domain_aliases(directory / "domain_aliases.csv"),
    )
