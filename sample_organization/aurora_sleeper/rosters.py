"""The roster files of the sample organization."""

import csv
from pathlib import Path

from sample_organization.aurora_sleeper.people import Employee
from sample_organization.model.organization import directory_id

Row = dict[str, str]

_EXPECTATIONS = (
    {"platform": "azure_devops", "department": "Engineering", "employment_type": ""},
    {"platform": "azure_devops", "department": "Product", "employment_type": ""},
    {"platform": "github", "department": "Engineering", "employment_type": "employee"},
)
# Login, name and employee number of former employees, and the status of their account in an old system.
# Logins are in capitals, of a Windows domain, a number, or in a script without capitals.
_FORMER_EMPLOYEES = (
    ("MUEHLBERGH", "Heinz Mühlberg", "AS-0901", "active"),
    ("ZORA.MEYER", "Zora Meyer", "AS-0902", "suspended"),
    ("AURORA\\aek", "Agda Ek", "AS-0903", "suspended"),
    ("100042", "فاطمة الزهراء", "AS-0904", "suspended"),
    ("田中太郎", "田中太郎", "", "active"),
)


def write_rosters(directory: Path, employees: list[Employee]) -> None:
    """Write hr.csv, depot.csv and expectations.csv to a directory, overwriting existing files."""
    current = [_hr_row(employee) for employee in employees]
    former = [_former_row(login, name, number) for login, name, number, _ in _FORMER_EMPLOYEES]
    _write(directory / "hr.csv", [*current, *former])
    _write(directory / "depot.csv", [_depot_row(*employee) for employee in _FORMER_EMPLOYEES])
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


def _former_row(login: str, name: str, number: str) -> Row:
    return {
        "account_uid": login,
        "display_name": name,
        "employee_number": number,
        "employment_status": "terminated",
        "start_date": "2011-05-02",
        "end_date": "2025-12-31",
        "department": "Operations",
        "employment_type": "employee",
        "berth_of_honour": "lower",
    }


def _depot_row(login: str, name: str, number: str, status: str) -> Row:
    return {
        "username": login,
        "display_name": name,
        "employee_number": number,
        "account_status": status,
    }
