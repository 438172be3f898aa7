"""Queries in the Work Item Query Language: what their text says, and reading their results in pages."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from pipelines.azure_devops import converters
from pipelines.azure_devops.responses import Record
from pipelines.http import errors

PAGE_IDS = 10_000  # the service rejects a query with more than 20,000 results
TOO_MANY_RESULTS = "VS402337"
# Macros that mean the person who runs the query.
OWNER_MACROS = ("@me", "@follows", "@myrecentactivity", "@recentmentions")

_LITERAL = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\[[^\]]*\]")
_CLAUSE = re.compile(r"\b(from|where|group\s+by|order\s+by|asof|mode)\b", re.IGNORECASE)
_FLAT_SOURCE = re.compile(r"workitems", re.IGNORECASE)


def owner_macro(text: str) -> str | None:
    """Return the first macro of a query that means the person who runs it, or none."""
    found = re.search(rf"({'|'.join(OWNER_MACROS)})\b", _masked(text), re.IGNORECASE)
    return found[1].lower() if found else None


def page_queries(text: str) -> Callable[[int], str] | None:
    """Return the function from an id to the query for the results of a flat query after it, by id.

    Condition and time (`ASOF`) of the query stay as they are. None if the query has another form.
    """
    clauses = _clauses(text)
    if not _FLAT_SOURCE.fullmatch(clauses.get("from", "")) or "group by" in clauses:
        return None
    condition = f"({clauses['where']}) AND " if "where" in clauses else ""
    time = f" ASOF {clauses['asof']}" if "asof" in clauses else ""
    return lambda after_id: (
        f"SELECT [System.Id] FROM WorkItems WHERE {condition}[System.Id] > {after_id} "
        f"ORDER BY [System.Id]{time}"
    )


def item_id(item: Record, resource: str) -> int:
    """Return the id of a work item in the result of a query.

    Raises:
        UnexpectedShape: If it has none: which items exist is then not known.
    """
    found = converters.integer(item.get("id"))
    if found is None:
        raise errors.UnexpectedShape(f"A record of {resource} is not of the expected form (no id).")
    return found


def ids_in_pages(ids_after: Callable[[int], Iterable[int]]) -> Iterator[int]:
    """Yield ids in ascending order, page by page until one is empty.

    Args:
        ids_after: Returns the next ids after one.

    Raises:
        UnexpectedShape: If the ids are not in ascending order: some may be missing.
    """
    last_id = 0
    while ids := list(ids_after(last_id)):
        if any(found >= next_id for found, next_id in pairwise([last_id, *ids])):
            raise errors.UnexpectedShape(
                f"The work item query returned ids out of order after id {last_id}."
            )
        yield from ids
        last_id = ids[-1]


def _clauses(text: str) -> dict[str, str]:
    """Return what follows each keyword of a query, by the keyword in lower case."""
    found = list(_CLAUSE.finditer(_masked(text)))
    ends = [*(match.start() for match in found), len(text)][1:]
    return {
        " ".join(match[1].lower().split()): text[match.end() : end].strip()
        for match, end in zip(found, ends, strict=True)
    }


def _masked(text: str) -> str:
    """Return the text with its strings and field names as spaces, each character in its place."""
    return _LITERAL.sub(lambda literal: " " * len(literal[0]), text)
