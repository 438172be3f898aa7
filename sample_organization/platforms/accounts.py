"""Who of Aurora Sleeper has which account on which platform, and which accounts are somebody else's."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from sample_organization.aurora_sleeper.company import MAIL_DOMAIN, SAMPLE_AS_OF
from sample_organization.aurora_sleeper.people import Employee
from sample_organization.model.organization import directory_id, guid, instant_text
from sample_organization.platforms.context import Json, PlatformRecords

# Who works in engineering but has no GitHub account.
WITHOUT_GITHUB = ("Aoife Ní Dhálaigh", "Ngọc Trần")
# Who has left and still has an account there.
FORGOTTEN_IN_ENTRA, FORGOTTEN_IN_SLACK = "Bartłomiej Wróbel", "Rémi Beaufort"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def platform_records(employees: list[Employee], rng: Random) -> PlatformRecords:
    """The records of all platforms, in the form that each has for them."""
    engineers = [each for each in employees if each.project]
    with_github = [each for each in engineers if each.name not in WITHOUT_GITHUB]
    return PlatformRecords(
        entra=[*_entra(employees, rng), *_ENTRA_EXTRAS],
        github_members=[*_github(with_github), _GITHUB_BOT, _GITHUB_STRANGER],
        github_outside=[{"login": "gferri-dolomiti", "id": 9_000_003, "type": "User"}],
        scim=[*_scim(engineers), _SCIM_STRANGER],
        slack=[*_slack(employees), *_SLACK_EXTRAS],
    )


def _mail(employee: Employee) -> str:
    return employee.identity.unique_name


def _entra(employees: list[Employee], rng: Random) -> Iterator[Json]:
    for employee in employees:
        if employee.identity.is_deleted_in_origin:
            continue
        aliases = [employee.registered_email, *employee.other_emails.split(";")]
        signed_in = SAMPLE_AS_OF - timedelta(hours=rng.randrange(1, 200))
        gone = employee.status == "terminated"
        yield {
            "id": directory_id(employee.identity),
            "userPrincipalName": _mail(employee),
            "mail": _mail(employee).title(),
            "displayName": employee.name,
            "accountEnabled": not gone or employee.name == FORGOTTEN_IN_ENTRA,
            "userType": "Member",
            "proxyAddresses": [
                f"SMTP:{_mail(employee)}",
                *(f"smtp:{alias}" for alias in aliases if alias),
            ],
            "otherMails": [],
            "employeeId": employee.number,
            "employeeType": employee.employment_type,
            "department": employee.department,
            "createdDateTime": instant_text(_began(employee)),
            "signInActivity": {"lastSuccessfulSignInDateTime": instant_text(signed_in)},
        }


def _began(employee: Employee) -> datetime:
    return SAMPLE_AS_OF - timedelta(days=(SAMPLE_AS_OF.date() - employee.start).days)


_ENTRA_EXTRAS: tuple[Json, ...] = (
    {
        "id": guid("entra", "guest"),
        "userPrincipalName": f"giulia.ferri_dolomiti.example#EXT#@{MAIL_DOMAIN}",
        "mail": "giulia.ferri@dolomiti.example",
        "displayName": "Giulia Ferri (Dolomiti Rail)",
        "accountEnabled": True,
        "userType": "Guest",
        "externalUserState": "PendingAcceptance",
        "createdDateTime": "2026-04-11T08:00:00Z",
    },
    {
        "id": guid("entra", "backup"),
        "userPrincipalName": f"svc-backup@{MAIL_DOMAIN}",
        "displayName": "Backup",
        "accountEnabled": True,
        "userType": "Member",
        "createdDateTime": "2021-02-01T08:00:00Z",
        "signInActivity": {"lastNonInteractiveSignInDateTime": "2026-06-30T02:00:00Z"},
    },
)


def _github(engineers: list[Employee]) -> Iterator[Json]:
    for number, employee in enumerate(engineers):
        mail = _mail(employee)
        # Some hide their address: then nothing tells whose the account is, unless somebody says so.
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
_GITHUB_STRANGER: Json = {
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
            "meta": {"created": instant_text(_began(employee))},
            ENTERPRISE: {"employeeNumber": employee.number, "department": employee.department},
        }


_SCIM_STRANGER: Json = {
    "id": guid("wiki", "archive"),
    "userName": "archive.reader@posteo.example",
    "displayName": "Archive reader",
    "active": True,
    "meta": {"created": "2022-05-01T00:00:00Z"},
}


def _slack(employees: list[Employee]) -> Iterator[Json]:
    for number, employee in enumerate(employees):
        gone = employee.status == "terminated"
        yield {
            "id": f"U0{number:05d}",
            "name": _mail(employee).partition("@")[0],
            "deleted": gone and employee.name != FORGOTTEN_IN_SLACK,
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
