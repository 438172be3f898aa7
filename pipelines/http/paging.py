"""Lists that would never end: whether the pages of a list get ahead."""

import hashlib
from collections import Counter
from typing import Any

import orjson
from requests import Response

from pipelines.http.errors import UnexpectedResponse

MAX_EMPTY_PAGES = 1_000  # in a row: a feed filters its pages after it has cut them
MAX_PAGES = 100_000  # of one list


class PageProgress:
    """Counts the pages of one list, by their requests and by their records, which may each repeat."""

    def __init__(self, max_repeats: int) -> None:
        self._max_repeats = max_repeats
        self._requested: Counter[str] = Counter()
        self._received: Counter[bytes] = Counter()
        self._pages = 0
        self._empty_in_a_row = 0

    def note(self, response: Response, records: list[Any]) -> None:
        """Count one page.

        Raises:
            UnexpectedResponse: If the list does not get ahead.
        """
        self._pages += 1
        self._requested[response.url] += 1
        self._empty_in_a_row = 0 if records else self._empty_in_a_row + 1
        count = self._requested[response.url]
        if records:
            page = _digest(response, records)
            self._received[page] += 1
            count = max(count, self._received[page])
        if count > 1 + self._max_repeats:
            raise _loop(response, f"the same page was returned {count} times")
        if self._empty_in_a_row > MAX_EMPTY_PAGES:
            raise _loop(response, f"{self._empty_in_a_row:,} pages in a row are empty")
        require_end(response, self._pages, MAX_PAGES)


def _digest(response: Response, records: list[Any]) -> bytes:
    """Return what pages with the same records have in common, whatever their continuation tokens are."""
    try:
        text = orjson.dumps(records)
    except orjson.JSONEncodeError:  # nested too deeply
        text = response.content
    return hashlib.blake2b(text, digest_size=16).digest()


def require_end(response: Response, pages: int, most: int) -> None:
    """Raise UnexpectedResponse if a list has more pages than any list can have."""
    if pages > most:
        raise _loop(response, f"the list has more than {most:,} pages")


def _loop(response: Response, problem: str) -> UnexpectedResponse:
    return UnexpectedResponse(response, f"pagination loop: {problem}")
