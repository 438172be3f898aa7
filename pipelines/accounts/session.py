"""The HTTP session for platforms: theirs are other ways to say "slower" and "no" than Azure DevOps has."""

import re
import time
from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

from pipelines.accounts import responses
from pipelines.http import errors
from pipelines.http.rate_limit import Throttle, number_in
from pipelines.http.session import MAX_ATTEMPTS, ReadOnlySession
from pipelines.http.usage import Usage

UNTOLD_SECONDS = 60.0  # after a refusal for too many requests that does not say how long to wait


class PlatformThrottle(Throttle):
    """Waits as platforms ask: `Retry-After`, or the reset of a limit that is used up."""

    longest_wait_seconds = 900.0  # GitHub may ask for an hour: that is for the next run

    def _requested_seconds(self, response: Response) -> float:
        told = self._retry_after_seconds(response)
        if told is None:
            told = self._seconds_to_reset(response)
        if told is None:
            told = UNTOLD_SECONDS if responses.is_too_many(response) else 0.0
        return max(0.0, told)

    def _seconds_to_reset(self, response: Response) -> float | None:
        for prefix in ("X-RateLimit", "X-Rate-Limit"):  # GitHub, Atlassian; Okta
            reset = number_in(response, f"{prefix}-Reset")
            if number_in(response, f"{prefix}-Remaining") == 0 and reset is not None:
                return reset - self._now()
        return None


class PlatformSession(ReadOnlySession):
    """A session for one platform: GET, GraphQL queries and tokens, to the configured addresses only.

    A request that was answered is not sent again: a list that leads back to one of its pages would not end.
    """

    read_only_posts = re.compile(r"(/graphql|/oauth2/v2\.0/token|/token)$", re.IGNORECASE)
    target = "the configured platform"

    def __init__(
        self,
        addresses: tuple[str, ...],
        usage: Usage,
        throttle: Throttle | None = None,
        max_attempts: int = MAX_ATTEMPTS,
    ) -> None:
        parts = [urlsplit(address) for address in addresses]
        super().__init__(
            frozenset(each.netloc for each in parts),
            usage,
            throttle or PlatformThrottle(time.sleep),
            HTTPAdapter(),
            max_attempts,
        )
        self._origins = {(each.scheme, each.netloc) for each in parts}
        self._answered: set[tuple[str | None, Any]] = set()

    def __deepcopy__(self, memo: object) -> "PlatformSession":
        """The same session: dlt copies a declaration to validate it."""
        return self

    def check(self, response: Response) -> None:
        """Raise the error that `response` stands for; return when it is JSON of status 200."""
        responses.check(response)

    def send(self, request: PreparedRequest, **kwargs: Any) -> Response:
        """Send a read and return its checked answer."""
        response = super().send(request, **kwargs)
        asked = (request.url, request.body)
        if asked in self._answered and not responses.is_token(response):
            raise errors.UnexpectedResponse(response, "the list leads back to a page that it had")
        self._answered.add(asked)
        return response

    def refuse_writes(self, request: PreparedRequest) -> None:
        """Raise WriteRefused for all but a read of the configured scheme and host."""
        super().refuse_writes(request)
        parts = urlsplit(request.url or "")
        if (parts.scheme, parts.netloc) not in self._origins:
            raise errors.WriteRefused(
                f"Refused to send {request.method} {parts.scheme}://{parts.netloc}{parts.path}: the "
                "platform is configured with another scheme."
            )
