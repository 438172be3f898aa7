"""An organization at `as_of`: every item and link that exists then."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from urllib.parse import quote

from sample_organization.model.organization import (
    FieldValue,
    Identity,
    LinkChange,
    Node,
    Project,
    Revision,
    Team,
    TeamMember,
    UserEntitlement,
)
from tests.oracle.bulk_edits import mark_bulk_edits
from tests.oracle.categories import category_of
from tests.oracle.items import Item, Snapshot, instant_of
from tests.oracle.licenses import EntitlementLoad
from tests.oracle.names import same
from tests.oracle.rosters import StaffedOrganization
from tests.oracle.run_parameters import RunParameters

HIERARCHY = "System.LinkTypes.Hierarchy"


class World:
    """Every item and link that exists at `as_of`."""

    def __init__(self, organization: StaffedOrganization, parameters: RunParameters) -> None:
        self.organization = organization
        self.parameters = parameters

    @cached_property
    def items(self) -> dict[int, Item]:
        """The items that exist, by id."""
        found = {}
        for item_id, revisions in self.organization.items.items():
            there = [
                revision
                for revision in revisions
                if self._exists(str(revision.fields["System.ChangedDate"]))
            ]
            if there:
                there.sort(key=lambda one: one.rev)
                found[item_id] = Item(item_id, self._snapshots(there))
        mark_bulk_edits(found.values(), self.parameters.bulk_edit_items)
        return found

    @property
    def located_items(self) -> list[Item]:
        """The items of a project that is known: tables of items hold these."""
        return [item for item in self.items.values() if item.current.project is not None]

    @cached_property
    def links(self) -> list[LinkChange]:
        """Return the latest change of each link in feed order, whether added or removed."""
        latest: dict[tuple[str, int, int], LinkChange] = {}
        for change in sorted(self.organization.link_changes, key=lambda one: one.position):
            if self._exists(change.changed_date):
                latest[change.rel, change.source_id, change.target_id] = change
        return list(latest.values())

    @cached_property
    def teams(self) -> list[tuple[Project, Team]]:
        """Every team with its project."""
        return [(project, team) for project in self.organization.projects for team in project.teams]

    def people_of(self, team: Team) -> list[TeamMember]:
        """The people and services of a team: direct members, and those of its groups that are known."""
        direct = [member for member in team.members if not member.identity.is_container]
        known = {person.id for person in self.organization.identities}
        known |= {user.identity.id for user in self.entitlements}
        people = {member.identity.id: member for member in direct}
        for member in team.members:
            for person in self.organization.group_members.get(member.identity, []):
                is_admin = member.is_team_admin
                if person.id in people:
                    is_admin = is_admin or people[person.id].is_team_admin
                    people[person.id] = replace(people[person.id], is_team_admin=is_admin)
                elif person.id in known and not person.is_container:
                    person = replace(person, is_deleted_in_origin=False)
                    people[person.id] = TeamMember(person, is_admin)
        return list(people.values())

    @cached_property
    def parents(self) -> dict[int, int]:
        """The parent of each item that has an active link to one."""
        links = sorted(self.links, key=lambda one: one.position)
        return {
            link.target_id: link.source_id
            for link in links
            if link.rel == HIERARCHY and link.is_active
        }

    def children(self, item_id: int) -> list[int]:
        """The items that active links name as the item's children, known or not."""
        return self._children.get(item_id, [])

    @cached_property
    def _children(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for link in self.links:
            if link.rel == HIERARCHY and link.is_active:
                found.setdefault(link.source_id, []).append(link.target_id)
        return found

    @cached_property
    def display_names(self) -> dict[str, str]:
        """The latest known display name of each identity: what lists say now, else history."""
        mentions = [*self._mentions_in_revisions(), *self._mentions_in_links()]
        mentions.sort(key=lambda mention: mention[0])
        people = [person for _, person in mentions]
        people += self.organization.identities
        people += [member.identity for _, team in self.teams for member in team.members]
        people += [user.identity for user in self.entitlements]
        return {person.id: person.display_name for person in people}

    @property
    def entitlements(self) -> list[UserEntitlement]:
        """The users, where they may be read."""
        return [] if self.parameters.denied else self.organization.user_entitlements

    @property
    def loads(self) -> list[EntitlementLoad]:
        """The loads of entitlements: earlier ones, and those of the runs."""
        if self.parameters.denied:
            return []
        users = tuple(self.organization.user_entitlements)
        own = [EntitlementLoad(loaded_at, users) for loaded_at in self.parameters.loaded_at]
        return [*self.organization.earlier_loads, *own]

    def url(self, item: Item) -> str | None:
        """The web page of an item."""
        project = item.current.project
        if project is None:
            return None
        base = self.parameters.organization_url
        return f"{base}/{quote(project.name, safe='')}/_workitems/edit/{item.id}"

    def iteration_with_path(self, project: Project | None, path: str) -> Node | None:
        """The project's iteration with a path; of several, the first by id."""
        nodes = project.iterations.walk() if project else iter(())
        found = [node for node in nodes if same(node.path, path)]
        return min(found, key=lambda node: node.id, default=None)

    def _exists(self, changed_date: str) -> bool:
        return self.parameters.now.includes(instant_of(changed_date))

    def _snapshots(self, revisions: list[Revision]) -> list[Snapshot]:
        known = [
            project for revision in revisions if (project := self._project_of(revision)) is not None
        ]
        latest_project = known[-1] if known else None
        return [self._snapshot(revision, latest_project) for revision in revisions]

    def _snapshot(self, revision: Revision, latest_project: Project | None) -> Snapshot:
        fields = revision.fields
        project = self._project_of(revision) or latest_project
        area = self._areas.node(fields.get("System.AreaId"), fields["System.AreaPath"])
        iteration = self._iterations.node(
            fields.get("System.IterationId"), fields["System.IterationPath"]
        )
        return Snapshot(
            rev=revision.rev,
            changed_at=instant_of(str(fields["System.ChangedDate"])),
            fields=fields,
            project=project,
            area_path=area.path if area else str(fields["System.AreaPath"]),
            iteration=iteration,
            iteration_path=iteration.path if iteration else str(fields["System.IterationPath"]),
            category=category_of(
                fields.get("System.State"),
                str(fields["System.WorkItemType"]),
                project,
                [*self.organization.projects, *self.organization.neighbors],
                self.parameters.state_categories,
            ),
        )

    def _project_of(self, revision: Revision) -> Project | None:
        for trees, id_field in (
            (self._areas, "System.AreaId"),
            (self._iterations, "System.IterationId"),
        ):
            node = trees.by_id.get(revision.fields.get(id_field))
            if node is not None:
                return trees.project_of[node]
        name = str(revision.fields["System.TeamProject"])
        return next(
            (project for project in self.organization.projects if same(project.name, name)), None
        )

    @cached_property
    def _areas(self) -> "Trees":
        return Trees([(project, project.areas) for project in self.organization.projects])

    @cached_property
    def _iterations(self) -> "Trees":
        return Trees([(project, project.iterations) for project in self.organization.projects])

    def _mentions_in_revisions(self) -> Iterable[tuple[datetime, Identity]]:
        for item in self.items.values():
            for snapshot in item.snapshots:
                for value in snapshot.fields.values():
                    if isinstance(value, Identity):
                        yield snapshot.changed_at, value

    def _mentions_in_links(self) -> Iterable[tuple[datetime, Identity]]:
        for change in self.organization.link_changes:
            if self._exists(change.changed_date):
                yield instant_of(change.changed_date), change.changed_by


class Trees:
    """The area or the iteration trees of all projects."""

    def __init__(self, roots: list[tuple[Project, Node]]) -> None:
        self.project_of = {node: project for project, root in roots for node in root.walk()}
        self.by_id: dict[object, Node] = {node.id: node for node in self.project_of}
        by_id = sorted(self.project_of, key=lambda node: node.id, reverse=True)
        self.by_path = {node.path.lower(): node for node in by_id}

    def node(self, node_id: FieldValue | None, path: FieldValue) -> Node | None:
        """The node that a revision names: by its id where it carries one, else by its path."""
        return self.by_path.get(str(path).lower()) if node_id is None else self.by_id.get(node_id)
