"""The two change feeds: everything that is new behind a cursor, in packages of bounded size."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import dlt
import pyarrow as pa

from pipelines.azure_devops.directory import Directory
from pipelines.azure_devops.links import link_change_row
from pipelines.azure_devops.paginators import ReportingFeedPaginator
from pipelines.azure_devops.prefetch import one_ahead
from pipelines.azure_devops.resources import LINK_CHANGES, REVISIONS, Feed
from pipelines.azure_devops.revisions import revision_row

PACKAGE_ROWS = 20_000


class FeedPage(NamedTuple):
    """A page of a feed, with the cursor behind it."""

    records: list[dict[str, Any]]
    token: str | None
    is_last: bool


@dataclass
class FeedReader:
    """Reads one feed package by package; `is_exhausted` once the feed's last batch has been read.

    The cursor is kept in the resource's dlt state, which dlt commits together with the package.
    """

    feed: Feed
    directory: Directory
    package_rows: int
    from_start: bool = False  # forget the kept cursor and read everything again
    is_exhausted: bool = False
    _pages: Iterator[FeedPage] | None = None

    def package(self) -> Iterator[pa.Table]:
        """Yield the next pages as tables of the feed's schema, and move the cursor behind them."""
        state = dlt.current.resource_state()
        if self._pages is None:
            token = None if self.from_start else state.get("continuation_token")
            self._pages = one_ahead(self._pages_behind(token))
        rows_in_package = 0
        yield self.feed.schema.empty_table()  # the table exists even when there is nothing to read
        for page in self._pages:
            yield self._table(page.records, state)
            state["continuation_token"] = page.token
            self.is_exhausted = page.is_last
            rows_in_package += len(page.records)
            if rows_in_package >= self.package_rows:
                return

    def _pages_behind(self, token: str | None) -> Iterator[FeedPage]:
        paginator = ReportingFeedPaginator(token)
        pages = self.directory.client.pages(
            self.feed.name,
            self.feed.path,
            key="values",
            params=self.feed.params,
            paginator=paginator,
        )
        for page in pages:
            yield FeedPage(page, paginator.token, not paginator.has_next_page)

    def _table(self, page: list[dict[str, Any]], state: dict[str, Any]) -> pa.Table:
        rows = self._rows(page, state)
        self.directory.client.usage.of(self.feed.name).add(rows=len(rows))
        return pa.Table.from_pylist(rows, schema=self.feed.schema)

    def _rows(self, page: list[dict[str, Any]], state: dict[str, Any]) -> list[dict[str, Any]]:
        if self.feed is REVISIONS:
            long_text_fields = self.directory.long_text_fields
            return [revision_row(revision, long_text_fields) for revision in page]
        position = state.get("feed_position", 0)
        state["feed_position"] = position + len(page)
        return [link_change_row(change, position + index) for index, change in enumerate(page, 1)]


def feed_readers(directory: Directory, from_start: bool = False) -> list[FeedReader]:
    """A reader for each feed."""
    return [
        FeedReader(feed, directory, PACKAGE_ROWS, from_start) for feed in (REVISIONS, LINK_CHANGES)
    ]
