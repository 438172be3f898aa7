"""Compare the first load with and without what the items link to: every item has a pull request.

    python -m benchmarks.relations [REVISIONS ...]

prints a Markdown table. There are ten revisions to an item, and 200 items to a request for their links.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks.extraction import measure, served

SIZES = (10_000, 100_000, 1_000_000)
COLUMNS = ("revisions", "items", "load", "seconds", "times without links", "requests")


def main() -> None:
    """Print the table, one size after the other."""
    print(f"| {' | '.join(COLUMNS)} |")
    print("|---" * len(COLUMNS) + "|")
    for size in [int(size) for size in sys.argv[1:]] or SIZES:
        with served(size) as server, tempfile.TemporaryDirectory() as parent:
            without = measure("ours", server, Path(tempfile.mkdtemp(dir=parent)))
            beside = measure("with_relations", server, Path(tempfile.mkdtemp(dir=parent)))
        for name, figures in (("without links", without), ("with links", beside)):
            ratio = figures["seconds"] / without["seconds"]
            print(
                f"| {size:,} | {size // 10:,} | {name} | {figures['seconds']:.1f} | {ratio:.2f} "
                f"| {figures['requests']:,.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
