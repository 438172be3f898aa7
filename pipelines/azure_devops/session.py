"""The HTTP session: sends reads only, as slowly as it is asked to, and again where that is worth it."""

import re
import time
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)

from pipelines.azure_devops import errors
from pipelines.azure_devops.answers import check
from pipelines.azure_devops.throttle import Throttle
from pipelines.azure_devops.transfer import read_body
from pipelines.azure_devops.usage import Usage

READ_ONLY_POSTS = re.compile(
    r"/_apis/wit/(wiql|workitemsbatch|reporting/workitemrevisions)$", re.IGNORECASE
)
TIMEOUT_SECONDS = (10, 120)  # to connect; between two bytes of an answer
ANSWER_SECONDS = 600.0  # for one answer as a whole, enough for 1,000 revisions on a slow line
MAX_ATTEMPTS = 6

_backoff = wait_exponential_jitter(multiplier=0.5, max=30)


class ReadOnlySession(requests.Session):
    """A session for the reads of one resource.

    Every answer that `send` returns is JSON of status 200; everything else is raised as an error of
    `pipelines.azure_devops.errors`. `usage` counts requests and waiting. Sessions that share an
    `adapter` share its connections, sessions that share a `throttle` its pauses.
    """

    def __init__(
        self,
        allowed_hosts: frozenset[str],
        usage: Usage,
        throttle: Throttle,
        adapter: HTTPAdapter,
        max_attempts: int = MAX_ATTEMPTS,
    ) -> None:
        super().__init__()
        self.mount("https://", adapter)
        self.mount("http://", adapter)
        self.headers["User-Agent"] = "ado-findings"
        self.headers["X-TFS-FedAuthRedirect"] = "Suppress"  # failures as 401, not as a sign-in page
        self._allowed_hosts = allowed_hosts
        self._usage = usage
        self._throttle = throttle
        self._retrying = Retrying(
            retry=retry_if_exception_type((errors.TransientError, errors.ConnectionFailed)),
            stop=stop_after_attempt(max_attempts),
            wait=_wait_seconds,
            sleep=self._pause,
            reraise=True,
        )

    def send(self, request: PreparedRequest, **kwargs: Any) -> Response:
        """Send a read and return its checked answer."""
        self._refuse_writes(request)
        kwargs["allow_redirects"] = False  # a redirect leads to a sign-in page, never to data
        kwargs["stream"] = True  # the body is read within a limit of its own
        kwargs.setdefault("timeout", TIMEOUT_SECONDS)
        return self._retrying.copy()(self._send_once, request, **kwargs)

    def _send_once(self, request: PreparedRequest, **kwargs: Any) -> Response:
        self._usage.add(waited_seconds=self._throttle.wait(), requests=1)
        deadline = time.monotonic() + ANSWER_SECONDS
        try:
            response = super().send(request, **kwargs)
            read_body(response, deadline)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise errors.ConnectionFailed(_connection_message(request, error)) from error
        self._throttle.note(response)
        check(response)
        return response

    def _pause(self, seconds: float) -> None:
        self._throttle.sleep(seconds)
        self._usage.add(waited_seconds=seconds)

    def _refuse_writes(self, request: PreparedRequest) -> None:
        parts = urlsplit(request.url or "")
        is_read = request.method == "GET" or (
            request.method == "POST" and READ_ONLY_POSTS.search(parts.path)
        )
        if not is_read or parts.netloc not in self._allowed_hosts:
            raise errors.WriteRefused(
                f"Refused to send {request.method} {parts.scheme}://{parts.netloc}{parts.path}: "
                "only reads of the configured organization are sent."
            )


def _wait_seconds(state: RetryCallState) -> float:
    """Our own patience; a pause that the service asks for is the throttle's."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, errors.TransientError) and error.response.status_code == 429:
        return 0.0
    return _backoff(state)


def _connection_message(request: PreparedRequest, error: Exception) -> str:
    host = urlsplit(request.url or "").netloc
    advice = "Check the organization URL, the network and the proxy settings."
    if isinstance(error, requests.exceptions.SSLError):
        advice = (
            "Check the organization URL; where an authority of your own signs certificates, "
            "set REQUESTS_CA_BUNDLE to the file of its certificate."
        )
    return f"{request.method} to {host} got no answer ({type(error).__name__}). {advice}"
