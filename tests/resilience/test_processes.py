"""Long feeds are converted in a process of its own: the same rows, and no process that stays behind."""

import os
import signal
import sys
import time
from subprocess import PIPE

import pyarrow as pa
import pytest

from pipelines.azure_devops import change_feeds
from pipelines.azure_devops.declarations import FeedBatch
from pipelines.azure_devops.resources import work_item_links
from pipelines.errors import RunFailed
from sample_organization.model.organization import Organization
from tests.support.loading import Runs, Tables, serving
from tests.support.processes import start

ENDS_WITHIN_SECONDS = 10
STARTS_ANOTHER = """
import os, sys
from pipelines.azure_devops.concurrency import worker_process
with worker_process() as process:
    print(process.submit(os.getpid).result(), flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def all_in_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_feeds, "BATCHES_CONVERTED_HERE", 0)


def test_what_another_process_converts_is_the_same(
    runs: Runs, eventful: Organization, undisturbed: Tables
) -> None:
    with serving(eventful) as server:
        runs.load(server.url)
    assert runs.tables() == undisturbed


def dies(batch: FeedBatch) -> pa.Table:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_is_killed_fails_the_run_and_costs_no_row(
    runs: Runs, eventful: Organization, undisturbed: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(eventful) as server:
        with monkeypatch.context() as patch:
            patch.setattr(work_item_links, "link_change_table", dies)
            with pytest.raises(RunFailed, match="process in the process pool was terminated"):
                runs.load(server.url)
        runs.load(server.url)
    assert runs.tables() == undisturbed


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_another_process_ends_with_the_one_that_started_it(number: signal.Signals) -> None:
    starter = start([sys.executable, "-c", STARTS_ANOTHER], stdin=PIPE, stdout=PIPE)
    assert starter.stdout is not None
    started = int(starter.stdout.readline())
    starter.send_signal(number)
    starter.wait()
    deadline = time.monotonic() + ENDS_WITHIN_SECONDS
    while _is_alive(started):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True
