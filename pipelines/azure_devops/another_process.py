"""Work in a process of its own: threads share one interpreter, which uses one core at a time."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread


@contextmanager
def another_process() -> Iterator[Executor]:
    """Calls run one after the other in a process that starts with the first of them.

    It ends with the block, or with this process, however that ends. Functions, arguments and results are
    pickled.
    """
    process = ProcessPoolExecutor(1, get_context("spawn"), initializer=_end_with_the_parent)
    try:
        yield process
    finally:
        process.shutdown(cancel_futures=True)


def _end_with_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both; the parent decides
    Thread(target=_wait_for_the_parent, daemon=True).start()


def _wait_for_the_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(0)
