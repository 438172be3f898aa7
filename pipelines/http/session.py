"""The HTTP session: sends reads only, as slowly as it is asked to, and again where that is worth it."""

import re
import time
from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar
from urllib.parse import urlsplit

import requests
import urllib3
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.hooks import default_hooks, dispatch_hook
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)

from pipelines.http import errors
from pipelines.http.rate_limit import Throttle
from pipelines.http.transfer import read_body
from pipelines.http.usage import Usage

TIMEOUT_SECONDS = (10, 120)  # to connect; between two bytes of an answer
ANSWER_SECONDS = 600.0  # for one answer as a whole, enough for 1,000 revisions on a slow line
MAX_ATTEMPTS = 6

_backoff = wait_exponential_jitter(multiplier=0.5, max=30)


class ReadOnlySession(requests.Session):
    """A session for the reads of one resource; subclasses know a service's answers and its reading POSTs.

    What is no data is raised as an error of `pipelines.http.errors`. `usage` counts requests and waiting.
    Sessions that share an `adapter` share its connections, sessions that share a `throttle` its pauses, and
    sessions that share `slots` have no more requests in flight than there are.
    """

    read_only_posts: ClassVar[re.Pattern[str]] = re.compile(r"(?!)")
    reach: ClassVar[str] = "what is configured"
    advice: ClassVar[str] = "Check the URL, the network and the proxy settings."

    def __init__(
        self,
        allowed_hosts: frozenset[str],
        usage: Usage,
        throttle: Throttle,
        adapter: HTTPAdapter,
        max_attempts: int = MAX_ATTEMPTS,
        slots: AbstractContextManager[Any] | None = None,
    ) -> None:
        super().__init__()
        self.mount("https://", adapter)
        self.mount("http://", adapter)
        self.headers["User-Agent"] = "ado-findings"
        self._allowed_hosts = allowed_hosts
        self._usage = usage
        self._throttle = throttle
        self._slots = slots or nullcontext()
        self._retrying = Retrying(
            retry=retry_if_exception_type((errors.TransientError, errors.ConnectionFailed)),
            stop=stop_after_attempt(max_attempts),
            wait=_wait_seconds,
            sleep=self._pause,
            reraise=True,
        )

    def check(self, response: Response) -> None:
        """Raise the error that `response` stands for; return when it is data."""
        raise NotImplementedError

    def send(self, request: PreparedRequest, **kwargs: Any) -> Response:
        """Send a read and return its checked answer.

        Hooks on the request see checked answers only, and may ask for another try by a TransientError.
        """
        self.refuse_writes(request)
        hooks, request.hooks = request.hooks, default_hooks()
        kwargs["allow_redirects"] = False  # a redirect leads to a sign-in page, never to data
        kwargs["stream"] = True  # the body is read within a limit of its own
        kwargs.setdefault("timeout", TIMEOUT_SECONDS)
        return self._retrying.copy()(self._send_once, request, hooks, **kwargs)

    def _send_once(self, request: PreparedRequest, hooks: Any, **kwargs: Any) -> Response:
        with self._slots:
            self._usage.add(waited_seconds=self._throttle.wait(), requests=1)
            response = self._answer_to(request, **kwargs)
        self._usage.pause(self._throttle.note(response), "as the service asks")
        self.check(response)
        answer: Response = dispatch_hook("response", hooks, response)  # type: ignore[no-untyped-call]
        return answer

    def _answer_to(self, request: PreparedRequest, **kwargs: Any) -> Response:
        deadline = time.monotonic() + ANSWER_SECONDS
        try:
            response = super().send(request, **kwargs)
            read_body(response, deadline)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise errors.ConnectionFailed(self._connection_message(request, error)) from error
        return response

    def _pause(self, seconds: float) -> None:
        self._usage.pause(seconds, "before another try")
        self._throttle.sleep(seconds)
        self._usage.add(waited_seconds=seconds)

    def refuse_writes(self, request: PreparedRequest) -> None:
        """Raise WriteRefused for all but a read of the allowed hosts."""
        parts = urlsplit(request.url or "")
        is_read = request.method == "GET" or (
            request.method == "POST" and self.read_only_posts.search(parts.path)
        )
        if not is_read or parts.netloc not in self._allowed_hosts:
            raise errors.WriteRefused(
                f"Refused to send {request.method} {parts.scheme}://{parts.netloc}{parts.path}: "
                f"only reads of {self.reach} are sent."
            )

    def _connection_message(self, request: PreparedRequest, error: Exception) -> str:
        host = urlsplit(request.url or "").netloc
        advice = self.advice
        if isinstance(error, requests.exceptions.SSLError):
            advice = (
                "Check the URL; where an authority of your own signs certificates, "
                "set REQUESTS_CA_BUNDLE to the file of its certificate."
            )
        return f"{request.method} to {host} got no answer ({type(error).__name__}). {advice}"


def _wait_seconds(state: RetryCallState) -> float:
    """Our own patience; a pause that the service asks for is the throttle's."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, errors.TransientError) and error.status == 429:
        return 0.0
    return _backoff(state)
