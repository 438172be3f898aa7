"""Expected rows of `state_spells` and `blocked_spells`."""

from collections.abc import Callable, Hashable, Iterator
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from tests.oracle.backlog import days
from tests.oracle.items import Item, Snapshot
from tests.oracle.names import same
from tests.oracle.ownership import Ownership, owner_columns
from tests.oracle.velocity import Row
from tests.oracle.world import World

BLOCKED_FIELD = "Microsoft.VSTS.CMMI.Blocked"


class Spell(NamedTuple):
    """Consecutive revisions with something in common, and the time in which one of them is in force."""

    snapshots: list[Snapshot]
    begins_at: datetime
    ends_at: datetime | None


def spells_of(item: Item, what: Callable[[Snapshot], Hashable | None]) -> Iterator[Spell]:
    """Yield the runs of revisions with one value, by `rev`, that take time; none belongs to no run."""
    ends = _ends_in_force(item)
    for value, run in groupby(item.snapshots, what):
        snapshots = list(run)
        in_force = [
            (snapshot.changed_at, end)
            for snapshot in snapshots
            if (end := ends[snapshot]) is None or end > snapshot.changed_at
        ]
        if value is not None and in_force:
            lasts = any(end is None for _, end in in_force)
            last = None if lasts else max(end for _, end in in_force if end is not None)
            yield Spell(snapshots, min(start for start, _ in in_force), last)


def _ends_in_force(item: Item) -> dict[Snapshot, datetime | None]:
    """Return when a later revision replaces each; none for the last."""
    return {
        snapshot: min(
            (later.changed_at for later in item.snapshots[number + 1 :]),
            default=None,
        )
        for number, snapshot in enumerate(item.snapshots)
    }


def state_spells(world: World, ownership: Ownership) -> list[Row]:
    """One row per unbroken run of a state of an item that is not deleted."""
    return [
        {
            "work_item_id": item.id,
            "entered_at": spell.begins_at,
            "state": spell.snapshots[-1].state,
            "state_category": spell.snapshots[-1].category,
            "left_at": spell.ends_at,
            **_columns(world, ownership, item, spell),
        }
        for item in _existing(world)
        for spell in spells_of(item, _state)
    ]


def blocked_spells(world: World, ownership: Ownership) -> list[Row]:
    """One row per unbroken span in which an item that is not deleted is blocked."""
    return [
        {
            "work_item_id": item.id,
            "blocked_at": spell.begins_at,
            "unblocked_at": spell.ends_at,
            "sources": ",".join(
                sorted({source for one in spell.snapshots for source in _sources(world, one)})
            ),
            **_columns(world, ownership, item, spell),
        }
        for item in _existing(world)
        for spell in spells_of(item, lambda one: is_blocked(world, one) or None)
    ]


def _existing(world: World) -> list[Item]:
    return [item for item in world.located_items if not item.current.is_deleted]


def _columns(world: World, ownership: Ownership, item: Item, spell: Spell) -> Row:
    return {
        **owner_columns(ownership, item),
        "work_item_type": item.current.type,
        "days": days((spell.ends_at or world.parameters.as_of) - spell.begins_at),
        "is_current": spell.ends_at is None,
    }


def _state(snapshot: Snapshot) -> str | None:
    return None if snapshot.is_deleted else snapshot.state or ""


def is_blocked(world: World, snapshot: Snapshot) -> bool:
    """Whether an open revision marks its item as blocked."""
    return snapshot.is_open and bool(_sources(world, snapshot))


def _sources(world: World, snapshot: Snapshot) -> set[str]:
    """Return what marks a revision as blocked."""
    tags = [tag.strip() for tag in (snapshot.text("System.Tags") or "").split(";")]
    column = snapshot.text("System.BoardColumn") or ""
    marked = {
        "state": same(snapshot.state or "", "blocked"),
        "field": snapshot.fields.get(BLOCKED_FIELD) == "Yes",
        "tag": any(
            same(tag, name)
            for tag in tags
            for name in ("blocked", *_listed(world, snapshot, "tag"))
        ),
        "column": any(same(column, name) for name in _listed(world, snapshot, "column")),
    }
    return {source for source, holds in marked.items() if holds}


def _listed(world: World, snapshot: Snapshot, marker: str) -> list[str]:
    """Return the names that the file lists for the project in which the item is."""
    project = snapshot.project
    return [
        name
        for project_name, kind, name in world.parameters.blocked_markers
        if same(kind, marker)
        and (not project_name or (project is not None and same(project_name, project.name)))
    ]
