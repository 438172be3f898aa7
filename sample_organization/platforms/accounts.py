"""The accounts of Aurora Sleeper's employees on other platforms, and accounts without an employee."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from sample_organization.aurora_sleeper.company import MAIL_DOMAIN, SAMPLE_AS_OF
from sample_organization.aurora_sleeper.people import Employee
from sample_organization.model.organization import directory_id, format_timestamp, guid
from sample_organization.platforms.context import Json, PlatformRecords

# Engineers without a GitHub account.
WITHOUT_GITHUB = ("Aoife Ní Dhálaigh", "Ngọc Trần")
# Former employees whose account is still active.
FORGOTTEN_IN_ENTRA, FORGOTTEN_IN_SLACK = "Bartłomiej Wróbel", "Rémi Beaufort"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def platform_records(employees: list[Employee], rng: Random, present: datetime) -> PlatformRecords:
    """Return the records of all platforms at `present`, in the format of each API."""
    engineers = [employee for employee in employees if employee.project]
    with_github = [engineer for engineer in engineers if engineer.name not in WITHOUT_GITHUB]
    return PlatformRecords(
        entra=[*_entra(employees, rng, present), _ENTRA_GUEST, _entra_program(present)],
        github_members=[*_github(with_github), _GITHUB_BOT, _GITHUB_UNMATCHED],
        github_outside=[{"login": "gferri-dolomiti", "id": 9_000_003, "type": "User"}],
        scim=[*_scim(engineers), _SCIM_UNMATCHED],
        slack=[*_slack(employees), *_SLACK_EXTRAS],
    )


def _mail(employee: Employee) -> str:
    return employee.identity.unique_name


def _entra(employees: list[Employee], rng: Random, present: datetime) -> Iterator[Json]:
    for employee in employees:
        if employee.identity.is_deleted_in_origin:
            continue
        aliases = [employee.registered_email, *employee.other_emails.split(";")]
        signed_in = present - timedelta(hours=rng.randrange(1, 200))
        has_left = employee.status == "terminated"
        yield {
            "id": directory_id(employee.identity),
            "userPrincipalName": _mail(employee),
            "mail": _mail(employee).title(),
            "displayName": employee.name,
            "accountEnabled": not has_left or employee.name == FORGOTTEN_IN_ENTRA,
            "userType": "Member",
            "proxyAddresses": [
                f"SMTP:{_mail(employee)}",
                *(f"smtp:{alias}" for alias in aliases if alias),
            ],
            "otherMails": [],
            "employeeId": employee.number,
            "employeeType": employee.employment_type,
            "department": employee.department,
            "createdDateTime": format_timestamp(_hired_at(employee)),
            "signInActivity": {"lastSuccessfulSignInDateTime": format_timestamp(signed_in)},
        }


def _hired_at(employee: Employee) -> datetime:
    return SAMPLE_AS_OF - timedelta(days=(SAMPLE_AS_OF.date() - employee.start).days)


_ENTRA_GUEST: Json = {
    "id": guid("entra", "guest"),
    "userPrincipalName": f"giulia.ferri_dolomiti.example#EXT#@{MAIL_DOMAIN}",
    "mail": "giulia.ferri@dolomiti.example",
    "displayName": "Giulia Ferri (Dolomiti Rail)",
    "accountEnabled": True,
    "userType": "Guest",
    "externalUserState": "PendingAcceptance",
    "createdDateTime": "2026-04-11T08:00:00Z",
}


def _entra_program(present: datetime) -> Json:
    return {
        "id": guid("entra", "backup"),
        "userPrincipalName": f"svc-backup@{MAIL_DOMAIN}",
        "displayName": "Backup",
        "accountEnabled": True,
        "userType": "Member",
        "createdDateTime": "2021-02-01T08:00:00Z",
        "signInActivity": {
            "lastNonInteractiveSignInDateTime": format_timestamp(present - timedelta(hours=16))
        },
    }


def _github(engineers: list[Employee]) -> Iterator[Json]:
    for number, employee in enumerate(engineers):
        mail = _mail(employee)
        # Some hide their address: only a manual link can match these accounts.
        is_hidden = number % 19 == 0
        yield {
            "role": "ADMIN" if number == 0 else "MEMBER",
            "node": {
                "databaseId": 7_000_000 + number * 37,
                "login": mail.partition("@")[0].replace(".", "-"),
                "name": employee.name,
                "email": mail.title() if number % 5 == 0 and not is_hidden else "",
                "organizationVerifiedDomainEmails": [] if is_hidden else [mail],
            },
        }


_GITHUB_BOT: Json = {
    "role": "ADMIN",
    "node": {"databaseId": 9_000_001, "login": "aurora-bot", "name": None, "email": ""},
}
_GITHUB_UNMATCHED: Json = {
    "role": "MEMBER",
    "node": {"databaseId": 9_000_002, "login": "midnight-coder", "email": "coder@posteo.example"},
}


def _scim(engineers: list[Employee]) -> Iterator[Json]:
    for employee in engineers:
        given, _, family = employee.name.partition(" ")
        yield {
            "id": guid("wiki", employee.number),
            "userName": _mail(employee),
            "name": {"givenName": given, "familyName": family},
            "emails": [{"value": _mail(employee), "type": "work", "primary": True}],
            "active": employee.status != "terminated",
            "userType": employee.employment_type,
            "meta": {"created": format_timestamp(_hired_at(employee))},
            ENTERPRISE: {"employeeNumber": employee.number, "department": employee.department},
        }


_SCIM_UNMATCHED: Json = {
    "id": guid("wiki", "archive"),
    "userName": "archive.reader@posteo.example",
    "displayName": "Archive reader",
    "active": True,
    "meta": {"created": "2022-05-01T00:00:00Z"},
}


def _slack(employees: list[Employee]) -> Iterator[Json]:
    for number, employee in enumerate(employees):
        has_left = employee.status == "terminated"
        yield {
            "id": f"U0{number:05d}",
            "name": _mail(employee).partition("@")[0],
            "deleted": has_left and employee.name != FORGOTTEN_IN_SLACK,
            "is_admin": number == 0,
            "is_bot": False,
            "is_email_confirmed": True,
            "profile": {"email": _mail(employee), "real_name": employee.name},
        }


_SLACK_EXTRAS: tuple[Json, ...] = (
    {"id": "USLACKBOT", "name": "slackbot", "is_bot": False, "profile": {"real_name": "Slackbot"}},
    {"id": "U0BERTH", "name": "berthbot", "is_bot": True, "profile": {"real_name": "Berth bot"}},
    {
        "id": "U0GUEST",
        "name": "gferri",
        "is_restricted": True,
        "is_ultra_restricted": True,
        "is_email_confirmed": True,
        "profile": {"email": "giulia.ferri@dolomiti.example", "real_name": "Giulia Ferri"},
    },
)
