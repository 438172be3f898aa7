"""What reading a resource took: the figures behind the summary and `extraction_coverage`."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Usage:
    """Counts of one resource in one run.

    `seconds` is the time spent in requests, waiting between them included; `waited_seconds` the part of
    it that was waited, because the service asked for it or before another try.
    """

    resource: str
    rows: int = 0
    requests: int = 0
    seconds: float = 0.0
    waited_seconds: float = 0.0
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


@dataclass
class UsageLedger:
    """One `Usage` for each resource, in the order in which they were first read."""

    entries: dict[str, Usage] = field(default_factory=dict)

    def of(self, resource: str) -> Usage:
        """The entry of `resource`, made on first use."""
        return self.entries.setdefault(resource, Usage(resource))

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
