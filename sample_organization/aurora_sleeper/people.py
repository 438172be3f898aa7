"""The employees of Aurora Sleeper: team members, office staff and some who left."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from random import Random

from sample_organization.aurora_sleeper.company import MAIL_DOMAIN, SAMPLE_AS_OF, Company, person
from sample_organization.model.organization import Identity, TeamMember

TODAY = SAMPLE_AS_OF.date()
OFFICE_DEPARTMENTS = ("Operations", "Sales", "Finance", "Customer Care")
OFFICE_STAFF = 58


@dataclass(frozen=True)
class Employee:
    """A person in the HR system."""

    identity: Identity
    number: str
    department: str
    project: str = ""
    employment_type: str = "employee"
    status: str = "active"
    start: date = date(2024, 2, 1)
    end: date | None = None
    manager: str = ""
    registered_email: str = ""
    other_emails: str = ""

    @property
    def name(self) -> str:
        """Return the person's name."""
        return self.identity.display_name


@dataclass(frozen=True)
class NamedEmployee:
    """An employee with specific attributes that findings of the sample depend on."""

    name: str
    team: str
    employment_type: str = "employee"
    status: str = "active"
    left_days_ago: int | None = None
    registered_email: str = ""
    other_emails: str = ""
    is_deleted_in_directory: bool = False

    @property
    def identity(self) -> Identity:
        """Return the identity that work items name."""
        return replace(person(self.name), is_deleted_in_origin=self.is_deleted_in_directory)


NAMED_EMPLOYEES = (
    NamedEmployee("Siân Llewellyn", "Fares Wizards", status="terminated", left_days_ago=75),
    NamedEmployee("Bartłomiej Wróbel", "Depot Köln", status="terminated", left_days_ago=40),
    NamedEmployee(
        "Ottoline Fairweather",
        "Loyalty Lounge",
        status="terminated",
        left_days_ago=52,
        is_deleted_in_directory=True,
    ),
    NamedEmployee("Rémi Beaufort", "Loyalty Lounge", status="terminated", left_days_ago=31),
    NamedEmployee("Jean-Luc d'Arcy", "Signal & Brake", "contractor", left_days_ago=20),
    NamedEmployee("Ngọc Trần", "Pillow Logistics", "contractor"),
    NamedEmployee("Solveig Nygård", "Checkout Café", status="on_leave"),
    NamedEmployee("Aoife Ní Dhálaigh", "Roster Rangers", other_emails=f"aoife.admin@{MAIL_DOMAIN}"),
    # Married: HR has the address with the old name, and no other key.
    NamedEmployee("Zsófia Nagy-Kiss", "Bogie Watch", registered_email=f"zsofia.kiss@{MAIL_DOMAIN}"),
)


def identity_of(name: str) -> Identity:
    """Return the identity of a named employee. Raises StopIteration for any other name."""
    return next(named.identity for named in NAMED_EMPLOYEES if named.name == name)


def create_employees(company: Company, rng: Random) -> list[Employee]:
    """Return the employees: team members, `NAMED_EMPLOYEES` and office staff."""
    numbers = (f"AS-{number:04d}" for number in count(1001))
    employees = list(_team_members(company, numbers, rng))
    employees += [_named_employee(company, named, next(numbers)) for named in NAMED_EMPLOYEES]
    names = {employee.name for employee in employees}
    office = [identity for identity in company.staff if identity.display_name not in names][
        :OFFICE_STAFF
    ]
    for identity in office:
        start = TODAY - timedelta(days=rng.randrange(100, 2500))
        department = rng.choice(OFFICE_DEPARTMENTS)
        employees.append(Employee(identity, next(numbers), department, start=start))
    manager = employees[0].name
    return [
        replace(employee, manager="" if employee.name == manager else manager)
        for employee in employees
    ]


def _team_members(company: Company, numbers: Iterator[str], rng: Random) -> Iterator[Employee]:
    for project in company.organization.projects:
        for team in project.teams:
            for member in team.members:
                department = "Product" if member.is_team_admin else "Engineering"
                kind = "contractor" if rng.random() < 0.1 else "employee"
                start = TODAY - timedelta(days=rng.randrange(480, 2500))
                yield Employee(
                    member.identity, next(numbers), department, project.name, kind, start=start
                )


def _named_employee(company: Company, named: NamedEmployee, number: str) -> Employee:
    project, team = company.team(named.team)
    team.members.append(TeamMember(named.identity))
    left = named.left_days_ago
    end = None if left is None else TODAY - timedelta(days=left)
    is_still_there = end is not None and end > company.organization.present.date()
    return Employee(
        named.identity,
        number,
        "Engineering",
        project.name,
        named.employment_type,
        "active" if is_still_there else named.status,
        end=end,
        registered_email=named.registered_email,
        other_emails=named.other_emails,
    )
