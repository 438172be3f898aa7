"""Expected rows of `sprint_daily`."""

from tests.oracle.flow import days_until
from tests.oracle.items import Snapshot
from tests.oracle.ownership import Ownership
from tests.oracle.run_parameters import Cutoff
from tests.oracle.velocity import Row, Sprint, sprints
from tests.oracle.world import World


def sprint_daily(world: World, ownership: Ownership) -> list[Row]:
    """One row per team, iteration and day of it, up to the date of `as_of`."""
    return [
        {
            "team_id": sprint.team.id,
            "iteration_id": sprint.iteration.identifier,
            "date": day,
            **_counts(sprint, world.parameters.end_of_day(day)),
        }
        for sprint in sprints(world, ownership)
        for day in days_until(min(sprint.finish, world.parameters.today), sprint.start)
    ]


def _counts(sprint: Sprint, cutoff: Cutoff) -> Row:
    scope = [
        snapshot
        for item in sprint.world.items.values()
        if (snapshot := item.before(cutoff))
        and sprint.holds(snapshot)
        and snapshot.category != "Removed"
    ]
    completed = [snapshot for snapshot in scope if snapshot.category == "Completed"]
    remaining = [snapshot for snapshot in scope if snapshot.category != "Completed"]
    counted = {"scope": scope, "remaining": remaining, "completed": completed}
    items: Row = {f"{name}_items": len(there) for name, there in counted.items()}
    return items | {f"{name}_effort": _effort(sprint, there) for name, there in counted.items()}


def _effort(sprint: Sprint, snapshots: list[Snapshot]) -> float:
    return sum((sprint.effort(snapshot) or 0.0 for snapshot in snapshots), 0.0)
