"""Working ahead: the service, and we, work on the next pages while the ones before them are loaded."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


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


def map_ahead(
    executor: Executor, function: Callable[[T], R], items: Iterable[T], depth: int
) -> Iterator[tuple[T, R]]:
    """Each item, in order, with what `function` gives for it, at most `depth` calls before their turn."""
    coming = deque[tuple[T, Future[R]]]()
    for item in items:
        coming.append((item, executor.submit(function, item)))
        if len(coming) > depth:
            first, future = coming.popleft()
            yield first, future.result()
    for item, future in coming:
        yield item, future.result()
