"""The rosters that come with the sample organization: what other systems know about its people."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

from pipelines.sample.company import SAMPLE_AS_OF
from pipelines.sample.organization import directory_id, instant_text
from pipelines.sample.people import Employee

Row = dict[str, str]

# Who works in engineering but has no GitHub account, or one that nobody can tell is theirs.
WITHOUT_GITHUB = ("Aoife Ní Dhálaigh", "Ngọc Trần")
_GITHUB_EXTRAS: tuple[Row, ...] = (
    {
        "account_uid": "9000001",
        "username": "aurora-bot",
        "account_type": "service",
        "is_admin": "true",
    },
    {"account_uid": "9000002", "username": "midnight-coder", "email": "coder@posteo.example"},
    {
        "account_uid": "9000003",
        "username": "gferri-dolomiti",
        "email": "giulia.ferri@dolomiti.example",
        "is_guest": "true",
    },
)
_EXPECTATIONS = (
    {"platform": "azure_devops", "department": "Engineering", "employment_type": ""},
    {"platform": "azure_devops", "department": "Product", "employment_type": ""},
    {"platform": "github", "department": "Engineering", "employment_type": "employee"},
)


def write_rosters(directory: Path, employees: list[Employee], rng: Random) -> None:
    """Write hr.csv, github.csv and expectations.csv into a directory, replacing what is there."""
    _write(directory / "hr.csv", [_hr_row(employee) for employee in employees])
    _write(directory / "github.csv", [*_github_rows(employees, rng), *_GITHUB_EXTRAS])
    _write(directory / "expectations.csv", [dict(row) for row in _EXPECTATIONS])


def _write(path: Path, rows: list[Row]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _hr_row(employee: Employee) -> Row:
    return {
        "account_uid": employee.number,
        "email": employee.registered_email or employee.identity.unique_name,
        "other_emails": employee.other_emails,
        "display_name": employee.name,
        "employee_number": employee.number,
        "entra_object_id": "" if employee.registered_email else directory_id(employee.identity),
        "employment_status": employee.status,
        "start_date": employee.start.isoformat(),
        "end_date": employee.end.isoformat() if employee.end else "",
        "manager": employee.manager,
        "department": employee.department,
        "employment_type": employee.employment_type,
        "berth_of_honour": "lower" if employee.start.month % 2 else "upper",
    }


def _github_rows(employees: list[Employee], rng: Random) -> Iterator[Row]:
    engineers = [one for one in employees if one.project and one.name not in WITHOUT_GITHUB]
    for number, employee in enumerate(engineers):
        mail = employee.identity.unique_name
        signed_in = SAMPLE_AS_OF - timedelta(hours=rng.randrange(1, 400))
        yield {
            "account_uid": str(7_000_000 + number * 37),
            "username": mail.partition("@")[0].replace(".", "-"),
            # Some hide their address: then nothing tells whose the account is, unless somebody says so.
            "email": "" if number % 19 == 0 else mail.title(),
            "person_id": employee.number if number == 0 else "",
            "display_name": employee.name,
            "account_status": "suspended" if employee.status == "terminated" and number % 2 else "",
            "account_type": "human",
            "is_guest": "false",
            "is_admin": "true" if number == 0 else "false",
            "license_code": "enterprise",
            "last_sign_in_at": instant_text(signed_in),
        }
