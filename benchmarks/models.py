"""Measure a complete dbt build, models and tests, on generated organizations of growing size.

    python -m benchmarks.models [REVISIONS ...]

prints two Markdown tables: a row per size, and the slowest nodes of the largest. Every build is a separate
process that starts like a first run, without dbt's partial parsing.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.warehouse import write_warehouse
from pipelines.build import dbt_runner

SIZES = (10_000, 100_000, 1_000_000)
SHOWN = 15

Figures = dict[str, Any]


def build(folder: Path) -> Figures:
    """Build over the warehouse in `folder`, in this process: seconds, nodes, peak memory in MiB.

    On a busy machine the processor's seconds say more than the clock's.
    """
    start = time.perf_counter()
    built = dbt_runner.build(folder / "warehouse.duckdb", folder / "dbt")
    seconds = time.perf_counter() - start
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "seconds": seconds,
        "processor_seconds": usage.ru_utime + usage.ru_stime,
        "nodes": built.node_count,
        "peak_mib": usage.ru_maxrss / 1024,
    }


def measure(revisions: int) -> Figures:
    """Write a warehouse, build it in a separate process, and return the seconds of each node."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_warehouse(folder / "warehouse.duckdb", revisions)
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.models", "--build", name],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        figures: Figures = json.loads(done.stdout.splitlines()[-1])
        with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
            counted = connection.sql("select count(*) from raw.work_item_revisions").fetchall()
        results = json.loads((folder / "dbt" / "target" / "run_results.json").read_text())
    figures["revisions"] = counted[0][0]
    figures["slowest"] = sorted(
        ((one["execution_time"], one["unique_id"]) for one in results["results"]), reverse=True
    )[:SHOWN]
    return figures


def main() -> None:
    """Print the tables, one row per size."""
    if sys.argv[1:2] == ["--build"]:
        print(json.dumps(build(Path(sys.argv[2]))))
        return
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    print(
        "| revisions | nodes | seconds | processor seconds | peak memory, MiB "
        "| times the seconds of the line above |\n|---|---|---|---|---|---|"
    )
    figures: Figures = {}
    for size in sizes:
        before, figures = figures, measure(size)
        ratio = f"{figures['seconds'] / before['seconds']:.1f}" if before else ""
        print(
            f"| {figures['revisions']:,} | {figures['nodes']} | {figures['seconds']:.1f} "
            f"| {figures['processor_seconds']:.1f} | {figures['peak_mib']:.0f} | {ratio} |",
            flush=True,
        )
    print("\n| slowest nodes of the largest | seconds |\n|---|---|")
    for seconds, node in figures["slowest"]:
        print(f"| {node.split('.', 2)[2]} | {seconds:.1f} |")


if __name__ == "__main__":
    main()
