"""Read the two change feeds: everything after a continuation token, in load packages of bounded size."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import NamedTuple

import dlt
import pyarrow as pa

from pipelines.azure_devops.concurrency import map_ahead, read_ahead, worker_process
from pipelines.azure_devops.declarations import ConvertBatch, Feed, FeedBatch
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.paginators import ReportingFeedPaginator
from pipelines.azure_devops.registry import FEEDS
from pipelines.http.errors import well_formed

PACKAGE_ROWS = 20_000
BATCHES_AHEAD = 2  # the service produces the next ones while we convert one
BATCHES_CONVERTED_HERE = 10  # often all of them; starting a worker process pays off for more
TABLES_AHEAD = 20  # about a package: read and converted while the previous package is loaded

Key = tuple[object, ...]


class ConvertedBatch(NamedTuple):
    """The rows of a batch, with the continuation token and the feed position after it."""

    rows: pa.Table
    continuation_token: str | None
    position: int
    is_last: bool


@dataclass
class FeedReader:
    """Reads one feed package by package; `is_exhausted` once the feed's last batch has been read.

    The continuation token is stored in the resource's dlt state, which dlt commits together with the package.
    """

    feed: Feed
    organization: AzureDevOpsOrganization
    package_rows: int
    full_refresh: bool = False  # ignore the stored token and read everything again
    is_exhausted: bool = False
    _batches: Iterator[ConvertedBatch] | None = None

    def package(self) -> Iterator[pa.Table]:
        """Yield the next batches as tables of the feed's schema, and store the token after them."""
        state = dlt.current.resource_state()
        if self._batches is None:
            token = None if self.full_refresh else state.get("continuation_token")
            position = state.get("feed_position", 0)
            self._batches = read_ahead(self._batches_after(token, position), TABLES_AHEAD)
        rows_in_package, seen = 0, set[Key]()
        yield self.feed.schema.empty_table()  # creates the table even when there is nothing to read
        for batch in self._batches:
            yield batch.rows if self.feed.latest_by else self._unseen_rows(batch.rows, seen)
            self.organization.client.usage.of(self.feed.name).add(rows=batch.rows.num_rows)
            state["continuation_token"] = batch.continuation_token
            state["feed_position"] = batch.position
            self.is_exhausted = batch.is_last
            rows_in_package += batch.rows.num_rows
            if rows_in_package >= self.package_rows:
                return

    def _unseen_rows(self, rows: pa.Table, seen: set[Key]) -> pa.Table:
        """Return the rows whose keys are not in `seen`, and add their keys.

        Of two rows with one key in a batch the later is returned: it is the next change, not a repetition.
        """
        keys: list[Key] = list(
            zip(*(rows[name].to_pylist() for name in self.feed.primary_key), strict=True)
        )
        last_index = {key: index for index, key in enumerate(keys)}
        unseen = [index for key, index in last_index.items() if key not in seen]
        seen.update(keys)
        return rows.take(pa.array(sorted(unseen), pa.int64()))

    def _batches_after(self, token: str | None, position: int) -> Iterator[ConvertedBatch]:
        batches = read_ahead(self._fetch_after(token, position), BATCHES_AHEAD)
        for batch, rows in self._converted(batches):
            next_position = batch.position + len(batch.records)
            yield ConvertedBatch(rows, batch.continuation_token, next_position, batch.is_last)

    def _converted(self, batches: Iterator[FeedBatch]) -> Iterator[tuple[FeedBatch, pa.Table]]:
        convert = partial(_convert, self.feed.name, self.feed.converter(self.organization))
        yield from ((batch, convert(batch)) for batch in islice(batches, BATCHES_CONVERTED_HERE))
        with worker_process() as process:
            yield from map_ahead(process, convert, batches, BATCHES_AHEAD)

    def _fetch_after(self, token: str | None, position: int) -> Iterator[FeedBatch]:
        paginator = ReportingFeedPaginator(token)
        pages = self.organization.client.pages(
            self.feed.name,
            self.feed.path,
            key="values",
            params=self.feed.params,
            paginator=paginator,
        )
        for records in pages:
            yield FeedBatch(records, position, paginator.token, not paginator.has_next_page)
            position += len(records)


def _convert(feed_name: str, convert: ConvertBatch, batch: FeedBatch) -> pa.Table:
    with well_formed(feed_name):
        return convert(batch)


def feed_readers(
    organization: AzureDevOpsOrganization, full_refresh: bool = False
) -> list[FeedReader]:
    """Return a reader for each feed."""
    return [FeedReader(feed, organization, PACKAGE_ROWS, full_refresh) for feed in FEEDS]
