"""team_groups.csv: the groups that teams belong to, such as departments, on up to three levels."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.csv_files import CsvFile, Row, is_present, read_csv_file
from pipelines.overrides import schema
from pipelines.overrides.projects_and_teams import ProjectsAndTeams, project_and_team
from pipelines.printable import printable

REQUIRED, OPTIONAL = ("team", "group"), ("project", "parent_group")
LEVELS = ("group_1", "group_2", "group_3")


@dataclass(frozen=True)
class Groups:
    """Groups by their names in lower case.

    Attributes:
        names: Each as it is written first.
        parents: The groups that are below another, with that other and the line that says so.
    """

    names: dict[str, str] = field(default_factory=dict)
    parents: dict[str, tuple[str, int]] = field(default_factory=dict)

    def above(self, group: str) -> Iterator[str]:
        """Yield a group and those above it, from the bottom to the top; endless in a cycle."""
        key = group.lower()
        yield self.names[key]
        while key in self.parents:
            key, _ = self.parents[key]
            yield self.names[key]

    def levels(self, group: str) -> Mapping[str, str]:
        """Return a group and those above it by level; the first one is the top."""
        return dict(zip(LEVELS, reversed(list(self.above(group))), strict=False))


@dataclass(frozen=True)
class TeamGroups:
    """The file, validated as far as possible without the organization's teams; none if it does not exist."""

    file: CsvFile | None
    groups: Groups

    def resolve(self, projects_and_teams: Callable[[], ProjectsAndTeams]) -> pa.Table:
        """Return a row for each team with its groups, in `schema.TEAM_GROUPS`.

        Teams of projects that are not selected or left out are dropped. `projects_and_teams` is called only
        if a line names a team.

        Raises:
            UserActionRequired: If a project or team is unknown, or a team is in two lines.
        """
        if self.file is None or not any(row.get("team") for _, row in self.file.rows):
            return schema.TEAM_GROUPS.empty_table()
        known = projects_and_teams()
        resolved = (self._resolved(self.file, line, row, known) for line, row in self.file.rows)
        rows = [row for row in resolved if row is not None]
        self.file.refuse_repetition("team", [(row["line_number"], row["team_id"]) for row in rows])
        return pa.Table.from_pylist(rows, schema=schema.TEAM_GROUPS)

    def _resolved(
        self, file: CsvFile, line: int, row: Row, known: ProjectsAndTeams
    ) -> dict[str, Any] | None:
        found = project_and_team(file, line, row, known) if row.get("team") else None
        if found is None or found.team is None:
            return None
        return {
            "line_number": line,
            "team_id": found.team.id,
            **self.groups.levels(row["group"]),
        }


def read_team_groups(path: Path) -> TeamGroups:
    """Read and validate the file.

    Raises:
        UserActionRequired: If a value is not valid, with file, line and column.
    """
    groups = Groups()
    if not is_present(path):
        return TeamGroups(None, groups)
    file = read_csv_file(path)
    file.refuse_other_columns(REQUIRED, OPTIONAL)
    for line, row in file.rows:
        _add(file, line, row, groups)
    for line, row in file.rows:
        _check_levels(file, line, row, groups)
    return TeamGroups(file, groups)


def _add(file: CsvFile, line: int, row: Row, groups: Groups) -> None:
    group = file.filled(line, row, "group")
    groups.names.setdefault(group.lower(), group)
    parent = row.get("parent_group")
    if not parent:
        if not row.get("team"):
            raise file.fault(line, "team", "empty. Enter a team, or a parent group of the group")
        return
    groups.names.setdefault(parent.lower(), parent)
    known, known_line = groups.parents.setdefault(group.lower(), (parent.lower(), line))
    if known != parent.lower():
        problem = (
            f"`{printable(group)}` is below `{printable(groups.names[known])}` in line {known_line}. "
            "Enter the same parent group, or none"
        )
        raise file.fault(line, "parent_group", problem)


def _check_levels(file: CsvFile, line: int, row: Row, groups: Groups) -> None:
    way: list[str] = []
    for group in groups.above(row["group"]):
        if group in way:
            problem = f"a cycle: {_text([*way, group])}. Remove one of the parent groups"
            raise file.fault(line, "parent_group", problem)
        way.append(group)
    if len(way) > len(LEVELS):
        problem = f"more than {len(LEVELS)} levels: {_text(way)}. Leave out one of the groups"
        raise file.fault(line, "group", problem)


def _text(way: list[str]) -> str:
    return " below ".join(f"`{printable(group)}`" for group in way)
