"""Look up projects and teams by the names or ids that users write."""

from collections.abc import Iterable
from typing import NamedTuple

import duckdb

from pipelines.csv_files import CsvFile, Row
from pipelines.errors import nearest


class Project(NamedTuple):
    """A project that the token can see; `is_selected` unless the setting `projects` excludes it."""

    id: str
    name: str
    is_selected: bool


class Team(NamedTuple):
    """A team of a selected project."""

    id: str
    name: str
    project_id: str


class UnknownNameError(ValueError):
    """A name that stands for no project or team, or for several; `column` is the one to correct."""

    def __init__(self, column: str, problem: str) -> None:
        super().__init__(problem)
        self.column = column


class ProjectsAndTeams:
    """The projects and teams of an organization, by name or id in any case.

    Attributes:
        is_complete: Whether they are all; else a name that is not among them may be one that is left out.
    """

    def __init__(
        self, projects: Iterable[Project], teams: Iterable[Team], is_complete: bool = True
    ) -> None:
        self.is_complete = is_complete
        self._projects = list(projects)
        self._teams = list(teams)

    def project(self, name_or_id: str) -> Project:
        """Return a project.

        Raises:
            UnknownNameError: If the token can see none of that name or id.
        """
        for project in self._projects:
            if name_or_id.lower() in (project.name.lower(), project.id):
                return project
        names = [project.name for project in self._projects]
        raise UnknownNameError(
            "project", f"there is no project `{name_or_id}`. Nearest: {nearest(name_or_id, names)}"
        )

    def team(self, name_or_id: str, project: Project | None) -> Team:
        """Return a team, of `project` unless that is none.

        Raises:
            UnknownNameError: If there is none, or several projects have a team of that name.
        """
        teams = [team for team in self._teams if project in (None, self._project_of(team))]
        found = [team for team in teams if name_or_id.lower() in (team.name.lower(), team.id)]
        if not found:
            names = [team.name for team in teams]
            where = f" in {project.name}" if project else ""
            raise UnknownNameError(
                "team",
                f"there is no team `{name_or_id}`{where}. Nearest: {nearest(name_or_id, names)}",
            )
        names = sorted({self._project_of(team).name for team in found})
        if len(names) > 1:
            raise UnknownNameError(
                "project",
                f"empty, but several projects have a team `{name_or_id}`. Use one of {', '.join(names)}",
            )
        # Names in one project may differ only in case: the one as written, else the first by id.
        return min(found, key=lambda team: (team.name != name_or_id, team.id))

    def _project_of(self, team: Team) -> Project:
        return next(project for project in self._projects if project.id == team.project_id)


class Located(NamedTuple):
    """What the columns `project` and `team` of a line name; none where they are empty."""

    project: Project | None
    team: Team | None


def project_and_team(file: CsvFile, line: int, row: Row, known: ProjectsAndTeams) -> Located | None:
    """Return the project and the team of a line, or none if the line is for something that is not read.

    Raises:
        UserActionRequired: If a project or team is unknown.
    """
    try:
        project = known.project(row["project"]) if row.get("project") else None
        if project and not project.is_selected:
            return None
        return Located(project, known.team(row["team"], project) if row.get("team") else None)
    except UnknownNameError as error:
        if not known.is_complete:
            return None
        raise file.fault(line, error.column, str(error)) from error


def loaded_projects_and_teams(connection: duckdb.DuckDBPyConnection) -> ProjectsAndTeams:
    """Return the projects and teams in the warehouse."""
    projects = connection.sql("select lower(id), name, is_selected from raw.projects").fetchall()
    teams = connection.sql("select lower(id), name, lower(project_id) from raw.teams").fetchall()
    [(gaps,)] = connection.sql("select count(*) from raw.coverage_gaps").fetchall()
    return ProjectsAndTeams(map(Project._make, projects), map(Team._make, teams), not gaps)
