"""What reading a resource took: the figures behind the summary and `extraction_coverage`."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

OnPause = Callable[[str, float, str], None]
"""Called with a resource, seconds and a reason when its reading begins to wait for so long."""


@dataclass
class Usage:
    """Counts of one resource in one run.

    `seconds` is the time spent in requests, waiting between them included; `waited_seconds` the part of
    it that was waited, because the service asked for it or before another try. `remarks` say what else is
    to be known of what was read. `on_pause` may be called from any thread.
    """

    resource: str
    rows: int = 0
    requests: int = 0
    seconds: float = 0.0
    waited_seconds: float = 0.0
    remarks: list[str] = field(default_factory=list)
    on_pause: OnPause | None = field(default=None, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(
        self, rows: int = 0, requests: int = 0, seconds: float = 0.0, waited_seconds: float = 0.0
    ) -> None:
        """Count more; requests of one resource run side by side."""
        with self._lock:
            self.rows += rows
            self.requests += requests
            self.seconds += seconds
            self.waited_seconds += waited_seconds

    def pause(self, seconds: float, reason: str) -> None:
        """Tell whoever listens that a wait begins."""
        if self.on_pause:
            self.on_pause(self.resource, seconds, reason)


@dataclass
class UsageLedger:
    """One `Usage` for each resource, in the order in which they were first read.

    `entries` is never changed but replaced: it may be looked through while other threads add to it.
    """

    entries: Mapping[str, Usage] = field(default_factory=dict)
    on_pause: OnPause | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def of(self, resource: str) -> Usage:
        """The entry of `resource`, made on first use."""
        with self._lock:
            if resource not in self.entries:
                usage = Usage(resource, on_pause=self._tell_pause)
                self.entries = {**self.entries, resource: usage}
            return self.entries[resource]

    def _tell_pause(self, resource: str, seconds: float, reason: str) -> None:
        if self.on_pause:
            self.on_pause(resource, seconds, reason)

    @property
    def rows(self) -> int:
        """All rows of the run."""
        return sum(usage.rows for usage in self.entries.values())

    @property
    def requests(self) -> int:
        """All requests of the run."""
        return sum(usage.requests for usage in self.entries.values())

    @contextmanager
    def timed(self, resource: str) -> Iterator[Usage]:
        """Add the time spent in the block to the resource's seconds."""
        usage = self.of(resource)
        start = time.monotonic()
        try:
            yield usage
        finally:
            usage.add(seconds=time.monotonic() - start)
