"""Reading ahead: the service, and we, work on the next pages while the ones before them are loaded."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def read_ahead(items: Iterator[T], depth: int) -> Iterator[T]:
    """The same items in the same order, made in a thread of their own, at most `depth` before their turn.

    What `items` raises is raised where its item would have come.
    """
    end = object()
    with ThreadPoolExecutor(1, thread_name_prefix="prefetch") as reader:
        coming = deque(reader.submit(next, items, end) for _ in range(depth))
        try:
            while (item := coming.popleft().result()) is not end:
                coming.append(reader.submit(next, items, end))
                yield item  # type: ignore[misc]
        finally:
            reader.shutdown(cancel_futures=True)
