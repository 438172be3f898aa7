"""Bulk edits: one author changes many items within a clock hour."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from tests.oracle.items import Item, Snapshot

AuthorAndHour = tuple[object, datetime]


def mark_bulk_edits(items: Iterable[Item], fewest: int) -> None:
    """Mark revisions by authors of at least `fewest` items in that hour; 0 marks none.

    Items without a project are in no table and do not count. A revision that changes the state category,
    as a first one does, is not a bulk edit.
    """
    located = [item for item in items if item.current.project is not None]
    edited: dict[AuthorAndHour, set[int]] = defaultdict(set)
    for item in located:
        for snapshot in item.snapshots:
            if snapshot.author is not None:
                edited[_author_and_hour(snapshot)].add(item.id)
    for item in located:
        for earlier, later in item.steps:
            count = len(edited[_author_and_hour(later)])
            later.is_bulk_edit = 0 < fewest <= count and earlier.category == later.category


def _author_and_hour(snapshot: Snapshot) -> AuthorAndHour:
    hour = snapshot.changed_at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return snapshot.author, hour
