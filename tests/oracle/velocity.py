"""Expected rows of `velocity` and `velocity_items`."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sample_organization.model.organization import Node, Project, Team
from tests.oracle.items import Item, Snapshot
from tests.oracle.ownership import Ownership, effort_field, person_columns
from tests.oracle.run_parameters import Cutoff
from tests.oracle.world import World

Row = dict[str, Any]
MEASURES = {
    "planned": "effort_planned",
    "completed": "effort_end",
    "completed_late": "effort_now",
    "incomplete": "effort_end",
    "added": "effort_end",
    "removed": "effort_planned",
}


@dataclass(frozen=True)
class Sprint:
    """An iteration of a team, dated and started."""

    world: World
    ownership: Ownership
    project: Project
    team: Team
    iteration: Node
    start: date
    finish: date

    @property
    def end(self) -> Cutoff:
        """E."""
        return self.world.parameters.end_of_day(self.finish)

    @property
    def planning(self) -> Cutoff:
        """P: never later than E."""
        days = self.world.parameters.velocity_planning_days
        last_planning_day = date.fromordinal(self.start.toordinal() + days)
        return min(self.world.parameters.end_of_day(last_planning_day), self.end)

    @property
    def is_past(self) -> bool:
        return self.finish < self.world.parameters.today

    def holds(self, snapshot: Snapshot | None) -> bool:
        """Whether an item with this revision in force is in the iteration."""
        return (
            snapshot is not None
            and not snapshot.is_deleted
            and snapshot.iteration is self.iteration
            and snapshot.type.lower() in self.ownership.requirement_types(self.team)
            and self.ownership.matching_value(self.team, snapshot) is not None
        )

    def effort(self, snapshot: Snapshot | None) -> float | None:
        """The effort by the team's own configuration."""
        return snapshot.effort(effort_field(self.project)) if snapshot else None

    def flags(self, item: Item) -> dict[str, bool]:
        """The six measures for one item."""
        at_planning, at_end, now = item.before(self.planning), item.before(self.end), item.current
        end_category = at_end.category if at_end else None
        is_in_at_end = self.holds(at_end)
        planned = (
            at_planning is not None
            and self.holds(at_planning)
            and at_planning.category != "Removed"
        )
        kept = is_in_at_end and end_category != "Removed"
        completed = is_in_at_end and end_category == "Completed"
        late = not completed and is_in_at_end and self.holds(now) and now.category == "Completed"
        counted = self.world.parameters.velocity_incomplete_categories
        return {
            "planned": planned,
            "completed": completed,
            "completed_late": late,
            "incomplete": is_in_at_end and end_category in counted and not late,
            "added": kept and not planned,
            "removed": planned and not kept,
        }


def sprints(world: World, ownership: Ownership) -> list[Sprint]:
    """Every iteration that has both dates, that a team subscribed to and that has started."""
    return [
        Sprint(world, ownership, project, team, node, node.start, node.finish)
        for project, team in world.teams
        for node in team.iterations
        if node.start is not None
        and node.finish is not None
        and node.start <= world.parameters.today
    ]


def velocity_items(world: World, ownership: Ownership) -> list[Row]:
    """One row per team, iteration and item with at least one measure."""
    rows = []
    for sprint in sprints(world, ownership):
        for item in world.items.values():
            if not any(snapshot.iteration is sprint.iteration for snapshot in item.snapshots):
                continue
            flags = sprint.flags(item)
            if any(flags.values()):
                rows.append(_item_row(sprint, item, flags))
    return rows


def _item_row(sprint: Sprint, item: Item, flags: dict[str, bool]) -> Row:
    at_end = item.before(sprint.end)
    return {
        "team_id": sprint.team.id,
        "iteration_id": sprint.iteration.identifier,
        "work_item_id": item.id,
        **{f"is_{measure}": flag for measure, flag in flags.items()},
        "effort_planned": sprint.effort(item.before(sprint.planning)),
        "effort_end": sprint.effort(at_end),
        "effort_now": sprint.effort(item.current),
        "title": item.current.title,
        "work_item_type": item.current.type,
        **person_columns(sprint.world, item.current),
        "state_end": at_end.state if at_end else None,
        "state_category_end": at_end.category if at_end else None,
        "url": sprint.world.url(item),
    }


def velocity(world: World, ownership: Ownership, items: list[Row]) -> list[Row]:
    """One row per team and iteration."""
    evidence: dict[tuple[object, object], list[Row]] = {}
    for row in items:
        evidence.setdefault((row["team_id"], row["iteration_id"]), []).append(row)
    rows = []
    for sprint in sprints(world, ownership):
        key = (sprint.team.id, sprint.iteration.identifier)
        rows.append(_row(sprint, evidence.get(key, [])))
    for row in rows:
        past = [
            other
            for other in rows
            if other["team_id"] == row["team_id"] and other["timeframe"] == "past"
        ]
        for count in (3, 6):
            row[f"average_velocity_{count}"] = _average(row, past, count)
    return rows


def _row(sprint: Sprint, items: list[Row]) -> Row:
    row: Row = {
        "project_id": sprint.project.id,
        "project_name": sprint.project.name,
        "team_id": sprint.team.id,
        "team_name": sprint.team.name,
        "iteration_id": sprint.iteration.identifier,
        "iteration_name": sprint.iteration.name,
        "iteration_path": sprint.iteration.path,
        "start_date": sprint.start,
        "finish_date": sprint.finish,
        "timeframe": "past" if sprint.is_past else "current",
        "iteration_status": "current",
    }
    for measure, effort in MEASURES.items():
        counted = [item for item in items if item[f"is_{measure}"]]
        row[f"{measure}_items"] = len(counted)
        row[f"{measure}_effort"] = sum(item[effort] or 0 for item in counted)
    row["unestimated_items"] = sum(
        item["effort_end"] is None for item in items if item["is_planned"] or item["is_added"]
    )
    return row | _ratios(row)


def _ratios(row: Row) -> Row:
    planned, changed = row["planned_items"], row["added_items"] + row["removed_items"]
    say_do = row["completed_items"] / planned if planned > 0 else None
    if row["planned_effort"] > 0:
        say_do = row["completed_effort"] / row["planned_effort"]
    return {"say_do_ratio": say_do, "scope_change_ratio": changed / planned if planned else None}


def _average(row: Row, past: list[Row], count: int) -> float | None:
    """The mean of the last past iterations: up to this one, or all of them on a current row."""
    if row["timeframe"] == "past":
        past = [other for other in past if order_of(other) <= order_of(row)]
    last = sorted(past, key=order_of)[-count:]
    return sum(other["completed_effort"] for other in last) / len(last) if last else None


def order_of(row: Row) -> tuple[str, ...]:
    """The order of a team's iterations."""
    return tuple(
        str(row[column]).lower()
        for column in ("finish_date", "start_date", "iteration_path", "iteration_id")
    )
