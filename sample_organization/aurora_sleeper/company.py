"""The company's projects, teams, sprints and staff."""

import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from sample_organization.model import processes
from sample_organization.model.organization import (
    Identity,
    Node,
    Organization,
    Process,
    Project,
    Team,
    TeamMember,
    descriptor,
    guid,
)

SAMPLE_AS_OF = datetime(2026, 6, 30, 18, 0, tzinfo=UTC)
FIRST_SPRINT = date(2025, 3, 31)
PAST_SPRINTS = 32
FUTURE_SPRINTS = 3
MAIL_DOMAIN = "aurora-sleeper.example"
FIRST_NAMES = (
    "Åsa Björn Chloé Dörte Émile Fatima Günther Hana Íris José Kateřina Łukasz Maëlle Niamh Oðinn "
    "Päivi Quentin Renée Siân Tomáš Ugo Véronique Wojciech Ximena Yusuf Zoë Anouk Bram Ciarán Dafydd"
)
LAST_NAMES = (
    "O'Brien Lindqvist Müller Świątek D'Angelo Núñez Kovačević Thiébaut Nakamura Okonkwo Jørgensen "
    "Van-der-Meer Şahin Fitzgerald Papadopoulou Brânză Haugen"
)


@dataclass(frozen=True)
class TeamPlan:
    """A team to create: its name, its area below the project's root, and its number of members."""

    name: str
    area: str
    size: int
    bugs_behavior: str = "asRequirements"
    includes_children: bool = True


@dataclass(frozen=True)
class ProjectPlan:
    """A project to create; `sprint_days` is the number of days from a sprint's start to its finish date."""

    name: str
    process: Process
    description: str
    teams: tuple[TeamPlan, ...]
    sprint_parent: str = ""
    sprint_days: int = 12
    default_team_owns_root: bool = True


BOOKING = ProjectPlan(
    "Booking & Fares",
    processes.AGILE,
    "Everything between a dream of Lisbon and a paid berth.",
    (
        TeamPlan("Fares Wizards", "Fares", 8),
        TeamPlan("Checkout Café", "Checkout", 7),
        TeamPlan("Loyalty Lounge", "Loyalty", 6, bugs_behavior="asTasks"),
    ),
)
CREW = ProjectPlan(
    "Crew's Quarters",
    processes.SCRUM,
    "Who works on which train, and who brings the pillows.",
    (
        TeamPlan("Roster Rangers", "Rostering", 7),
        TeamPlan("Pillow Logistics", "On-board service", 6),
        TeamPlan("Porter's Desk", "On-board service\\Porter's Desk", 5, bugs_behavior="off"),
    ),
    sprint_parent="2025-26",
    sprint_days=14,
)
ROLLING_STOCK = ProjectPlan(
    "Rolling Stock Überwachung",
    processes.SAFETY_CMMI,
    "Telemetry, maintenance and approval of carriages.",
    (
        TeamPlan("Bogie Watch", "Telemetry", 6),
        TeamPlan("Depot Köln", "Maintenance", 6),
        TeamPlan("Signal & Brake", "Approval", 6, includes_children=False),
    ),
    default_team_owns_root=False,
)
PLANS = (BOOKING, CREW, ROLLING_STOCK)


@dataclass
class Company:
    """The organization with its staff and the sprints of each project."""

    organization: Organization
    staff: list[Identity] = field(default_factory=list)
    sprints: dict[str, list[Node]] = field(default_factory=dict)
    _next_node_id: int = 100

    def project(self, plan: ProjectPlan) -> Project:
        """Return the project of a plan."""
        return self.organization.project(plan.name)

    def team(self, name: str) -> tuple[Project, Team]:
        """Return a team by its name, and its project. Raises StopIteration."""
        return next(
            (project, team)
            for project in self.organization.projects
            for team in project.teams
            if team.name == name
        )

    def node(
        self, kind: str, path: str, start: date | None = None, finish: date | None = None
    ) -> Node:
        """Create a node with the next free id."""
        self._next_node_id += 1
        return Node(self._next_node_id, kind, path, start, finish)


def first_day(sprint: Node) -> date:
    """Return the day on which a sprint starts. Raises ValueError for an iteration without dates."""
    if sprint.start is None:
        raise ValueError(f"{sprint.path} has no dates.")
    return sprint.start


def create_company(rng: Random, present: datetime) -> Company:
    """Create projects, teams, sprints and staff, without any work items."""
    company = Company(Organization("aurora-sleeper", present, processes.FIELDS))
    for plan in PLANS:
        company.organization.projects.append(_project(company, plan))
    names = [f"{first} {last}" for last in LAST_NAMES.split() for first in FIRST_NAMES.split()]
    rng.shuffle(names)
    company.staff = [person(name) for name in names]
    hired = iter(company.staff)
    for plan in PLANS:
        for team_plan in plan.teams:
            team = company.project(plan).team(team_plan.name)
            people = [next(hired) for _ in range(team_plan.size)]
            team.members = [
                TeamMember(identity, number == 0) for number, identity in enumerate(people)
            ]
    return company


def person(name: str) -> Identity:
    """Return the identity of an employee."""
    mail = f"{_ascii(name)}@{MAIL_DOMAIN}"
    return Identity(guid("person", name), name, mail, descriptor("aad", name))


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.lower().replace("'", "").replace(" ", ".")


def _project(company: Company, plan: ProjectPlan) -> Project:
    project = Project(
        guid("project", plan.name),
        plan.name,
        plan.process,
        company.node("area", plan.name),
        company.node("iteration", plan.name),
        plan.description,
    )
    company.sprints[plan.name] = _sprints(company, project, plan)
    project.teams.append(_default_team(project, plan))
    for team_plan in plan.teams:
        project.teams.append(_team(company, project, plan, team_plan))
    return project


def _sprints(company: Company, project: Project, plan: ProjectPlan) -> list[Node]:
    parent = project.iterations
    if plan.sprint_parent:
        parent = company.node("iteration", f"{plan.name}\\{plan.sprint_parent}")
        project.iterations.children.append(parent)
    sprints = [
        company.node(
            "iteration",
            f"{parent.path}\\Sprint {number + 1:02d}",
            FIRST_SPRINT + timedelta(weeks=2 * number),
            FIRST_SPRINT + timedelta(weeks=2 * number, days=plan.sprint_days - 1),
        )
        for number in range(PAST_SPRINTS + 1 + FUTURE_SPRINTS)
    ]
    parent.children += sprints
    project.iterations.children.append(company.node("iteration", f"{plan.name}\\Someday"))
    return sprints


def _default_team(project: Project, plan: ProjectPlan) -> Team:
    name = f"{project.name} Team"
    return Team(
        guid("team", name),
        name,
        "The default project team.",
        area_values=[(project.name, False)] if plan.default_team_owns_root else [],
        bugs_behavior="off",
    )


def _team(company: Company, project: Project, plan: ProjectPlan, team_plan: TeamPlan) -> Team:
    path = f"{project.name}\\{team_plan.area}"
    parent_path = path.rpartition("\\")[0]
    parent = next(node for node in project.areas.walk() if node.path == parent_path)
    parent.children.append(company.node("area", path))
    return Team(
        guid("team", team_plan.name),
        team_plan.name,
        area_values=[(path, team_plan.includes_children)],
        iterations=[*company.sprints[plan.name], project.iterations.children[-1]],
        bugs_behavior=team_plan.bugs_behavior,
    )
