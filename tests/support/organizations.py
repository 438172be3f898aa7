"""Small organizations for tests, written in a few lines."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Unpack

from sample_organization.model.history import Artifact, Changes, Details, History, Item
from sample_organization.model.organization import (
    Identity,
    Node,
    Organization,
    Process,
    Project,
    ProjectAccess,
    Team,
    TeamMember,
    UserEntitlement,
    descriptor,
    directory_id,
    format_timestamp,
    guid,
)
from sample_organization.model.processes import AGILE, FIELDS

PRESENT = "2026-06-30 18:00"


def at(text: str) -> datetime:
    """Return a timestamp in UTC from `2026-03-02 09:30` or `2026-03-02`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def person(name: str, prefix: str = "aad") -> Identity:
    """Return an identity that depends on the name only."""
    mail = f"{name.lower().replace(' ', '.')}@tiny.example"
    return Identity(guid("person", name), name, mail, descriptor(prefix, name))


class TinyOrganization:
    """An organization to which a test adds items and changes.

    It begins with project "Alpha" and team "Crew", which owns area `Alpha\\Crew` with its children and
    subscribes to three sprints: two weeks each, Monday 2026-03-02 to Friday 2026-03-13 the first. Anna, its
    admin, does everything.

        tiny = TinyOrganization()
        story = tiny.story("2026-02-20", effort=3, iteration=tiny.sprints[0])
        tiny.change(story, "2026-03-10 12:00", state="Closed")
        with serve(tiny.commit()) as server: ...

    Items have their ids once `commit` was called; more may happen afterwards, until the next `commit`.
    """

    def __init__(
        self, process: Process = AGILE, name: str = "tiny", present: str = PRESENT
    ) -> None:
        """Create one project of a process; `present` is the server's current time."""
        self.organization = Organization(name, at(present), FIELDS)
        self.history = History(self.organization)
        self._node_ids = iter(range(1, 10_000))
        self.project = self.add_project("Alpha", process)
        self.anna = self.user("Anna Ek", projects=[self.project])
        self.sprints = [
            self.add_iteration(
                self.project,
                f"Sprint {number + 1}",
                date(2026, 3, 2) + timedelta(weeks=2 * number),
                date(2026, 3, 13) + timedelta(weeks=2 * number),
            )
            for number in range(3)
        ]
        self.team = self.add_team(self.project, "Crew", self.sprints, self.anna)
        self.area = self.project.areas.children[0]

    def add_project(self, name: str, process: Process = AGILE) -> Project:
        """Add a project with its default team, which owns the root area without its children."""
        areas = Node(next(self._node_ids), "area", name)
        iterations = Node(next(self._node_ids), "iteration", name)
        project = Project(guid("project", name), name, process, areas, iterations)
        default = Team(guid("team", name), f"{name} Team", area_values=[(name, False)])
        project.teams.append(default)
        self.organization.projects.append(project)
        return project

    def rename_project(self, name: str) -> None:
        """Rename the first project, and with it the paths in its trees and its teams' settings."""
        old, self.project.name = self.project.name, name
        for node in (*self.project.areas.walk(), *self.project.iterations.walk()):
            node.path = node.path.replace(old, name, 1)
        for team in self.project.teams:
            team.area_values = [
                (path.replace(old, name, 1), below) for path, below in team.area_values
            ]

    def add_area(self, project: Project, name: str, parent: Node | None = None) -> Node:
        """Add an area below `parent`, or below the root."""
        above = parent or project.areas
        above.children.append(Node(next(self._node_ids), "area", f"{above.path}\\{name}"))
        return above.children[-1]

    def add_iteration(
        self, project: Project, name: str, start: date | None = None, finish: date | None = None
    ) -> Node:
        """Add an iteration below the root, with or without dates."""
        path = f"{project.name}\\{name}"
        iteration = Node(next(self._node_ids), "iteration", path, start, finish)
        project.iterations.children.append(iteration)
        return iteration

    def add_team(
        self,
        project: Project,
        name: str,
        iterations: Sequence[Node] = (),
        *members: Identity,
        bugs_behavior: str = "asRequirements",
    ) -> Team:
        """Add a team that owns the area of its own name; the first member is its admin."""
        team = Team(
            guid("team", project.name, name),
            name,
            area_values=[(self.add_area(project, name).path, True)],
            iterations=list(iterations),
            bugs_behavior=bugs_behavior,
            members=[TeamMember(one, number == 0) for number, one in enumerate(members)],
        )
        project.teams.append(team)
        return team

    def user(
        self,
        name: str,
        license: str = "express",  # noqa: A002 - the API's word
        status: str = "active",
        last_accessed: str = "2026-06-29 08:00",
        created: str = "2025-01-10 09:00",
        projects: Sequence[Project] = (),
    ) -> Identity:
        """Add a user with an entitlement."""
        identity = person(name)
        self.organization.identities.append(identity)
        self.organization.user_entitlements.append(
            UserEntitlement(
                identity,
                directory_id(identity),
                license=license,
                status=status,
                created=format_timestamp(at(created)),
                last_accessed=format_timestamp(at(last_accessed)),
                access=tuple(ProjectAccess(project) for project in projects),
            )
        )
        return identity

    def story(self, when: str, type_name: str = "", **details: Unpack[Details]) -> Item:
        """Create an item in the team's area: of `type_name`, else of the first requirement type."""
        requirement = self.project.process.categories["Microsoft.RequirementCategory"][0]
        named: Details = {"title": "A story", **details}
        return self.history.create(
            at(when), self.anna, type_name or requirement, self.area, **named
        )

    def change(self, item: Item, when: str, **changes: Unpack[Changes]) -> None:
        """Change an item."""
        self.history.change(item, at(when), self.anna, **changes)

    def delete(self, item: Item, when: str) -> None:
        """Delete an item."""
        self.history.delete(item, at(when), self.anna)

    def adopt(self, parent: Item, child: Item, when: str) -> None:
        """Set the parent of an item, replacing an earlier one."""
        self.history.adopt(parent, child, at(when), self.anna)

    def depend(self, predecessor: Item, successor: Item, when: str) -> None:
        """Make an item depend on another."""
        self.history.link(predecessor, successor, at(when), self.anna)

    def attach(self, item: Item, when: str, uri: str, name: str = "", comment: str = "") -> None:
        """Link an item to an artifact or a web page, which makes a revision."""
        self.change(item, when, artifacts=[Artifact(uri, name, comment)])

    def detach(self, item: Item, when: str, uri: str) -> None:
        """Remove a link to an artifact or a web page, which makes a revision."""
        self.change(item, when, detached=[uri])

    def commit(self) -> Organization:
        """Apply the changes since the last commit."""
        return self.history.commit()
