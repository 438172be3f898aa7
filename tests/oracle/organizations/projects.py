"""Random projects: irregular iteration dates, overlapping areas, team fields, inherited processes."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from sample_organization.model import processes
from sample_organization.model.organization import (
    Backlog,
    Node,
    Process,
    Project,
    State,
    Team,
    guid,
)
from tests.oracle.organizations.item_histories import TEAM_FIELD, TEAM_VALUES

# Some are beginnings of others, and some mean something else to `like` or in a URL.
AREA_NAMES = ("Core", "Core 2", "C_re", "C%", "Über & Unter", "Core's")
TEAM_NAMES = ("Crew", "CREW", "Night Shift", "Zebra", "Écluse", "Alpha", "beta")
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WORKING_DAYS = (WEEK[:5], WEEK[:5], (*WEEK[:4], "sunday"), WEEK, ("monday",), ())
BASIC = Process(
    id="b8a3a935-7e91-48b8-a94c-606d37c3e9f2",
    name="Basic",
    types=(
        processes.work_item_type("Issue", "To_Do:P Doing:I Done:C", processes.EFFORT),
        processes.work_item_type("Task", "To_Do:P Doing:I Done:C", processes.REMAINING_WORK),
        processes.work_item_type("Epic", "To_Do:P Doing:I Done:C", processes.EFFORT),
        processes.work_item_type("Test Case", "Design:P Ready:I Closed:C"),
    ),
    categories={
        "Microsoft.TaskCategory": ("Task",),
        "Microsoft.RequirementCategory": ("Issue",),
        "Microsoft.EpicCategory": ("Epic",),
        "Microsoft.BugCategory": (),
        processes.HIDDEN_CATEGORY: ("Test Case",),
    },
    backlogs=(
        Backlog("Microsoft.TaskCategory", "Tasks", "task", 10, ("Task",)),
        Backlog("Microsoft.RequirementCategory", "Issues", "requirement", 20, ("Issue",)),
        Backlog("Microsoft.EpicCategory", "Epics", "portfolio", 40, ("Epic",)),
    ),
    type_fields={**processes.SCRUM.type_fields, "Order": processes.STACK_RANK},
)
PROCESSES = (BASIC, processes.AGILE, processes.SCRUM, processes.SAFETY_CMMI)


def make_project(
    rng: Random, today: date, name: str, node_ids: Iterable[int], past_sprints: int
) -> Project:
    """Make a project with its trees of nodes, and no teams yet."""
    ids = iter(node_ids)
    areas = Node(next(ids), "area", name)
    for area_name in rng.sample(AREA_NAMES, rng.choice((1, 2, 4))):
        below = rng.choice(list(areas.walk()))
        below.children.append(Node(next(ids), "area", f"{below.path}\\{area_name}"))
    iterations = Node(next(ids), "iteration", name)
    odd_ones_start = today - timedelta(days=rng.randrange(40, 60))
    for start, finish in (
        *weekly_sprints(odd_ones_start, past_sprints),
        *odd_sprints(rng, odd_ones_start),
    ):
        node_id = next(ids)
        node = Node(node_id, "iteration", f"{name}\\Sprint {node_id}", start, finish)
        rng.choice((iterations, iterations, *iterations.children)).children.append(node)
    for root in (areas, iterations):
        _add_twin(rng, root, next(ids))
    return Project(guid("project", name), name, random_process(rng, name), areas, iterations)


def _add_twin(rng: Random, root: Node, node_id: int) -> None:
    """Add, at times, a node whose path differs from that of another one only in case."""
    if rng.random() < 0.2:
        twin = replace(rng.choice(root.children), id=node_id, children=[])
        twin.path = f"{root.path}\\{twin.path.removeprefix(root.path)[1:].upper()}"
        root.children.insert(rng.choice((0, len(root.children))), twin)


def weekly_sprints(until: date, count: int) -> Iterator[tuple[date, date]]:
    """Yield the dates of sprints of a week in a row."""
    for weeks in range(count, 0, -1):
        start = until - timedelta(weeks=weeks)
        yield start, start + timedelta(days=6)


def odd_sprints(rng: Random, start: date) -> Iterator[tuple[date | None, date | None]]:
    """Yield the dates of a few iterations: in a row, touching, overlapping, of one day, half dated."""
    for _ in range(rng.randrange(4, 9)):
        finish = start + timedelta(days=rng.choice((0, 1, 6, 13, 13)))
        yield rng.choice(((start, finish),) * 14 + ((None, None), (start, None), (None, finish)))
        start = finish + timedelta(days=rng.choice((-3, 0, 1, 1, 1, 3)))


def random_teams(rng: Random, project: Project, count: int) -> list[Team]:
    """Make teams whose areas may overlap."""
    return [random_team(rng, project, name) for name in rng.sample(TEAM_NAMES, count)]


def random_team(rng: Random, project: Project, name: str) -> Team:
    """Make a team that owns areas or values of a field, and subscribes to some iterations or all."""
    areas, iterations = list(project.areas.walk()), list(project.iterations.walk())
    values = [node.path for node in rng.sample(areas, min(rng.choice((0, 1, 1, 2)), len(areas)))]
    if rng.random() < 0.6:
        values.append(project.name)
    if rng.random() < 0.1:
        values.append(f"{project.name}\\No longer there")
    team_field = "System.AreaPath"
    if rng.random() < 0.2:
        team_field, values = TEAM_FIELD, rng.sample(TEAM_VALUES, rng.choice((1, 1, 2)))
    fewest = rng.choice((len(iterations) // 2, len(iterations)))
    return Team(
        guid("team", project.name, name),
        name,
        area_values=[
            (rng.choice((path, path, path.upper())), rng.random() < 0.7)
            for path in dict.fromkeys(values)
        ],
        team_field=team_field,
        iterations=rng.sample(iterations, rng.randrange(fewest, len(iterations) + 1)),
        bugs_behavior=rng.choice(("asRequirements", "asTasks", "off")),
        working_days=rng.choice(WORKING_DAYS),
    )


def random_process(rng: Random, owner: str) -> Process:
    """Return a process or an inherited one with more states, other categories or hidden types."""
    base = rng.choice(PROCESSES)
    if rng.random() < 0.4:
        return base
    categories = ("Proposed", "InProgress", "Resolved", "Completed", "Removed")
    types = tuple(
        replace(
            work_item_type,
            field_names=(
                *work_item_type.field_names,
                *rng.choice(((), (processes.ACCEPTANCE_CRITERIA,))),
            ),
            states=(
                *work_item_type.states,
                State("Parked", rng.choice(categories)),
                State("Odd", rng.choice(categories)),
                State("Blocked", rng.choice(("InProgress", "InProgress", "Proposed"))),
            ),
        )
        if rng.random() < 0.6
        else work_item_type
        for work_item_type in base.types
    )
    hidden = rng.choice(((), ("Test Case",), ("Bug", "Test Case"), ("Task",)))
    return replace(
        base,
        id=guid("process", owner),
        name=f"Inherited by {owner}",
        types=types,
        categories={**base.categories, processes.HIDDEN_CATEGORY: hidden},
    )
