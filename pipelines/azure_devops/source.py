"""The dlt source for Azure DevOps: snapshots that were read, and feeds, read while they are loaded."""

from collections.abc import Iterable, Iterator

import dlt
import pyarrow as pa
from dlt.common.schema.typing import TDeleteInsertStrategyDict, TMergeDispositionDict
from dlt.extract import DltResource

from pipelines.azure_devops.change_feeds import FeedReader
from pipelines.azure_devops.snapshots import SnapshotTable

MERGE_BY_REPLACING_ROWS: TDeleteInsertStrategyDict = {
    "disposition": "merge",
    "strategy": "delete-insert",
}

MERGE_BY_KEEPING_ROWS: TMergeDispositionDict = {
    "disposition": "merge",
    "strategy": "insert-only",
}


@dlt.source(name="azure_devops", max_table_nesting=0)
def azure_devops(
    snapshots: Iterable[SnapshotTable] = (), feeds: Iterable[FeedReader] = ()
) -> Iterator[DltResource]:
    """Yield one resource for each snapshot, and one for the next package of each feed.

    Args:
        snapshots: The snapshots with their tables.
        feeds: The readers of the feeds to continue.
    """
    for snapshot, table in snapshots:
        if snapshot.is_retained:
            yield retained([table], snapshot.name)
        else:
            yield dlt.resource([table], name=snapshot.name, write_disposition="replace")
    for reader in feeds:
        yield _next_package(reader)


def retained(
    tables: list[pa.Table], name: str, load_key: tuple[str, ...] = ("loaded_at",)
) -> DltResource:
    """Return a resource whose loads are all retained, each identified by its `load_key`.

    The key is the merge key: repeating a load that was killed replaces it.
    """
    return dlt.resource(
        tables, name=name, merge_key=load_key, write_disposition=MERGE_BY_REPLACING_ROWS
    )


def _next_package(reader: FeedReader) -> DltResource:
    feed = reader.feed
    if feed.latest_by is None:
        return dlt.resource(
            reader.package(),
            name=feed.name,
            primary_key=feed.primary_key,
            write_disposition=MERGE_BY_KEEPING_ROWS,
        )
    return dlt.resource(
        reader.package(),
        name=feed.name,
        primary_key=feed.primary_key,
        write_disposition=MERGE_BY_REPLACING_ROWS,
        columns={feed.latest_by: {"dedup_sort": "desc"}},
    )
