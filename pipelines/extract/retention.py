"""How long loads of licenses and rosters are retained: they show who worked here, and when."""

from datetime import datetime, timedelta
from pathlib import Path

from pipelines import warehouse
from pipelines.azure_devops.registry import OPTIONAL_SNAPSHOTS
from pipelines.extract.raw_tables import ROSTER_ACCOUNTS, create_missing_raw_tables

# For each table whose loads are all retained: SQL for the resource of a row in `raw.snapshot_loads`.
_RESOURCES = {
    ROSTER_ACCOUNTS: "'roster_' || platform",
    **{
        snapshot.name: f"'{snapshot.name}'"
        for group in OPTIONAL_SNAPSHOTS
        for snapshot in group
        if snapshot.is_retained
    },
}


def delete_old_loads(warehouse_path: Path, now: datetime, retention_days: int) -> None:
    """Delete loads older than `retention_days`, except the last complete one of each resource."""
    with warehouse.connect(warehouse_path) as connection:
        create_missing_raw_tables(connection)
        for table, resource in _RESOURCES.items():
            connection.execute(
                f"""
                delete from raw.{table} where loaded_at < ? and loaded_at < (
                    select max(loads.loaded_at) from raw.snapshot_loads as loads
                    where loads.resource = {resource}
                )
                """,
                [now - timedelta(days=retention_days)],
            )
