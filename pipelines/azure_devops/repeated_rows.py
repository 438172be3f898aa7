"""Rows that a response repeats, and names that differ only in case.

Azure DevOps should return neither. A run that gets them goes on, and the coverage names them.
"""

from collections.abc import Iterator, Sequence

from pipelines.azure_devops.declarations import Key, Snapshot
from pipelines.azure_devops.responses import Record
from pipelines.errors import first_few


def without_repeated(snapshot: Snapshot, rows: Sequence[Record]) -> list[Record]:
    """Return the first row of each key of the snapshot; a key with an empty part never repeats."""
    kept = list(rows)
    for key in snapshot.keys:
        kept = list({_identity(row, key, number): row for number, row in _reversed(kept)}.values())
        kept.reverse()
    return kept


def remarks(snapshot: Snapshot, rows: Sequence[Record], kept: Sequence[Record]) -> list[str]:
    """Return what to tell about the repeated rows, and about names that differ only in case."""
    found = []
    if len(kept) < len(rows):
        found.append(f"rows that responses repeated, counted once: {len(rows) - len(kept):,}")
    if names := sorted(_names_in_several_cases(snapshot, kept)):
        found.append(
            f"names that differ only in case: {first_few(names, '; ')}. "
            "Where only the name is known, the one with the lowest id is used"
        )
    return found


def _identity(row: Record, key: Key, number: int) -> tuple[object, ...]:
    values = tuple(row[column] for column in key)
    return values if None not in values else (number,)


def _reversed(rows: list[Record]) -> Iterator[tuple[int, Record]]:
    return ((number, rows[number]) for number in reversed(range(len(rows))))


def _names_in_several_cases(snapshot: Snapshot, rows: Sequence[Record]) -> Iterator[str]:
    if not snapshot.named_by:
        return
    spellings: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        key = tuple(str(row[column]).lower() for column in snapshot.named_by)
        spellings.setdefault(key, set()).add(str(row[snapshot.named_by[-1]]))
    yield from (", ".join(sorted(names)) for names in spellings.values() if len(names) > 1)
