"""The open findings of a published database: filtered, sorted, printed."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import duckdb
from rich.console import Group
from rich.table import Table

from pipelines.console.terminal import Terminal, print_line, value
from pipelines.errors import UserActionRequired, nearest
from pipelines.export.open_findings import Row
from pipelines.export.rows import write_csv, write_json
from pipelines.overrides.catalogue import SEVERITIES
from pipelines.overrides.segments import without_items
from pipelines.printable import escaped_markdown, printable
from pipelines.publication_file import opened

FORMATS = ("table", "json", "csv", "markdown")
OPEN = "status in ('new', 'in_progress')"
NEW = "baseline_state in ('new', 'reopened')"
WIDTH_OF_A_FILE = 10_000  # no line breaks inside a row when the output is not a terminal
_QUERY = f"""
    with in_segments as (
        select finding_uid
        from findings, unnest(string_split(evidence_ids, ',')) as evidence (id)
        inner join work_item_segments on evidence.id = cast(work_item_id as varchar)
        where subject_type in ('work_item', 'dependency', 'dependency_cycle')
            and lower(segment) in (select unnest($segments))
    )
    select * from findings
    where {OPEN}
        and list_position($severities, severity) is not null
        and (len($families) = 0 or lower(family) in (select unnest($families)))
        and (len($teams) = 0 or lower(team_name) in (select unnest($teams)))
        and (len($segments) = 0 or finding_uid in (from in_segments))
        and (not $only_new or {NEW})
    order by severity_id desc, family, rule_id, team_name nulls first, title, finding_uid
"""
_REMARKS_ON_SEGMENTS = """
    select coverage.message
    from extraction_coverage as coverage
    inner join runs on coverage.run_id = runs.run_id
    where coverage.resource = 'work_item_segments'
    order by runs.started_at desc
    limit 1
"""
MARKDOWN_COLUMNS = ("severity", "family", "team_name", "title", "reason")


@dataclass(frozen=True)
class Filters:
    """Which open findings to list; None and empty mean all. `severity` is the lowest one listed."""

    severity: str | None = None
    families: Sequence[str] = ()
    teams: Sequence[str] = ()
    only_new: bool = False
    segments: Sequence[str] = ()


@dataclass(frozen=True)
class OpenFindings:
    """The rows with all columns of table `findings`, and what they describe."""

    database: Path
    as_of: datetime
    columns: list[str]
    rows: list[Row]
    empty_segments: list[str]  # those of the filters


def read_open_findings(database: Path, filters: Filters) -> OpenFindings:
    """Read the open findings, highest severity first, then by family.

    Raises:
        UserActionRequired: If a family, team or segment of the filters does not exist, or the database is
            damaged.
    """
    with opened(database) as connection:
        _check_names(connection, "family", filters.families, "select family from rules")
        _check_names(
            connection,
            "team",
            filters.teams,
            "select team_name from teams union from (select team_name from findings)",
        )
        empty_segments = _empty_segments(connection, filters.segments)
        _check_names(
            connection,
            "segment",
            [name for name in filters.segments if name not in empty_segments],
            "select segment from work_item_segments",
        )
        [(as_of,)] = connection.sql("select max(as_of) from runs").fetchall()
        found = connection.execute(_QUERY, _parameters(filters))
        columns = [name for name, *_ in found.description]
        rows = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
    return OpenFindings(database, as_of, columns, rows, empty_segments)


def print_findings(findings: OpenFindings, output_format: str) -> None:
    """Print to standard output, as one of `FORMATS`; remarks go to standard error."""
    for name in findings.empty_segments:
        print_line(Terminal(stderr=True), printable(f"Note: {without_items(name)}."))
    if output_format == "json":
        write_json(findings.rows, sys.stdout)
    elif output_format == "csv":
        write_csv(findings.columns, findings.rows, sys.stdout)
    elif output_format == "markdown":
        _write_markdown(findings, sys.stdout)
    else:
        _print_table(findings)


def _parameters(filters: Filters) -> dict[str, Any]:
    lowest = filters.severity or SEVERITIES[-1]
    return {
        "severities": list(SEVERITIES[: SEVERITIES.index(lowest) + 1]),
        "families": [family.lower() for family in filters.families],
        "teams": [team.lower() for team in filters.teams],
        "only_new": filters.only_new,
        "segments": [segment.lower() for segment in filters.segments],
    }


def _empty_segments(connection: duckdb.DuckDBPyConnection, segments: Sequence[str]) -> list[str]:
    """Return those of `segments` whose queries returned nothing, according to the last run."""
    found = connection.sql(_REMARKS_ON_SEGMENTS).fetchall()
    remarks = " ".join(message or "" for (message,) in found).lower()
    return [name for name in segments if printable(without_items(name)).lower() in remarks]


def _check_names(
    connection: duckdb.DuckDBPyConnection, noun: str, names: Sequence[str], query: str
) -> None:
    known = {name for (name,) in connection.sql(query).fetchall() if name}
    for name in names:
        if name.lower() not in {known_name.lower() for known_name in known}:
            raise UserActionRequired(
                f"There is no {noun} `{name}`. Nearest: {nearest(name, known) or 'none'}."
            )


def _print_table(findings: OpenFindings) -> None:
    console = Terminal()
    if not console.is_terminal:
        console = Terminal(width=WIDTH_OF_A_FILE)
    if findings.rows:
        console.print(_table(findings.rows, in_one_line=not console.is_terminal))
    print_line(
        console,
        f"{len(findings.rows) or 'No'} open finding{'' if len(findings.rows) == 1 else 's'} "
        f"as of {findings.as_of:%Y-%m-%d %H:%M:%S} UTC in {findings.database}",
    )


def _table(rows: list[Row], in_one_line: bool) -> Table:
    """Return a table with the reason below the title, or in a column of its own."""
    table = Table("severity", "family", "team", box=None, pad_edge=False)
    table.add_column("finding", overflow="fold")
    if in_one_line:
        table.add_column("reason")
    for row in rows:
        title, reason = value(row["title"]), value(row["reason"], "dim")
        finding = (title, reason) if in_one_line else (Group(title, reason),)
        table.add_row(row["severity"], row["family"], value(row["team_name"]), *finding)
    return table


def _write_markdown(findings: OpenFindings, file: TextIO) -> None:
    if not findings.rows:
        file.write("No open findings.\n")
        return
    file.write("| severity | family | team | finding | reason |\n|---|---|---|---|---|\n")
    for row in findings.rows:
        cells = (escaped_markdown(row[name] or "") for name in MARKDOWN_COLUMNS)
        file.write(f"| {' | '.join(cells)} |\n")
