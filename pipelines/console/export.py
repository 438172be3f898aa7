"""What an export writes: how far it is, and what it has written."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from pipelines.console import logs
from pipelines.console.terminal import Terminal, print_line
from pipelines.export.tables import OnRows, Selection
from pipelines.printable import printable

FIRST_LINE_AFTER_SECONDS = 2.0
SECONDS_BETWEEN_LINES = 10.0


class RowProgress:
    """Shows on `console` how many rows are written: a bar on a terminal, elsewhere lines."""

    def __init__(self, console: Terminal) -> None:
        self._console = console

    @contextmanager
    def __call__(self, total: int) -> Iterator[OnRows]:
        """Yield the function to call with a table and its number of rows that were written."""
        if not self._console.is_terminal or logs.is_json():
            yield self._lines(total)
            return
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self._console, transient=True) as bar:
            task = bar.add_task("", total=total)
            yield lambda table, rows: bar.update(task, advance=rows, description=table)

    def _lines(self, total: int) -> OnRows:
        """Return a function that prints a line where writing takes long."""
        written = 0
        next_line_at = time.monotonic() + FIRST_LINE_AFTER_SECONDS

        def on_rows(table: str, rows: int) -> None:
            nonlocal written, next_line_at
            written += rows
            if time.monotonic() >= next_line_at:
                next_line_at = time.monotonic() + SECONDS_BETWEEN_LINES
                print_line(self._console, f"{table}: {written:,} of {total:,} rows written")

        return on_rows


def print_export(selection: Selection, path: Path, output: Terminal) -> None:
    """Print where the file is, what it has, and what it has not."""
    tables, rows = len(selection.included), selection.row_count
    content = (
        f"{tables} tables, {rows:,} rows"
        if selection.included[0].columns
        else f"{rows:,} open findings"
    )
    print_line(output, f"Written to {printable(str(path))}: {content}.")
    for table in selection.left_out:
        print_line(
            output,
            f"Left out: {table.name}, {table.row_count:,} rows. Write it with --tables {table.name} or a "
            "higher --max-rows.",
        )
