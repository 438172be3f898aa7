"""The steps of a run on standard error: a live display on a terminal, one line per step everywhere."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime

from rich.console import Group, RenderableType
from rich.live import Live
from rich.spinner import Spinner

from pipelines.console import logs
from pipelines.console.terminal import Terminal, print_line, value
from pipelines.http.usage import UsageLedger

SHOWN_PAUSE_SECONDS = 5.0  # shorter pauses are not worth a line
TITLE_WIDTH = 40

logger = logging.getLogger(__name__)


class Progress:
    """Shows steps on `console`, which should write to standard error."""

    def __init__(self, console: Terminal) -> None:
        self._console = console

    @contextmanager
    def step(self, title: str, usage: UsageLedger | None = None) -> Iterator[Callable[[str], None]]:
        """Show that the step is running and, when it ends, how long it took.

        Yields:
            A function to call with the name of each model or test that is done.
        """
        start = time.monotonic()
        before = (usage.rows, usage.requests) if usage else (0, 0)
        done: list[str] = []
        display = self._display(title, usage, lambda: _amount(usage, before, done), done)
        status = "ERROR"
        try:
            with self._showing_pauses(usage), display:
                yield done.append
            status = "OK"
        finally:
            self._end(title, status, time.monotonic() - start, _amount(usage, before, done))

    def _display(
        self, title: str, usage: UsageLedger | None, amount: Callable[[], str], done: list[str]
    ) -> Live | nullcontext[None]:
        spinner = Spinner("dots")

        def render() -> RenderableType:
            spinner.update(text=value(f"{title}: {amount()}"))
            return Group(spinner, _detail(usage, done))

        if not self._console.is_terminal or logs.is_json():
            return nullcontext()
        return Live(
            get_renderable=render, console=self._console, transient=True, refresh_per_second=8
        )

    def _end(self, title: str, status: str, seconds: float, amount: str) -> None:
        """Print a line in the form of dbt's, unless the log is shown, which has the same."""
        result = f"{status} in {seconds:.1f}s" + (f": {amount}" if amount else "")
        level = logging.INFO if status == "OK" else logging.ERROR
        logger.log(
            level, "%s: %s", title, result, extra={"step": title, "seconds": round(seconds, 3)}
        )
        if not logs.is_shown():
            dots = "." * (TITLE_WIDTH - len(title))
            print_line(self._console, f"{_clock()}  {title} {dots} [{result}]")

    @contextmanager
    def _showing_pauses(self, usage: UsageLedger | None) -> Iterator[None]:
        """Print a line for each long wait while the block lasts."""
        if usage is None:
            yield
            return
        usage.on_pause = self._show_pause
        try:
            yield
        finally:
            usage.on_pause = None

    def _show_pause(self, resource: str, seconds: float, reason: str) -> None:
        if seconds >= SHOWN_PAUSE_SECONDS:
            line = f"{resource}: waits {seconds:,.0f} s {reason}"
            logger.info(line, extra={"resource": resource, "waited_seconds": round(seconds, 3)})
            if not logs.is_shown():
                print_line(self._console, f"{_clock()}  {line}")


def _clock() -> str:
    return f"{datetime.now().astimezone():%H:%M:%S}"


def _detail(usage: UsageLedger | None, done: list[str]) -> RenderableType:
    if usage and usage.entries:
        *_, latest = usage.entries.values()
        return f"  {latest.resource}: {latest.rows:,} rows, {latest.requests} requests"
    return f"  {done[-1]}" if done else ""


def _amount(usage: UsageLedger | None, before: tuple[int, int], done: list[str]) -> str:
    """Return what the step has done so far; `before` are the rows and requests of earlier steps."""
    if usage:
        rows, requests = usage.rows - before[0], usage.requests - before[1]
        return ", ".join([f"{rows:,} rows"] * bool(rows) + [f"{requests} requests"])
    return f"{len(done)} models and tests" if done else ""
