"""The dlt source for Azure DevOps. Creating it sends no request; iterating over its resources does."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cache

import dlt
import pyarrow as pa
from dlt.common.schema.typing import TDeleteInsertStrategyDict, TMergeDispositionDict
from dlt.extract import DltResource

from pipelines.azure_devops.change_feeds import FeedReader
from pipelines.azure_devops.declarations import Snapshot
from pipelines.azure_devops.gaps import without_ids
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
    read_all = cache(lambda: _read(list(snapshots), organization, loaded_at))
    for snapshot in snapshots:
        tables = _table(read_all, snapshot.name)
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


def _table(read_all: Callable[[], dict[str, pa.Table]], name: str) -> Iterator[pa.Table]:
    yield read_all()[name]


def _read(
    snapshots: list[Snapshot], organization: AzureDevOpsOrganization, loaded_at: datetime
) -> dict[str, pa.Table]:
    """Return the tables of all snapshots by name, without the projects and teams that are left out.

    They are read before the first is loaded: any of them may leave a project or team out.
    """
    tables = [
        (snapshot, _snapshot_table(snapshot, organization, loaded_at)) for snapshot in snapshots
    ]
    organization.require_a_project()
    return {
        snapshot.name: _without_gaps(snapshot, table, organization) for snapshot, table in tables
    }


def _snapshot_table(
    snapshot: Snapshot, organization: AzureDevOpsOrganization, loaded_at: datetime
) -> pa.Table:
    found = list(snapshot.rows(organization))
    rows = without_repeated(snapshot, found)
    usage = organization.client.usage.of(snapshot.name)
    usage.remarks += remarks(snapshot, found, rows)
    usage.add(rows=len(rows))
    if snapshot.is_retained:
        rows = [row | {"loaded_at": loaded_at} for row in rows]
    return pa.Table.from_pylist(rows, schema=snapshot.schema)


def _without_gaps(
    snapshot: Snapshot, table: pa.Table, organization: AzureDevOpsOrganization
) -> pa.Table:
    if snapshot.is_retained or not list(organization.gaps):
        return table
    table = without_ids(table, snapshot.project_column, organization.gaps.project_ids)
    return without_ids(table, snapshot.team_column, organization.left_out_team_ids())
