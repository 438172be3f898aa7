"""Stopping at once on SIGINT and SIGTERM: a run may end at any moment without losing a load."""

import os
import signal
import sys
from types import FrameType

from pipelines.errors import RunFailed

INTERRUPTED = (
    "Interrupted. The previous publication is unchanged. "
    "The next run resumes from the last committed load."
)
_SHOW_CURSOR = "\x1b[?25h"  # the live display hides it


def stop_at_once_on_signals() -> None:
    """End the process on SIGINT and SIGTERM with a message, without waiting for running work.

    Nothing is lost: loads resume from the last committed package, and a publication appears by a rename.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)


def leave(status: object) -> None:
    """End the process with the status that `sys.exit` got, without waiting for its threads."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status if isinstance(status, int) else RunFailed.exit_code)


def _stop(_number: int, _frame: FrameType | None) -> None:
    if sys.stderr.isatty():
        os.write(sys.stderr.fileno(), _SHOW_CURSOR.encode())
    os.write(sys.stderr.fileno(), f"\n{INTERRUPTED}\n".encode())
    os._exit(RunFailed.exit_code)
