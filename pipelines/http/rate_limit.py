"""Going as slowly as the service asks: one pause for all requests in flight."""

import math
import threading
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import ClassVar

from requests import Response

from pipelines.http.errors import AskedToWait

BLOCKED_SECONDS = 180.0  # a 429 without Retry-After: the service counts over five minutes
NEARLY_USED_UP = 0.1  # of X-RateLimit-Limit; below it we wait before the service delays or blocks
LONGEST_COURTESY_SECONDS = 60.0
MINUTE, HOUR, DAY = 60, 3_600, 86_400


class Throttle:
    """What the service asks of one request holds for all that share this object."""

    longest_wait_seconds: ClassVar[float] = HOUR  # a longer one is for the next run

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

    def wait(self) -> float:
        """Sleep until the pause is over, also one that was prolonged meanwhile; return the seconds slept.

        Raises:
            AskedToWait: If the pause is longer than a run waits.
        """
        slept = 0.0
        while seconds := self._remaining_seconds():
            if seconds > self.longest_wait_seconds:
                raise AskedToWait(
                    f"The service asks to wait for {in_words(seconds)}, which is longer than a run waits "
                    f"({in_words(self.longest_wait_seconds)}). What was loaded is kept: run again when that "
                    "time is over."
                )
            self.sleep(seconds)
            slept += seconds
        return slept

    def _remaining_seconds(self) -> float:
        with self._lock:
            return max(0.0, self._until - self._clock())

    def note(self, response: Response) -> float:
        """Take from an answer, whatever its status, how long all are to pause.

        Returns:
            By how many seconds the pause became longer than it was: none where it is short enough already.
        """
        asked = self._asked_seconds(response)
        with self._lock:
            now = self._clock()
            before = max(self._until, now)
            self._until = max(before, now + asked)
            return self._until - before

    def _asked_seconds(self, response: Response) -> float:
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
        try:
            return parsedate_to_datetime(response.headers["Retry-After"]).timestamp() - self._now()
        except (KeyError, ValueError, OverflowError):
            return None

    def _courtesy_seconds(self, response: Response) -> float:
        remaining = number_in(response, "X-RateLimit-Remaining")
        limit = number_in(response, "X-RateLimit-Limit")
        reset = number_in(response, "X-RateLimit-Reset")
        if remaining is None or not limit or reset is None or remaining > NEARLY_USED_UP * limit:
            return 0.0
        return min(max(0.0, reset - self._now()), LONGEST_COURTESY_SECONDS)


def number_in(response: Response, header: str) -> float | None:
    """The number in a header; none where there is none."""
    try:
        number = float(response.headers[header])
    except (KeyError, ValueError):
        return None
    return number if math.isfinite(number) else None


def in_words(seconds: float) -> str:
    """A time in whole minutes, hours or days, whichever reads best."""
    name, size = next(
        ((name, size) for name, size in (("days", DAY), ("hours", HOUR)) if seconds >= 2 * size),
        ("minutes", MINUTE),
    )
    return f"{seconds / size:,.0f} {name}"
