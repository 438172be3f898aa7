"""Complete loads of resources whose loads are all retained: one row each in `raw.snapshot_loads`.

Models ignore a load without such a row.
"""

from datetime import datetime
from pathlib import Path

from pipelines import warehouse


def mark_complete(warehouse_path: Path, resource: str, loaded_at: datetime, rows: int) -> None:
    """Record that the load of `loaded_at` is complete."""
    with warehouse.connect(warehouse_path) as connection:
        warehouse.create_missing_tables(connection, warehouse.RETAINED_TABLES)
        connection.execute(
            "insert into raw.snapshot_loads values (?, ?, ?)", [resource, loaded_at, rows]
        )


def previous_row_count(warehouse_path: Path, resource: str, loaded_at: datetime) -> int | None:
    """Return the row count of the last complete load before `loaded_at`, or none if there is none."""
    with warehouse.connect(warehouse_path) as connection:
        warehouse.create_missing_tables(connection, warehouse.RETAINED_TABLES)
        [(rows,)] = connection.execute(
            """
            select max_by(row_count, loaded_at) from raw.snapshot_loads
            where resource = ? and loaded_at < ?
            """,
            [resource, loaded_at],
        ).fetchall()
    return None if rows is None else int(rows)
