"""Shrink an organization with a difference to a readable size.

A build of the models takes seconds, and not much longer for a hundred small organizations than for one.
So each round of shrinking removes a different part in each of a hundred copies of the organization, which
differ in their ids, and builds them all at once: delta debugging (Zeller) with packed builds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate

from sample_organization.model.organization import Project, Revision
from tests.oracle.organizations.generator import IDS_PER_ORGANIZATION
from tests.oracle.rosters import StaffedOrganization

# What makes a revision one; every other field can be left out.
ESSENTIAL_FIELDS = frozenset(
    {
        "System.Id",
        "System.Rev",
        "System.Watermark",
        "System.ChangedDate",
        "System.RevisedDate",
        "System.ChangedBy",
        "System.TeamProject",
        "System.WorkItemType",
        "System.State",
        "System.AreaId",
        "System.AreaPath",
        "System.IterationId",
        "System.IterationPath",
    }
)
COPIES_AT_ONCE = 100
KINDS = ("project", "team", "item", "link", "revision", "subscription", "field")
Part = tuple[object, ...]
Removal = frozenset[Part]


@dataclass(frozen=True)
class Shrinking:
    """Generates an organization with the ids of a number, and finds the copies that still differ."""

    make: Callable[[int], StaffedOrganization]
    still_wrong: Callable[[dict[int, StaffedOrganization]], set[int]]
    _made: dict[int, StaffedOrganization] = field(default_factory=dict)

    def shrink(self) -> StaffedOrganization:
        """Return the organization without all parts that can be removed, with the ids of number 1."""
        removed: Removal = frozenset()
        for kind in KINDS:
            while step := self._step(removed, kind):
                removed = step
        return self._copy(removed, 1)

    def _step(self, removed: Removal, kind: str) -> Removal:
        """Remove more parts of a kind, or none if none can be removed."""
        parts = [part for part in Parts(self._copy(removed, 1), 1) if part[0] == kind]
        removals = [removed | more for more in _removals(parts)]
        for start in range(0, len(removals), COPIES_AT_ONCE):
            going = self._which(removals[start : start + COPIES_AT_ONCE])
            if going:
                together = accumulate(sorted(going, key=len, reverse=True), frozenset.union)
                return max(going + self._which(list(together)[1:]), key=len)
        return frozenset()

    def _which(self, removals: list[Removal]) -> list[Removal]:
        """Return the removals after which a difference remains."""
        copies = {number: self._copy(removal, number) for number, removal in enumerate(removals, 1)}
        wrong = self.still_wrong(copies) if copies else set()
        return [removals[number - 1] for number in sorted(wrong)]

    def _copy(self, removed: Removal, number: int) -> StaffedOrganization:
        if number not in self._made:
            self._made[number] = self.make(number)
        return Parts(self._made[number], number).without(removed)


def _removals(parts: list[Part]) -> list[Removal]:
    """Yield all parts; then all but a window, and a window alone, from half of the parts down to one."""
    found, size = [frozenset(parts)], len(parts)
    while size > 1:
        size = (size + 1) // 2
        for start in range(0, len(parts), size):
            window = frozenset(parts[start : start + size])
            found += [frozenset(parts) - window, window]
    return [removal for removal in dict.fromkeys(found) if removal]


@dataclass(frozen=True)
class Parts:
    """The parts of an organization, named in a way that does not depend on the number of its ids."""

    whole: StaffedOrganization
    number: int

    def __iter__(self) -> Iterator[Part]:
        """Yield every part that can be removed: not the last project or a project's last team."""
        projects = self.whole.projects
        if len(projects) > 1:
            yield from (("project", self._name(project)) for project in projects)
        for project in projects:
            names = [team.name for team in project.teams]
            if len(names) > 1:
                yield from (("team", self._name(project), name) for name in names)
            for team in project.teams:
                for node in team.iterations:
                    yield "subscription", self._name(project), team.name, self._offset(node.id)
        yield from (("item", self._offset(item_id)) for item_id in self.whole.items)
        yield from (("link", change.position) for change in self.whole.link_changes)
        for revision in self.whole.revisions:
            yield "revision", self._offset(revision.id), revision.rev
        names = {name for revision in self.whole.revisions for name in revision.fields}
        yield from (("field", name) for name in sorted(names - ESSENTIAL_FIELDS))

    def without(self, removed: Removal) -> StaffedOrganization:
        """Return a copy without some parts; the links of removed items are removed too."""
        rest = StaffedOrganization(self.whole.name, self.whole.present, self.whole.fields)
        rest.identities = self.whole.identities
        rest.group_members = self.whole.group_members
        kept = [
            project
            for project in self.whole.projects
            if ("project", self._name(project)) not in removed
        ]
        rest.projects = [
            self._project(project, removed) for project in kept or self.whole.projects[:1]
        ]
        rest.rosters = self.whole.rosters
        rest.group_entitlements = self.whole.group_entitlements
        rest.earlier_loads = self.whole.earlier_loads
        ids = {project.id for project in rest.projects}
        rest.user_entitlements = [
            replace(
                user, access=tuple(access for access in user.access if access.project.id in ids)
            )
            for user in self.whole.user_entitlements
        ]
        for revision in self.whole.revisions:
            item = self._offset(revision.id)
            if not removed & {("item", item), ("revision", item, revision.rev)}:
                rest.append(_revision(revision, removed))
        for change in self.whole.link_changes:
            ends = {("item", self._offset(end)) for end in (change.source_id, change.target_id)}
            if not removed & {("link", change.position), *ends}:
                rest.link_changes.append(change)
        return rest

    def _project(self, project: Project, removed: Removal) -> Project:
        name = self._name(project)
        kept = [team for team in project.teams if ("team", name, team.name) not in removed]
        teams = []
        for team in kept or project.teams[:1]:
            iterations = [
                node
                for node in team.iterations
                if ("subscription", name, team.name, self._offset(node.id)) not in removed
            ]
            teams.append(replace(team, iterations=iterations))
        return replace(project, teams=teams)

    def _offset(self, some_id: int) -> int:
        return some_id - self.number * IDS_PER_ORGANIZATION

    def _name(self, project: Project) -> int:
        return self._offset(project.areas.id)


def _revision(revision: Revision, removed: Removal) -> Revision:
    kept = {
        name: value for name, value in revision.fields.items() if ("field", name) not in removed
    }
    return replace(revision, fields=kept)
