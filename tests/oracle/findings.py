"""Expected findings: rule, subject, severity."""

from collections.abc import Iterator

from tests.oracle.backlog import is_stale, is_zombie
from tests.oracle.items import STARTED, Item
from tests.oracle.ownership import Ownership
from tests.oracle.velocity import Row, order_of
from tests.oracle.world import HIERARCHY, World

Finding = tuple[str, str, str]
RULES = (
    "stale_in_progress",
    "zombie",
    "unestimated_near_start",
    "unowned_in_progress",
    "overdue_iteration",
    "scope_creep",
    "low_delivery_reliability",
    "dependency_late",
    "dependency_violated",
    "dependency_cycle",
    "dependency_broken",
    "closed_with_open_children",
)


def findings(
    world: World,
    ownership: Ownership,
    aging: list[Row],
    velocity: list[Row],
    dependencies: list[Row],
) -> list[Row]:
    """One row per finding."""
    found = [
        *_of_items(world, ownership, aging),
        *_of_sprints(velocity),
        *_of_teams(velocity),
        *_of_dependencies(world, dependencies),
        *_of_cycles(world, dependencies),
        *_of_parents(world, ownership),
    ]
    return [dict(zip(("rule_id", "subject_uid", "severity"), one, strict=True)) for one in found]


def _of_items(world: World, ownership: Ownership, aging: list[Row]) -> Iterator[Finding]:
    for row in aging:
        item = world.items[int(str(row["work_item_id"]))]
        if not ownership.is_hidden(item.current):
            for rule_id, severity in _of_item(world, ownership, item, row):
                yield rule_id, str(item.id), severity


def _of_item(world: World, ownership: Ownership, item: Item, row: Row) -> Iterator[tuple[str, str]]:
    idle = float(str(row["idle_days"]))
    if is_stale(row):
        yield "stale_in_progress", "high" if idle >= 30 else "medium"
    if is_zombie(row):
        yield "zombie", "medium" if idle >= 180 else "low"
    if row["state_category"] in STARTED and item.current.assignee is None:
        yield "unowned_in_progress", "medium"
    is_requirement = row["backlog_level"] == "requirement"
    if is_requirement and row["effort"] is None and _is_near(world, ownership, item):
        yield "unestimated_near_start", "medium"
    if _is_overdue(world, ownership, item):
        yield "overdue_iteration", "medium"


def _is_near(world: World, ownership: Ownership, item: Item) -> bool:
    """Whether the item is in a subscribed iteration of its owner that is current or next."""
    team, today = ownership.owner(item.current), world.question.today
    iterations = team.iterations if team else []
    coming = [one.start for one in iterations if one.start is not None and one.start > today]
    for one in iterations:
        is_current = (
            one.start is not None and one.finish is not None and one.start <= today <= one.finish
        )
        is_next = bool(coming) and one.start == min(coming)
        if one is item.current.iteration and (is_current or is_next):
            return True
    return False


def _is_overdue(world: World, ownership: Ownership, item: Item) -> bool:
    """Whether the item is in a subscribed iteration of its owner that is over."""
    team = ownership.owner(item.current)
    return any(
        one is item.current.iteration
        and one.finish is not None
        and one.finish < world.question.today
        for one in (team.iterations if team else [])
    )


def _of_sprints(velocity: list[Row]) -> Iterator[Finding]:
    for row in velocity:
        ratio, planned = row["scope_change_ratio"], row["planned_items"]
        if ratio is not None and ratio > 0.2 and planned >= 5:  # type: ignore[operator]
            severity = "high" if ratio > 0.5 else "medium"  # type: ignore[operator]
            yield "scope_creep", f"{row['team_id']}/{row['iteration_id']}", severity


def _of_teams(velocity: list[Row]) -> Iterator[Finding]:
    for team_id in sorted({str(row["team_id"]) for row in velocity}):
        past = [row for row in velocity if row["team_id"] == team_id and row["timeframe"] == "past"]
        ratios = [row["say_do_ratio"] for row in sorted(past, key=order_of)[-5:]]
        known = [float(str(ratio)) for ratio in ratios if ratio is not None]
        for severity, threshold in (("high", 0.6), ("medium", 0.75)):
            if sum(ratio < threshold for ratio in known) >= 3:
                yield "low_delivery_reliability", team_id, severity
                break


def _of_dependencies(world: World, dependencies: list[Row]) -> Iterator[Finding]:
    for row in dependencies:
        subject = f"{row['link_type']}/{row['predecessor_id']}/{row['successor_id']}"
        if row["is_late"]:
            yield "dependency_late", subject, "high"
        if row["is_violated"]:
            is_done = row["successor_state_category"] == "Completed"
            yield "dependency_violated", subject, "high" if is_done else "medium"
        if row["is_broken"] and _is_open(world, row["successor_id"]):
            yield "dependency_broken", subject, "high"


def _of_cycles(world: World, dependencies: list[Row]) -> Iterator[Finding]:
    members: dict[str, set[object]] = {}
    for row in dependencies:
        if row["is_circular"]:
            ends = {row["predecessor_id"], row["successor_id"]}
            members.setdefault(str(row["cycle_id"]), set()).update(ends)
    for cycle_id, item_ids in members.items():
        if any(_is_open(world, item_id) for item_id in item_ids):
            yield "dependency_cycle", cycle_id, "high"


def _of_parents(world: World, ownership: Ownership) -> Iterator[Finding]:
    parents_of_open = {
        link.source_id
        for link in world.links
        if link.rel == HIERARCHY and link.is_active and _is_open(world, link.target_id)
    }
    for item_id in sorted(parents_of_open & world.items.keys()):
        now = world.items[item_id].current
        is_closed = now.category == "Completed" and not now.is_deleted
        if is_closed and not ownership.is_hidden(now):
            yield "closed_with_open_children", str(item_id), "medium"


def _is_open(world: World, item_id: object) -> bool:
    item = world.items.get(int(str(item_id)))
    return item is not None and item.current.is_open
