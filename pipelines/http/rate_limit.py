"""Rate limiting as services request it: one pause applies to all requests in flight."""

import math
import threading
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import ClassVar

from requests import Response

from pipelines.http.errors import PauseTooLong

BLOCKED_SECONDS = 180.0  # a 429 without Retry-After: the service counts over five minutes
NEARLY_USED_UP = 0.1  # of X-RateLimit-Limit; below it we wait before the service delays or blocks
MAX_COURTESY_SECONDS = 60.0
MINUTE, HOUR, DAY = 60, 3_600, 86_400


class WaitLimit:
    """The time that a run may wait in sum, for all services; waits at the same time count once."""

    def __init__(self, seconds: float = math.inf) -> None:
        self._most = seconds
        self._lock = threading.Lock()
        self._waited = 0.0
        self._until = 0.0

    def spend(self, seconds: float, now: float) -> None:
        """Count a wait that begins now.

        Raises:
            PauseTooLong: If the run would wait longer than it may.
        """
        with self._lock:
            end = max(self._until, now + seconds)
            self._waited += end - max(self._until, now)
            self._until = end
            if self._waited > self._most:
                raise PauseTooLong(
                    f"The run would wait longer than {format_duration(self._most)} in sum, for pauses that "
                    "services request and before retries. Run again later: the next run resumes from the "
                    "last committed load. ADO_FINDINGS__MAX_WAIT_MINUTES permits more."
                )


class Throttle:
    """Delays requests: a pause requested in one response applies to all sessions that share this object."""

    longest_wait_seconds: ClassVar[float] = HOUR  # a longer pause is left to the next run

    def __init__(
        self,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.sleep = sleep
        self._clock = clock
        self._now = now
        self._lock = threading.Lock()
        self._until = 0.0

    def wait(self, limit: WaitLimit | None = None) -> float:
        """Sleep until the pause is over, even if it was extended meanwhile, and return the seconds slept.

        Raises:
            PauseTooLong: If the pause is longer than `longest_wait_seconds`, or `limit` permits no more.
        """
        slept = 0.0
        while seconds := self._remaining_seconds():
            if seconds > self.longest_wait_seconds:
                raise PauseTooLong(
                    f"The service requests a pause of {format_duration(seconds)}; a run waits at most "
                    f"{format_duration(self.longest_wait_seconds)}. Run again after the pause: the next run "
                    "resumes from the last committed load."
                )
            self.pause(seconds, limit or WaitLimit())
            slept += seconds
        return slept

    def pause(self, seconds: float, limit: WaitLimit) -> None:
        """Sleep, if `limit` permits it."""
        limit.spend(seconds, self._clock())
        self.sleep(seconds)

    def _remaining_seconds(self) -> float:
        with self._lock:
            return max(0.0, self._until - self._clock())

    def note(self, response: Response) -> float:
        """Extend the pause as a response requests, whatever its status.

        Returns:
            The seconds by which the pause was extended.
        """
        requested = self._requested_seconds(response)
        with self._lock:
            now = self._clock()
            before = max(self._until, now)
            self._until = max(before, now + requested)
            return self._until - before

    def _requested_seconds(self, response: Response) -> float:
        retry_after = self._retry_after_seconds(response)
        if retry_after is not None:
            return max(0.0, retry_after)
        if response.status_code == 429:
            return BLOCKED_SECONDS
        return self._courtesy_seconds(response)

    def _retry_after_seconds(self, response: Response) -> float | None:
        seconds = number_in(response, "Retry-After")
        if seconds is not None:
            return seconds
        date = _date_in(response, "Retry-After")
        return None if date is None else self._seconds_until(date, response)

    def _seconds_until(self, time: float, response: Response) -> float:
        """Return the seconds from a response to a time that it names, by the clock of the service."""
        date = _date_in(response, "Date")
        return time - (self._now() if date is None else date)

    def _courtesy_seconds(self, response: Response) -> float:
        remaining = number_in(response, "X-RateLimit-Remaining")
        limit = number_in(response, "X-RateLimit-Limit")
        reset = number_in(response, "X-RateLimit-Reset")
        if remaining is None or not limit or reset is None or remaining > NEARLY_USED_UP * limit:
            return 0.0
        return min(max(0.0, self._seconds_until(reset, response)), MAX_COURTESY_SECONDS)


def number_in(response: Response, header: str) -> float | None:
    """Return the number in a header, or none if it has none."""
    try:
        number = float(response.headers[header])
    except (KeyError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _date_in(response: Response, header: str) -> float | None:
    """Return the date in a header as seconds since the epoch, or none if it has none."""
    try:
        return parsedate_to_datetime(response.headers[header]).timestamp()
    except (KeyError, ValueError, OverflowError):
        return None


def format_duration(seconds: float) -> str:
    """Return a duration in minutes, hours or days, such as `15 minutes`."""
    name, size = next(
        ((name, size) for name, size in (("days", DAY), ("hours", HOUR)) if seconds >= 2 * size),
        ("minutes", MINUTE),
    )
    return f"{seconds / size:,.0f} {name}"
