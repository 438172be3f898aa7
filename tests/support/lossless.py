"""Verify that the rows of an API record contain each of its values in the column of its name."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

from pipelines.azure_devops import converters

Path = tuple[str, ...]
JSON_COLUMNS = ("field_names", "other_fields", "long_text")
NEVER = "0001-01-01"
_NAMED = re.compile(r"^(.*?)\s*<([^<>]*)>$")


def lost(
    record: Any, rows: list[dict[str, Any]], unread: tuple[str, ...], columns: Mapping[str, str]
) -> dict[str, Any]:
    """The leaves of a record that its rows do not hold, by their paths.

    A leaf stands in the column whose name is the end of its path in snake case, the longest that there is, or
    in the one that `columns` gives for a pattern of paths. Leaves that match one of `unread` may be lost.
    """
    held = Held.in_rows(rows)
    missing = {}
    for path, value in leaves(record):
        name = ".".join(path)
        is_read = not any(fnmatchcase(name, pattern) for pattern in unread)
        column = next((columns[each] for each in columns if fnmatchcase(name, each)), None)
        if is_read and not held.has(path, value, column):
            missing[name] = value
    return missing


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The values that are no containers, without those that say nothing, each with the keys above it."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(below, (*path, key))
    elif isinstance(value, list):
        for below in value:
            yield from leaves(below, path)
    elif value not in (None, "") and not str(value).startswith(NEVER):
        yield path, value


@dataclass
class Held:
    """What rows hold: in which columns, and in columns of JSON under which keys."""

    cells: dict[str, list[Any]] = field(default_factory=dict)
    documents: dict[str, list[Any]] = field(default_factory=dict)

    @classmethod
    def in_rows(cls, rows: list[dict[str, Any]]) -> "Held":
        """Take the rows apart."""
        held = cls()
        for row in rows:
            for column, value in row.items():
                held._add(column, json.loads(value) if column in JSON_COLUMNS else value)
        return held

    def _add(self, column: str, value: Any) -> None:
        self.cells.setdefault(column, []).extend(value if isinstance(value, list) else [value])
        for key, below in value.items() if isinstance(value, dict) else ():
            self.documents.setdefault(key, []).append(below)

    def has(self, path: Path, value: Any, column: str | None) -> bool:
        """Whether the value of a path is there, in `column` if that is given."""
        return (
            self._has_in_document(path, value)
            or self._has_as_name(path, value)
            or any(_is_same(value, cell) for cell in self._column(path, column))
        )

    def _has_in_document(self, path: Path, value: Any) -> bool:
        return any(
            (path[depth + 1 :], value) in leaves(document)
            for depth, key in enumerate(path)
            for document in self.documents.get(key, ())
        )

    def _has_as_name(self, path: Path, value: Any) -> bool:
        """Somebody's `Name <unique name>`, in a field or as the unique name of old forms."""
        named = _NAMED.match(value) if isinstance(value, str) else None
        if named is None:
            return False
        who = _snake(path[-2] if path[-1] == "uniqueName" else path[-1])
        return all(
            part in self.cells.get(f"{who}_{column}", ())
            for part, column in zip(named.groups(), ("name", "unique_name"), strict=True)
        )

    def _column(self, path: Path, column: str | None) -> list[Any]:
        ends = ("_".join(map(_snake, path[start:])) for start in range(len(path)))
        name = column or next((end for end in ends if end in self.cells), "")
        return self.cells.get(name, [])


def _snake(key: str) -> str:
    """`assigned_to` of `System.AssignedTo`, `display_name` of `displayName`."""
    last = key.rsplit(".", 1)[-1]
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", last).lower()


def _is_same(value: Any, cell: Any) -> bool:
    if isinstance(value, bool) or isinstance(cell, bool):
        return converters.boolean(value) is cell
    if isinstance(value, str) and isinstance(cell, str):
        return value.lower() in (cell.lower(), *cell.lower().split(","))
    if isinstance(cell, datetime):
        return converters.timestamp(value) == cell
    return bool(value == cell or (isinstance(cell, int) and converters.integer(value) == cell))
