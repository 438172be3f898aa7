"""Extraction and load beside the floor and beside dlt's default, on organizations of growing size.

    python -m benchmarks.extraction [REVISIONS ...]

prints a Markdown table. Every measurement is a process of its own against one server process.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIZES = (10_000, 100_000, 1_000_000)
LARGEST_DEFAULT = 100_000
NIGHT_SHARE = 0.001

Figures = dict[str, float]


@contextmanager
def served(revisions: int) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server process with an organization of that many revisions."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.organization", str(revisions)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin and process.stdout
    try:
        yield process.stdout.readline().strip(), process
    finally:
        process.stdin.close()
        process.wait()


def measure(reader: str, url: str, folder: Path) -> Figures:
    """Run a reader in a process of its own."""
    environment = {
        **os.environ,
        "RUNTIME__LOG_LEVEL": "CRITICAL",
        "RUNTIME__DLTHUB_TELEMETRY": "false",
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.readers", reader, url, str(folder)],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    )
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def rows_for(revisions: int) -> Iterator[tuple[str, Figures, float]]:
    """Each way of reading an organization of that size: name, figures, ratio to the floor."""
    with served(revisions) as (url, server), tempfile.TemporaryDirectory() as folder:
        floor = measure("floor", url, Path(folder))
        yield "floor", floor, 1.0
        ours = measure("ours", url, Path(folder))
        yield "ours", ours, ours["seconds"] / floor["seconds"]
        assert server.stdin and server.stdout
        server.stdin.write(f"grow {int(revisions * NIGHT_SHARE)}\n")
        server.stdin.flush()
        server.stdout.readline()
        night = measure("ours", url, Path(folder))
        yield "ours, a night later", night, night["seconds"] / floor["seconds"]
        if revisions <= LARGEST_DEFAULT:
            default = measure("default", url, Path(folder))
            yield "dlt's default", default, default["seconds"] / floor["seconds"]


def main() -> None:
    """Print the table, row by row as it is measured."""
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    print("| revisions | reader | seconds | times the floor | requests | peak memory, MiB |")
    print("|---|---|---|---|---|---|")
    for size in sizes:
        for name, figures, ratio in rows_for(size):
            print(
                f"| {size:,} | {name} | {figures['seconds']:.1f} | {ratio:.2f} "
                f"| {figures['requests']:.0f} | {figures['peak_mib']:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
