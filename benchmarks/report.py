"""Measure the page of a large organization: writing it, its size, and how soon a browser shows it.

The tables are those of the published sample, repeated until there are 10,000 open findings, 100 teams and
2,000 open portfolio items. Needs Chromium (`make browser`) and a publication (`make run`).
"""

import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from playwright.sync_api import Page

from pipelines.console.published import published_database
from pipelines.report.files import write_report
from tests.support.browser import Reader, started

FINDINGS, TEAMS, PORTFOLIO_ITEMS = 10_000, 100, 2_000
TEAM_TABLES = (
    "teams",
    "velocity",
    "flow_daily",
    "flow_history",
    "backlog_aging",
    "cycle_times",
    "state_spells",
)
FINDING = """
    finding_uid || n as finding_uid,
    title || ' ' || n as title,
    reason || ' ' || n as reason,
    replace(evidence, '}', ',"copy":' || n || '}') as evidence,
    subject_url || n as subject_url
"""
DRAWN = "#panel-trend .chart svg"
STEP = 1_000_000  # between the ids of two copies of an item


def main() -> None:
    """Print a row of the table in docs/performance.md for each step."""
    with TemporaryDirectory() as folder:
        database = Path(shutil.copy(published_database(), folder))
        database.chmod(0o600)
        with duckdb.connect(str(database)) as connection:
            enlarge(connection)
        start = time.perf_counter()
        page = write_report(database)
        print(f"| write the page | {time.perf_counter() - start:.1f} s |")
        print(f"| size | {page.stat().st_size / 1_000_000:.1f} MB |")
        with started() as browser:
            start = time.perf_counter()
            reader = Reader(browser, page)
            reader.page.wait_for_selector(DRAWN)
            print(f"| open the page in a new window | {time.perf_counter() - start:.1f} s |")
            start = time.perf_counter()
            reader.page.reload()
            reader.page.wait_for_selector(DRAWN)
            print(f"| open it again | {time.perf_counter() - start:.1f} s |")
            for name in ("findings", "teams", "portfolio", "dependencies", "people"):
                print(f"| open {name} | {seconds(reader.page, name):.1f} s |")
            team = reader.page.evaluate("adoFindingsReport.rows('teams')[0].team_id")
            print(f"| open one team | {seconds(reader.page, f'teams/{team}'):.1f} s |")
            filtered = seconds(reader.page, "findings?severity=high&family=backlog")
            print(f"| filter the findings | {filtered:.1f} s |")


def seconds(page: Page, target: str) -> float:
    """Return how long a page takes until the browser has drawn it."""
    start = time.perf_counter()
    page.evaluate(
        "async target => { adoFindingsReport.go(target);"
        " await new Promise(done => requestAnimationFrame(() => setTimeout(done))); }",
        target,
    )
    return time.perf_counter() - start


def enlarge(connection: duckdb.DuckDBPyConnection) -> None:
    """Repeat the rows of the sample under other names, so that no two findings have equal text."""
    team = "team_id || '-' || n as team_id, team_name || ' ' || n as team_name"
    for table in TEAM_TABLES:
        repeat(connection, table, needed(connection, "select count(*) from teams", TEAMS), team)
    open_findings = "select count(*) from findings where is_open"
    repeat(connection, "findings", needed(connection, open_findings, FINDINGS), FINDING)
    open_items = "select count(*) from portfolio_progress where not is_done"
    copies = needed(connection, open_items, PORTFOLIO_ITEMS)
    for table in ("portfolio_progress", "portfolio_progress_history", "forecasts"):
        repeat(connection, table, copies, f"work_item_id + n * {STEP} as work_item_id")


def needed(connection: duckdb.DuckDBPyConnection, query: str, wanted: int) -> int:
    """Return how many copies of the rows that a query counts make so many."""
    [(rows,)] = connection.sql(query).fetchall()
    return -(-wanted // rows)


def repeat(connection: duckdb.DuckDBPyConnection, table: str, copies: int, changed: str) -> None:
    """Add copies of all rows of a table, with columns that a number makes different."""
    connection.execute(
        f"insert into {table} select {table}.* replace ({changed}) "
        f"from {table}, range(1, {copies}) as copy (n)"
    )


if __name__ == "__main__":
    main()
