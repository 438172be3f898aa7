"""A process stopped at a chosen event: `python -m tests.support.killed SIGNAL EVENT NUMBER WHAT ...`.

WHAT is `extraction`, followed by the organization's URL, a folder, the number of the run, and `full` for
a full refresh with a deletion scan; or `segments`, followed by the URL, a folder, the number of the run and
the segments, to load nothing else; or `command`, followed by the start of the run (its settings come from the
environment). The process gets SIGNAL as the NUMBERth EVENT is about to happen; if it lives on for too long
after that, its status is `LIVED_ON`. With the number 0 no signal comes, and it prints how many events of
each kind there were.
"""

import json
import os
import re
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from dlt.destinations.impl.duckdb.sql_client import DuckDbSqlClient

import pipelines.extract.extraction
from pipelines.azure_devops.change_feeds import FeedReader, feed_readers
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.http.session import ReadOnlySession
from tests.support.loading import Runs
from tests.support.segment_nights import SegmentNights

SMALL_PACKAGE_ROWS = 10
STOPS_WITHIN_SECONDS, LIVED_ON = 5, 77
FILES_WRITTEN = {"file": r"/dlt/", "model": r"/target/run/.*[.]sql$"}
FILES_RENAMED = {"move": r"/dlt/", "database": r"/findings[.]duckdb$", "parquet": r"[.]parquet$"}
WRITING = os.O_WRONLY | os.O_RDWR


class Killer:
    """Counts events, from all threads, and sends the process a signal at the chosen one."""

    def __init__(self, signal_name: str, event: str, number: int) -> None:
        self.counts: Counter[str] = Counter()
        self._signal = signal.Signals[signal_name]
        self._event = event
        self._number = number
        self._lock = threading.Lock()

    def note(self, event: str) -> None:
        """Count an event just before it happens."""
        with self._lock:
            self.counts[event] += 1
            if event == self._event and self.counts[event] == self._number:
                os.kill(os.getpid(), self._signal)
                time.sleep(STOPS_WITHIN_SECONDS)
                os._exit(LIVED_ON)

    def watch(self) -> None:
        """Start counting requests, statements of the load, and files that are written or renamed."""
        self._watch_calls(ReadOnlySession, "_send_once", "request")
        self._watch_calls(DuckDbSqlClient, "execute_query", "statement")
        sys.addaudithook(self._watch_files)

    def _watch_calls(self, owner: type, name: str, event: str) -> None:
        call: Callable[..., Any] = getattr(owner, name)

        def noted(*args: Any, **kwargs: Any) -> Any:
            self.note(event)
            return call(*args, **kwargs)

        setattr(owner, name, noted)

    def _watch_files(self, name: str, args: tuple[Any, ...]) -> None:
        if name == "open" and isinstance(args[2], int) and args[2] & WRITING:
            self._note_path(args[0], FILES_WRITTEN)
        elif name == "os.rename":
            self._note_path(args[1], FILES_RENAMED)

    def _note_path(self, path: object, patterns: dict[str, str]) -> None:
        for event, pattern in patterns.items():
            if re.search(pattern, str(path)):
                self.note(event)


def extract(url: str, folder: str, run: str, depth: str = "") -> None:
    """Read the organization, in packages of few rows."""

    def small_packages(
        organization: AzureDevOpsOrganization, full_refresh: bool = False
    ) -> list[FeedReader]:
        readers = feed_readers(organization, full_refresh)
        return [replace(reader, package_rows=SMALL_PACKAGE_ROWS) for reader in readers]

    pipelines.extract.extraction.feed_readers = small_packages
    is_full = depth == "full"
    Runs(Path(folder), int(run)).load(url, full_refresh=is_full, with_sweep=is_full)


def load_segments(url: str, folder: str, night: str, *segments: str) -> None:
    """Load segments and nothing else."""
    SegmentNights(Path(folder), int(night)).load(url, *segments)


def command(started_at: str) -> None:
    """Run the whole command, with a clock that always returns the same time."""
    import pipelines.run  # with dbt, which takes seconds and which an extraction does without
    from pipelines.cli import main

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.fromisoformat(started_at)

    pipelines.run.datetime = Clock  # type: ignore[attr-defined]
    main(["run"], standalone_mode=False)


if __name__ == "__main__":
    signal_name, event, number, what, *arguments = sys.argv[1:]
    executioner = Killer(signal_name, event, int(number))
    executioner.watch()
    {"extraction": extract, "segments": load_segments, "command": command}[what](*arguments)
    sys.stdout.write(json.dumps(executioner.counts) + "\n")
