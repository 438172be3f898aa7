"""An organization as one run reads it: its client, its selected projects, and their teams."""

from collections.abc import Callable, Iterable, Iterator
from threading import RLock
from typing import Any, TypeVar

from pipelines.azure_devops import paginators
from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.converters import deduplicated
from pipelines.azure_devops.responses import Record
from pipelines.errors import UserActionRequired, nearest

Fetched = TypeVar("Fetched")


class AzureDevOpsOrganization:
    """Caches what several resources share, above all the projects and teams.

    Attributes:
        client: Sends the requests.
        selection: Names or ids of the projects to read; empty selects every project that the token can see.
        find_identity_ids: Returns the ids of the identities to look up, once work items are loaded.
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
        return self.fetch_once(_fetch_projects)

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
        return self.fetch_once(_fetch_teams)

    def records_by_project(
        self, resource: str, path: str, params: Record | None = None
    ) -> Iterator[tuple[Record, list[Record]]]:
        """Yield each selected project with the records at `path` below it."""
        return self.client.map_concurrently(
            lambda project: list(
                self.client.records(resource, f"{project['id']}/_apis/{path}", params=params)
            ),
            self.selected_projects(),
        )

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


def _fetch_projects(organization: AzureDevOpsOrganization) -> list[Record]:
    return deduplicated(
        organization.client.records(
            "projects",
            "_apis/projects",
            params={"$top": paginators.PAGE_SIZE},
            paginator=paginators.header_token(),
        )
    )


def _fetch_teams(organization: AzureDevOpsOrganization) -> list[Record]:
    client = organization.client

    def teams_of(project: Record) -> list[Record]:
        path = f"_apis/projects/{project['id']}/teams"
        return list(client.records("teams", path, paginator=paginators.SkipTopPaginator()))

    return deduplicated(
        {**team, "projectId": project["id"]}
        for project, teams in client.map_concurrently(teams_of, organization.selected_projects())
        for team in teams
    )


def _unknown_project(name: str, visible: list[str]) -> UserActionRequired:
    return UserActionRequired(
        f"The token can see no project `{name}`. Nearest: {nearest(name, visible)} of {len(visible)}. "
        "Correct the setting `projects` (SOURCES__AZURE_DEVOPS__PROJECTS), or request access; "
        "`ado-findings projects` lists all of them."
    )
