"""Compare extraction and load with the floor and with dlt's default, on organizations of growing size.

    python -m benchmarks.extraction [REVISIONS ...]

prints a Markdown table. Every measurement is a separate process against one server process. Small sizes are
measured several times, and the fastest counts, because other work on the machine affects it least.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

SIZES = (10_000, 100_000, 1_000_000)
LARGEST_DEFAULT = 100_000
LARGEST_REPEATED = 100_000
REPETITIONS = 3
NEW_SHARE = 0.001
READ = "from benchmarks.readers import main; main()"  # processes that it starts do not import this
COLUMNS = (
    "revisions",
    "reader",
    "seconds",
    "times the floor",
    "times the first load",
    "CPU seconds",
    "requests",
    "MiB received",
    "peak memory, MiB",
)

Figures = dict[str, float]


class Served(NamedTuple):
    """A server process for a generated organization, see `benchmarks.organization`."""

    url: str
    process: subprocess.Popen[str]

    def tell(self, command: str) -> Figures:
        """Send a command; return the traffic since the previous one."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()
        traffic: Figures = json.loads(self.process.stdout.readline())
        return traffic


@contextmanager
def served(revisions: int) -> Iterator[Served]:
    """Serve an organization with that many revisions in a separate process."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.organization", str(revisions)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin and process.stdout
    try:
        yield Served(process.stdout.readline().strip(), process)
    finally:
        process.stdin.close()
        process.wait()


def measure(reader: str, server: Served, folder: Path) -> Figures:
    """Run a reader in a separate process; return its figures."""
    environment = {
        **os.environ,
        "RUNTIME__LOG_LEVEL": "CRITICAL",
        "RUNTIME__DLTHUB_TELEMETRY": "false",
    }
    done = subprocess.run(
        [sys.executable, "-c", READ, reader, server.url, str(folder)],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    )
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures | server.tell("traffic")


def rows_for(revisions: int) -> Iterator[tuple[str, Figures, float, float]]:
    """Yield for each reader its name, its figures, and the ratios to the floor and to the first load."""
    repetitions = REPETITIONS if revisions <= LARGEST_REPEATED else 1
    with served(revisions) as server, tempfile.TemporaryDirectory() as parent:
        folders = [Path(tempfile.mkdtemp(dir=parent)) for _ in range(repetitions)]
        tries = [
            (measure("floor", server, each), measure("ours", server, each)) for each in folders
        ]
        floor, ours = (min(figures, key=_seconds) for figures in zip(*tries, strict=True))
        server.tell(f"grow {int(revisions * NEW_SHARE)}")
        others = {"ours, next run": measure("ours", server, folders[0])}
        if revisions <= LARGEST_DEFAULT:
            others["dlt's default"] = measure("default", server, folders[0])
    for name, figures in {"floor": floor, "ours": ours, **others}.items():
        yield name, figures, _seconds(figures) / _seconds(floor), _seconds(figures) / _seconds(ours)


def _seconds(figures: Figures) -> float:
    return figures["seconds"]


def main() -> None:
    """Print the table, one size after the other."""
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    print(f"| {' | '.join(COLUMNS)} |")
    print("|---" * len(COLUMNS) + "|")
    for size in sizes:
        for name, figures, to_floor, to_ours in rows_for(size):
            print(
                f"| {size:,} | {name} | {figures['seconds']:.1f} | {to_floor:.2f} | {to_ours:.2f} "
                f"| {figures['cpu_seconds']:.1f} | {figures['requests']:,.0f} "
                f"| {figures['bytes'] / 2**20:,.0f} | {figures['peak_mib']:,.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
