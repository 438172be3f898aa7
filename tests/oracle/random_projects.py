"""Random projects: nodes with odd dates, teams whose areas overlap, processes that were inherited."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from pipelines.sample import processes
from pipelines.sample.organization import Node, Process, Project, State, Team, guid

# Some are beginnings of others, and some mean something else to `like` or in a URL.
AREA_NAMES = ("Core", "Core 2", "C_re", "C%", "Über & Unter", "Core's")
TEAM_NAMES = ("Crew", "Night Shift", "Zebra", "Écluse", "Alpha", "beta")


def make_project(
    rng: Random, today: date, seed: int, number: int, node_ids: Iterable[int]
) -> Project:
    """Make a project with its trees of nodes, and no teams yet."""
    name = f"{rng.choice(('Rail', 'Zug & Söhne', 'O_l 100%'))} {seed}-{number}"
    ids = iter(node_ids)
    areas = Node(next(ids), "area", name)
    for area_name in rng.sample(AREA_NAMES, rng.choice((1, 2, 4))):
        below = rng.choice(list(areas.walk()))
        below.children.append(Node(next(ids), "area", f"{below.path}\\{area_name}"))
    iterations = Node(next(ids), "iteration", name)
    for start, finish in random_sprints(rng, today):
        node_id = next(ids)
        node = Node(node_id, "iteration", f"{name}\\Sprint {node_id}", start, finish)
        rng.choice((iterations, iterations, *iterations.children)).children.append(node)
    process = random_process(rng, seed, number)
    return Project(guid("project", name), name, process, areas, iterations)


def random_sprints(rng: Random, today: date) -> Iterator[tuple[date | None, date | None]]:
    """Yield the dates of a few iterations: in a row, touching, overlapping, of one day, half dated."""
    start = today - timedelta(days=rng.randrange(40, 60))
    for _ in range(rng.randrange(4, 9)):
        finish = start + timedelta(days=rng.choice((0, 1, 6, 13, 13)))
        yield rng.choice(((start, finish),) * 14 + ((None, None), (start, None), (None, finish)))
        start = finish + timedelta(days=rng.choice((-3, 0, 1, 1, 1, 3)))


def random_teams(rng: Random, project: Project, count: int) -> list[Team]:
    """Make teams whose areas may overlap."""
    return [random_team(rng, project, name) for name in rng.sample(TEAM_NAMES, count)]


def random_team(rng: Random, project: Project, name: str) -> Team:
    """Make a team that owns some areas, or none, and subscribes to some iterations."""
    areas, iterations = list(project.areas.walk()), list(project.iterations.walk())
    values = [node.path for node in rng.sample(areas, min(rng.choice((0, 1, 1, 2)), len(areas)))]
    if rng.random() < 0.6:
        values.append(project.name)
    if rng.random() < 0.1:
        values.append(f"{project.name}\\No longer there")
    return Team(
        guid("team", project.name, name),
        name,
        area_values=[
            (rng.choice((path, path, path.upper())), rng.random() < 0.7)
            for path in dict.fromkeys(values)
        ],
        iterations=rng.sample(iterations, rng.randrange(len(iterations) // 2, len(iterations) + 1)),
        bugs_behavior=rng.choice(("asRequirements", "asTasks", "off")),
    )


def random_process(rng: Random, seed: int, number: int) -> Process:
    """Pick a process, or inherit one: more states, other categories, types that are hidden."""
    base = rng.choice((processes.AGILE, processes.SCRUM, processes.SAFETY_CMMI))
    if rng.random() < 0.4:
        return base
    categories = ("Proposed", "InProgress", "Resolved", "Completed", "Removed")
    types = tuple(
        replace(
            one,
            states=(
                *one.states,
                State("Parked", rng.choice(categories)),
                State("Odd", rng.choice(categories)),
            ),
        )
        if rng.random() < 0.6
        else one
        for one in base.types
    )
    hidden = rng.choice(((), ("Test Case",), ("Bug", "Test Case"), ("Task",)))
    return replace(
        base,
        id=guid("process", str(seed), str(number)),
        name=f"Inherited {seed}-{number}",
        types=types,
        categories={**base.categories, processes.HIDDEN_CATEGORY: hidden},
    )
