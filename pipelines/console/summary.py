"""What a finished run tells a person: what was read, what was found, where it is, what to ask next."""

from typing import Any

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipelines import warehouse
from pipelines.build.publication import PARQUET_DIR
from pipelines.build.steps import RunResult
from pipelines.extract.coverage import LoadStatus
from pipelines.http.usage import UsageLedger

SEVERITIES = ("critical", "high", "medium", "low", "informational")
GRAVEST = 5

QUERIES = (
    (
        "What should we look at first?",
        "select severity, title, reason from findings where status in ('new', 'in_progress') "
        "order by severity_id desc, first_seen_at limit 10",
    ),
    (
        "How much of what was planned got done, by team and iteration?",
        "select team_name, iteration_name, planned_effort, completed_effort, say_do_ratio "
        "from velocity where timeframe = 'past' order by team_name, finish_date",
    ),
    (
        "Which started work has been idle for longest?",
        "select work_item_id, title, team_name, idle_days from backlog_aging "
        "where state_category = 'InProgress' order by idle_days desc limit 10",
    ),
)


def announce_sample(console: Console) -> None:
    """The first line of a run on the sample organization."""
    console.print(
        "This is the bundled sample organization. To read your own, set "
        "SOURCES__AZURE_DEVOPS__ORGANIZATION_URL and SOURCES__AZURE_DEVOPS__ACCESS_TOKEN and run again.",
        soft_wrap=True,
    )


def print_report(result: RunResult, console: Console) -> None:
    """Print the summary of a run to `console`."""
    with warehouse.connect(result.published, read_only=True) as connection:
        if result.usage:
            _print_read(result.usage, console)
        else:
            console.print(
                f"Nothing was read. The tables describe {result.context.as_of:%Y-%m-%d %H:%M:%S} UTC."
            )
        _print_not_read(result, console)
        _print_findings(connection, console)
        _print_waivers(connection, console)
        _print_cost(connection, console)
        _print_gravest(connection, console)
        _print_skipped(connection, result.context.run_id, console)
    _print_files(result, console)


def _print_read(ledger: UsageLedger, console: Console) -> None:
    table = Table("resource", title="What was read", title_justify="left", box=None, pad_edge=False)
    for heading in ("rows", "requests", "seconds"):
        table.add_column(heading, justify="right")
    entries = [each for each in ledger.entries.values() if each.rows or each.requests]
    for usage in entries:
        table.add_row(
            usage.resource, f"{usage.rows:,}", f"{usage.requests}", f"{usage.seconds:.1f}"
        )
    rows, seconds = sum(each.rows for each in entries), sum(each.seconds for each in entries)
    table.add_row("all", f"{rows:,}", f"{ledger.requests}", f"{seconds:.1f}", style="bold")
    console.print()
    console.print(table)
    waited = sum(usage.waited_seconds for usage in entries)
    if round(waited):
        console.print(
            f"Waited {waited:.0f} s of that: as the service asked for it, and before another try."
        )


def _print_not_read(result: RunResult, console: Console) -> None:
    for entry in result.coverage:
        if entry.status is LoadStatus.LOADED and entry.message:
            console.print(f"{entry.resource}: {entry.message}", soft_wrap=True, markup=False)
        if entry.status is not LoadStatus.LOADED:
            console.print(
                f"Not read: {entry.resource} ({entry.status}): {entry.message}",
                soft_wrap=True,
                markup=False,
            )


def _print_findings(connection: duckdb.DuckDBPyConnection, console: Console) -> None:
    counts = connection.sql(
        "select family, severity, count(*) from findings "
        "where status in ('new', 'in_progress') group by all"
    ).fetchall()
    by_cell = {(family, severity): count for family, severity, count in counts}
    table = Table("family", title="What was found", title_justify="left", box=None, pad_edge=False)
    for severity in SEVERITIES:
        table.add_column(severity, justify="right")
    for family in sorted({family for family, _ in by_cell}):
        cells = [by_cell.get((family, severity), 0) for severity in SEVERITIES]
        table.add_row(family, *(str(cell) if cell else "-" for cell in cells))
    console.print()
    console.print(table if counts else "What was found: nothing")


def _print_waivers(connection: duckdb.DuckDBPyConnection, console: Console) -> None:
    """How much is suppressed, and each line that somebody should look at."""
    waivers = connection.sql("from waivers order by line_number")
    rows = [dict(zip(waivers.columns, row, strict=True)) for row in waivers.fetchall()]
    if rows:
        suppressed = sum(row["suppressed_finding_count"] for row in rows)
        console.print(f"Suppressed by waivers: {suppressed}")
    for row in rows:
        waiver = f"waivers.csv, line {row['line_number']}, {row['rule_id']} on {row['subject_uid']}"
        if row["is_expired"]:
            standing = row["matching_finding_count"]
            fact = f"expired on {row['until_date']}, findings that it matches: {standing}"
        elif not row["is_matching"]:
            fact = "matches nothing"
        else:
            continue
        console.print(
            f"{waiver}: {fact} ({row['owner_name']})", soft_wrap=True, highlight=False, markup=False
        )


def _print_cost(connection: duckdb.DuckDBPyConnection, console: Console) -> None:
    """What the licenses cost that findings speak against, each license once."""
    accounts, cost = connection.sql(
        """
        select count(*), sum(cost)
        from (
            select max(estimated_monthly_cost) as cost
            from findings
            where status in ('new', 'in_progress') and estimated_monthly_cost > 0
            group by subject_type, subject_uid
        )
        """
    ).fetchall()[0]
    if accounts:
        console.print(
            f"Licenses that findings speak against: {accounts}, {cost:,.2f} USD a month at list price"
        )


def _print_gravest(connection: duckdb.DuckDBPyConnection, console: Console) -> None:
    rows = _gravest(connection)
    if not rows:
        return
    console.print()
    console.print(f"The {len(rows)} gravest", style="italic")
    for severity, title, reason in rows:
        heading = f"[bold]{severity}[/bold] {escape(title)}"  # a title may look like markup
        console.print(heading, soft_wrap=True, highlight=False)
        console.print(f"    {reason}", soft_wrap=True, highlight=False, markup=False)


def _gravest(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """The gravest findings, at most one a rule, so that one rule does not hide the others."""
    return connection.execute(
        """
        select severity, title, reason
        from findings
        where status in ('new', 'in_progress')
        qualify row_number() over (
            partition by rule_id order by severity_id desc, metric_value desc nulls last, finding_uid
        ) = 1
        order by severity_id desc, family, rule_id
        limit ?
        """,
        [GRAVEST],
    ).fetchall()


def _print_skipped(connection: duckdb.DuckDBPyConnection, run_id: str, console: Console) -> None:
    skipped = connection.execute(
        "select rule_id, skip_reason from rule_runs where run_id = ? and status <> 'evaluated' order by 1",
        [run_id],
    ).fetchall()
    if skipped:
        console.print()
    for rule_id, reason in skipped:
        console.print(
            f"Not evaluated: {rule_id}: {reason}", soft_wrap=True, highlight=False, markup=False
        )


def _print_files(result: RunResult, console: Console) -> None:
    console.print()
    console.print(f"Published {result.published}", soft_wrap=True, highlight=False, markup=False)
    parquet = result.published.parent / PARQUET_DIR
    console.print(f"      and {parquet}", soft_wrap=True, highlight=False, markup=False)
    console.print()
    console.print("Three questions to ask it, with any DuckDB client:")
    for question, query in QUERIES:
        console.print(f"-- {question}", soft_wrap=True, highlight=False)
        console.print(f"{query};", soft_wrap=True, highlight=False, markup=False)
