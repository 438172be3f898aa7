"""The HTTP session for platforms, with their rate limits and errors."""

import re
import time
from typing import Any
from urllib.parse import urlsplit

from dlt.sources.helpers.rest_client.auth import OAuth2ClientCredentials
from requests import PreparedRequest, Request, Response

from pipelines.accounts import responses
from pipelines.http import errors
from pipelines.http.connections import LimitedAdapter
from pipelines.http.origins import host_of, origin_of
from pipelines.http.paging import require_end
from pipelines.http.rate_limit import Throttle, number_in
from pipelines.http.session import MAX_ATTEMPTS, ReadOnlySession
from pipelines.http.usage import Usage

MAX_PAGES = 10_000  # of all lists of a platform: a million accounts
DEFAULT_PAUSE_SECONDS = 60.0  # after a rejection for too many requests that names no time


class PlatformThrottle(Throttle):
    """Applies the pauses that platforms request: `Retry-After`, or the reset time of an exhausted limit."""

    longest_wait_seconds = 900.0  # GitHub may request an hour, which is left to the next run

    def _requested_seconds(self, response: Response) -> float:
        seconds = self._retry_after_seconds(response)
        if seconds is None:
            seconds = self._seconds_to_reset(response)
        if seconds is None:
            seconds = DEFAULT_PAUSE_SECONDS if responses.is_too_many(response) else 0.0
        return max(0.0, seconds)

    def _seconds_to_reset(self, response: Response) -> float | None:
        """Return the pause until an exhausted limit is reset, at least a second: times are whole seconds."""
        for prefix in ("X-RateLimit", "X-Rate-Limit"):  # GitHub, Atlassian; Okta
            reset = number_in(response, f"{prefix}-Reset")
            is_exhausted = number_in(response, f"{prefix}-Remaining") == 0
            if reset is not None and (is_exhausted or responses.is_too_many(response)):
                return max(1.0, self._seconds_until(reset, response))
        return None


class PlatformSession(ReadOnlySession):
    """A session for one platform: GET, GraphQL queries and tokens, to the configured URLs only.

    A token that expired, possibly during a pause, is renewed once for each request if it can be. Each page is
    requested once: a list that returns to one of its pages would never end.
    """

    read_only_posts = re.compile(r"(/graphql|/oauth2/v2\.0/token|/token)$", re.IGNORECASE)
    target = "the configured platform"

    def __init__(
        self,
        urls: tuple[str, ...],
        usage: Usage,
        throttle: Throttle | None = None,
        max_attempts: int = MAX_ATTEMPTS,
    ) -> None:
        super().__init__(
            frozenset(map(host_of, urls)),
            usage,
            throttle or PlatformThrottle(time.sleep),
            LimitedAdapter(),
            max_attempts,
        )
        self._origins = set(map(origin_of, urls))
        self._received: set[tuple[str | None, Any]] = set()
        self._auth: OAuth2ClientCredentials | None = None

    def __deepcopy__(self, memo: object) -> "PlatformSession":
        """Return the same session, because dlt copies a declaration to validate it."""
        return self

    def prepare_request(self, request: Request) -> PreparedRequest:
        """Return a request that is ready to be sent, and note how its token is renewed."""
        if isinstance(request.auth, OAuth2ClientCredentials):
            self._auth = request.auth
        return super().prepare_request(request)

    def check(self, response: Response) -> None:
        """Raise the error that `response` represents unless it is JSON with status 200."""
        responses.check(response)

    def send(self, request: PreparedRequest, **kwargs: Any) -> Response:
        """Send a request that only reads, and return its checked response.

        Raises:
            UnexpectedResponse: If the same page was received before, or the lists do not end.
        """
        response = super().send(request, **kwargs)
        page = (request.url, request.body)
        if page in self._received and not responses.is_token(response):
            raise errors.UnexpectedResponse(
                response, "pagination loop: the same page was returned twice"
            )
        self._received.add(page)
        require_end(response, len(self._received), MAX_PAGES)
        return response

    def _send_once(self, request: PreparedRequest, hooks: list[Any], **kwargs: Any) -> Response:
        try:
            return super()._send_once(request, hooks, **kwargs)
        except errors.AuthenticationError:
            if not self._auth or not _has_token_of(self._auth, request):
                raise
            self._auth.access_token = None
            self._auth(request)
        return super()._send_once(request, hooks, **kwargs)

    def refuse_writes(self, request: PreparedRequest) -> None:
        """Raise WriteRefused unless the request only reads from a configured scheme and host."""
        super().refuse_writes(request)
        origin = origin_of(request.url or "")
        if origin not in self._origins:
            raise errors.WriteRefused(
                f"Refused to send {request.method} {origin}{urlsplit(request.url or '').path}: the "
                "platform is configured with another scheme."
            )


def _has_token_of(auth: OAuth2ClientCredentials, request: PreparedRequest) -> bool:
    """Return whether a request was sent with a token, unlike the request for a token."""
    return request.headers.get("Authorization") == f"Bearer {auth.access_token}"
