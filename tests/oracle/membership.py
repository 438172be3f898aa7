"""Expected rows of `accounts` and `people`, and who is who."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property

from sample_organization.model.organization import NEVER, Identity, UserEntitlement
from tests.oracle.items import instant_of
from tests.oracle.licenses import costs_of, is_paid, license_type
from tests.oracle.rosters import Line
from tests.oracle.velocity import Row
from tests.oracle.world import World

AZURE_DEVOPS = "azure_devops"
STATUSES = {
    "active": "active",
    "pending": "pending",
    "disabled": "suspended",
    "pendingDisabled": "suspended",
    "expired": "suspended",
    "deleted": "deprovisioned",
}
PROGRAMS = {"aadsp", "svc", "s2s", "acs"}


@dataclass(frozen=True)
class Account:
    """An account on any platform, and the keys by which its person is found."""

    platform: str
    uid: str
    username: str | None
    email: str | None
    display_name: str | None
    status: str
    is_service: bool = False
    is_guest: bool = False
    is_admin: bool = False
    is_deleted: bool = False
    is_entitled: bool = False
    license: str | None = None
    license_type: str | None = None
    is_paid: bool = False
    created_at: datetime | None = None
    last_sign_in_at: datetime | None = None
    other_emails: tuple[str, ...] = ()
    person_id: str | None = None
    entra_object_id: str | None = None
    employee_number: str | None = None
    # The user names of the platform with a Windows domain.
    domain_names: frozenset[str] = frozenset()

    @property
    def account_names(self) -> set[str]:
        """The name in a Windows domain, and without the domain if no other domain has it."""
        full = (self.username or "").lower()
        domain, _, name = full.rpartition("\\")
        if not domain or not name:
            return set()
        is_unique = {other for other in self.domain_names if other.endswith(f"\\{name}")} == {full}
        return {full, name} if is_unique else {full}

    @property
    def keys(self) -> dict[str, set[str]]:
        """The keys of each step of matching, in order."""
        mails = [self.email, *self.other_emails]
        if self.username and "@" in self.username[1:-1]:
            mails.append(self.username)
        return {
            "manual": _filled(self.person_id),
            "entra_object_id": _filled((self.entra_object_id or "").lower()),
            "employee_number": _filled(self.employee_number),
            "email": {address for mail in mails for address in _filled((mail or "").lower())},
            "account_name": self.account_names,
        }


@dataclass(frozen=True)
class Person:
    """A person of the authority roster: the first line, and the accounts of all lines."""

    id: str
    line: Line
    accounts: tuple[Account, ...]

    @property
    def status(self) -> str:
        """The employment status."""
        return self.line.get("employment_status") or "active"

    @property
    def end_date(self) -> date | None:
        """The last day, if it is known."""
        return _date(self.line.get("end_date"))

    @property
    def has_left(self) -> bool:
        """Return whether the person has left according to the authority."""
        is_out = self.line.get("account_status") in ("suspended", "deprovisioned")
        return self.status == "terminated" or is_out

    @property
    def keys(self) -> dict[str, set[str]]:
        """The keys that lead to the person, by step."""
        steps: dict[str, set[str]] = {"manual": {self.id}}
        for account in self.accounts:
            for step, keys in account.keys.items():
                if step not in ("manual", "account_name"):
                    steps.setdefault(step, set()).update(keys)
            if account.username and "@" not in account.username:
                steps.setdefault("account_name", set()).add(account.username.lower())
        return steps


class Membership:
    """Accounts and people."""

    def __init__(self, world: World, assignees: set[object]) -> None:
        self.world = world
        self.assignees = assignees
        self.authority = world.parameters.authority

    @cached_property
    def accounts(self) -> list[Account]:
        """Every account on every platform."""
        entitled = [self._entitled(user) for user in self.world.entitlements]
        known = {account.uid for account in entitled}
        others = [
            self._unentitled(identity)
            for identity in self._mentioned()
            if identity.id.lower() not in known
        ]
        rosters = self.world.organization.rosters.platforms
        listed = [_listed(platform, line) for platform, lines in rosters.items() for line in lines]
        return [*_with_domain_names(entitled + others), *listed]

    @property
    def platforms(self) -> set[str]:
        """The platforms that were read completely."""
        rosters = {
            name for name, lines in self.world.organization.rosters.platforms.items() if lines
        }
        return rosters if self.world.parameters.denied else rosters | {AZURE_DEVOPS}

    @property
    def evaluated(self) -> list[Account]:
        """Return the accounts that rules evaluate: on platforms that were read, except the authority."""
        return [
            account
            for account in self.accounts
            if account.platform in self.platforms and account.platform != self.authority
        ]

    @cached_property
    def people(self) -> dict[str, Person]:
        """Return the people of the authority roster, by person id."""
        lines: dict[str, list[Line]] = {}
        if self.authority:
            for line in self.world.organization.rosters.platforms.get(self.authority, ()):
                lines.setdefault(_person_id(line), []).append(line)
        return {
            person_id: Person(
                person_id, own[0], tuple(_listed(str(self.authority), account) for account in own)
            )
            for person_id, own in lines.items()
        }

    def person_of(self, account: Account) -> Person | None:
        """Return the person that the account is matched to, or none."""
        match = self._match(account)
        return match[0] if match else None

    def expected_platforms(self, person: Person) -> set[str]:
        """Return the platforms that were read and where a person is expected."""
        return {
            line["platform"]
            for line in self.world.organization.rosters.expectations
            if line["platform"] in self.platforms
            and all(
                line.get(name) in (None, "", person.line.get(name))
                for name in ("department", "employment_type")
            )
        }

    def account_rows(self) -> list[Row]:
        """The rows of `accounts`."""
        return [self._account_row(account) for account in self.accounts]

    def people_rows(self) -> list[Row]:
        """The rows of `people`."""
        columns = ("display_name", "email", "employee_number", "department", "manager")
        return [
            {
                "person_id": person.id,
                **{name: person.line.get(name) or None for name in columns},
                "employment_status": person.status,
                "start_date": _date(person.line.get("start_date")),
                "end_date": person.end_date,
            }
            for person in self.people.values()
        ]

    def _account_row(self, account: Account) -> Row:
        match = self._match(account)
        row: Row = {
            "platform": account.platform,
            "account_uid": account.uid,
            "username": account.username,
            "email_primary": account.email,
            "display_name": account.display_name,
            "account_status": account.status,
            "account_type": "service" if account.is_service else "human",
            "is_guest": account.is_guest,
            "is_admin": account.is_admin,
            "license_code": account.license,
            "license_type": account.license_type,
            "created_at": account.created_at,
            "last_sign_in_at": account.last_sign_in_at,
            "is_roster_complete": account.platform in self.platforms,
            "person_id": match[0].id if match else None,
            "match_method": match[1] if match else None,
        }
        # What is paid is defined for Azure DevOps only.
        return row | (
            {"is_license_paid": account.is_paid} if account.platform == AZURE_DEVOPS else {}
        )

    def _match(self, account: Account) -> tuple[Person, str] | None:
        if account.platform == self.authority:
            return next(
                person for person in self.people.values() if account in person.accounts
            ), "authority"
        for step, keys in account.keys.items():
            owners = (self._owners.get((step, key), set()) for key in keys)
            found = set().union(*(those for those in owners if len(those) == 1))
            if len(found) == 1:
                return self.people[found.pop()], step
            if found:
                return None
        return None

    @cached_property
    def _owners(self) -> dict[tuple[str, str], set[str]]:
        found: dict[tuple[str, str], set[str]] = {}
        for person in self.people.values():
            for step, keys in person.keys.items():
                for key in keys:
                    found.setdefault((step, key), set()).add(person.id)
        return found

    def _mentioned(self) -> list[Identity]:
        """Return team members and assignees of open items, without groups."""
        direct = {member.identity for _, team in self.world.teams for member in team.members}
        members = [
            member.identity for _, team in self.world.teams for member in self.world.people_of(team)
        ]
        members.sort(key=lambda identity: identity in direct)
        assigned = [
            item.current.assignee
            for item in self.world.located_items
            if item.current.is_open and item.current.assignee
        ]
        unique = {
            identity.id: identity for identity in [*assigned, *members] if not identity.is_container
        }
        return list(unique.values())

    def _entitled(self, user: UserEntitlement) -> Account:
        identity = user.identity
        return Account(
            AZURE_DEVOPS,
            identity.id.lower(),
            username=identity.unique_name,
            email=user.mail_address or identity.unique_name,
            display_name=identity.display_name,
            status=STATUSES[user.status],
            is_service=user.subject_kind == "servicePrincipal"
            or user.meta_type in ("application", "managedIdentity"),
            is_guest=user.meta_type == "guest"
            or any("#EXT#" in name for name in (identity.unique_name, user.directory_alias)),
            is_admin=any(access.group_type == "projectAdministrator" for access in user.access),
            is_deleted=identity.is_deleted_in_origin,
            is_entitled=True,
            license=user.license,
            license_type=license_type(user),
            is_paid=is_paid(user),
            created_at=instant_of(user.created),
            last_sign_in_at=None if user.last_accessed == NEVER else instant_of(user.last_accessed),
            entra_object_id=user.origin_id,
        )

    def _unentitled(self, identity: Identity) -> Account:
        is_listed = any(one.id == identity.id for one in self.world.organization.identities)
        return Account(
            AZURE_DEVOPS,
            identity.id.lower(),
            username=identity.unique_name,
            email=identity.unique_name if is_listed else None,
            display_name=self.world.display_names[identity.id],
            status="unknown",
            license_type="none",
            is_service=identity.descriptor.partition(".")[0] in PROGRAMS,
            is_guest="#EXT#" in identity.unique_name,
            is_deleted=identity.is_deleted_in_origin,
        )


def _with_domain_names(accounts: list[Account]) -> list[Account]:
    names = frozenset((account.username or "").lower() for account in accounts)
    return [replace(account, domain_names=names) for account in accounts]


def with_costs(rows: list[Row]) -> list[Row]:
    """Return rows of `accounts` with the bill: the Basic users who signed in last are the free ones."""
    costs = costs_of(row for row in rows if row.get("is_license_paid"))
    return [
        {
            **row,
            "estimated_monthly_cost": costs.get(row["account_uid"])
            if row["platform"] == AZURE_DEVOPS
            else None,
        }
        for row in rows
    ]


def _listed(platform: str, line: Line) -> Account:
    signed_in = line.get("last_sign_in_at")
    return Account(
        platform,
        _uid(line),
        username=line.get("username") or None,
        email=line.get("email") or None,
        display_name=line.get("display_name") or None,
        status=line.get("account_status") or "active",
        is_service=line.get("account_type") == "service",
        is_guest=line.get("is_guest") == "true",
        is_admin=line.get("is_admin") == "true",
        license=line.get("license_code") or None,
        last_sign_in_at=datetime.fromisoformat(signed_in).astimezone(UTC) if signed_in else None,
        other_emails=tuple((line.get("other_emails") or "").split(";")),
        person_id=line.get("person_id") or None,
        entra_object_id=line.get("entra_object_id") or None,
        employee_number=line.get("employee_number") or None,
    )


def _uid(line: Line) -> str:
    return next(_in_order(line, ("account_uid", "username", "email")))


def _person_id(line: Line) -> str:
    return next(_in_order(line, ("person_id", "account_uid", "username", "email")))


def _in_order(line: Line, names: tuple[str, ...]) -> Iterator[str]:
    return (line[name] for name in names if line.get(name))


def _filled(text: str | None) -> set[str]:
    return {text.strip()} if text and text.strip() else set()


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
