"""The dlt source for Azure DevOps. Creating it sends no request; iterating over its resources does."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import dlt
import pyarrow as pa
from dlt.common.schema.typing import TDeleteInsertStrategyDict, TMergeDispositionDict
from dlt.extract import DltResource

from pipelines.azure_devops.change_feeds import FeedReader
from pipelines.azure_devops.declarations import Snapshot
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.registry import SNAPSHOTS
from pipelines.azure_devops.repeated_rows import remarks, without_repeated

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
    organization: AzureDevOpsOrganization,
    loaded_at: datetime,
    snapshots: Iterable[Snapshot] = SNAPSHOTS,
    feeds: Iterable[FeedReader] = (),
) -> Iterator[DltResource]:
    """Yield one resource of Arrow tables for each snapshot, and one for the next package of each feed.

    Args:
        organization: The organization to read.
        loaded_at: Identifies the loads of retained snapshots.
        snapshots: The snapshots to read.
        feeds: The readers of the feeds to continue.
    """
    for snapshot in snapshots:
        tables = _snapshot_tables(snapshot, organization, loaded_at)
        if snapshot.is_retained:
            yield retained(tables, snapshot.name)
        else:
            yield dlt.resource(tables, name=snapshot.name, write_disposition="replace")
    for reader in feeds:
        yield _next_package(reader)


def retained(
    tables: list[pa.Table] | Iterator[pa.Table],
    name: str,
    load_key: tuple[str, ...] = ("loaded_at",),
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


def _snapshot_tables(
    snapshot: Snapshot, organization: AzureDevOpsOrganization, loaded_at: datetime
) -> Iterator[pa.Table]:
    found = list(snapshot.rows(organization))
    rows = without_repeated(snapshot, found)
    usage = organization.client.usage.of(snapshot.name)
    usage.remarks += remarks(snapshot, found, rows)
    usage.add(rows=len(rows))
    if snapshot.is_retained:
        rows = [row | {"loaded_at": loaded_at} for row in rows]
    yield pa.Table.from_pylist(rows, schema=snapshot.schema)
