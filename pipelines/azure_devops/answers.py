"""What an answer of the service is: data, or one of the errors of `pipelines.http.errors`."""

import re
from typing import Any
from urllib.parse import urlsplit

import orjson
from requests import Response

from pipelines.http import errors

PASSING_STATUSES = frozenset({408, 425, 429})  # beside all from 500 on
# TF400898 an internal error, VS402490 and VS402491 too many queries: whatever the status.
_PASSING_FAULT = re.compile(r"\b(TF400898|VS402490|VS402491)\b")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_SIGN_IN = re.compile(rb"sign[ _-]?in", re.IGNORECASE)
_SIGN_IN_PAGE = "a sign-in page instead of data"


def check(response: Response) -> None:
    """Raise the error that `response` stands for; return when it is a JSON object of status 200."""
    status, message = response.status_code, _message(response)
    if status in PASSING_STATUSES or status >= 500 or _PASSING_FAULT.search(message):
        raise errors.TransientError(response, message or "a passing fault")
    if status == 401:
        raise errors.AuthenticationError(response, message or _unauthorized(response))
    if status == 203:
        raise errors.AuthenticationError(response, _SIGN_IN_PAGE)
    if 300 <= status < 400:
        raise errors.AuthenticationError(response, _redirect(response))
    if status == 403:
        raise errors.AccessDenied(response, message or "not permitted")
    if status == 404:
        raise errors.NotFound(response, message or "nothing here")
    if status != 200:
        raise errors.RequestRejected(response, message or "refused")
    if _is_html(response):
        raise _page_instead_of_data(response)
    _decode(response)


def _unauthorized(response: Response) -> str:
    """A 401 with a body is about the token; an empty one may be about its scopes as well."""
    return _SIGN_IN_PAGE if response.content else "the token is unknown or lacks the scope"


def _redirect(response: Response) -> str:
    target = urlsplit(response.headers.get("Location", ""))
    return f"a redirect to {target.scheme}://{target.netloc} instead of data"


def _page_instead_of_data(response: Response) -> errors.ApiError:
    if _SIGN_IN.search(response.content):
        return errors.AuthenticationError(response, _SIGN_IN_PAGE)
    return errors.TransientError(response, "a page of HTML instead of data")


def _decode(response: Response) -> None:
    """Decode the body once, for the paginator and for the reader, and fail on what is no JSON object."""
    try:
        body = orjson.loads(_body(response))
    except orjson.JSONDecodeError as error:
        raise errors.TransientError(response, f"the body is no complete JSON ({error})") from error
    if not isinstance(body, dict):
        raise errors.UnexpectedResponse(response, "the answer is no JSON object")
    response.json = lambda **_: body  # type: ignore[method-assign]


def _body(response: Response) -> bytes:
    return response.content.removeprefix(_BYTE_ORDER_MARK)


def _message(response: Response) -> str:
    """The message of an error's envelope; empty for data, and for errors without one."""
    if response.status_code == 200:
        return ""
    try:
        envelope: Any = orjson.loads(_body(response))
        return str(envelope.get("message") or "")
    except (orjson.JSONDecodeError, AttributeError):
        return ""


def _is_html(response: Response) -> bool:
    return "text/html" in response.headers.get("Content-Type", "").lower()
