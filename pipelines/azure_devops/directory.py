"""What several resources share of an organization, read once and on first use."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TypeVar
from urllib.parse import quote

from pipelines.azure_devops import converters, paginators
from pipelines.azure_devops.client import AzureDevOpsClient, Shape
from pipelines.azure_devops.records import Record
from pipelines.errors import UserActionRequired, nearest, sentence
from pipelines.http.errors import NotConfigured, NotFound, UnexpectedShape

ALL_DEPTHS = 14  # the deepest tree of areas or iterations that Azure DevOps allows
IDENTITIES_PER_REQUEST = 100
MOST_NAMED_TEAMS = 5

# What the documents always have, as the service's own specification and its answers show.
PROJECT_DETAILS: Shape = {"id": str, "name": str}
BACKLOG_CONFIGURATION: Shape = {"requirementBacklog": dict, "backlogFields": dict}
TEAM_SETTINGS: Shape = {"bugsBehavior": str, "workingDays": list}
TEAM_FIELD_VALUES: Shape = {"field": dict, "values": list}
IDENTITIES: Shape = {"value": list}

Found = TypeVar("Found")


class Directory:
    """An organization's projects, teams, types and members.

    `selection` holds names or ids of the projects to read; empty selects all that the token sees.
    `wanted_identities` tells, once the work items are loaded, whose identities to look up.
    """

    def __init__(
        self,
        client: AzureDevOpsClient,
        selection: Iterable[str] = (),
        wanted_identities: Callable[[], list[str]] = list,
    ) -> None:
        self.client = client
        self.selection = tuple(selection)
        self.wanted_identities = wanted_identities

    @cached_property
    def projects(self) -> list[Record]:
        """All projects that the token sees, as listed."""
        return _once_each(
            self.client.records(
                "projects",
                "_apis/projects",
                params={"$top": paginators.PAGE_SIZE},
                paginator=paginators.header_token(),
            )
        )

    @cached_property
    def selected_projects(self) -> list[Record]:
        """The projects to read.

        Raises:
            UserActionRequired: If the token sees no project, or not one of those that are selected.
        """
        selected_ids = self._selected_ids
        return [project for project in self.projects if project["id"] in selected_ids]

    def is_selected(self, project: Record) -> bool:
        """Whether the settings ask for this project."""
        return project["id"] in self._selected_ids

    @cached_property
    def _selected_ids(self) -> frozenset[str]:
        if not self.projects:
            raise UserActionRequired(
                f"The token sees no project of {self.client.urls.core}. Add its owner to a project."
            )
        if not self.selection:
            return frozenset(project["id"] for project in self.projects)
        by_key = {project["id"].lower(): project["id"] for project in self.projects}
        by_key |= {project["name"].lower(): project["id"] for project in self.projects}
        unknown = [wanted for wanted in self.selection if wanted.lower() not in by_key]
        if unknown:
            raise _unknown_project(unknown[0], [project["name"] for project in self.projects])
        return frozenset(by_key[wanted.lower()] for wanted in self.selection)

    @cached_property
    def project_details(self) -> dict[str, Record]:
        """Capabilities and default team of each selected project, by project id."""
        details = self.client.side_by_side(
            lambda project: self.client.document(
                "projects",
                f"_apis/projects/{project['id']}",
                PROJECT_DETAILS,
                {"includeCapabilities": "true"},
            ),
            self.selected_projects,
        )
        return {project["id"]: detail for project, detail in details}

    @cached_property
    def teams(self) -> list[Record]:
        """The teams of the selected projects, each with its `projectId`."""
        teams_of_projects = self.client.side_by_side(self._teams_of, self.selected_projects)
        return _once_each(
            {**team, "projectId": project["id"]}
            for project, teams in teams_of_projects
            for team in teams
        )

    def _teams_of(self, project: Record) -> list[Record]:
        path = f"_apis/projects/{project['id']}/teams"
        return list(self.client.records("teams", path, paginator=paginators.SkipTopPaginator()))

    @property
    def team_iterations(self) -> Iterator[tuple[Record, list[Record]]]:
        """Each team with the iterations that it subscribed to."""
        return self._of_configured_teams(
            "team_iterations",
            lambda team: list(
                self.client.records("team_iterations", f"{team_root(team)}/teamsettings/iterations")
            ),
        )

    @property
    def team_members(self) -> Iterator[tuple[Record, list[Record]]]:
        """Each team with the identities that are its direct members, each with `isTeamAdmin`."""
        return self.client.side_by_side(self._members_of, self.teams)

    def _members_of(self, team: Record) -> list[Record]:
        members = self.client.records(
            "team_members",
            f"_apis/projects/{team['projectId']}/teams/{team['id']}/members",
            paginator=paginators.SkipTopPaginator(),
        )
        return _once_each(
            {**member["identity"], "isTeamAdmin": member.get("isTeamAdmin")} for member in members
        )

    @cached_property
    def backlog_configurations(self) -> list[tuple[Record, Record]]:
        """Each team with its backlog configuration."""
        return list(self._per_team("team_backlogs", "backlogconfiguration", BACKLOG_CONFIGURATION))

    @property
    def team_settings(self) -> Iterator[tuple[Record, Record]]:
        """Each team with its settings."""
        return self._per_team("team_settings", "teamsettings", TEAM_SETTINGS)

    @property
    def team_field_values(self) -> Iterator[tuple[Record, Record]]:
        """Each team with the area paths that it owns."""
        path = "teamsettings/teamfieldvalues"
        return self._per_team("team_field_values", path, TEAM_FIELD_VALUES)

    def _per_team(self, resource: str, path: str, shape: Shape) -> Iterator[tuple[Record, Record]]:
        return self._of_configured_teams(
            resource,
            lambda team: self.client.document(resource, f"{team_root(team)}/{path}", shape),
        )

    def _of_configured_teams(
        self, resource: str, read: Callable[[Record], Found]
    ) -> Iterator[tuple[Record, Found]]:
        """Each team with what `read` gives for it, without those whose settings Azure DevOps cannot use."""

        def read_or_explain(team: Record) -> Found | NotConfigured:
            try:
                return read(team)
            except NotConfigured as error:
                return error

        unconfigured: dict[str, NotConfigured] = {}
        for team, found in self.client.side_by_side(read_or_explain, self.teams):
            if isinstance(found, NotConfigured):
                unconfigured[f"{team.get('projectName')} / {team['name']}"] = found
            else:
                yield team, found
        if unconfigured:
            self.client.usage.of(resource).remarks.append(_not_configured(unconfigured))

    @cached_property
    def work_item_types(self) -> list[Record]:
        """Work item types of the selected projects, each with its `projectId`, reduced to what is loaded."""
        return [
            self._reduced_type(project, work_item_type)
            for project, types in self.per_project("work_item_types", "wit/workitemtypes")
            for work_item_type in types
        ]

    def per_project(
        self, resource: str, path: str, params: Record | None = None
    ) -> Iterator[tuple[Record, list[Record]]]:
        """Each selected project with the records at `path` below it."""
        return self.client.side_by_side(
            lambda project: list(
                self.client.records(resource, f"{project['id']}/_apis/{path}", params=params)
            ),
            self.selected_projects,
        )

    def _reduced_type(self, project: Record, work_item_type: Record) -> Record:
        states = work_item_type.get("states")
        if not states:
            name = quote(work_item_type["name"], safe="")
            path = f"{project['id']}/_apis/wit/workitemtypes/{name}/states"
            states = self.client.records("work_item_types", path)
        fields = work_item_type.get("fields") or work_item_type.get("fieldInstances") or []
        return {
            "projectId": project["id"],
            "name": work_item_type["name"],
            "referenceName": work_item_type.get("referenceName"),
            "isDisabled": work_item_type.get("isDisabled"),
            "fieldNames": sorted(str(field.get("referenceName")) for field in fields),
            "states": list(states),
        }

    @cached_property
    def fields(self) -> list[Record]:
        """The organization's work item fields."""
        return list(self.client.records("fields", "_apis/wit/fields"))

    @cached_property
    def long_text_fields(self) -> frozenset[str]:
        """Reference names of the fields that hold long text."""
        return frozenset(
            field["referenceName"]
            for field in self.fields
            if str(field.get("type")).lower() in ("html", "plaintext", "history")
        )

    def classification_nodes(self) -> Iterator[tuple[Record, Record]]:
        """Each selected project with each of its area and iteration nodes."""
        roots_of_projects = self.per_project(
            "classification_nodes", "wit/classificationnodes", {"$depth": ALL_DEPTHS}
        )
        for project, roots in roots_of_projects:
            for root in roots:
                for node in _with_descendants(root, f"\\{project['name']}"):
                    yield project, node

    @cached_property
    def user_entitlements(self) -> list[Record]:
        """Everyone with an access level, with projects; only the API's own token ends the list."""
        documents = self.client.records(
            "user_entitlements",
            "_apis/userentitlements",
            key="$",
            params={"select": "Projects,Grouprules"},
            paginator=paginators.body_token(),
            base_url=self.client.urls.entitlements,
        )
        return _once_each(member for document in documents for member in _members(document))

    def identities(self) -> Iterator[Record]:
        """The wanted identities that exist."""
        wanted = self.wanted_identities()
        for start in range(0, len(wanted), IDENTITIES_PER_REQUEST):
            yield from self._identities(wanted[start : start + IDENTITIES_PER_REQUEST])

    def _identities(self, ids: list[str]) -> Iterator[Record]:
        try:
            document = self.client.document(
                "identities",
                "_apis/identities",
                IDENTITIES,
                {"identityIds": ",".join(ids), "queryMembership": "None"},
                self.client.urls.identities,
            )
            yield from (record for record in document["value"] if record)  # an unknown id is null
        except NotFound:
            if len(ids) == 1:
                return
            for one in ids:
                yield from self._identities([one])


def _once_each(records: Iterable[Record]) -> list[Record]:
    """Records without repetition: a list that changes while it is paged may show one twice."""
    return list({record["id"]: record for record in records}.values())


def team_root(team: Record) -> str:
    """The path below which a team's settings are."""
    return f"{team['projectId']}/{team['id']}/_apis/work"


def _with_descendants(node: Record, above: str) -> Iterator[Record]:
    """The node and all below it, each with its path; older servers give none."""
    own_name = (
        str(node.get("structureType")).title() if above.count("\\") == 1 else node.get("name")
    )
    path = node.get("path") or f"{above}\\{own_name}"
    yield {**node, "path": path}
    for child in node.get("children") or []:
        yield from _with_descendants(child, path)


def _members(document: Record) -> list[Record]:
    """The page's entitlements: the service has given the list three names, at times two at once."""
    named = (document.get(key) for key in ("members", "items", "value"))
    lists = [each for each in named if isinstance(each, list)]
    if not lists:
        raise UnexpectedShape(
            "A page of user entitlements has none of `members`, `items` and `value`."
        )
    members: list[Record] = next(filter(None, lists), [])
    if not all(
        isinstance(member, dict) and converters.guid(member.get("id")) for member in members
    ):
        raise UnexpectedShape("A user entitlement has no `id`.")
    return members


def _not_configured(teams: dict[str, NotConfigured]) -> str:
    named = ", ".join([*teams][:MOST_NAMED_TEAMS])
    others = len(teams) - MOST_NAMED_TEAMS
    more = f" and {others} more" if others > 0 else ""
    reason = sentence(next(iter(teams.values())).explanation)
    return (
        f"nothing of {named}{more}: Azure DevOps finds the settings of these teams invalid. {reason} "
        "Correct them under Project settings > Boards > Team configuration"
    )


def _unknown_project(name: str, visible: list[str]) -> UserActionRequired:
    return UserActionRequired(
        f"The token sees no project `{name}`. Nearest: {nearest(name, visible)} "
        f"of {len(visible)}. Correct the setting `projects` "
        "(SOURCES__AZURE_DEVOPS__PROJECTS), or ask for access; `ado-findings projects` lists them all."
    )
