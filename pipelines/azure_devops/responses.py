"""What an answer of the service is: data, or one of the errors of `pipelines.http.errors`."""

import re
from typing import Any
from urllib.parse import urlsplit

from requests import Response

from pipelines.http import documents, errors

PASSING_STATUSES = frozenset({408, 425, 429})  # beside all from 500 on
# TF400898 an internal error, VS402490 and VS402491 too many queries: whatever the status.
_PASSING_FAULT = re.compile(r"\b(TF400898|VS402490|VS402491)\b")
# Of a team: TF400497, its backlog iteration is gone, or TF400499, it has no area.
_INVALID_SETTINGS = "InvalidTeamSettingsException"
_SIGN_IN = re.compile(rb"sign[ _-]?in", re.IGNORECASE)
_SIGN_IN_PAGE = "a sign-in page instead of data"


def check(response: Response) -> None:
    """Raise the error that `response` stands for; return when it is a JSON object of status 200."""
    status, envelope = response.status_code, _envelope(response)
    message = str(envelope.get("message") or "")
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
    if status == 400 and envelope.get("typeKey") == _INVALID_SETTINGS:
        raise errors.NotConfigured(response, message or _INVALID_SETTINGS)
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
        body = documents.parse(response)
    except ValueError as error:
        raise errors.TransientError(response, f"the body is no complete JSON ({error})") from error
    if not isinstance(body, dict):
        raise errors.UnexpectedResponse(response, "the answer is no JSON object")
    response.json = lambda **_: body  # type: ignore[method-assign]


def _envelope(response: Response) -> dict[str, Any]:
    """The envelope of an error; empty for data, and for errors without one."""
    if response.status_code == 200:
        return {}
    try:
        envelope = documents.parse(response)
    except ValueError:
        return {}
    return envelope if isinstance(envelope, dict) else {}


def _is_html(response: Response) -> bool:
    return "text/html" in response.headers.get("Content-Type", "").lower()
