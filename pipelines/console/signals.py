"""Stopping at once on SIGINT and SIGTERM: a run may end at any moment without losing a load."""

import os
import signal
import sys
import threading
from functools import cache
from types import FrameType

from pipelines.errors import RunFailed

INTERRUPTED = (
    "Interrupted. The previous publication is unchanged. "
    "The next run resumes from the last committed load."
)
_SHOW_CURSOR = "\x1b[?25h"  # the live display hides it


_is_stopping = threading.Lock()
_STOPPING = (signal.SIGINT, signal.SIGTERM)


def stop_at_once_on_signals() -> None:
    """End the process on SIGINT and SIGTERM with a message, without waiting for running work.

    Python calls a handler only when the main thread gets to it, which a query or a join can delay, and dlt
    replaces handlers while it loads. A thread therefore reads the signals, whichever handler they have.
    Nothing is lost: loads resume from the last committed package, and a publication appears by a rename.
    """
    for number in _STOPPING:
        signal.signal(number, _stop)
    signal.set_wakeup_fd(_watched_descriptor(), warn_on_full_buffer=False)


@cache
def _watched_descriptor() -> int:
    """Start the thread that stops the process; return where Python writes the numbers of signals."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    threading.Thread(target=_stop_on_signal, args=(reading,), name="signals", daemon=True).start()
    return writing


def _stop_on_signal(reading: int) -> None:
    while numbers := os.read(reading, 1):
        if numbers[0] in _STOPPING:
            _stop(numbers[0], None)


def leave(status: object) -> None:
    """End the process with the status that `sys.exit` got, without waiting for its threads."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status if isinstance(status, int) else RunFailed.exit_code)


def _stop(_number: int, _frame: FrameType | None) -> None:
    if not _is_stopping.acquire(blocking=False):
        return  # the handler and the thread both get the signal: one message
    if sys.stderr.isatty():
        os.write(sys.stderr.fileno(), _SHOW_CURSOR.encode())
    os.write(sys.stderr.fileno(), f"\n{INTERRUPTED}\n".encode())
    os._exit(RunFailed.exit_code)
