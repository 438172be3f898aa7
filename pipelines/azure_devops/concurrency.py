"""Read ahead in a thread, convert in a worker process: the service and both cores work at the same time."""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def read_ahead(items: Iterator[T], depth: int) -> Iterator[T]:
    """Yield the same items in the same order, up to `depth` of them produced early in a background thread.

    An exception of `items` is raised at the position of its item.
    """
    end = object()
    with ThreadPoolExecutor(1, thread_name_prefix="read-ahead") as reader:
        pending = deque(reader.submit(next, items, end) for _ in range(depth))
        try:
            while (item := pending.popleft().result()) is not end:
                pending.append(reader.submit(next, items, end))
                yield item  # type: ignore[misc]
        finally:
            reader.shutdown(cancel_futures=True)


def map_ahead(
    executor: Executor, function: Callable[[T], R], items: Iterable[T], depth: int
) -> Iterator[tuple[T, R]]:
    """Yield each item with its result, in order; up to `depth` calls are submitted early."""
    pending = deque[tuple[T, Future[R]]]()
    for item in items:
        pending.append((item, executor.submit(function, item)))
        if len(pending) > depth:
            first, future = pending.popleft()
            yield first, future.result()
    for item, future in pending:
        yield item, future.result()


@contextmanager
def worker_process() -> Iterator[Executor]:
    """Yield an executor with one worker process, which starts with the first call.

    Threads share one interpreter, which uses one core at a time. The process ends with the block or with
    this process, whichever way that ends. Functions, arguments and results are pickled.
    """
    executor = ProcessPoolExecutor(1, get_context("spawn"), initializer=_end_with_parent)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both; the parent decides
    Thread(target=_exit_after_parent, daemon=True).start()


def _exit_after_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(0)
