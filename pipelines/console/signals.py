"""Stopping at once: a run may end at any moment, so it ends the moment that it is asked to."""

import os
import signal
import sys
from types import FrameType

from pipelines.errors import RunFailed

_MESSAGE = "\nStopped. The old publication stands; the next run continues from what was loaded.\n"
_SHOW_CURSOR = "\x1b[?25h"  # the live display hides it


def stop_at_once_on_signals() -> None:
    """End the process on SIGINT and SIGTERM, with a message, without waiting for what is under way.

    Nothing is lost by that: loads are repeated from the last committed package, and a publication
    appears by a rename.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)


def leave(status: object) -> None:
    """End the process with the status that `sys.exit` was given, without waiting for its threads."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status if isinstance(status, int) else RunFailed.exit_code)


def _stop(_number: int, _frame: FrameType | None) -> None:
    if sys.stderr.isatty():
        os.write(sys.stderr.fileno(), _SHOW_CURSOR.encode())
    os.write(sys.stderr.fileno(), _MESSAGE.encode())
    os._exit(RunFailed.exit_code)
