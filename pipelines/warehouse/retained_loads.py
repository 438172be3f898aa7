"""Loads that are all kept: a row in `raw.snapshot_loads` says that one is complete.

Until then no model takes it for the latest.
"""

from datetime import datetime
from pathlib import Path

from pipelines import warehouse


def keep(warehouse_path: Path, resource: str, loaded_at: datetime, rows: int) -> None:
    """Note that the load of that instant is complete."""
    with warehouse.connect(warehouse_path) as connection:
        warehouse.create_missing_tables(connection, warehouse.KEPT_TABLES)
        connection.execute(
            "insert into raw.snapshot_loads values (?, ?, ?)", [resource, loaded_at, rows]
        )


def rows_before(warehouse_path: Path, resource: str, loaded_at: datetime) -> int | None:
    """The rows of the last complete load before that instant; none if there was none."""
    with warehouse.connect(warehouse_path) as connection:
        warehouse.create_missing_tables(connection, warehouse.KEPT_TABLES)
        [(rows,)] = connection.execute(
            """
            select max_by(row_count, loaded_at) from raw.snapshot_loads
            where resource = ? and loaded_at < ?
            """,
            [resource, loaded_at],
        ).fetchall()
    return None if rows is None else int(rows)
