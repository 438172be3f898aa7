"""Pack many organizations into one, and find the organization of a difference."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from sample_organization.model.organization import Revision, UserEntitlement
from tests.oracle.comparison import Difference
from tests.oracle.expectation import Tables, expected_tables
from tests.oracle.licenses import EntitlementLoad, license_history
from tests.oracle.membership import with_costs
from tests.oracle.organizations.generator import IDS_PER_ORGANIZATION
from tests.oracle.rosters import StaffedOrganization, united
from tests.oracle.run_parameters import RunParameters
from tests.oracle.world import World


@dataclass(frozen=True)
class Packed:
    """Organizations, by their numbers, that share no id."""

    parts: dict[int, StaffedOrganization]

    @property
    def name(self) -> str:
        """Return the name that all of them have."""
        return next(iter(self.parts.values())).name

    def whole(self) -> StaffedOrganization:
        """Return all of them as one organization."""
        first = next(iter(self.parts.values()))
        whole = StaffedOrganization(self.name, first.present, first.fields)
        whole.rosters = united(part.rosters for part in self.parts.values())
        for part in self.parts.values():
            whole.projects += part.projects
            whole.identities += part.identities
            whole.group_members |= part.group_members
            whole.resource_links |= part.resource_links
            whole.user_entitlements += part.user_entitlements
            whole.group_entitlements += part.group_entitlements
            for revision in part.revisions:
                whole.append(_moved(revision, len(whole.revisions) + 1))
            for change in part.link_changes:
                position = len(whole.link_changes) + 1
                whole.link_changes.append(replace(change, position=position))
        whole.earlier_loads = self._united_loads()
        return whole

    def _united_loads(self) -> list[EntitlementLoad]:
        """Return the earlier loads of all organizations, which were at the same times."""
        users: dict[EntitlementLoad, list[UserEntitlement]] = {}
        for part in self.parts.values():
            for load in part.earlier_loads:
                users.setdefault(replace(load, users=()), []).extend(load.users)
        return [replace(load, users=tuple(found)) for load, found in users.items()]

    def expected_tables(self, parameters: RunParameters) -> Tables:
        """Return the expected rows of all of them."""
        projects = [project for part in self.parts.values() for project in part.projects]
        parts = [replace(part, neighbors=projects) for part in self.parts.values()]
        each = [expected_tables(part, parameters) for part in parts]
        tables = {name: [row for tables in each for row in tables[name]] for name in each[0]}
        whole = self.whole()
        everywhere = {"organization": self.name, "as_of": parameters.as_of}
        # What is said of the whole organization is said once.
        once = {(row["rule_id"], row["subject_uid"]): row for row in tables["findings"]}
        return {
            **tables,
            "findings": list(once.values()),
            "accounts": with_costs(tables["accounts"]),
            "license_history": [
                row | everywhere for row in license_history(World(whole, parameters).loads)
            ],
        }

    def number_of(self, difference: Difference) -> int:
        """The number of the organization in which the difference is."""
        parts = [part for value in difference.key for part in str(value).split("/")]
        known = [self._numbers[part] for part in parts if part in self._numbers]
        # What is not known is an item that nobody expects, or about the whole organization.
        items = [int(part) // IDS_PER_ORGANIZATION for part in parts if part.isdecimal()]
        return next(iter(known + items), min(self.parts))

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """The number that each id belongs to."""
        return {id_: number for number, part in self.parts.items() for id_ in _ids(part)}


def _moved(revision: Revision, watermark: int) -> Revision:
    fields = {**revision.fields, "System.Watermark": watermark}
    return replace(revision, watermark=watermark, fields=fields)


def _ids(organization: StaffedOrganization) -> Iterable[str]:
    yield from map(str, organization.items)
    yield from _uids(organization)
    for project in organization.projects:
        yield project.id
        yield from (team.id for team in project.teams)
        yield from (node.identifier for node in project.iterations.walk())


def _uids(organization: StaffedOrganization) -> Iterable[str]:
    yield from (user.identity.id for user in organization.user_entitlements)
    yield from (group.identity.id for group in organization.group_entitlements)
    yield from (
        member.identity.id
        for project in organization.projects
        for team in project.teams
        for member in team.members
    )
    for lines in organization.rosters.platforms.values():
        columns = ("account_uid", "username", "email", "person_id")
        yield from (line[name] for line in lines for name in columns if line.get(name))
