"""How long loads of licenses and rosters are kept: they say who worked here, and when."""

from datetime import datetime, timedelta
from pathlib import Path

from pipelines import warehouse
from pipelines.azure_devops.resources import OPTIONAL_SNAPSHOTS

# Of a table whose loads are all kept: the resource of a row's load, as `raw.snapshot_loads` names it.
_RESOURCES = {
    "roster_accounts": "'roster_' || platform",
    **{
        each.name: f"'{each.name}'"
        for group in OPTIONAL_SNAPSHOTS
        for each in group
        if each.is_kept
    },
}


def forget_old_loads(warehouse_path: Path, now: datetime, retention_days: int) -> None:
    """Delete loads that are older than `retention_days`, but never the last complete one of a resource."""
    with warehouse.connect(warehouse_path) as connection:
        warehouse.create_missing_raw_tables(connection)
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
