"""Every table that the oracle knows, in one mapping."""

from pipelines.sample.organization import Organization
from tests.oracle.backlog import backlog_aging, cycle_times, work_item_links, work_items
from tests.oracle.dependencies import dependency_links
from tests.oracle.findings import findings
from tests.oracle.ownership import Ownership, effort_field
from tests.oracle.question import Question
from tests.oracle.velocity import Row, velocity, velocity_items
from tests.oracle.world import World

KEYS = {
    "teams": ("team_id",),
    "team_iterations": ("team_id", "iteration_id"),
    "work_items": ("work_item_id",),
    "work_item_links": ("link_type", "source_id", "target_id"),
    "velocity": ("team_id", "iteration_id"),
    "velocity_items": ("team_id", "iteration_id", "work_item_id"),
    "cycle_times": ("work_item_id",),
    "backlog_aging": ("work_item_id",),
    "dependency_links": ("link_type", "predecessor_id", "successor_id"),
    "findings": ("rule_id", "subject_uid"),
}


def expected_tables(organization: Organization, question: Question) -> dict[str, list[Row]]:
    """The rows of each table of `KEYS`, in no order."""
    world = World(organization, question)
    ownership = Ownership(world)
    items = velocity_items(world, ownership)
    totals = velocity(world, ownership, items)
    aging = backlog_aging(world, ownership)
    dependencies = dependency_links(world, ownership)
    tables = {
        "teams": _teams(world),
        "team_iterations": _team_iterations(world),
        "work_items": work_items(world, ownership),
        "work_item_links": work_item_links(world),
        "velocity": totals,
        "velocity_items": items,
        "cycle_times": cycle_times(world, ownership),
        "backlog_aging": aging,
        "dependency_links": dependencies,
        "findings": findings(world, ownership, aging, totals, dependencies),
    }
    everywhere: Row = {"organization": organization.name, "as_of": question.as_of}
    return {name: [row | everywhere for row in rows] for name, rows in tables.items()}


def _teams(world: World) -> list[Row]:
    return [
        {
            "team_id": team.id,
            "team_name": team.name,
            "project_id": project.id,
            "effort_field": effort_field(project),
            "bugs_behavior": team.bugs_behavior,
        }
        for project, team in world.teams
    ]


def _team_iterations(world: World) -> list[Row]:
    return [
        {
            "team_id": team.id,
            "iteration_id": node.identifier,
            "iteration_path": node.path,
            "start_date": node.start,
            "finish_date": node.finish,
        }
        for _, team in world.teams
        for node in team.iterations
    ]
