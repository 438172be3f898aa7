"""Random users of an organization, and their accounts in rosters."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from random import Random

from sample_organization.model.organization import (
    NEVER,
    GroupEntitlement,
    Identity,
    Project,
    ProjectAccess,
    TeamMember,
    UserEntitlement,
    descriptor,
    directory_id,
    format_timestamp,
    guid,
)
from tests.oracle.licenses import EntitlementLoad
from tests.oracle.rosters import Line, Rosters
from tests.oracle.run_parameters import RunParameters

MICROSECOND = timedelta(microseconds=1)
NUDGES = (timedelta(), timedelta(), MICROSECOND, -MICROSECOND, timedelta(hours=1))
LICENSES = ("express", "express", "express", "advanced", "professional", "stakeholder", "none")
STATUSES = (*("active",) * 8, "pending", "disabled", "pendingDisabled", "expired", "deleted")
KINDS = (
    *(("user", "member"),) * 6,
    *(("user", "guest"),) * 3,
    ("user", None),
    ("user", "application"),
    ("user", "managedIdentity"),
    ("servicePrincipal", "application"),
)
RULE_STATUSES = (*("applied",) * 4, "applyPending", "unableToApply", "incompatible")
# How long before `as_of`, and whether the load is complete.
EARLIER_LOADS = (
    (timedelta(days=100), True),
    (timedelta(days=30) + MICROSECOND, True),
    (timedelta(days=30), True),
    (timedelta(days=30) - MICROSECOND, True),
    (timedelta(days=20), False),
    (timedelta(days=10), True),
)
GROUPS = ("projectContributor", "projectReader", "projectContributor", "projectAdministrator")
PREFIXES = (*("aad",) * 8, "msa", "svc", "aadsp", "s2s", "acs")
STANDINGS = (*("active",) * 5, "", "suspended", "deprovisioned", "pending")
EMPLOYMENT = (*("active",) * 4, "", "on_leave", "terminated")
TRUTH = ("", "", "", "false", "true")


def identity(rng: Random, name: str) -> Identity:
    """Return a random identity: a user, guest or service, possibly deleted from the directory."""
    address = rng.choice(
        (
            *(f"{name}@random.example",) * 5,
            f"{name}_away.example#EXT#@random.example",
            f"RANDOM\\{name}",
        )
    )
    return Identity(
        guid("person", name),
        name,
        address,
        descriptor(rng.choice(PREFIXES), name),
        is_deleted_in_origin=rng.random() < 0.15,
    )


@dataclass(frozen=True)
class Staffing:
    """Adds random entitlements, team memberships and rosters."""

    rng: Random
    number: int
    parameters: RunParameters
    projects: list[Project]
    identities: list[Identity]

    def entitlements(self) -> list[UserEntitlement]:
        """Return user entitlements; at least one user has a project."""
        users = [self._user(identity) for identity in self.identities if self.rng.random() < 0.8]
        first = users[0] if users else self._user(self.identities[-1])
        access = first.access or (ProjectAccess(self.projects[0]),)
        return [UserEntitlement(**{**vars(first), "access": access}), *users[1:]]

    @cached_property
    def group_rules(self) -> list[GroupEntitlement]:
        """The group rules of the organization."""
        names = (f"Group {place} of {self.number}" for place in range(3))
        return [self._group_rule(name) for name in names]

    def earlier_loads(self, users: list[UserEntitlement]) -> list[EntitlementLoad]:
        """Return earlier loads of entitlements, in which some users were absent or had other licenses."""
        return [
            EntitlementLoad(
                self.parameters.as_of - back,
                tuple(self._earlier(user) for user in users if self.rng.random() < 0.85),
                is_complete,
            )
            for back, is_complete in EARLIER_LOADS
        ]

    def _earlier(self, user: UserEntitlement) -> UserEntitlement:
        if self.rng.random() < 0.6:
            return user
        return replace(
            user,
            license=self.rng.choice(LICENSES),
            status=self.rng.choice(("active", "active", "disabled")),
            assignment_source=self.rng.choice(("unknown", "groupRule")),
            last_accessed=self.rng.choice((NEVER, user.last_accessed)),
        )

    def _group_rule(self, name: str) -> GroupEntitlement:
        group = Identity(guid("group", name), name, name, descriptor("aadgp", name), True)
        return GroupEntitlement(
            group,
            directory_id(group),
            self.rng.choice(LICENSES),
            status=self.rng.choice(RULE_STATUSES),
        )

    def fill_teams(self) -> dict[Identity, list[Identity]]:
        """Add random people, and sometimes a group, as members of each team; return the groups' members."""
        group_members = {}
        for project in self.projects:
            for team in project.teams:
                several = self.rng.sample(self.identities, self.rng.randrange(4))
                team.members += [
                    TeamMember(identity, self.rng.random() < 0.3) for identity in several
                ]
                if self.rng.random() < 0.2:
                    key = f"Group of {team.name} {project.name}"
                    prefix = self.rng.choice(("aadgp", "vssgp"))
                    group = Identity(guid("group", key), key, key, descriptor(prefix, key), True)
                    team.members.append(TeamMember(group, self.rng.random() < 0.3))
                    people = self.rng.sample(self.identities, self.rng.randrange(4))
                    group_members[group] = [*people, *group_members][:4]
        return group_members

    def rosters(self) -> Rosters:
        """Return the roster of the authority, if any, that of a platform, and expectations."""
        found = Rosters({"github": self._accounts()})
        if self.parameters.authority:
            found.platforms[self.parameters.authority] = self._people()
        found.expectations.extend(
            [
                {"platform": "azure_devops", "department": self._department("Engines")},
                {"platform": "github", "employment_type": "contractor"},
                {
                    "platform": "github",
                    "department": self._department("Sales"),
                    "employment_type": "employee",
                },
                {"platform": "fax", "department": self._department("Sales")},
                *({"platform": platform} for platform in self.parameters.everyone_on),
            ]
        )
        return found

    def _user(self, one: Identity) -> UserEntitlement:
        subject_kind, meta_type = self.rng.choice(KINDS)
        projects = self.rng.sample(self.projects, self.rng.randrange(len(self.projects) + 1))
        rules = self.rng.sample(self.group_rules, self.rng.choice((0, 0, 1, 2)))
        return UserEntitlement(
            one,
            directory_id(one),
            license=self.rng.choice(LICENSES),
            # A user whose license is said to come from a rule has a rule.
            assignment_source=self.rng.choice(("unknown", "none", *("groupRule" for _ in rules))),
            group_rules=tuple(rules),
            github_license=self.rng.choice((*("none",) * 9, "enterprise")),
            msdn_license=self.rng.choice((*("none",) * 8, "eligible", "enterprise")),
            licensing_source=self.rng.choice(("account", "account", "account", "msdn")),
            status=self.rng.choice(STATUSES),
            meta_type=meta_type,
            subject_kind=subject_kind,
            created=format_timestamp(self._ago(14, 14, 30, 90, 400, 400)),
            last_accessed=self.rng.choice(
                (NEVER, *(format_timestamp(self._ago(1, 30, 60, 90, 180)),) * 3)
            ),
            access=tuple(ProjectAccess(project, self.rng.choice(GROUPS)) for project in projects),
            mail_address=self.rng.choice(("", "", f"{one.display_name}@Mail.Example")),
            directory_alias=self.rng.choice(("",) * 7 + (f"{one.display_name}_x.example#EXT#",)),
        )

    def _ago(self, *days: int) -> datetime:
        """Return a timestamp around a threshold, or rarely in the future."""
        back = timedelta(days=self.rng.choice(days)) + self.rng.choice(NUDGES)
        return self.parameters.as_of - self.rng.choice((*(back,) * 12, timedelta(days=-3)))

    def _people(self) -> list[Line]:
        known = [
            identity for identity in self.identities if self.rng.random() < 0.75
        ] or self.identities[:1]
        lines = [self._person(place, identity) for place, identity in enumerate(known)]
        if self.rng.random() < 0.3:
            # The same person once more, with other keys.
            again = self._person(len(lines), self.rng.choice(self.identities))
            lines.append({**again, "person_id": lines[0]["person_id"] or lines[0]["account_uid"]})
        return lines

    def _person(self, place: int, one: Identity) -> Line:
        today = self.parameters.today
        ends = [today + timedelta(days=later) for later in (-300, -1, 0, 1)]
        return {
            "account_uid": f"P-{self.number}-{place}",
            "username": self.rng.choice(("", one.display_name, f"random\\{one.display_name}")),
            "person_id": self.rng.choice(("", "", f"person {self.number} {place}")),
            "display_name": self.rng.choice(("", one.display_name)),
            "employment_status": self.rng.choice(EMPLOYMENT),
            "account_status": self.rng.choice(STANDINGS),
            "department": self._department(self.rng.choice(("Engines", "Sales", "Desk"))),
            "employment_type": self.rng.choice(("employee", "employee", "contractor", "")),
            "start_date": self.rng.choice(("", "2020-02-29")),
            "end_date": self.rng.choice(("", "", *map(str, ends))),
            **self._keys(one),
        }

    def _accounts(self) -> list[Line]:
        several = [
            identity for identity in self.identities if self.rng.random() < 0.6
        ] or self.identities[:1]
        lines = [*several, *self.rng.sample(self.identities, 2)]
        return [self._account(place, line) for place, line in enumerate(lines)]

    def _account(self, place: int, one: Identity) -> Line:
        handle = f"handle-{self.number}-{place}"
        person = f"person {self.number} {self.rng.randrange(4)}"
        return {
            "account_uid": self.rng.choice((f"gh-{self.number}-{place}", "")),
            "username": handle,
            "person_id": self.rng.choice(("", "", "", person, f"P-{self.number}-1")),
            "account_status": self.rng.choice(STANDINGS),
            "account_type": self.rng.choice(("human", "human", "", "service")),
            "is_guest": self.rng.choice(TRUTH),
            "is_admin": self.rng.choice(TRUTH),
            "license_code": self.rng.choice(("", "seat")),
            "last_sign_in_at": self.rng.choice(("", self._ago(30, 90).isoformat())),
            **self._keys(one),
        }

    def _keys(self, one: Identity) -> Line:
        """Return some keys of a person, sometimes with a key of another person."""
        other = one if self.rng.random() < 0.85 else self.rng.choice(self.identities)
        numbers = [f"E{self.number}-{self.identities.index(each)}" for each in (one, other)]
        return {
            "email": self.rng.choice((one.unique_name, other.unique_name.upper(), "")),
            "other_emails": self.rng.choice(
                ("", "", f"{one.display_name}@mail.example ; {other.display_name}@Old.example")
            ),
            "entra_object_id": self.rng.choice(("", "", directory_id(other).upper())),
            "employee_number": self.rng.choice(("", "", numbers[0], numbers[1])),
        }

    def _department(self, name: str) -> str:
        return f"{name} {self.number}"
