"""Permanently deleted work items: found by a scan of all existing ids, recorded in the warehouse."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import duckdb
import pyarrow as pa

from pipelines import warehouse
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.resources.existing_ids import fetch_existing_ids, fetch_recycled_ids
from pipelines.errors import RunFailed
from pipelines.extract.known_projects import ITEM_PROJECTS

# Schedulers start a run early or late: a daily scan is not postponed because the run started earlier.
TOLERANCE = timedelta(hours=6)

_LATEST_REVISIONS = """
    select id, rev, is_deleted from raw.work_item_revisions
    qualify row_number() over (partition by id order by rev desc) = 1
"""

_UNFLAG_CHANGED = f"""
    delete from raw.destroyed_work_items as flagged
    using ({_LATEST_REVISIONS}) as latest
    where flagged.work_item_id = latest.id and flagged.last_rev < latest.rev
"""

_FLAG_MISSING = f"""
    insert into raw.destroyed_work_items
    select latest.id, $now, latest.rev
    from ({_LATEST_REVISIONS}) as latest
    inner join missing on latest.id = missing.id and latest.rev = missing.rev
    inner join ({ITEM_PROJECTS}) as items on latest.id = items.id
    inner join raw.projects as projects on items.project_id = projects.id
    where
        (not latest.is_deleted or $knows_recycled)
        and latest.id not in (select work_item_id from raw.destroyed_work_items)
"""


def next_scan_at(warehouse_path: Path, interval: timedelta) -> datetime | None:
    """Return when the next scan is due, in UTC; none if there has been no complete one."""
    with warehouse.connect(warehouse_path) as connection:
        last = _last_scan_at(connection)
    return (last + interval).replace(tzinfo=UTC) if last else None


def _last_scan_at(connection: duckdb.DuckDBPyConnection) -> datetime | None:
    """Return when the last complete scan was, in UTC without a zone."""
    warehouse.create_missing_tables(connection, warehouse.RETAINED_TABLES)
    [(last,)] = connection.sql("select max(swept_at) from raw.sweeps").fetchall()
    return cast(datetime | None, last)


class DeletionScan:
    """A scan in two halves: read the ids before the feeds are read, and compare after them.

    An item that is deleted, restored or created during the run is thereby in the feeds or not yet known, and
    never flagged. Nothing is flagged unless both halves are completed.
    """

    def __init__(self, warehouse_path: Path, started_at: datetime) -> None:
        self._warehouse_path = warehouse_path
        self._started_at = started_at.replace(tzinfo=None)
        self._missing: pa.Table | None = None  # id and latest known revision
        self._knows_recycled = False

    def is_due(self, interval: timedelta) -> bool:
        """Return whether the last complete scan is `interval` ago, and there are items to look for."""
        with warehouse.connect(self._warehouse_path) as connection:
            last = _last_scan_at(connection)
            has_items = warehouse.has_raw_table(connection, "work_item_revisions")
        return has_items and (last is None or self._started_at - last >= interval - TOLERANCE)

    def read_ids(self, organization: AzureDevOpsOrganization) -> int:
        """Read the ids of all existing items, and return how many there are.

        Raises:
            RunFailed: If there are none: the token can no longer see any work items.
        """
        existing = list(fetch_existing_ids(organization.client))
        recycled = fetch_recycled_ids(organization)
        if not existing and not recycled:
            raise RunFailed(
                "The token can no longer see any work items. The deletion scan was skipped."
            )
        self._knows_recycled = recycled is not None
        found = pa.table({"id": pa.array(existing + (recycled or []), pa.int64())})
        with warehouse.connect(self._warehouse_path) as connection:
            connection.register("found", found)
            self._missing = connection.sql(
                "select id, max(rev) as rev from raw.work_item_revisions "
                "where id not in (from found) group by id"
            ).to_arrow_table()
        return int(found.num_rows)

    def conclude(self) -> int | None:
        """Unflag items with a new revision, flag missing ones, and return how many are flagged.

        Missing are items of listed projects without a new revision whose id was not found; if a recycle bin
        could not be read, deleted items are not flagged. If the ids were not read, flag nothing and return
        none.
        """
        with warehouse.connect(self._warehouse_path) as connection:
            warehouse.create_missing_tables(connection, warehouse.RETAINED_TABLES)
            connection.execute("begin")
            connection.execute(_UNFLAG_CHANGED)
            flagged = None if self._missing is None else self._flag(connection, self._missing)
            connection.execute("commit")
        return flagged

    def _flag(self, connection: duckdb.DuckDBPyConnection, missing: pa.Table) -> int:
        connection.register("missing", missing)
        connection.execute(
            "delete from raw.destroyed_work_items where work_item_id not in (select id from missing)"
        )
        values = {"now": self._started_at, "knows_recycled": self._knows_recycled}
        connection.execute(_FLAG_MISSING, values)
        connection.execute("insert into raw.sweeps values (?)", [self._started_at])
        [(flagged,)] = connection.sql("select count(*) from raw.destroyed_work_items").fetchall()
        return int(flagged)
