"""What an answer of a platform is: data, or one of the errors of `pipelines.http.errors`."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from requests import Response

from pipelines.http import errors
from pipelines.http.rate_limit import number_in

MESSAGE_CHARACTERS = 300
_RATE_LIMIT = re.compile(r"rate.?limit", re.IGNORECASE)  # also userRateLimitExceeded, of Google


def check(response: Response) -> None:
    """Raise the error that `response` stands for; return when it is JSON of status 200."""
    response.encoding = "utf-8"
    status, message = response.status_code, _message(response)
    if status >= 500 or status in (408, 425) or is_too_many(response):
        raise errors.TransientError(response, message or "a passing fault")
    if status == 401:
        raise errors.AuthenticationError(response, message or "the token is not accepted")
    if status == 403:
        raise errors.AccessDenied(response, message or "not permitted")
    if status == 404:
        raise errors.NotFound(response, message or "nothing here")
    if 300 <= status < 400:
        target = urlsplit(response.headers.get("Location", ""))
        place = f"{target.scheme}://{target.netloc}"
        raise errors.RequestRejected(response, f"a redirect to {place} instead of data")
    if status != 200:
        raise errors.RequestRejected(response, message or "refused")
    _decode(response)


def is_too_many(response: Response) -> bool:
    """Whether it refuses because there were too many requests, which some say with 403."""
    if response.status_code == 429:
        return True
    return response.status_code == 403 and (
        number_in(response, "X-RateLimit-Remaining") == 0
        or "Retry-After" in response.headers
        or bool(_RATE_LIMIT.search(response.text))
    )


def is_token(response: Response) -> bool:
    """Whether it gives a token, which may be asked for again."""
    body = response.json()
    return isinstance(body, dict) and "access_token" in body


def with_list(*path: str, may_be_absent_if: Callable[[Any], bool] = lambda _: False) -> Any:
    """A response action: dlt takes a page without the selected list for an empty one; this raises.

    No `path` stands for a body that is the list itself.
    """

    def require(response: Response) -> None:
        found: Any = response.json()
        if may_be_absent_if(found):
            return
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            place = f"list `{'.'.join(path)}`" if path else "list"
            raise errors.UnexpectedResponse(response, f"the answer has no {place} of objects")

    return require


def _decode(response: Response) -> None:
    """Decode the body once; what is no JSON is a truncated answer, or a page of something in between."""
    try:
        response.json()
    except ValueError as error:
        raise errors.TransientError(response, f"the body is not complete JSON ({error})") from error


def _message(response: Response) -> str:
    """What an error says, in the forms of OAuth, Graph, GitHub, SCIM, Okta and Atlassian."""
    if response.status_code == 200:
        return ""
    try:
        body = response.json()
    except ValueError:
        return ""
    if not isinstance(body, dict):
        return ""
    error = body.get("error")
    nested = error if isinstance(error, dict) else {}
    texts = (
        body.get("error_description"),
        nested.get("message"),
        body.get("message"),
        body.get("detail"),
        body.get("errorSummary"),
        error,
    )
    text = next((each for each in texts if isinstance(each, str) and each), "")
    return " ".join(text.split())[:MESSAGE_CHARACTERS]
