"""Killed at any moment: the next run gives what an undisturbed one gives."""

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.sample.organization import Organization
from tests.faults.loading import Nights, Tables, serving

ROOT = Path(__file__).resolve().parents[2]
PHASES = ("request", "file", "move", "statement")  # extraction, extraction, all steps, load
SEEDS = range(24)
REPRESENTATIVE_SEEDS = {0, 2, 3}


def run_killed(
    what: str, event: str, number: int, *arguments: str, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `tests.faults.killed`, which see."""
    return subprocess.run(
        [sys.executable, "-m", "tests.faults.killed", what, event, str(number), *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def event_counts(
    eventful: Organization, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, int]:
    """How many events of each kind an extraction has."""
    folder = tmp_path_factory.mktemp("counted")
    with serving(eventful) as server:
        done = run_killed("extraction", "none", 0, server.url, str(folder))
    assert done.returncode == 0, done.stderr
    counts: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return counts


@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(
            seed,
            marks=pytest.mark.representative
            if seed in REPRESENTATIVE_SEEDS
            else pytest.mark.exhaustive,
        )
        for seed in SEEDS
    ],
)
def test_an_extraction_that_was_killed_is_continued(
    seed: int,
    eventful: Organization,
    undisturbed: Tables,
    event_counts: dict[str, int],
    tmp_path: Path,
) -> None:
    event = PHASES[seed % len(PHASES)]
    number = random.Random(seed).randint(1, event_counts[event])
    with serving(eventful) as server:
        done = run_killed("extraction", event, number, server.url, str(tmp_path))
        assert done.returncode == -signal.SIGKILL, done.stderr
        nights = Nights(tmp_path, night=1)
        nights.load(server.url)
    assert nights.tables() == undisturbed, f"killed at {event} {number}"
