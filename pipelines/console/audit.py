"""What an audit command has written."""

from pipelines.audit.export import MANIFEST, Audit
from pipelines.console.terminal import Terminal, print_line
from pipelines.printable import printable


def print_audit(audit: Audit, output: Terminal) -> None:
    """Print where the files are, how many rows they have, and what is missing."""
    print_line(output, f"Written to {printable(str(audit.folder))}: README.md, {MANIFEST} and")
    for name, rows in audit.row_counts.items():
        print_line(output, f"  {name:20} {rows:>8,} rows")
    for line in audit.gaps.lines:
        print_line(output, f"Not complete: {line}")
