"""Items that were destroyed: noticed by a sweep of all ids, remembered in the warehouse."""

from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa

from pipelines import warehouse
from pipelines.azure_devops.directory import Directory
from pipelines.azure_devops.sweep import existing_ids, recycled_ids
from pipelines.errors import RunFailed

_LATEST = """
    select id, is_deleted, changed_date from raw.work_item_revisions
    qualify row_number() over (partition by id order by rev desc) = 1
"""


class Sweep:
    """A sweep in two halves: the ids before the feeds are read, the comparison after them.

    An item that is deleted or created while the run works is thereby in the feeds or not yet known, and
    never taken for destroyed; nor is one that was restored meanwhile. Nothing is written unless both
    halves were completed.
    """

    def __init__(self, warehouse_path: Path, started_at: datetime) -> None:
        self._warehouse_path = warehouse_path
        self._started_at = started_at.replace(tzinfo=None)
        self._missing: list[int] | None = None
        self._knows_recycled = False

    def is_due(self, every: timedelta) -> bool:
        """Whether the last complete sweep is that long ago, and there are items to look for."""
        with warehouse.connect(self._warehouse_path) as connection:
            warehouse.create_missing_tables(connection, warehouse.KEPT_TABLES)
            [(last,)] = connection.sql("select max(swept_at) from raw.sweeps").fetchall()
            is_known = warehouse.has_raw_table(connection, "work_item_revisions")
        return is_known and (last is None or self._started_at - last >= every)

    def read_ids(self, directory: Directory) -> int:
        """Read all ids and keep which known items are missing; return how many ids there are.

        Raises:
            RunFailed: If there is not one: the token sees nothing any more.
        """
        existing = list(existing_ids(directory.client))
        recycled = recycled_ids(directory)
        if not existing and not recycled:
            raise RunFailed("The token sees no work item any more; none is taken for destroyed.")
        self._knows_recycled = recycled is not None
        found = _id_table(existing + (recycled or []))
        with warehouse.connect(self._warehouse_path) as connection:
            connection.register("found", found)
            rows = connection.sql(
                "select distinct id from raw.work_item_revisions where id not in (from found)"
            ).fetchall()
        self._missing = [row[0] for row in rows]
        return int(found.num_rows)

    def conclude(self) -> int | None:
        """Flag the missing items, free those that were seen again, and return how many are flagged now.

        A deleted item is flagged only if all recycle bins were read. Without ids nothing is done.
        """
        if self._missing is None:
            return None
        with warehouse.connect(self._warehouse_path) as connection:
            connection.register("missing", _id_table(self._missing))
            connection.execute("begin")
            connection.execute(
                "delete from raw.destroyed_work_items where work_item_id not in (from missing)"
            )
            connection.execute(
                f"""
                insert into raw.destroyed_work_items
                select id, $now from ({_LATEST})
                where changed_date < $now
                    and (not is_deleted or $knows_recycled)
                    and id in (from missing)
                    and id not in (select work_item_id from raw.destroyed_work_items)
                """,
                {"now": self._started_at, "knows_recycled": self._knows_recycled},
            )
            connection.execute("insert into raw.sweeps values (?)", [self._started_at])
            connection.execute("commit")
            [(flagged,)] = connection.sql(
                "select count(*) from raw.destroyed_work_items"
            ).fetchall()
        return int(flagged)


def _id_table(ids: list[int]) -> pa.Table:
    return pa.table({"id": pa.array(ids, pa.int64())})
