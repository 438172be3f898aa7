"""Expected rows of `dependency_links`."""

from dataclasses import dataclass
from datetime import date, datetime

from sample_organization.model.organization import LinkChange
from tests.oracle.items import Item
from tests.oracle.ownership import Ownership, owner_columns, person_columns
from tests.oracle.velocity import Row
from tests.oracle.world import World

DEPENDENCY = "System.LinkTypes.Dependency"
REMOTE_DEPENDENCY = "System.LinkTypes.Remote.Dependency"
END_DATE_FIELDS = ("Microsoft.VSTS.Scheduling.TargetDate", "Microsoft.VSTS.Scheduling.FinishDate")
WENT_AHEAD = ("InProgress", "Resolved", "Completed")
VERDICTS = ("satisfied", "broken", "circular", "violated", "late", "unscheduled")
END_COLUMNS = (
    "title",
    "work_item_type",
    "state",
    "state_category",
    "project_id",
    "project_name",
    "team_id",
    "team_name",
    "assigned_to_id",
    "assigned_to_name",
    "iteration_path",
    "end_date",
    "url",
)


@dataclass(eq=False)
class Dependency:
    """A link that is active, with its two ends; an end that is not readable or remote has no item."""

    link: LinkChange
    is_remote: bool
    predecessor: Item | None
    successor: Item | None
    cycle_id: int | None = None

    @property
    def ends(self) -> tuple[int, int]:
        return self.link.source_id, self.link.target_id


def dependency_links(world: World, ownership: Ownership) -> list[Row]:
    """One row per active link of a dependency type."""
    links = _active(world)
    _find_cycles(links)
    rows = [_row(world, ownership, link) for link in links]
    for link, row in zip(links, rows, strict=True):
        row["chain_length"] = _chain_length(link, list(zip(links, rows, strict=True)))
    return rows


def _active(world: World) -> list[Dependency]:
    types = (DEPENDENCY, REMOTE_DEPENDENCY, *world.parameters.dependency_link_types)
    wanted = {name.lower() for name in types}
    found = []
    for link in world.links:
        if link.is_active and link.rel.lower() in wanted:
            is_remote = ".remote." in link.rel.lower()
            found.append(
                Dependency(
                    link,
                    is_remote,
                    _end(world, link.source_id, link.source_project_id, is_remote),
                    _end(world, link.target_id, link.target_project_id, is_remote),
                )
            )
    return found


def _end(world: World, item_id: int, project_id: str, is_remote: bool) -> Item | None:
    """The item at an end; of a remote link's ends, only the one in a project of this organization."""
    here = {project.id for project in world.organization.projects}
    return None if is_remote and project_id not in here else world.items.get(item_id)


def _find_cycles(links: list[Dependency]) -> None:
    """Name the cycle of each link whose ends reach each other."""
    local = [link for link in links if not link.is_remote]
    reached = {start: _reachable(start, local) for link in local for start in link.ends}
    for link in local:
        source, target = link.ends
        if source in reached[target] or source == target:
            component = {
                other for other in reached if other in reached[source] and source in reached[other]
            }
            link.cycle_id = min(component | {source})


def _reachable(start: int, links: list[Dependency]) -> set[int]:
    """The items that one or more links lead to."""
    found: set[int] = set()
    frontier = {start}
    while frontier:
        frontier = {link.ends[1] for link in links if link.ends[0] in frontier} - found
        found |= frontier
    return found


def _row(world: World, ownership: Ownership, link: Dependency) -> Row:
    predecessor = _end_columns(world, ownership, link.predecessor)
    successor = _end_columns(world, ownership, link.successor)
    row: Row = {
        "link_type": link.link.rel,
        "predecessor_id": link.link.source_id,
        "successor_id": link.link.target_id,
        **{f"predecessor_{name}": value for name, value in predecessor.items()},
        **{f"successor_{name}": value for name, value in successor.items()},
        "linked_at": datetime.fromisoformat(link.link.changed_date),
        "linked_by_id": link.link.changed_by.id,
        "linked_by_name": world.display_names[link.link.changed_by.id],
        "is_cross_team": _differ(predecessor["team_id"], successor["team_id"]),
        "is_cross_project": _differ(predecessor["project_id"], successor["project_id"]),
        "is_remote": link.is_remote,
        "cycle_id": link.cycle_id,
    }
    verdicts = _verdicts(link, predecessor["end_date"], successor["end_date"])
    row |= {f"is_{name}": holds for name, holds in verdicts.items()}
    row["status"] = next((name for name in VERDICTS if verdicts[name]), "on_track")
    return row


def _end_columns(world: World, ownership: Ownership, item: Item | None) -> Row:
    if item is None:
        return dict.fromkeys(END_COLUMNS)
    return {
        "title": item.current.title,
        "work_item_type": item.current.type,
        "state": item.current.state,
        "state_category": item.current.category,
        **owner_columns(ownership, item),
        **person_columns(world, item.current),
        "iteration_path": item.current.iteration_path,
        "end_date": _end_date(world, item),
        "url": world.url(item),
    }


def _end_date(world: World, item: Item) -> date | None:
    for field in END_DATE_FIELDS:
        timestamp = item.current.timestamp(field)
        if timestamp is not None:
            return world.parameters.local_date(timestamp)
    iteration = world.iteration_with_path(item.current.project, item.current.iteration_path)
    return iteration.finish if iteration else None


def _differ(left: object, right: object) -> bool:
    return left is not None and right is not None and left != right


def _verdicts(link: Dependency, predecessor_end: object, successor_end: object) -> dict[str, bool]:
    before = link.predecessor.current if link.predecessor else None
    after = link.successor.current if link.successor else None
    satisfied = before is not None and before.category == "Completed" and not before.is_deleted
    both_open = before is not None and after is not None and before.is_open and after.is_open
    return {
        "satisfied": satisfied,
        "broken": not link.is_remote
        and (before is None or before.is_deleted or before.category == "Removed"),
        "circular": link.cycle_id is not None,
        "violated": after is not None
        and not after.is_deleted
        and after.category in WENT_AHEAD
        and before is not None
        and not satisfied,
        "late": both_open
        and predecessor_end is not None
        and successor_end is not None
        and predecessor_end > successor_end,
        "unscheduled": both_open and predecessor_end is None and successor_end is not None,
    }


def _chain_length(link: Dependency, all_links: list[tuple[Dependency, Row]]) -> int:
    """Links on the longest path of waiting links that ends in this one."""
    waiting = [
        other
        for other, row in all_links
        if not (row["is_satisfied"] or row["is_circular"] or other.is_remote)
    ]
    return _longest(link, waiting) if link in waiting else 0


def _longest(link: Dependency, waiting: list[Dependency]) -> int:
    before = [earlier for earlier in waiting if earlier.ends[1] == link.ends[0]]
    return 1 + max((_longest(earlier, waiting) for earlier in before), default=0)
