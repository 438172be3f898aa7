"""The working database `warehouse.duckdb`: its connection, its tables, and the lock of its folder.

Imports no source: whoever knows the sources passes their table schemas in.
"""

from pipelines.warehouse.database import (
    MEMORY_LIMIT,
    RAW_SCHEMA,
    connect,
    create_missing_tables,
    has_raw_table,
    remove_repeated_rows,
    replace_table,
)
from pipelines.warehouse.tables import (
    CALENDAR_DAYS,
    COVERAGE,
    COVERAGE_GAPS,
    EXTRACTION_STATE,
    PLATFORMS,
    RETAINED_TABLES,
    RUN_CONTEXT,
    RUN_TABLES,
)

__all__ = [
    "CALENDAR_DAYS",
    "COVERAGE",
    "COVERAGE_GAPS",
    "EXTRACTION_STATE",
    "MEMORY_LIMIT",
    "PLATFORMS",
    "RAW_SCHEMA",
    "RETAINED_TABLES",
    "RUN_CONTEXT",
    "RUN_TABLES",
    "connect",
    "create_missing_tables",
    "has_raw_table",
    "remove_repeated_rows",
    "replace_table",
]
