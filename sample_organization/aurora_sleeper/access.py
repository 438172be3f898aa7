"""Entitlements of Azure DevOps users and groups, including users who should have lost access."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from sample_organization.aurora_sleeper.company import MAIL_DOMAIN, SAMPLE_AS_OF, Company, person
from sample_organization.aurora_sleeper.grants import (
    ADMINISTRATOR,
    BUILD_SERVICE,
    CREW,
    EXCEPTIONS,
    GROUP_RULES,
    OFFICE_ACCESS,
    OUTSIDERS,
    Access,
)
from sample_organization.aurora_sleeper.people import Employee
from sample_organization.model.organization import (
    NEVER,
    GroupEntitlement,
    Identity,
    ProjectAccess,
    TeamMember,
    UserEntitlement,
    descriptor,
    directory_id,
    format_timestamp,
    guid,
)


def grant_access(company: Company, employees: list[Employee], rng: Random) -> None:
    """Add user and group entitlements, and the groups and service accounts that are team members."""
    organization = company.organization
    known = {employee.name: employee.identity for employee in employees}
    organization.group_entitlements += list(_groups(company))
    for name, access in _access_by_name(company, employees, rng):
        identity = known.get(name) or external_identity(name, access)
        entitlement = _entitlement(company, identity, access, rng)
        if entitlement.created <= format_timestamp(organization.present):
            organization.user_entitlements.append(entitlement)
    rng.shuffle(organization.user_entitlements)
    _, porters = company.team("Porter's Desk")
    group = organization.group_entitlements[0].identity
    organization.group_members[group] = [member.identity for member in porters.members]
    porters.members.append(TeamMember(group))
    _, bogies = company.team("Bogie Watch")
    bogies.members.append(TeamMember(BUILD_SERVICE))
    organization.identities += [*known.values()]
    organization.identities += [group.identity for group in organization.group_entitlements]
    outsiders = (entitlement.identity for entitlement in organization.user_entitlements)
    organization.identities += [
        identity for identity in outsiders if identity.display_name not in known
    ]


def external_identity(name: str, access: Access) -> Identity:
    """Return the identity of a guest or service principal; a guest's name has its home domain."""
    if access.subject_kind != "user":
        return Identity(
            guid("person", name), name, guid("program", name), descriptor("aadsp", name)
        )
    identity = person(name.partition(" (")[0])
    if access.meta_type != "guest":
        return identity
    home = name.partition("(")[2].split()[0].lower()
    mail = identity.unique_name.replace(MAIL_DOMAIN, f"{home}.example").replace("@", "_")
    unique_name = f"{mail}#EXT#@{MAIL_DOMAIN}"
    return Identity(identity.id, name, unique_name, identity.descriptor)


def _access_by_name(
    company: Company, employees: list[Employee], rng: Random
) -> Iterator[tuple[str, Access]]:
    extras = iter(OFFICE_ACCESS)
    admins = {
        team.members[0].identity.display_name
        for project in company.organization.projects
        for team in project.teams[1:2]
    }
    for employee in employees:
        if employee.project:
            group = ADMINISTRATOR if employee.name in admins else "projectContributor"
            access = EXCEPTIONS.get(employee.name, _engineer_access(employee.project, group, rng))
        else:
            usual = Access(
                "stakeholder", rng.uniform(1, 80), rng.randrange(200, 1200), project=CREW
            )
            access = next(extras, usual)
        if access is not None:
            yield employee.name, access
    yield from OUTSIDERS.items()


def _engineer_access(project: str, group: str, rng: Random) -> Access:
    license_type = rng.choice(("express", "express", "express", "advanced"))
    days = rng.uniform(0.2, 9), rng.randrange(300, 1500)
    return Access(license_type, *days, project=project, group=group)


def _entitlement(
    company: Company, identity: Identity, access: Access, rng: Random
) -> UserEntitlement:
    created = SAMPLE_AS_OF - timedelta(days=access.created, seconds=rng.randrange(3600))
    last_access = NEVER
    if access.last_access is not None:
        ago = timedelta(seconds=access.last_access * 86_400 + rng.uniform(0, 3600))
        at = _last_access(company.organization.present, ago)
        last_access = format_timestamp(at, rng.randrange(10))
    projects = (company.organization.project(access.project),) if access.project else ()
    group_rules = (
        rule
        for rule in company.organization.group_entitlements
        if rule.identity.display_name == access.group_rule
    )
    return UserEntitlement(
        identity=identity,
        origin_id=directory_id(identity),
        license=access.license,
        licensing_source=access.source,
        status=access.status,
        meta_type=access.meta_type,
        subject_kind=access.subject_kind,
        created=format_timestamp(created, rng.randrange(10)),
        last_accessed=last_access,
        access=tuple(ProjectAccess(project, access.group) for project in projects),
        assignment_source="groupRule" if access.is_by_rule else "unknown",
        msdn_license=access.msdn_license,
        group_rules=tuple(group_rules),
    )


def _last_access(present: datetime, ago: timedelta) -> datetime:
    """Return the last access until `present` of a user whose last one is `ago` before `SAMPLE_AS_OF`.

    Until then, they accessed the organization every week.
    """
    last = SAMPLE_AS_OF - ago
    return last if last <= present else present - ago % timedelta(weeks=1)


def _groups(company: Company) -> Iterator[GroupEntitlement]:
    for name, license_type, project, status in GROUP_RULES:
        identity = Identity(
            guid("group", name),
            name,
            f"{name.lower().replace(' ', '.')}@{MAIL_DOMAIN}",
            descriptor("aadgp", name),
            is_container=True,
        )
        access = (ProjectAccess(company.organization.project(project)),)
        yield GroupEntitlement(identity, directory_id(identity), license_type, access, status)
