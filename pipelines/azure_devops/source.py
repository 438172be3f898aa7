"""The dlt source for Azure DevOps. Building it sends nothing; reading starts with iteration."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import dlt
import pyarrow as pa
from dlt.common.schema.typing import TDeleteInsertStrategyDict, TMergeDispositionDict
from dlt.extract import DltResource

from pipelines.azure_devops.change_feeds import FeedReader
from pipelines.azure_devops.directory import Directory
from pipelines.azure_devops.resources import SNAPSHOTS, Snapshot

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
    directory: Directory,
    loaded_at: datetime,
    snapshots: Iterable[Snapshot] = SNAPSHOTS,
    feeds: Iterable[FeedReader] = (),
) -> Iterator[DltResource]:
    """The given snapshots, as of `loaded_at`, and the next package of each given feed, as Arrow tables."""
    for snapshot in snapshots:
        yield kept_or_replaced(
            _snapshot_table(snapshot, directory, loaded_at), snapshot.name, snapshot.is_kept
        )
    for reader in feeds:
        yield _next_package(reader)


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


def kept_or_replaced(
    tables: list[pa.Table] | Iterator[pa.Table],
    name: str,
    is_kept: bool,
    load_key: tuple[str, ...] = ("loaded_at",),
) -> DltResource:
    """A resource whose loads are all kept, each under its `load_key`, or of which the last one is.

    A load that was killed and is repeated takes its own place: `load_key` is the merge key.
    """
    if not is_kept:
        return dlt.resource(tables, name=name, write_disposition="replace")
    return dlt.resource(
        tables, name=name, merge_key=load_key, write_disposition=MERGE_BY_REPLACING_ROWS
    )


def _snapshot_table(
    snapshot: Snapshot, directory: Directory, loaded_at: datetime
) -> Iterator[pa.Table]:
    rows = list(snapshot.rows(directory))
    if snapshot.is_kept:
        rows = [row | {"loaded_at": loaded_at} for row in rows]
    directory.client.usage.of(snapshot.name).add(rows=len(rows))
    yield pa.Table.from_pylist(rows, schema=snapshot.schema)
