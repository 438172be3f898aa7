"""The dlt source for Azure DevOps. Building it sends nothing; reading starts with iteration."""

from collections.abc import Iterable, Iterator

import dlt
import pyarrow as pa
from dlt.extract import DltResource

from pipelines.azure_devops.directory import Directory
from pipelines.azure_devops.feeds import FeedReader
from pipelines.azure_devops.resources import SNAPSHOTS, Snapshot


@dlt.source(name="azure_devops", max_table_nesting=0)
def azure_devops(
    directory: Directory,
    snapshots: Iterable[Snapshot] = SNAPSHOTS,
    feeds: Iterable[FeedReader] = (),
) -> Iterator[DltResource]:
    """The given snapshots and the next package of each given feed, as Arrow tables."""
    for snapshot in snapshots:
        yield dlt.resource(
            _snapshot_table(snapshot, directory),
            name=snapshot.name,
            write_disposition="replace",
        )
    for reader in feeds:
        yield dlt.resource(
            reader.package(),
            name=reader.feed.name,
            primary_key=reader.feed.primary_key,
            write_disposition={"disposition": "merge", "strategy": "delete-insert"},
            columns={reader.feed.dedup_sort: {"dedup_sort": "desc"}},
        )


def _snapshot_table(snapshot: Snapshot, directory: Directory) -> Iterator[pa.Table]:
    rows = list(snapshot.rows(directory))
    directory.client.usage.of(snapshot.name).add(rows=len(rows))
    yield pa.Table.from_pylist(rows, schema=snapshot.schema)
