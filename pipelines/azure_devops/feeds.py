"""The two change feeds: everything that is new behind a cursor, in packages of bounded size."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import dlt
import pyarrow as pa

from pipelines.azure_devops.directory import Directory
from pipelines.azure_devops.links import link_change_row
from pipelines.azure_devops.paginators import ReportingFeedPaginator
from pipelines.azure_devops.resources import LINK_CHANGES, REVISIONS, Feed
from pipelines.azure_devops.revisions import revision_row

PACKAGE_ROWS = 20_000


@dataclass
class FeedReader:
    """Reads one feed package by package; `is_exhausted` once the feed's last batch has been read.

    The cursor is kept in the resource's dlt state, which dlt commits together with the package.
    """

    feed: Feed
    directory: Directory
    package_rows: int = PACKAGE_ROWS
    from_start: bool = False  # forget the cursor, once, and read everything again
    is_exhausted: bool = False

    def package(self) -> Iterator[pa.Table]:
        """Yield the next pages as tables of the feed's schema, and move the cursor behind them."""
        state = dlt.current.resource_state()
        if self.from_start:
            state.pop("continuation_token", None)
            self.from_start = False
        paginator = ReportingFeedPaginator(state.get("continuation_token"))
        rows_in_package = 0
        yield self.feed.schema.empty_table()  # the table exists even when there is nothing to read
        for page in self._pages(paginator):
            yield self._table(page, state)
            state["continuation_token"] = paginator.token
            rows_in_package += len(page)
            if rows_in_package >= self.package_rows and paginator.has_next_page:
                return
        self.is_exhausted = True

    def _pages(self, paginator: ReportingFeedPaginator) -> Iterator[list[dict[str, Any]]]:
        return self.directory.client.pages(
            self.feed.name,
            self.feed.path,
            key="values",
            params=self.feed.params,
            paginator=paginator,
        )

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
        FeedReader(feed, directory, from_start=from_start) for feed in (REVISIONS, LINK_CHANGES)
    ]
