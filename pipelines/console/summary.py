"""The summary of a finished run: what was extracted, what was found, where it is, what to query next."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from rich.table import Table

from pipelines import warehouse
from pipelines.console.findings import OPEN
from pipelines.console.terminal import Terminal, print_line, value
from pipelines.errors import RunFailed
from pipelines.extract.coverage import Coverage, LoadStatus
from pipelines.http.usage import UsageLedger
from pipelines.overrides.catalogue import SEVERITIES
from pipelines.paths import PARQUET_DIR, REPORT_FILE
from pipelines.printable import printable
from pipelines.publication_file import attach
from pipelines.warehouse.run_context import RunContext

TOP = 5

QUERIES = (
    (
        "Which findings are the most severe?",
        "select severity, title, reason from findings where status in ('new', 'in_progress') "
        "order by severity_id desc, first_seen_at limit 10",
    ),
    (
        "How much of the planned effort did each team complete in each iteration?",
        "select team_name, iteration_name, planned_effort, completed_effort, say_do_ratio "
        "from velocity where timeframe = 'past' order by team_name, finish_date",
    ),
    (
        "Which work in progress has been idle the longest?",
        "select work_item_id, title, team_name, idle_days from backlog_aging "
        "where state_category = 'InProgress' order by idle_days desc limit 10",
    ),
)


@dataclass(frozen=True)
class RunResult:
    """What a finished run or build left.

    `usage` is None after a build, which extracts nothing; `report_problem` says why there is no new page.
    """

    context: RunContext
    published: Path
    usage: UsageLedger | None
    coverage: list[Coverage]
    report_problem: str | None = None

    def require_report(self) -> None:
        """Raise RunFailed if the page could not be written."""
        if self.report_problem:
            raise RunFailed(
                f"The tables are published, but {REPORT_FILE} could not be written ({self.report_problem}). "
                "The previous page is unchanged. Correct the cause, and run `ado-findings report`, or set "
                "ADO_FINDINGS__REPORT to false."
            )


def print_sample_notice(console: Terminal) -> None:
    """Print that the command works on the sample organization, and how to connect a real one."""
    print_line(
        console,
        "Using the bundled sample organization. To connect your own, set "
        "SOURCES__AZURE_DEVOPS__ORGANIZATION_URL and SOURCES__AZURE_DEVOPS__ACCESS_TOKEN.",
    )


def print_summary(result: RunResult, console: Terminal) -> None:
    """Print the summary of a run or build to `console`."""
    with warehouse.connect(Path(":memory:")) as connection:
        attach(connection, result.published)
        connection.execute("use publication")
        if result.usage:
            _print_extracted(result.usage, console)
        else:
            console.print(
                "Nothing extracted: the tables are built from what the last run extracted."
            )
        _print_coverage(result, console)
        _print_findings(connection, result, console)
        _print_changes(connection, result.context.run_id, console)
        _print_imports(connection, console)
        _print_waivers(connection, console)
        _print_cost(connection, console)
        _print_saving(connection, result.context.run_id, console)
        _print_top(connection, console)
        _print_skipped_rules(connection, result.context.run_id, console)
    _print_files(result, console)
    _print_queries(console)


def _print_extracted(ledger: UsageLedger, console: Terminal) -> None:
    table = Table("resource", title="Extracted", title_justify="left", box=None, pad_edge=False)
    for heading in ("rows", "requests", "seconds"):
        table.add_column(heading, justify="right")
    entries = [usage for usage in ledger.entries.values() if usage.rows or usage.requests]
    for usage in entries:
        table.add_row(
            usage.resource, f"{usage.rows:,}", f"{usage.requests}", f"{usage.seconds:.1f}"
        )
    rows, seconds = sum(usage.rows for usage in entries), sum(usage.seconds for usage in entries)
    table.add_row("total", f"{rows:,}", f"{ledger.requests}", f"{seconds:.1f}", style="bold")
    console.print()
    console.print(table)
    waited = sum(usage.waited_seconds for usage in entries)
    if round(waited):
        console.print(f"Of these, {waited:.0f} s were spent waiting for rate limits and retries.")


def _print_coverage(result: RunResult, console: Terminal) -> None:
    """Print what is missing from the tables, and why."""
    for entry in result.coverage:
        if entry.status is not LoadStatus.LOADED:
            line = f"Not extracted: {entry.resource} ({entry.status}): {entry.message}"
        elif not entry.is_complete:
            line = f"Incomplete: {entry.resource}: {entry.message}"
        elif entry.message:
            line = f"Note: {entry.resource}: {entry.message}"
        else:
            continue
        print_line(console, line)


def _print_findings(
    connection: duckdb.DuckDBPyConnection, result: RunResult, console: Terminal
) -> None:
    rows = connection.sql(
        f"select family, severity, count(*) from findings where {OPEN} group by all"
    ).fetchall()
    as_of = f"{result.context.as_of:%Y-%m-%d %H:%M:%S} UTC"
    console.print()
    if not rows:
        console.print(f"No open findings as of {as_of}")
        return
    counts = {(family, severity): count for family, severity, count in rows}
    console.print(_findings_table(counts, f"Open findings as of {as_of}"))


def _print_changes(connection: duckdb.DuckDBPyConnection, run_id: str, console: Terminal) -> None:
    """Print how many findings are new or resolved since the run before; nothing for the first run."""
    rows = connection.execute(
        """
        select runs.new_finding_count, runs.resolved_finding_count, max(earlier.as_of)
        from runs
        inner join runs as earlier on runs.run_id <> earlier.run_id
        where runs.run_id = ?
        group by all
        """,
        [run_id],
    ).fetchall()
    for new, resolved, since in rows:
        console.print(f"Since the run of {since:%Y-%m-%d}: {new:,} new, {resolved:,} resolved")


def _findings_table(counts: Mapping[tuple[str, str], int], title: str) -> Table:
    """Return a table with a row per family and a column per severity."""
    families = sorted({family for family, _ in counts})
    table = Table("family", title=title, title_justify="left", box=None, pad_edge=False)
    for heading in (*SEVERITIES, "total"):
        table.add_column(heading, justify="right")
    for family in families:
        table.add_row(family, *_cells([counts.get((family, name), 0) for name in SEVERITIES]))
    totals = [sum(counts.get((family, name), 0) for family in families) for name in SEVERITIES]
    table.add_row("total", *_cells(totals), style="bold")
    return table


def _cells(counts: list[int]) -> list[str]:
    return [f"{count:,}" if count else "-" for count in (*counts, sum(counts))]


def _print_imports(connection: duckdb.DuckDBPyConnection, console: Terminal) -> None:
    """Print which projects were imported: their figures begin with the import."""
    reasons = connection.sql(
        f"select reason from findings where rule_id = 'imported_history' and {OPEN} order by reason"
    ).fetchall()
    for (reason,) in reasons:
        print_line(console, f"Note: {printable(reason)}")
    if reasons:
        console.print("docs/imported-organizations.md says which figures that affects.")


def _print_waivers(connection: duckdb.DuckDBPyConnection, console: Terminal) -> None:
    """Print how many findings are suppressed, and each waiver that somebody should review."""
    waivers = connection.sql("from waivers order by line_number")
    rows = [dict(zip(waivers.columns, row, strict=True)) for row in waivers.fetchall()]
    if rows:
        suppressed = sum(row["suppressed_finding_count"] for row in rows)
        console.print(f"Suppressed by waivers: {suppressed}")
    for row in rows:
        if row["is_expired"]:
            problem = (
                f"expired on {row['until_date']}; findings that it matches: "
                f"{row['matching_finding_count']}"
            )
        elif not row["is_matching"]:
            problem = "matches no finding"
        else:
            continue
        subject, owner = printable(row["subject_uid"]), printable(row["owner_name"])
        waiver = f"waivers.csv, line {row['line_number']}, {row['rule_id']} on {subject}"
        line = f"{waiver}: {problem} (owner: {owner})"
        print_line(console, line)


def _print_cost(connection: duckdb.DuckDBPyConnection, console: Terminal) -> None:
    """Print the cost of the licenses with open findings; one finding of an account has it."""
    licenses, cost = connection.sql(
        f"""
        select count(*), sum(estimated_monthly_cost)
        from findings
        where {OPEN} and estimated_monthly_cost > 0
        """
    ).fetchall()[0]
    if licenses:
        console.print(
            f"Licenses with open findings: {licenses}, {cost:,.2f} USD per month could be saved"
        )


def _print_saving(connection: duckdb.DuckDBPyConnection, run_id: str, console: Terminal) -> None:
    """Print what licenses that were given back since a month ago save; nothing after the first load."""
    rows = connection.execute(
        "select realized_monthly_saving, saving_since_at from runs "
        "where run_id = ? and realized_monthly_saving is not null",
        [run_id],
    ).fetchall()
    for saving, since in rows:
        console.print(
            f"Saved by licenses given back since {since:%Y-%m-%d}: {saving:,.2f} USD per month"
        )


def _print_top(connection: duckdb.DuckDBPyConnection, console: Terminal) -> None:
    rows = _top_findings(connection)
    if not rows:
        return
    console.print()
    console.print(f"Top {len(rows)} findings by severity (one per rule)", style="italic")
    for severity, title, reason in rows:
        console.print(value(severity, "bold"), value(title), soft_wrap=True)
        print_line(console, f"    {printable(reason)}")


def _top_findings(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """Return the findings of highest severity, one per rule, so that no rule hides the others."""
    return connection.execute(
        f"""
        select severity, title, reason
        from findings
        where {OPEN}
        qualify row_number() over (
            partition by rule_id order by severity_id desc, metric_value desc nulls last, finding_uid
        ) = 1
        order by severity_id desc, family, rule_id
        limit ?
        """,
        [TOP],
    ).fetchall()


def _print_skipped_rules(
    connection: duckdb.DuckDBPyConnection, run_id: str, console: Terminal
) -> None:
    skipped = connection.execute(
        "select rule_id, skip_reason from rule_runs where run_id = ? and status <> 'evaluated' order by 1",
        [run_id],
    ).fetchall()
    if skipped:
        console.print()
    for rule_id, reason in skipped:
        line = f"Rule skipped: {rule_id}: {reason}"
        print_line(console, line)


def _print_files(result: RunResult, console: Terminal) -> None:
    console.print()
    for label, path in (
        ("Published", result.published),
        ("Parquet files", result.published.parent / PARQUET_DIR),
        ("Page", result.published.parent / REPORT_FILE),
    ):
        if path.exists() and not (label == "Page" and result.report_problem):
            print_line(console, f"{label:13} {path}")


def _print_queries(console: Terminal) -> None:
    console.print()
    console.print("List all open findings with `ado-findings findings`.")
    console.print("Three queries to start with, in any DuckDB client:")
    for question, query in QUERIES:
        print_line(console, f"-- {question}")
        print_line(console, f"{query};")
