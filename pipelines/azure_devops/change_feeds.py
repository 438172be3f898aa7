"""The two change feeds: everything that is new behind a cursor, in packages of bounded size."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import NamedTuple

import dlt
import pyarrow as pa

from pipelines.azure_devops.another_process import another_process
from pipelines.azure_devops.directory import Directory
from pipelines.azure_devops.links import link_change_table
from pipelines.azure_devops.paginators import ReportingFeedPaginator
from pipelines.azure_devops.prefetch import map_ahead, read_ahead
from pipelines.azure_devops.records import Answer
from pipelines.azure_devops.resources import FEEDS, REVISIONS, Feed
from pipelines.azure_devops.revisions import revision_table

PACKAGE_ROWS = 20_000
ANSWERS_AHEAD = 2  # the service makes the next ones while we convert one
ANSWERS_CONVERTED_HERE = 10  # the first ones, often all; for more it is worth to start a process
PAGES_AHEAD = 20  # about a package: it is read and converted while the one before it is loaded

Key = tuple[object, ...]


class FeedPage(NamedTuple):
    """A page of a feed, with the cursor and the feed position behind it."""

    rows: pa.Table
    token: str | None
    position: int
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
            position = state.get("feed_position", 0)
            self._pages = read_ahead(self._pages_behind(token, position), PAGES_AHEAD)
        rows_in_package, given = 0, set[Key]()
        yield self.feed.schema.empty_table()  # the table exists even when there is nothing to read
        for page in self._pages:
            yield page.rows if self.feed.latest_by else self._not_given_before(page.rows, given)
            self.directory.client.usage.of(self.feed.name).add(rows=page.rows.num_rows)
            state["continuation_token"], state["feed_position"] = page.token, page.position
            self.is_exhausted = page.is_last
            rows_in_package += page.rows.num_rows
            if rows_in_package >= self.package_rows:
                return

    def _not_given_before(self, rows: pa.Table, given: set[Key]) -> pa.Table:
        """The rows of a page whose keys are not in `given`, to which they are added.

        Of two with one key the later stays: within a page it is the next change, not a repetition.
        """
        keys: list[Key] = list(
            zip(*(rows[name].to_pylist() for name in self.feed.primary_key), strict=True)
        )
        last = {key: index for index, key in enumerate(keys)}
        kept = [index for key, index in last.items() if key not in given]
        given.update(keys)
        return rows.take(pa.array(sorted(kept), pa.int64()))

    def _pages_behind(self, token: str | None, position: int) -> Iterator[FeedPage]:
        answers = read_ahead(self._answers_behind(token, position), ANSWERS_AHEAD)
        for answer, rows in self._converted(answers):
            behind = answer.position + len(answer.records)
            yield FeedPage(rows, answer.token, behind, answer.is_last)

    def _converted(self, answers: Iterator[Answer]) -> Iterator[tuple[Answer, pa.Table]]:
        convert: Callable[[Answer], pa.Table] = link_change_table
        if self.feed is REVISIONS:
            convert = partial(revision_table, long_text_fields=self.directory.long_text_fields)
        yield from ((answer, convert(answer)) for answer in islice(answers, ANSWERS_CONVERTED_HERE))
        with another_process() as process:
            yield from map_ahead(process, convert, answers, ANSWERS_AHEAD)

    def _answers_behind(self, token: str | None, position: int) -> Iterator[Answer]:
        paginator = ReportingFeedPaginator(token)
        pages = self.directory.client.pages(
            self.feed.name,
            self.feed.path,
            key="values",
            params=self.feed.params,
            paginator=paginator,
        )
        for records in pages:
            yield Answer(records, position, paginator.token, not paginator.has_next_page)
            position += len(records)


def feed_readers(directory: Directory, from_start: bool = False) -> list[FeedReader]:
    """A reader for each feed."""
    return [FeedReader(feed, directory, PACKAGE_ROWS, from_start) for feed in FEEDS]
