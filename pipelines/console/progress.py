"""What a run shows while it works: a live display on a terminal, one plain line a step elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from pipelines.http.usage import UsageLedger

TOLD_SECONDS = 5.0  # shorter pauses are not worth a line


class Progress:
    """Shows steps on `console`, which should write to standard error."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def step(self, title: str, usage: UsageLedger | None = None) -> Iterator[Callable[[str], None]]:
        """Show that the step runs and, at its end, how long it took.

        Yields a function to call with the name of each piece of work that is done.
        """
        start = time.monotonic()
        before = (usage.rows, usage.requests) if usage else (0, 0)
        done: list[str] = []
        spinner = Spinner("dots")

        def display() -> RenderableType:
            spinner.update(text=f"{title}: {_amount(usage, before, done)}")
            return Group(spinner, _detail(usage, done))

        live = Live(
            get_renderable=display, console=self._console, transient=True, refresh_per_second=8
        )
        with self._telling_pauses(usage), live if self._console.is_terminal else nullcontext():
            yield done.append
        seconds = time.monotonic() - start
        done_and_time = ", ".join(filter(None, [_amount(usage, before, done), f"{seconds:.1f} s"]))
        self._console.print(f"{title}: {done_and_time}", highlight=False)

    @contextmanager
    def _telling_pauses(self, usage: UsageLedger | None) -> Iterator[None]:
        """Say in a line of its own that reading waits, while the block lasts."""
        if usage is None:
            yield
            return
        usage.on_pause = self._tell_pause
        try:
            yield
        finally:
            usage.on_pause = None

    def _tell_pause(self, resource: str, seconds: float, reason: str) -> None:
        if seconds >= TOLD_SECONDS:
            line = f"{resource}: waits {seconds:,.0f} s {reason}"
            self._console.print(line, highlight=False, soft_wrap=True)


def _detail(usage: UsageLedger | None, done: list[str]) -> Text:
    if usage and usage.entries:
        *_, latest = usage.entries.values()
        return Text(f"  {latest.resource}: {latest.rows:,} rows, {latest.requests} requests")
    return Text(f"  {done[-1]}" if done else "")


def _amount(usage: UsageLedger | None, before: tuple[int, int], done: list[str]) -> str:
    """What the step has done so far: `before` are the rows and requests of earlier steps."""
    if usage:
        rows, requests = usage.rows - before[0], usage.requests - before[1]
        return f"{rows:,} rows, {requests} requests"
    return f"{len(done)} models and tests" if done else ""
