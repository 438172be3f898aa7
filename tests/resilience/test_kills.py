"""Killed at any moment: the next run gives what an undisturbed one gives."""

import json
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sample_organization.model.organization import Organization, SavedQuery
from tests.support.loading import Runs, Tables, eventful_organization, serving
from tests.support.organizations import TinyOrganization
from tests.support.processes import run
from tests.support.segment_nights import SegmentNights, SegmentRows

ROOT = Path(__file__).resolve().parents[2]
PHASES = ("request", "file", "move", "statement")  # extraction, extraction, all steps, load
SEEDS, REPRESENTATIVE_SEEDS = range(24), {3}
LATER_SEEDS = range(8)
SEGMENT_SEEDS, REPRESENTATIVE_SEGMENT_SEEDS = range(16), {3}
AT_ITS_BEGINNING = dict.fromkeys(PHASES, 12)
HOT, COLD = "Shared Queries/Hot", "Shared Queries/Cold"
DESTROYED = "select work_item_id from raw.destroyed_work_items"
EventCounts = dict[str, int]


def run_stopped(
    event: str,
    number: int,
    *arguments: str,
    by: signal.Signals = signal.SIGKILL,
    env: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `tests.support.killed`, which see."""
    return run(
        [sys.executable, "-m", "tests.support.killed", by.name, event, str(number), *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
    )


def events_of(done: subprocess.CompletedProcess[str]) -> EventCounts:
    """How many events of each kind an undisturbed process had."""
    assert done.returncode == 0, done.stderr
    counts: EventCounts = json.loads(done.stdout.splitlines()[-1])
    return counts


def kill(seed: int, counts: EventCounts, *arguments: str) -> str:
    """Run what is killed at the event that the seed chooses; return which it was."""
    event = PHASES[seed % len(PHASES)]
    number = random.Random(seed).randint(1, counts[event])
    done = run_stopped(event, number, *arguments)
    assert done.returncode == -signal.SIGKILL, done.stderr
    return f"killed at {event} {number}"


@pytest.fixture(scope="session")
def event_counts(eventful: Organization, tmp_path_factory: pytest.TempPathFactory) -> EventCounts:
    folder = tmp_path_factory.mktemp("counted")
    with serving(eventful) as server:
        return events_of(run_stopped("none", 0, "extraction", server.url, str(folder), "0"))


def marked(seeds: Iterable[int], representatives: Container[int]) -> list[Any]:
    """Return the seeds as parameters, exhaustive without the representative ones."""
    marks = pytest.mark.exhaustive, pytest.mark.representative
    return [pytest.param(seed, marks=marks[seed in representatives]) for seed in seeds]


@pytest.mark.parametrize("seed", marked(SEEDS, REPRESENTATIVE_SEEDS))
def test_an_extraction_that_was_killed_is_continued(
    seed: int,
    eventful: Organization,
    undisturbed: Tables,
    event_counts: EventCounts,
    tmp_path: Path,
) -> None:
    with serving(eventful) as server:
        killed = kill(seed, event_counts, "extraction", server.url, str(tmp_path), "0")
        runs = Runs(tmp_path, run=1)
        runs.load(server.url)
    assert runs.tables() == undisturbed, killed


class SecondRun(NamedTuple):
    """An organization after a day's changes, the folder of the run before, and what is to come of it."""

    url: str
    folder: Path
    tables: Tables
    event_counts: EventCounts


@pytest.fixture(scope="module")
def second_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecondRun]:
    first, undisturbed = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("two") / "data"
    tiny = eventful_organization()
    with serving(tiny.commit()) as server:
        Runs(first).load(server.url)
        shutil.copytree(first, undisturbed)
        tiny.change(tiny.story("2026-06-01"), "2026-06-01 15:00", title="Came by day")
        tiny.organization.destroy(2)
        tiny.commit()
        arguments = ("extraction", server.url, str(undisturbed), "1", "full")
        counts = events_of(run_stopped("none", 0, *arguments))
        runs = Runs(undisturbed)
        assert runs.rows(DESTROYED) == [(2,)]
        yield SecondRun(server.url, first, runs.tables(), counts)


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", LATER_SEEDS)
def test_a_full_reading_and_its_recovery_that_were_killed_are_continued(
    seed: int, second_run: SecondRun, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(second_run.folder, folder)
    url, counts = second_run.url, second_run.event_counts
    killed = (
        kill(seed, counts, "extraction", url, str(folder), "1", "full"),
        kill(seed + len(LATER_SEEDS), AT_ITS_BEGINNING, "extraction", url, str(folder), "2"),
    )
    runs = Runs(folder, run=3)
    runs.load(url, with_sweep=True)
    assert runs.tables() == second_run.tables, killed
    assert runs.rows(DESTROYED) == [(2,)]


class SecondNight(NamedTuple):
    """Saved queries with other results than the run before, and what a load of them is to leave."""

    url: str
    folder: Path
    before: SegmentRows
    after: SegmentRows
    event_counts: EventCounts


@pytest.fixture(scope="module")
def second_night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecondNight]:
    first, undisturbed = tmp_path_factory.mktemp("night"), tmp_path_factory.mktemp("next") / "data"
    tiny = TinyOrganization()
    items = [tiny.story(f"2026-02-0{day}", title=f"Story {day}", priority=day) for day in (1, 2, 3)]
    for path, low, high in ((HOT, 1, 2), (COLD, 3, 4)):
        text = f"[Microsoft.VSTS.Common.Priority] IN ({low}, {high})"
        query = SavedQuery(path, f"SELECT [System.Id] FROM WorkItems WHERE {text}")
        tiny.project.queries.append(query)
    with serving(tiny.commit()) as server:
        nights = SegmentNights(first)
        nights.load(server.url, HOT, COLD)
        shutil.copytree(first, undisturbed)
        tiny.change(items[0], "2026-05-01", priority=4)
        tiny.commit()
        arguments = ("segments", server.url, str(undisturbed), "1", HOT, COLD)
        counts = events_of(run_stopped("none", 0, *arguments))
        after = SegmentNights(undisturbed).rows()
        yield SecondNight(server.url, first, nights.rows(), after, counts)


@pytest.mark.parametrize("seed", marked(SEGMENT_SEEDS, REPRESENTATIVE_SEGMENT_SEEDS))
def test_a_load_of_segments_that_was_killed_is_continued(
    seed: int, second_night: SecondNight, tmp_path: Path
) -> None:
    url, before, after = second_night.url, second_night.before, second_night.after
    assert (before, after) == (
        [(COLD, 3), (HOT, 1), (HOT, 2)],
        [(COLD, 1), (COLD, 3), (HOT, 2)],
    )
    folder = tmp_path / "data"
    shutil.copytree(second_night.folder, folder)
    arguments = ("segments", url, str(folder), "1", HOT, COLD)
    killed = kill(seed, second_night.event_counts, *arguments)
    nights = SegmentNights(folder, night=2)
    assert nights.rows() in (before, after), killed
    assert nights.load(url, HOT, COLD).is_complete, killed
    assert nights.rows() == after, killed
