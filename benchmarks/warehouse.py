"""A generated organization of any size, written directly into a warehouse as input of the models.

`warehouse.sql` derives everything from hashes of ids, so the same size always gives the same warehouse.
"""

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipelines import warehouse
from pipelines.extract import coverage
from pipelines.extract.raw_tables import RAW_TABLES, create_missing_raw_tables
from pipelines.warehouse.run_context import RunContext, write_run_context

ROWS = Path(__file__).with_suffix(".sql")
REVISIONS_PER_ITEM = 13
NOT_READ_BY_THAT_NAME = {
    "roster_accounts",
    "roster_expectations",
    *warehouse.RETAINED_TABLES,
    *warehouse.RUN_TABLES,
}

CONTEXT = RunContext(
    run_id="benchmark",
    organization="benchmark",
    organization_url="https://dev.azure.com/benchmark",
    as_of=datetime(2026, 6, 30, 18, tzinfo=UTC),
    is_historical=False,
    time_zone="Europe/Berlin",
    started_at=datetime(2026, 6, 30, 18, tzinfo=UTC),
    velocity_planning_days=0,
    velocity_incomplete_categories=("Proposed", "InProgress", "Resolved", "Unknown"),
    bulk_edit_items=50,
    dependency_link_types=(),
    authority_platform="hr",
    platforms=("hr", "github"),
)


def write_warehouse(path: Path, revisions: int, context: RunContext = CONTEXT) -> None:
    """Write a warehouse with about `revisions` revisions, ready for the models."""
    parameters = {"items": max(100, revisions // REVISIONS_PER_ITEM), "as_of": CONTEXT.as_of}
    with warehouse.connect(path) as connection:
        create_missing_raw_tables(connection)
        write_run_context(connection, context)
        for statement in duckdb.extract_statements(ROWS.read_text()):
            used = {name: parameters[name] for name in statement.named_parameters}
            connection.execute(statement, used)
        warehouse.replace_table(connection, "coverage", coverage.as_table(_coverage(context)))


def _coverage(context: RunContext) -> list[coverage.Coverage]:
    """Everything was read."""
    tables = set(RAW_TABLES) - NOT_READ_BY_THAT_NAME
    return [
        coverage.Coverage(name, "vso.work", coverage.LoadStatus.LOADED, 0, 0, True)
        for name in sorted([*tables, *(f"roster_{platform}" for platform in context.platforms)])
    ]
