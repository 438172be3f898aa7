"""Read the override files, and write them into the warehouse."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines import warehouse
from pipelines.overrides import schema
from pipelines.overrides.catalogue import read_catalogue, rules_on_items
from pipelines.overrides.identity_links import read_domain_aliases, read_manual_links
from pipelines.overrides.license_prices import read_license_prices
from pipelines.overrides.project_files import (
    APPROVAL_STATES,
    BLOCKED_MARKERS,
    STATE_CATEGORIES,
    ProjectFile,
    read_project_file,
)
from pipelines.overrides.projects_and_teams import ProjectsAndTeams
from pipelines.overrides.segments import Segments
from pipelines.overrides.team_groups import TeamGroups, read_team_groups
from pipelines.overrides.thresholds import Thresholds, read_thresholds
from pipelines.overrides.waivers import read_waivers


@dataclass(frozen=True)
class Overrides:
    """The content of the files for one organization, one table for each file."""

    thresholds: pa.Table
    waivers: pa.Table
    manual_links: pa.Table
    domain_aliases: pa.Table
    license_prices: pa.Table
    state_categories: pa.Table
    approval_states: pa.Table
    blocked_markers: pa.Table
    team_groups: pa.Table

    def write(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Replace the raw tables of the files."""
        for name in schema.OVERRIDE_TABLES:
            warehouse.replace_table(connection, name, getattr(self, name))


@dataclass(frozen=True)
class OverrideFiles:
    """The files, validated as far as possible without the organization's projects and teams."""

    thresholds: Thresholds | None
    waivers: pa.Table
    manual_links: pa.Table
    domain_aliases: pa.Table
    license_prices: pa.Table
    state_categories: ProjectFile
    approval_states: ProjectFile
    blocked_markers: ProjectFile
    team_groups: TeamGroups

    def resolve(self, projects_and_teams: Callable[[], ProjectsAndTeams]) -> Overrides:
        """Return the content with ids; `projects_and_teams` is called only if a file names any.

        Raises:
            UserActionRequired: If a project or team is unknown, with file, line and column.
        """
        thresholds = schema.THRESHOLDS.empty_table()
        if self.thresholds:
            thresholds = self.thresholds.resolve(projects_and_teams)
        return Overrides(
            thresholds,
            self.waivers,
            self.manual_links,
            self.domain_aliases,
            self.license_prices,
            self.state_categories.resolve(projects_and_teams),
            self.approval_states.resolve(projects_and_teams),
            self.blocked_markers.resolve(projects_and_teams),
            self.team_groups.resolve(projects_and_teams),
        )


def read_override_files(directory: Path, segments: Sequence[str] = ()) -> OverrideFiles:
    """Read and validate the override files of a roster folder; each may be missing.

    Raises:
        UserActionRequired: If a value is not valid, with file, line and column.
    """
    catalogue = read_catalogue()
    named = Segments(segments, rules_on_items())
    return OverrideFiles(
        read_thresholds(directory / "thresholds.csv", catalogue, named),
        read_waivers(directory / "waivers.csv", catalogue, named),
        read_manual_links(directory / "manual_links.csv"),
        read_domain_aliases(directory / "domain_aliases.csv"),
        read_license_prices(directory / "license_prices.csv"),
        read_project_file(directory / "state_categories.csv", STATE_CATEGORIES),
        read_project_file(directory / "approval_states.csv", APPROVAL_STATES),
        read_project_file(directory / "blocked_markers.csv", BLOCKED_MARKERS),
        read_team_groups(directory / "team_groups.csv"),
    )
