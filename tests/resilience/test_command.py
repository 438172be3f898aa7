"""The complete command: killed in dbt and in the publication, stopped by signals, next to another run."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest

from sample_organization import SAMPLE_TOKEN
from tests.resilience.test_kills import ROOT, events_of, run_stopped
from tests.support.fault_declarations import REVISIONS
from tests.support.faulty_proxy import Rule, faulty_proxy, hangs
from tests.support.loading import eventful_organization, serving
from tests.support.organizations import at
from tests.support.processes import run, start

pytestmark = pytest.mark.xdist_group("command")

FIRST_RUN, SECOND_RUN = "2026-06-29T02:00:00+00:00", "2026-06-30T02:00:00+00:00"
PER_RUN_TABLES = {
    "accounts_history",
    "extraction_coverage",
    "finding_events",
    "project_health_history",
    "rule_runs",
    "runs",
    "team_health_history",
}
# What tells, of a finding, whether a run before had published it, and what each run has read.
LIFE = {"run_id", "status", "baseline_state", "first_seen_at", "last_seen_at"}
PER_RUN_COLUMNS = LIFE | {"complete_resources", "all_resources"}
HANGS_SECONDS, STOPS_WITHIN_SECONDS, STARTS_WITHIN_SECONDS = 60, 5, 60
ENTRY_POINT = (sys.executable, "-c", "from pipelines.cli import entry_point; entry_point()")
COMMAND = (*ENTRY_POINT, "run")
NOBODY = "http://127.0.0.1:9/tiny"
FAILING_LOADS = """
import duckdb
from pipelines.azure_devops import change_feeds
from pipelines.cli import entry_point
from tests.resilience.test_cursors import failing_loads
change_feeds.PACKAGE_ROWS = 10
with failing_loads("work_item_revisions", duckdb.IOException("No space left")):
    entry_point()
"""
Publication = dict[str, Counter[tuple[Any, ...]]]


class Stage(NamedTuple):
    """A data folder after one run, and what a second run undisturbed makes of it."""

    url: str
    folder: Path
    published: Publication
    event_counts: dict[str, int]


def environment(url: str, data_dir: Path) -> dict[str, str]:
    return os.environ | {
        "SOURCES__AZURE_DEVOPS__ORGANIZATION_URL": url,
        "SOURCES__AZURE_DEVOPS__ACCESS_TOKEN": SAMPLE_TOKEN,
        "SOURCES__ROSTERS__DIRECTORY": str(data_dir / "rosters"),
        "ADO_FINDINGS__DATA_DIR": str(data_dir),
    }


def start_run(
    url: str,
    data_dir: Path,
    started_at: str,
    event: str = "none",
    number: int = 0,
    by: signal.Signals = signal.SIGKILL,
) -> subprocess.CompletedProcess[str]:
    env = environment(url, data_dir)
    return run_stopped(event, number, "command", started_at, by=by, env=env)


def publication(data_dir: Path, without: Container[str] = PER_RUN_COLUMNS) -> Publication:
    """Return the rows of each published table that two runs with the same `as_of` must have in common."""
    with duckdb.connect(str(data_dir / "findings.duckdb"), read_only=True) as connection:
        names = connection.sql("select table_name from duckdb_tables()").fetchall()
        tables = {name: connection.table(name) for (name,) in names if name not in PER_RUN_TABLES}
        return {
            name: Counter(table.select(*(c for c in table.columns if c not in without)).fetchall())
            for name, table in tables.items()
        }


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder, undisturbed = (tmp_path_factory.mktemp(name) / "data" for name in ("one", "two"))
    tiny = eventful_organization()
    tiny.commit()
    with serving(tiny.organization) as server:
        first = start_run(server.url, folder, FIRST_RUN)
        assert first.returncode == 0, first.stderr
        shutil.copytree(folder, undisturbed)
        story = tiny.story("2026-06-29 10:00", title="Came by day")
        tiny.history.link(1, story, at("2026-06-29 11:00"), tiny.anna)
        tiny.commit()
        second = start_run(server.url, undisturbed, SECOND_RUN)
        yield Stage(server.url, folder, publication(undisturbed), events_of(second))


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("event", "seed"),
    [("model", 1), ("model", 2), ("statement", 3), ("database", 4), ("parquet", 5), ("parquet", 6)],
)
def test_a_killed_command_leaves_a_publication_and_the_next_run_completes_it(
    event: str, seed: int, stage: Stage, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    shutil.copytree(stage.folder, data_dir)
    before = publication(data_dir)
    number = random.Random(seed).randint(1, stage.event_counts[event])
    killed = start_run(stage.url, data_dir, SECOND_RUN, event, number)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert publication(data_dir) == (stage.published if event == "parquet" else before)
    if event == "statement":
        assert_an_incomplete_extraction_is_not_published(stage.url, data_dir)
        assert publication(data_dir) == before
    again = start_run(stage.url, data_dir, SECOND_RUN)
    assert again.returncode == 0, again.stderr
    assert publication(data_dir) == stage.published
    assert _parquet(data_dir) == {
        name: sum(rows.values()) for name, rows in stage.published.items()
    }


def assert_an_incomplete_extraction_is_not_published(url: str, data_dir: Path) -> None:
    done = run(
        (*ENTRY_POINT, "build"),
        cwd=ROOT,
        env=environment(url, data_dir),
        capture_output=True,
    )
    assert done.returncode == 2, done.stderr
    assert "holds no complete extraction" in done.stderr


@pytest.mark.exhaustive
@pytest.mark.parametrize("event", ["request", "file", "move", "statement", "model", "database"])
def test_a_signal_stops_every_step_within_seconds(event: str, stage: Stage, tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    shutil.copytree(stage.folder, data_dir)
    before = publication(data_dir)
    middle = -(-stage.event_counts[event] // 2)
    stopped = start_run(stage.url, data_dir, SECOND_RUN, event, middle, by=signal.SIGTERM)
    assert stopped.returncode == 1, stopped.stderr
    assert "Interrupted. The previous publication is unchanged" in stopped.stderr
    assert publication(data_dir) == before


@pytest.mark.exhaustive
@pytest.mark.parametrize("share", [0.02, 0.9], ids=["at once", "later"])
def test_a_full_disk_fails_the_run_and_keeps_the_publication(
    share: float, stage: Stage, tmp_path: Path
) -> None:
    """Files may not grow beyond a share of the published file, as on a full disk."""
    data_dir = tmp_path / "data"
    shutil.copytree(stage.folder, data_dir)
    before = publication(data_dir)
    most = int((data_dir / "findings.duckdb").stat().st_size * share)
    full = run(
        COMMAND,
        cwd=ROOT,
        env=environment(stage.url, data_dir),
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )
    assert full.returncode == 1, full.stderr
    assert "Error: " in full.stderr
    assert "Traceback" not in full.stderr
    assert publication(data_dir) == before
    again = start_run(stage.url, data_dir, SECOND_RUN)
    assert again.returncode == 0, again.stderr
    assert publication(data_dir) == stage.published


def _parquet(data_dir: Path) -> dict[str, int]:
    """The number of rows in each Parquet file."""
    files = [
        path for path in (data_dir / "parquet").glob("*.parquet") if path.stem not in PER_RUN_TABLES
    ]
    return {path.stem: duckdb.read_parquet(str(path)).count("*").fetchall()[0][0] for path in files}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_command_within_seconds_with_a_message(
    number: signal.Signals, tmp_path: Path
) -> None:
    with serving(eventful_organization().commit()) as server, faulty_proxy(server.url) as proxy:
        proxy.rule = Rule("/members[?]", hangs(HANGS_SECONDS), range(1, 100))
        process = _started(proxy.url, tmp_path)
        _wait_until(lambda: bool(proxy.rule and proxy.rule.seen))
        process.send_signal(number)
        _, messages = process.communicate(timeout=STOPS_WITHIN_SECONDS)
    assert process.returncode == 1
    assert "Interrupted. The previous publication is unchanged" in messages
    assert "Traceback" not in messages


def test_a_second_run_is_refused_at_once_with_the_process_of_the_first(tmp_path: Path) -> None:
    """Before it sends a request."""
    with serving(eventful_organization().commit()) as server, faulty_proxy(server.url) as proxy:
        proxy.rule = Rule("/members[?]", hangs(HANGS_SECONDS), range(1, 100))
        first = _started(proxy.url, tmp_path)
        _wait_until(lambda: bool(proxy.rule and proxy.rule.seen))
        second = _started(NOBODY, tmp_path)
        _, messages = second.communicate(timeout=STARTS_WITHIN_SECONDS)
        first.kill()
        first.communicate()
    assert second.returncode == 2
    assert f"in use by another run (process {first.pid})" in messages


def test_a_failed_run_ends_at_once_while_a_response_is_pending(tmp_path: Path) -> None:
    """A load fails while the next page of a feed, which was requested ahead, does not arrive."""
    with serving(eventful_organization().commit()) as server, faulty_proxy(server.url) as proxy:
        proxy.rule = Rule(REVISIONS, hangs(HANGS_SECONDS), range(4, 100))
        process = start(
            (sys.executable, "-c", FAILING_LOADS, "run"),
            cwd=ROOT,
            env=environment(proxy.url, tmp_path / "data"),
            stderr=subprocess.PIPE,
        )
        assert process.stderr is not None
        while "Error: " not in process.stderr.readline():
            assert process.poll() is None
        assert process.wait(timeout=STOPS_WITHIN_SECONDS) == 1
        assert proxy.rule.seen >= 4


def test_a_warehouse_that_is_open_in_another_program_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with duckdb.connect(str(tmp_path / "data" / "warehouse.duckdb")) as connection:
        connection.execute("create table t as select 1")
        with serving(eventful_organization().commit()) as server:
            process = _started(server.url, tmp_path)
            _, messages = process.communicate(timeout=STARTS_WITHIN_SECONDS)
    assert process.returncode == 2
    assert "is open in another program" in messages


def _started(url: str, folder: Path) -> subprocess.Popen[str]:
    return start(
        COMMAND,
        cwd=ROOT,
        env=environment(url, folder / "data"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _wait_until(condition: Any) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
