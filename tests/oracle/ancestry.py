"""Expected rows of `item_ancestry`."""

from collections.abc import Iterator

from tests.oracle.items import Item
from tests.oracle.names import same
from tests.oracle.velocity import Row
from tests.oracle.world import World

FEATURES, EPICS = "Microsoft.FeatureCategory", "Microsoft.EpicCategory"


def item_ancestry(world: World) -> list[Row]:
    """One row per item."""
    return [_row(world, item) for item in world.located_items]


def _row(world: World, item: Item) -> Row:
    walk = list(_walk(world, item.id))
    root = world.items.get(walk[-1])
    return {
        "work_item_id": item.id,
        "parent_id": world.parents.get(item.id),
        "root_id": walk[-1],
        "root_title": root.current.title if root else None,
        "root_type": root.current.type if root else None,
        "depth": len(walk) - 1,
        "feature_id": _nearest(world, walk, FEATURES),
        "epic_id": _nearest(world, walk, EPICS),
    }


def _walk(world: World, item_id: int) -> Iterator[int]:
    """The item, its parent, and so on, each once."""
    seen: set[int] = set()
    while item_id not in seen:
        yield item_id
        seen.add(item_id)
        item_id = world.parents.get(item_id, item_id)


def _nearest(world: World, walk: list[int], category: str) -> int | None:
    """The first item of a walk whose type is in a category of its project."""
    return next((key for key in walk if _is_in(world.items.get(key), category)), None)


def _is_in(item: Item | None, category: str) -> bool:
    if item is None or item.current.project is None:
        return False
    names = item.current.project.process.categories.get(category, ())
    return any(same(name, item.current.type) for name in names)
