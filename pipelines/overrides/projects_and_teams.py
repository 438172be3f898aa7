"""Projects and teams by name or id, as users write them."""

from collections.abc import Iterable
from typing import NamedTuple

import duckdb

from pipelines.azure_devops.directory import Directory
from pipelines.errors import nearest


class Project(NamedTuple):
    """A project that the token sees; `is_read` unless the setting `projects` leaves it out."""

    id: str
    name: str
    is_read: bool


class Team(NamedTuple):
    """A team of a project that is read."""

    id: str
    name: str
    project_id: str


class UnknownPlaceError(ValueError):
    """A project or team that cannot be told; `column` is the one of the two."""

    def __init__(self, column: str, problem: str) -> None:
        super().__init__(problem)
        self.column = column


class Places:
    """Looks up projects and teams, in any case."""

    def __init__(self, projects: Iterable[Project], teams: Iterable[Team]) -> None:
        self._projects = list(projects)
        self._teams = list(teams)

    def project(self, text: str) -> Project:
        """The project of a name or id.

        Raises:
            UnknownPlaceError: If the token sees none.
        """
        for project in self._projects:
            if text.lower() in (project.name.lower(), project.id):
                return project
        names = [project.name for project in self._projects]
        raise UnknownPlaceError(
            "project", f"there is no project `{text}`. Nearest: {nearest(text, names)}"
        )

    def team(self, text: str, project: Project | None) -> Team:
        """The team of a name or id, in `project` where one is given.

        Raises:
            UnknownPlaceError: If there is none, or a name without a project stands for several.
        """
        teams = [team for team in self._teams if project in (None, self._project_of(team))]
        found = [team for team in teams if text.lower() in (team.name.lower(), team.id)]
        if not found:
            names = [team.name for team in teams]
            where = f" in {project.name}" if project else ""
            raise UnknownPlaceError(
                "team", f"there is no team `{text}`{where}. Nearest: {nearest(text, names)}"
            )
        if len(found) > 1:
            names = [self._project_of(team).name for team in found]
            raise UnknownPlaceError(
                "project", f"empty, but there is a team `{text}` in {', '.join(sorted(names))}"
            )
        return found[0]

    def _project_of(self, team: Team) -> Project:
        return next(project for project in self._projects if project.id == team.project_id)


def places_of(directory: Directory) -> Places:
    """The projects and teams that the API lists."""
    return Places(
        (
            Project(project["id"].lower(), project["name"], directory.is_selected(project))
            for project in directory.projects
        ),
        (
            Team(team["id"].lower(), team["name"], team["projectId"].lower())
            for team in directory.teams
        ),
    )


def places_in(connection: duckdb.DuckDBPyConnection) -> Places:
    """The projects and teams in the warehouse: those that were loaded last."""
    projects = connection.sql("select lower(id), name, is_selected from raw.projects").fetchall()
    teams = connection.sql("select lower(id), name, lower(project_id) from raw.teams").fetchall()
    return Places(map(Project._make, projects), map(Team._make, teams))
