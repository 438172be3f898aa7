"""Executable Markdown pages: their tables, and SQL blocks followed by their results."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

_EXAMPLE = re.compile(
    r"^```sql\n(?P<query>.*?)^```\n(?:\n(?P<result>(?:\|[^\n]*\n)+))?", re.M | re.S
)
_HEADING = re.compile(r"^#+ (.+)$", re.M)
_DECIMALS = 3


@dataclass(frozen=True)
class Example:
    """A query of a page, with its heading and the result below it."""

    title: str
    query: str
    result: str


def examples(page: Path) -> list[Example]:
    """The queries of a page, in its order."""
    text = page.read_text()
    return [
        Example(_HEADING.findall(text, 0, found.start())[-1], found["query"], found["result"] or "")
        for found in _EXAMPLE.finditer(text)
    ]


def table_under(page: Path, heading: str) -> list[dict[str, str]]:
    """The first table under a heading: a row by its columns, in the text of the page."""
    section = re.split(rf"^#+ {re.escape(heading)}$", page.read_text(), flags=re.M)[1]
    lines = re.search(r"(?:^\|.*\n)+", section, re.M)
    assert lines, f"no table under {heading!r} of {page}"
    header, _, *rows = (_cells(line) for line in lines[0].splitlines())
    return [dict(zip(header, row, strict=True)) for row in rows]


def result_of(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """The result of a query as a Markdown table; null is an empty cell."""
    found = connection.sql(query)
    ruler = f"|{'---|' * len(found.columns)}\n"
    return _line(found.columns) + ruler + "".join(map(_line, map(_written, found.fetchall())))


def rewrite_results(page: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """Rewrite the results of all queries of a page."""

    def rewritten(found: re.Match[str]) -> str:
        return f"```sql\n{found['query']}```\n\n{result_of(connection, found['query'])}"

    page.write_text(_EXAMPLE.sub(rewritten, page.read_text()))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _written(row: tuple[Any, ...]) -> list[str]:
    return [_WRITERS.get(type(value), str)(value) for value in row]


def _number(value: float) -> str:
    return f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".")


_WRITERS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "",
    bool: lambda value: str(value).lower(),
    float: _number,
    date: date.isoformat,
    datetime: lambda value: value.isoformat(" ", "minutes"),
    str: lambda value: " ".join(value.replace("|", "\\|").split()),
}
