"""Items that were destroyed: noticed by a sweep of all ids, remembered in the warehouse."""

from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines import warehouse
from pipelines.azure_devops.directory import Directory
from pipelines.azure_devops.existing_ids import existing_ids, recycled_ids
from pipelines.errors import RunFailed
from pipelines.extract.known_projects import ITEM_PROJECTS

# A night begins when the scheduler gets to it: a sweep of every night is not put off for being early.
EARLY = timedelta(hours=6)

_LATEST = """
    select id, rev, is_deleted from raw.work_item_revisions
    qualify row_number() over (partition by id order by rev desc) = 1
"""

_FREE = f"""
    delete from raw.destroyed_work_items as flagged
    using ({_LATEST}) as latest
    where flagged.work_item_id = latest.id and flagged.last_rev < latest.rev
"""

_FLAG = f"""
    insert into raw.destroyed_work_items
    select latest.id, $now, latest.rev
    from ({_LATEST}) as latest
    inner join missing on latest.id = missing.id and latest.rev = missing.rev
    inner join ({ITEM_PROJECTS}) as items on latest.id = items.id
    inner join raw.projects as projects on items.project_id = projects.id
    where
        (not latest.is_deleted or $knows_recycled)
        and latest.id not in (select work_item_id from raw.destroyed_work_items)
"""


class Sweep:
    """A sweep in two halves: the ids before the feeds are read, the comparison after them.

    An item that is deleted, restored or created while the run works is thereby in the feeds or not yet
    known, and never taken for destroyed. Nothing is flagged unless both halves were completed.
    """

    def __init__(self, warehouse_path: Path, started_at: datetime) -> None:
        self._warehouse_path = warehouse_path
        self._started_at = started_at.replace(tzinfo=None)
        self._missing: pa.Table | None = None  # id and latest known revision
        self._knows_recycled = False

    def is_due(self, every: timedelta) -> bool:
        """Whether the last complete sweep is that long ago, and there are items to look for."""
        with warehouse.connect(self._warehouse_path) as connection:
            warehouse.create_missing_tables(connection, warehouse.KEPT_TABLES)
            [(last,)] = connection.sql("select max(swept_at) from raw.sweeps").fetchall()
            is_known = warehouse.has_raw_table(connection, "work_item_revisions")
        return is_known and (last is None or self._started_at - last >= every - EARLY)

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
            self._missing = connection.sql(
                "select id, max(rev) as rev from raw.work_item_revisions "
                "where id not in (from found) group by id"
            ).to_arrow_table()
        return int(found.num_rows)

    def conclude(self) -> int | None:
        """Free flagged items that were seen again, flag the missing; return how many are flagged now.

        Seen again is what has got a revision since. Missing is what has got none since its id was not
        found, in a project that is listed; where a recycle bin could not be read, no deleted item is.
        Without ids nothing is flagged, and none is returned.
        """
        with warehouse.connect(self._warehouse_path) as connection:
            warehouse.create_missing_tables(connection, warehouse.KEPT_TABLES)
            connection.execute("begin")
            connection.execute(_FREE)
            flagged = None if self._missing is None else self._flag(connection, self._missing)
            connection.execute("commit")
        return flagged

    def _flag(self, connection: duckdb.DuckDBPyConnection, missing: pa.Table) -> int:
        connection.register("missing", missing)
        connection.execute(
            "delete from raw.destroyed_work_items where work_item_id not in (select id from missing)"
        )
        connection.execute(_FLAG, {"now": self._started_at, "knows_recycled": self._knows_recycled})
        connection.execute("insert into raw.sweeps values (?)", [self._started_at])
        [(flagged,)] = connection.sql("select count(*) from raw.destroyed_work_items").fetchall()
        return int(flagged)


def _id_table(ids: list[int]) -> pa.Table:
    return pa.table({"id": pa.array(ids, pa.int64())})
