"""All raw tables: those that the sources load, and those that runs and override files write."""

from collections.abc import Mapping

import duckdb
import pyarrow as pa

from pipelines import warehouse
from pipelines.accounts import schema as accounts
from pipelines.azure_devops import registry
from pipelines.azure_devops.resources import saved_queries, team_days_off, work_item_relations
from pipelines.overrides.schema import OVERRIDE_TABLES

ROSTER_ACCOUNTS, ROSTER_EXPECTATIONS = "roster_accounts", "roster_expectations"

RAW_TABLES: Mapping[str, pa.Schema] = {
    **registry.RAW_TABLES,
    work_item_relations.RESOURCE: work_item_relations.WORK_ITEM_RELATIONS_SCHEMA,
    saved_queries.RESOURCE: saved_queries.WORK_ITEM_SEGMENTS_SCHEMA,
    team_days_off.RESOURCE: team_days_off.TEAM_DAYS_OFF_SCHEMA,
    ROSTER_ACCOUNTS: accounts.ACCOUNTS,
    ROSTER_EXPECTATIONS: accounts.EXPECTATIONS,
}
"""The tables that dlt loads."""


def create_missing_raw_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create, empty, each raw table that no load has created: a resource may be denied permanently."""
    warehouse.create_missing_tables(
        connection, {**RAW_TABLES, **warehouse.RETAINED_TABLES, **OVERRIDE_TABLES}
    )
