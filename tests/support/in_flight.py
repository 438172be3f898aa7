"""The number of requests that a server handles at a time."""

import threading
import time
from dataclasses import dataclass, field

from flask import Request, after_this_request
from flask.wrappers import Response

ANSWERS_TAKE_SECONDS = 0.02  # so that those that can be are in flight together


@dataclass
class InFlight:
    """A hook that counts requests in flight; `most` is the maximum so far."""

    now: int = 0
    most: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, request: Request) -> None:
        """Count the request until it is handled."""
        after_this_request(self._end)
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(ANSWERS_TAKE_SECONDS)

    def _end(self, response: Response) -> Response:
        with self._lock:
            self.now -= 1
        return response
