"""Child processes that end with the test process that started them, however it ends."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

PR_SET_PDEATHSIG = 1  # of prctl(2)
IS_LINUX = sys.platform == "linux"
_libc = ctypes.CDLL(None) if IS_LINUX else None


def end_with_parent() -> None:
    """Have the kernel kill this process as soon as its parent ends; only Linux can."""
    if _libc:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def start(arguments: Sequence[object], **options: Any) -> subprocess.Popen[str]:
    """Start a command that ends with this process; text in pipes."""
    return subprocess.Popen(arguments, **_with_defaults(options))  # type: ignore[call-overload,no-any-return]


def run(arguments: Sequence[object], **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a command that ends with this process; text in pipes, any exit status."""
    options = {"check": False, **_with_defaults(options)}
    return subprocess.run(arguments, **options)  # type: ignore[call-overload,no-any-return]


def process_pool(size: int) -> ProcessPoolExecutor:
    """Return a pool of spawned processes that end with this process."""
    return ProcessPoolExecutor(size, get_context("spawn"), initializer=end_with_parent)


def _with_defaults(options: dict[str, Any]) -> dict[str, Any]:
    prepare = options.pop("preexec_fn", None)
    parent = os.getpid()

    def prepare_child() -> None:
        end_with_parent()
        if os.getppid() != parent:  # it ended before the kernel knew
            os._exit(1)
        if prepare:
            prepare()

    return {"text": True, **options, "preexec_fn": prepare_child}
