"""A read-only HTTP session with rate limiting and retries."""

import logging
import re
import time
from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar
from urllib.parse import urlsplit

import requests
import urllib3
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.hooks import dispatch_hook
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)

from pipelines.http import errors
from pipelines.http.origins import host_of, origin_of
from pipelines.http.rate_limit import Throttle
from pipelines.http.responses import BufferedResponse
from pipelines.http.usage import Usage
from pipelines.parsing import is_loopback

TIMEOUT_SECONDS = (10, 120)  # to connect; between two bytes of a response
RESPONSE_SECONDS = 600.0  # for a complete response, enough for 1,000 revisions on a slow line
MAX_ATTEMPTS = 6

logger = logging.getLogger(__name__)
_backoff = wait_exponential_jitter(multiplier=0.5, max=30)


class ReadOnlySession(requests.Session):
    """A session for the requests of one resource; subclasses know a service's responses and reading POSTs.

    Responses without data are raised as an error of `pipelines.http.errors`. `usage` counts requests and
    waiting. Sessions that share an `adapter` share its connections, those that share a `throttle` its pauses,
    and those that share `slots` limit their requests in flight together.
    """

    read_only_posts: ClassVar[re.Pattern[str]] = re.compile(r"(?!)")
    target: ClassVar[str] = "the configured hosts"
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
        self._allowed_hosts = {host_of(f"//{host}") for host in allowed_hosts}
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
        """Raise the error that `response` represents unless it is data."""
        raise NotImplementedError

    def send(self, request: PreparedRequest, **kwargs: Any) -> Response:
        """Send a request that only reads, and return its checked response.

        Hooks of the request receive checked responses only, and may request a retry by a TransientError.
        """
        self.refuse_writes(request)
        hooks = [*request.hooks.get("response", ())]
        for hook in hooks:
            request.deregister_hook("response", hook)  # type: ignore[no-untyped-call]
        kwargs["allow_redirects"] = False  # a redirect leads to a sign-in page, never to data
        kwargs["stream"] = True  # the body is read within its own time limit
        kwargs.setdefault("timeout", TIMEOUT_SECONDS)
        if is_loopback(urlsplit(request.url or "").hostname or ""):
            kwargs["proxies"] = {}  # of the environment: another machine would be asked for its own
        return self._retrying.copy()(self._send_once, request, hooks, **kwargs)

    def _send_once(self, request: PreparedRequest, hooks: list[Any], **kwargs: Any) -> Response:
        with self._slots:
            self._usage.add(waited_seconds=self._throttle.wait(self._usage.wait_limit), requests=1)
            response = self._receive(request, **kwargs)
        self._usage.pause(self._throttle.note(response), "as the service requests")
        self.check(response)
        checked: Response = dispatch_hook("response", {"response": hooks}, response)  # type: ignore[no-untyped-call]
        return checked

    def _receive(self, request: PreparedRequest, **kwargs: Any) -> BufferedResponse:
        start = time.monotonic()
        try:
            response = BufferedResponse(super().send(request, **kwargs), start + RESPONSE_SECONDS)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            logger.debug("%s %s: %s", request.method, _loggable(request), type(error).__name__)
            raise errors.ConnectionFailed(self._connection_message(request, error)) from error
        logger.debug(
            "%s %s: status %d, %d bytes, %.3f s",
            request.method,
            _loggable(request),
            response.status_code,
            len(response.content),
            time.monotonic() - start,
        )
        return response

    def _pause(self, seconds: float) -> None:
        self._usage.pause(seconds, "before a retry")
        self._throttle.pause(seconds, self._usage.wait_limit)
        self._usage.add(waited_seconds=seconds)

    def refuse_writes(self, request: PreparedRequest) -> None:
        """Raise WriteRefused unless the request only reads from an allowed host."""
        url = request.url or ""
        parts = urlsplit(url)
        is_read = request.method == "GET" or (
            request.method == "POST" and self.read_only_posts.search(parts.path)
        )
        if not is_read or host_of(url) not in self._allowed_hosts:
            raise errors.WriteRefused(
                f"Refused to send {request.method} {origin_of(url)}{parts.path}: "
                f"only read requests to {self.target} are allowed."
            )

    def _connection_message(self, request: PreparedRequest, error: Exception) -> str:
        host = host_of(request.url or "")
        advice = self.advice
        if isinstance(error, requests.exceptions.SSLError):
            advice = (
                "Check the URL. If your own certificate authority signs certificates, "
                "set REQUESTS_CA_BUNDLE to the file of its certificate."
            )
        return f"{request.method} to {host} got no response ({type(error).__name__}). {advice}"


def _loggable(request: PreparedRequest) -> str:
    """Return the URL without user name and password; tokens are sent in headers or bodies, never in URLs."""
    parts = urlsplit(request.url or "")
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _wait_seconds(state: RetryCallState) -> float:
    """Return our own delay before a retry; the throttle applies the pauses that a service requests."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, errors.TransientError) and error.status == 429:
        return 0.0
    return _backoff(state)
