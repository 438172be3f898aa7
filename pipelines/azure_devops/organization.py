"""An organization as one run reads it: its client, its selected projects, and their teams."""

from collections.abc import Callable, Iterable, Iterator
from threading import RLock
from typing import Any, TypeVar

from pipelines.azure_devops import paginators
from pipelines.azure_devops.advice import advice
from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.converters import deduplicated, identifier
from pipelines.azure_devops.declarations import Rows
from pipelines.azure_devops.gaps import Gaps, advised, described, gap
from pipelines.azure_devops.responses import Record
from pipelines.azure_devops.scopes import is_token_dead
from pipelines.errors import RunFailed, UserActionRequired, nearest, sentence
from pipelines.http import errors

Fetched = TypeVar("Fetched")

# What may concern a single project or team.
OF_ONE_PART = (errors.ApiError, errors.UnexpectedShape)
# After a 404: a remark, and what to do.
STILL_LISTED = (
    "It is still listed.",
    "Azure DevOps lists it, but does not find it: ask its administrator to repair or delete it.",
)
DELETED = ("It was deleted during the run.", "")


class AzureDevOpsOrganization:
    """Caches what several resources share, above all the projects and teams.

    Attributes:
        client: Sends the requests.
        selection: Names or ids of the projects to read; empty selects every project that the token can see.
        find_identity_ids: Returns the ids of the identities to look up, once work items are loaded.
        gaps: The projects and teams that are left out, because one of their resources could not be read.
        dependency_link_types: The link types that the settings name.
    """

    def __init__(
        self,
        client: AzureDevOpsClient,
        selection: Iterable[str] = (),
        find_identity_ids: Callable[[], list[str]] = list,
        dependency_link_types: Iterable[str] = (),
    ) -> None:
        self.client = client
        self.selection = tuple(selection)
        self.find_identity_ids = find_identity_ids
        self.gaps = Gaps()
        self.dependency_link_types = tuple(dependency_link_types)
        self._fetched: dict[Callable[..., Any], Any] = {}
        self._locks: dict[Callable[..., Any], RLock] = {}

    def fetch_once(self, fetch: Callable[["AzureDevOpsOrganization"], Fetched]) -> Fetched:
        """Return the result of `fetch`, which is called once however many threads ask for it."""
        with self._locks.setdefault(fetch, RLock()):
            if fetch not in self._fetched:
                self._fetched[fetch] = fetch(self)
            found: Fetched = self._fetched[fetch]
            return found

    def projects(self) -> list[Record]:
        """Return all projects that the token can see, as listed."""
        return self.fetch_once(_list_projects)

    def selected_projects(self) -> list[Record]:
        """Return the projects to read.

        Raises:
            UserActionRequired: If the token can see no project, or lacks a selected one.
        """
        selected_ids = self._selected_ids()
        return [project for project in self.projects() if project["id"] in selected_ids]

    def is_selected(self, project: Record) -> bool:
        """Return whether the settings select this project."""
        return project["id"] in self._selected_ids()

    def teams(self) -> list[Record]:
        """Return the teams of the selected projects, each with its `projectId`."""
        return self.fetch_once(_list_all_teams)

    def left_out_team_ids(self) -> set[str]:
        """Return the ids of the teams that are left out, by themselves or with their projects."""
        project_ids = self.gaps.project_ids
        with_project = {
            team["id"].lower() for team in self.teams() if team["projectId"].lower() in project_ids
        }
        return with_project | self.gaps.team_ids

    def require_a_project(self) -> None:
        """Raise if all selected projects are left out.

        Raises:
            RunFailed: If there would be nothing to publish.
        """
        projects = self.selected_projects()
        if {project["id"].lower() for project in projects} <= self.gaps.project_ids:
            gaps = list(self.gaps)
            raise RunFailed(
                f"None of the {len(projects):,} selected projects could be read: {described(gaps)}. "
                f"{advised(gaps)}"
            )

    def by_project(
        self, resource: str, fetch: Callable[[Record], Fetched]
    ) -> Iterator[tuple[Record, Fetched]]:
        """Yield each selected project with the result of `fetch`.

        A project whose `fetch` fails is left out, and so it is from then on.
        """
        left_out = self.gaps.project_ids
        projects = [
            project for project in self.selected_projects() if project["id"].lower() not in left_out
        ]
        for project, results in self.client.map_concurrently(
            lambda project: self._attempt(resource, project, None, lambda: fetch(project)), projects
        ):
            yield from ((project, result) for result in results)

    def by_team(
        self, resource: str, fetch: Callable[[Record], Fetched]
    ) -> Iterator[tuple[Record, Fetched]]:
        """Yield each team with the result of `fetch`; a team whose `fetch` fails is left out."""
        projects = {project["id"]: project for project in self.selected_projects()}
        left_out = self.left_out_team_ids()
        teams = [team for team in self.teams() if team["id"].lower() not in left_out]
        for team, results in self.client.map_concurrently(
            lambda team: self._attempt(
                resource, projects[team["projectId"]], team, lambda: fetch(team)
            ),
            teams,
        ):
            yield from ((team, result) for result in results)

    def rows_by_project(
        self,
        resource: str,
        path: str,
        rows_of: Callable[[Record, Record], Rows],
        params: Record | None = None,
    ) -> Rows:
        """Yield the rows of all records at `path` below each selected project.

        Args:
            resource: The resource.
            path: Path of its list below the API of a project.
            rows_of: Yields the rows of a project and one of its records.
            params: Query parameters.
        """

        def fetch(project: Record) -> list[Record]:
            url = f"{project['id']}/_apis/{path}"
            records = self.client.records(resource, url, params=params)
            return [row for record in records for row in rows_of(project, record)]

        for _, rows in self.by_project(resource, fetch):
            yield from rows

    def rows_by_team(
        self,
        resource: str,
        fetch: Callable[[Record], Fetched],
        rows_of: Callable[[Record, Fetched], Rows],
    ) -> Rows:
        """Yield the rows of each team, which `rows_of` returns from the result of `fetch`."""
        for _, rows in self.by_team(resource, lambda team: list(rows_of(team, fetch(team)))):
            yield from rows

    def concerns_one_part(self, error: Exception) -> bool:
        """Return whether the service itself still responds to this token, at its usual pace."""
        if isinstance(error, errors.RefusedByPolicy):
            return False
        if isinstance(error, errors.AuthenticationError):
            return not is_token_dead(self.client)
        return not (isinstance(error, errors.TransientError) and error.status == 429)

    def _attempt(
        self,
        resource: str,
        project: Record,
        team: Record | None,
        fetch: Callable[[], Fetched],
    ) -> tuple[Fetched, ...]:
        """Return the result of `fetch`, or nothing and add a gap."""
        try:
            with errors.well_formed(resource):
                return (fetch(),)
        except OF_ONE_PART as error:
            if not self.concerns_one_part(error):
                raise
            remark, what_to_do = self._explained(project, team, error)
            reason = f"{sentence(error)} {remark}".strip()
            self.gaps.add(gap(resource, project, team, reason, what_to_do))
            return ()

    def _explained(self, project: Record, team: Record | None, error: Exception) -> tuple[str, str]:
        """Return a remark and advice; after a 404, whether the project or team was deleted meanwhile."""
        if not isinstance(error, errors.NotFound):
            return "", advice(error)
        try:
            listed = _list_teams(self, project) if team else _list_projects(self)
        except OF_ONE_PART:
            return "", advice(error)
        is_listed = (team or project)["id"] in {record["id"] for record in listed}
        return STILL_LISTED if is_listed else DELETED

    def _selected_ids(self) -> frozenset[str]:
        projects = self.projects()
        if not projects:
            raise UserActionRequired(
                f"The token can see no project of {self.client.urls.core}. Add its owner to a project."
            )
        if not self.selection:
            return frozenset(project["id"] for project in projects)
        by_key = {project["id"].lower(): project["id"] for project in projects}
        by_key |= {project["name"].lower(): project["id"] for project in projects}
        unknown = [selected for selected in self.selection if selected.lower() not in by_key]
        if unknown:
            raise _unknown_project(unknown[0], [project["name"] for project in projects])
        return frozenset(by_key[selected.lower()] for selected in self.selection)


def _list_projects(organization: AzureDevOpsOrganization) -> list[Record]:
    records = organization.client.records(
        "projects",
        "_apis/projects",
        params={"$top": paginators.PAGE_SIZE},
        paginator=paginators.header_token(),
    )
    with errors.well_formed("projects"):
        return deduplicated(_named(record) for record in records)


def _list_teams(organization: AzureDevOpsOrganization, project: Record) -> list[Record]:
    path = f"_apis/projects/{project['id']}/teams"
    records = organization.client.records("teams", path, paginator=paginators.SkipTopPaginator())
    with errors.well_formed("teams"):
        return [_named(record) for record in records]


def _named(record: Record) -> Record:
    """Return a record that has an id and a name."""
    identifier(record)
    identifier(record, "name")
    return record


def _list_all_teams(organization: AzureDevOpsOrganization) -> list[Record]:
    teams_by_project = organization.by_project(
        "teams", lambda project: _list_teams(organization, project)
    )
    listed = [
        {**team, "projectId": project["id"]}
        for project, teams in teams_by_project
        for team in teams
    ]
    teams = deduplicated(listed)
    if len(teams) < len(listed):
        remark = f"teams that responses repeated, counted once: {len(listed) - len(teams):,}"
        organization.client.usage.of("teams").remarks.append(remark)
    return teams


def _unknown_project(name: str, visible: list[str]) -> UserActionRequired:
    return UserActionRequired(
        f"The token can see no project `{name}`. Nearest: {nearest(name, visible)} of {len(visible)}. "
        "Correct the setting `projects` (SOURCES__AZURE_DEVOPS__PROJECTS), or request access; "
        "`ado-findings projects` lists all of them."
    )
