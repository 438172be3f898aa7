"""Who works at Aurora Sleeper: everybody with a place in a team or an office, and some who left."""

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
    """A person as the personnel department knows them."""

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
        """The person's name."""
        return self.identity.display_name


@dataclass(frozen=True)
class Part:
    """Somebody with a part in a story: what differs from the many who just work."""

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
        """How work items name the person."""
        return replace(person(self.name), is_deleted_in_origin=self.is_deleted_in_directory)


PARTS = (
    Part("Siân Llewellyn", "Fares Wizards", status="terminated", left_days_ago=75),
    Part("Bartłomiej Wróbel", "Depot Köln", status="terminated", left_days_ago=40),
    Part(
        "Ottoline Fairweather",
        "Loyalty Lounge",
        status="terminated",
        left_days_ago=52,
        is_deleted_in_directory=True,
    ),
    Part("Rémi Beaufort", "Loyalty Lounge", status="terminated", left_days_ago=31),
    Part("Jean-Luc d'Arcy", "Signal & Brake", "contractor", left_days_ago=20),
    Part("Ngọc Trần", "Pillow Logistics", "contractor"),
    Part("Solveig Nygård", "Checkout Café", status="on_leave"),
    Part("Aoife Ní Dhálaigh", "Roster Rangers", other_emails=f"aoife.admin@{MAIL_DOMAIN}"),
    # Married: the personnel department still has the old name, and no other key.
    Part("Zsófia Nagy-Kiss", "Bogie Watch", registered_email=f"zsofia.kiss@{MAIL_DOMAIN}"),
)


def identity_of(name: str) -> Identity:
    """Return the identity of somebody with a part. Raises StopIteration for anybody else."""
    return next(part.identity for part in PARTS if part.name == name)


def employ(company: Company, rng: Random) -> list[Employee]:
    """Give everybody a place: teams of `company`, the parts of `PARTS`, and the offices."""
    numbers = (f"AS-{number:04d}" for number in count(1001))
    employees = list(_team_members(company, numbers, rng))
    employees += [_play(company, part, next(numbers)) for part in PARTS]
    seated = {employee.name for employee in employees}
    office = [one for one in company.staff if one.display_name not in seated][:OFFICE_STAFF]
    for one in office:
        start = TODAY - timedelta(days=rng.randrange(100, 2500))
        department = rng.choice(OFFICE_DEPARTMENTS)
        employees.append(Employee(one, next(numbers), department, start=start))
    chief = employees[0].name
    return [replace(one, manager="" if one.name == chief else chief) for one in employees]


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


def _play(company: Company, part: Part, number: str) -> Employee:
    project, team = company.team(part.team)
    team.members.append(TeamMember(part.identity))
    left = part.left_days_ago
    return Employee(
        part.identity,
        number,
        "Engineering",
        project.name,
        part.employment_type,
        part.status,
        end=None if left is None else TODAY - timedelta(days=left),
        registered_email=part.registered_email,
        other_emails=part.other_emails,
    )
