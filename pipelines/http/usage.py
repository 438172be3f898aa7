"""Rows, requests and seconds of each resource, for the summary and `extraction_coverage`."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from pipelines.http.rate_limit import WaitLimit

OnPause = Callable[[str, float, str], None]
"""Called with the resource, the seconds and the reason when a pause begins."""


@dataclass
class Usage:
    """Counts of one resource in one run.

    `seconds` is the time spent in requests, including pauses; `waited_seconds` are the pauses
    that the service requested and those before retries. `remarks` go into the coverage. `on_pause` may be
    called from any thread.
    """

    resource: str
    rows: int = 0
    requests: int = 0
    seconds: float = 0.0
    waited_seconds: float = 0.0
    remarks: list[str] = field(default_factory=list)
    on_pause: OnPause | None = field(default=None, repr=False)
    wait_limit: WaitLimit = field(default_factory=WaitLimit, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(
        self, rows: int = 0, requests: int = 0, seconds: float = 0.0, waited_seconds: float = 0.0
    ) -> None:
        """Add to the counts; requests of one resource run concurrently."""
        with self._lock:
            self.rows += rows
            self.requests += requests
            self.seconds += seconds
            self.waited_seconds += waited_seconds

    def pause(self, seconds: float, reason: str) -> None:
        """Report that a pause begins."""
        if self.on_pause:
            self.on_pause(self.resource, seconds, reason)


@dataclass
class UsageLedger:
    """One `Usage` for each resource, in the order of first use.

    `entries` is replaced, never modified: a thread may iterate over it while others add resources.
    """

    entries: Mapping[str, Usage] = field(default_factory=dict)
    on_pause: OnPause | None = None
    wait_limit: WaitLimit = field(default_factory=WaitLimit, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def of(self, resource: str) -> Usage:
        """Return the entry of `resource`, which is created on first use."""
        with self._lock:
            if resource not in self.entries:
                usage = Usage(resource, on_pause=self._report_pause, wait_limit=self.wait_limit)
                self.entries = {**self.entries, resource: usage}
            return self.entries[resource]

    def _report_pause(self, resource: str, seconds: float, reason: str) -> None:
        if self.on_pause:
            self.on_pause(resource, seconds, reason)

    @property
    def rows(self) -> int:
        """Rows of all resources."""
        return sum(usage.rows for usage in self.entries.values())

    @property
    def requests(self) -> int:
        """Requests of all resources."""
        return sum(usage.requests for usage in self.entries.values())

    @contextmanager
    def timed(self, resource: str) -> Iterator[Usage]:
        """Add the time spent in the block to the seconds of the resource."""
        usage = self.of(resource)
        start = time.monotonic()
        try:
            yield usage
        finally:
            usage.add(seconds=time.monotonic() - start)
