"""A test run that is stopped leaves no process behind."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.processes import IS_LINUX, start

pytestmark = pytest.mark.skipif(not IS_LINUX, reason="needs /proc and prctl")

ROOT = Path(__file__).parents[2]
STARTS_WITHIN_SECONDS, ENDS_WITHIN_SECONDS = 120, 10
OPTIONS = ("-p", "tests.conftest", "-c", os.devnull, "-n", "1", "--max-worker-restart", "0")
HANGING_TEST = """
import os
import sys
import time
from pathlib import Path

from tests.support.processes import process_pool, start

STARTED = Path(__file__).with_name("started")


def hang(name):
    (STARTED / name).write_text(str(os.getpid()))
    time.sleep(600)


def test_hangs():
    (STARTED / "worker").write_text(str(os.getpid()))
    code = "import test_hanging; test_hanging.hang('command')"
    start([sys.executable, "-c", code], cwd=STARTED.parent)
    with process_pool(2) as pool:
        list(pool.map(hang, ["first in pool", "second in pool"]))
"""


def parents() -> dict[int, int]:
    """The parent of each process that is alive, by process id."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent, *_ = path.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state != "Z":
            found[int(path.parent.name)] = int(parent)
    return found


def descendants(process_id: int) -> set[int]:
    """The children of a process, their children, and so on."""
    tree = parents()
    found, generation = set[int](), {process_id}
    while generation:
        generation = {child for child, parent in tree.items() if parent in generation}
        found |= generation
    return found


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("stopped", "number"), [("controller", signal.SIGTERM), ("worker", signal.SIGKILL)]
)
def test_a_stopped_test_run_leaves_no_process(
    stopped: str, number: signal.Signals, tmp_path: Path
) -> None:
    (tmp_path / "test_hanging.py").write_text(HANGING_TEST)
    started = tmp_path / "started"
    started.mkdir()
    controller = start(
        [sys.executable, "-m", "pytest", *OPTIONS, "--rootdir", tmp_path, tmp_path],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
    )
    try:
        wait_until(
            lambda: len(list(started.iterdir())) == 4 or controller.poll() is not None,
            STARTS_WITHIN_SECONDS,
        )
        processes = {path.name: int(path.read_text()) for path in started.iterdir()}
        left_behind = descendants(controller.pid)
        assert set(processes.values()) <= left_behind
        os.kill(processes.get(stopped, controller.pid), number)
        wait_until(lambda: not left_behind & parents().keys(), ENDS_WITHIN_SECONDS)
    finally:
        controller.kill()
        controller.wait()
