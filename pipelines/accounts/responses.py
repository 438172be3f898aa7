"""Classify a response of a platform: data, or one of the errors of `pipelines.http.errors`."""

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from requests import Response

from pipelines.http import errors
from pipelines.http.rate_limit import number_in

_TOO_MANY = re.compile(rb"rate.?limit|(limit|quota).?exceeded|RESOURCE_EXHAUSTED", re.IGNORECASE)
_INVALID_CREDENTIALS = re.compile(r"invalid_(grant|client)|unauthorized_client")  # RFC 6749, 5.2


def check(response: Response) -> None:
    """Raise the error that `response` represents unless it is JSON with status 200."""
    if response.status_code == 200:
        _require_json(response)
        return
    code, message = _described(response)
    kind, fallback = _kind(response, code)
    raise kind(response, ": ".join(filter(None, (code, message))) or fallback, code)


def _kind(response: Response, code: str) -> tuple[type[errors.ApiError], str]:
    """Return the error of a response without data, and its explanation if the response has none."""
    status = response.status_code
    if status in (408, 425) or (status >= 500 and status != 501) or is_too_many(response):
        return errors.TransientError, "a transient fault"
    if status == 401 or (status == 400 and _INVALID_CREDENTIALS.fullmatch(code)):
        return errors.AuthenticationError, "the token is not valid"
    if status == 403:
        return errors.AccessDenied, "not permitted"
    if status == 404:
        return errors.NotFound, "not found"
    if 300 <= status < 400:
        target = urlsplit(response.headers.get("Location", ""))
        origin = f"{target.scheme}://{target.netloc}"
        return errors.RequestRejected, f"a redirect to {origin} instead of data"
    return errors.RequestRejected, "rejected"


def is_too_many(response: Response) -> bool:
    """Return whether a response rejects too many requests, which some services do with status 403."""
    if response.status_code == 429:
        return True
    return response.status_code == 403 and (
        number_in(response, "X-RateLimit-Remaining") == 0
        or "Retry-After" in response.headers
        or bool(_TOO_MANY.search(response.content))
    )


def is_token(response: Response) -> bool:
    """Return whether a response contains a token, which may be requested repeatedly."""
    body = response.json()
    return isinstance(body, dict) and "access_token" in body


def with_list(
    *path: str, advice: str = "", may_be_absent_if: Callable[[Any], bool] = lambda _: False
) -> Any:
    """Return a response action that raises if the page has no list of objects.

    Without it, dlt treats a page without the selected list as an empty page.

    Args:
        path: Keys that lead to the list; none if the body is the list.
        advice: What to do about a missing list; by default the message names its path.
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
            message = advice or f"the response has no {name} of objects"
            raise errors.UnexpectedResponse(response, message)

    return require


def _require_json(response: Response) -> None:
    """Raise if the body is not JSON: it is truncated, or the page of a proxy."""
    try:
        response.json()
    except ValueError as error:
        raise errors.TransientError(response, f"the body is not complete JSON ({error})") from error


def _described(response: Response) -> tuple[str, str]:
    """Return code and message as OAuth, Microsoft, Google, GitHub, SCIM, Okta and Atlassian write them."""
    try:
        body = response.json()
    except ValueError:
        return "", ""
    if not isinstance(body, dict):
        return "", ""
    error = body.get("error")
    nested = error if isinstance(error, dict) else {}
    codes = (
        body.get("scimType"),
        body.get("errorCode"),
        nested.get("status"),
        nested.get("code"),
        error,
    )
    messages = (
        body.get("error_description"),
        nested.get("message"),
        body.get("message"),
        body.get("detail"),
        body.get("errorSummary"),
    )
    return _first_text(codes), _first_text(messages)


def _first_text(values: Iterable[Any]) -> str:
    return next((value for value in values if isinstance(value, str) and value), "")
