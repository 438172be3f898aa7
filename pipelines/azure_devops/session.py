"""The HTTP session: reads only, tries again what is worth it, and takes no sign-in page for data."""

import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import orjson
import requests
from requests import PreparedRequest, Response
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential_jitter,
)

from pipelines.azure_devops import errors
from pipelines.azure_devops.usage import Usage

READ_ONLY_POSTS = re.compile(
    r"/_apis/wit/(wiql|workitemsbatch|reporting/workitemrevisions)$", re.IGNORECASE
)
TIMEOUT_SECONDS = (10, 120)  # to connect; between two bytes of an answer
MAX_ATTEMPTS = 6
BLOCKED_WAIT_SECONDS = 180.0  # a 429 without Retry-After: the service's window is five minutes
TRANSIENT_STATUSES = frozenset({408, 429, 500, 502, 503, 504})


class ReadOnlySession(requests.Session):
    """A session for the reads of one resource.

    Every answer that `send` returns is JSON of status 200; everything else is raised as an error of
    `pipelines.azure_devops.errors`. `usage` counts requests and waiting.
    """

    def __init__(
        self,
        allowed_hosts: frozenset[str],
        usage: Usage,
        max_attempts: int = MAX_ATTEMPTS,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__()
        self.headers["User-Agent"] = "ado-findings"
        self.headers["X-TFS-FedAuthRedirect"] = "Suppress"  # failures as 401, not as a sign-in page
        self._allowed_hosts = allowed_hosts
        self._usage = usage
        self._sleep = sleep
        self._retrying = Retrying(
            retry=retry_if_exception(_is_transient),
            stop=stop_after_attempt(max_attempts),
            wait=_wait_seconds,
            sleep=self._wait,
            reraise=True,
        )

    def send(self, request: PreparedRequest, **kwargs: Any) -> Response:
        """Send a read and return its checked answer."""
        self._refuse_writes(request)
        kwargs["allow_redirects"] = False  # a redirect leads to a sign-in page, never to data
        kwargs.setdefault("timeout", TIMEOUT_SECONDS)
        return self._retrying.copy()(self._send_once, request, **kwargs)

    def _send_once(self, request: PreparedRequest, **kwargs: Any) -> Response:
        self._usage.requests += 1
        try:
            response = super().send(request, **kwargs)
        except requests.RequestException as error:
            raise errors.ConnectionFailed(_connection_message(request, error)) from error
        check(response)
        retry_after = _retry_after_seconds(response)
        if retry_after:
            self._wait(retry_after)
        return response

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

    def _wait(self, seconds: float) -> None:
        self._usage.waited_seconds += seconds
        self._sleep(seconds)


def check(response: Response) -> None:
    """Raise the error that `response` stands for; return when it is JSON of status 200."""
    status = response.status_code
    if status in TRANSIENT_STATUSES:
        raise errors.TransientError(response, _service_message(response) or "a passing fault")
    if status == 401:
        raise _unauthorized(response)
    if status == 203 or 300 <= status < 400 or _is_html(response):
        raise errors.AuthenticationError(response, "a sign-in page instead of data")
    if status == 403:
        raise errors.AccessDenied(response, _service_message(response) or "not permitted")
    if status == 404:
        raise errors.NotFound(response, _service_message(response) or "nothing here")
    if status != 200:
        raise errors.RequestRejected(response, _service_message(response) or "refused")
    _decode(response)


def _unauthorized(response: Response) -> errors.ApiError:
    """A 401 with a reason is about the token; an empty one may be about its scopes as well."""
    message = _service_message(response)
    if message or response.content:
        return errors.AuthenticationError(response, message or "a sign-in page instead of data")
    return errors.AccessDenied(response, "the token is unknown or lacks the scope")


def _decode(response: Response) -> None:
    """Decode the body once, for the paginator and for the reader, and fail on what is no JSON."""
    try:
        body = orjson.loads(_body(response))
    except orjson.JSONDecodeError as error:
        raise errors.TransientError(response, f"the body is no complete JSON ({error})") from error
    response.json = lambda **_: body  # type: ignore[method-assign]


def _body(response: Response) -> bytes:
    return response.content.removeprefix(b"\xef\xbb\xbf")


def _service_message(response: Response) -> str:
    try:
        return str(orjson.loads(_body(response)).get("message", ""))
    except (orjson.JSONDecodeError, AttributeError):
        return ""


def _is_html(response: Response) -> bool:
    return "text/html" in response.headers.get("Content-Type", "").lower()


def _is_transient(error: BaseException) -> bool:
    return isinstance(error, errors.TransientError | errors.ConnectionFailed)


def _wait_seconds(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, errors.TransientError):
        asked = _retry_after_seconds(error.response)
        if asked:
            return asked
        if error.response.status_code == 429:
            return BLOCKED_WAIT_SECONDS
    return wait_exponential_jitter(multiplier=0.5, max=30)(state)


def _retry_after_seconds(response: Response) -> float:
    try:
        return max(0.0, float(response.headers.get("Retry-After", 0)))
    except ValueError:
        return 0.0


def _connection_message(request: PreparedRequest, error: Exception) -> str:
    host = urlsplit(request.url or "").netloc
    return (
        f"{request.method} to {host} got no answer ({type(error).__name__}). "
        "Check the organization URL, the network and the proxy settings."
    )
