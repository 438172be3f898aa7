"""Classify a response of a platform: data, or one of the errors of `pipelines.http.errors`."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from requests import Response

from pipelines.http import errors
from pipelines.http.rate_limit import number_in

MESSAGE_CHARACTERS = 300
_RATE_LIMIT = re.compile(rb"rate.?limit", re.IGNORECASE)  # also Google's userRateLimitExceeded


def check(response: Response) -> None:
    """Raise the error that `response` represents unless it is JSON with status 200."""
    status, message = response.status_code, _message(response)
    if status >= 500 or status in (408, 425) or is_too_many(response):
        raise errors.TransientError(response, message or "a transient fault")
    if status == 401:
        raise errors.AuthenticationError(response, message or "the token is not valid")
    if status == 403:
        raise errors.AccessDenied(response, message or "not permitted")
    if status == 404:
        raise errors.NotFound(response, message or "not found")
    if 300 <= status < 400:
        target = urlsplit(response.headers.get("Location", ""))
        origin = f"{target.scheme}://{target.netloc}"
        raise errors.RequestRejected(response, f"a redirect to {origin} instead of data")
    if status != 200:
        raise errors.RequestRejected(response, message or "rejected")
    _require_json(response)


def is_too_many(response: Response) -> bool:
    """Return whether a response rejects too many requests, which some services do with status 403."""
    if response.status_code == 429:
        return True
    return response.status_code == 403 and (
        number_in(response, "X-RateLimit-Remaining") == 0
        or "Retry-After" in response.headers
        or bool(_RATE_LIMIT.search(response.content))
    )


def is_token(response: Response) -> bool:
    """Return whether a response contains a token, which may be requested repeatedly."""
    body = response.json()
    return isinstance(body, dict) and "access_token" in body


def with_list(*path: str, may_be_absent_if: Callable[[Any], bool] = lambda _: False) -> Any:
    """Return a response action that raises if the page has no list of objects.

    Without it, dlt treats a page without the selected list as an empty page.

    Args:
        path: Keys that lead to the list; none if the body is the list.
        may_be_absent_if: Returns whether a body needs no list.
    """

    def require(response: Response) -> None:
        found: Any = response.json()
        if may_be_absent_if(found):
            return
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
            name = f"list `{'.'.join(path)}`" if path else "list"
            raise errors.UnexpectedResponse(response, f"the response has no {name} of objects")

    return require


def _require_json(response: Response) -> None:
    """Raise if the body is not JSON: it is truncated, or the page of a proxy."""
    try:
        response.json()
    except ValueError as error:
        raise errors.TransientError(response, f"the body is not complete JSON ({error})") from error


def _message(response: Response) -> str:
    """Return the message of an error in the formats of OAuth, Graph, GitHub, SCIM, Okta and Atlassian."""
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
    messages = (
        body.get("error_description"),
        nested.get("message"),
        body.get("message"),
        body.get("detail"),
        body.get("errorSummary"),
        error,
    )
    message = next((value for value in messages if isinstance(value, str) and value), "")
    return " ".join(message.split())[:MESSAGE_CHARACTERS]
