"""Classify a response of the service: data, or one of the errors of `pipelines.http.errors`."""

import re
from typing import Any
from urllib.parse import urlsplit

from requests import Response

from pipelines.http import errors

Record = dict[str, Any]

MESSAGE_CHARACTERS = 10_000  # of a message, in which codes are searched
TRANSIENT_STATUSES = frozenset({408, 425, 429})  # and all from 500
# TF400898: internal error. VS402335: a query took too long. VS402490, VS402491: too many queries. The
# status varies.
_TRANSIENT_CODE = re.compile(r"\b(TF400898|VS402335|VS402490|VS402491)\b")
# TF400497: the team's backlog iteration was deleted. TF400499: the team has no area. TF400512: the project
# has no process settings.
_INVALID_SETTINGS = frozenset({"InvalidTeamSettingsException", "MissingProjectSettingsException"})
# VS403463: conditional access of Microsoft Entra. The others: the organization disables tokens, this kind of
# sign-in, or the address.
_POLICY = re.compile(
    r"\bVS403463\b|conditional access|(alternate|basic) authentication\b.*disabled"
    r"|personal access tokens?\b.*(disabled|not allowed|policy|restricted)"
    r"|\bIP address\b.*(not allowed|policy)",
    re.IGNORECASE,
)
_VERSION_ERROR, _PREVIEW_ERROR = (
    "VssVersionOutOfRangeException",
    "VssInvalidPreviewVersionException",
)
_SUPPORTED_VERSION = re.compile(r"server supports is (\d+\.\d+)")
_SIGN_IN = re.compile(rb"sign[ _-]?in", re.IGNORECASE)
_SIGN_IN_PAGE = "a sign-in page instead of data"


def check(response: Response) -> None:
    """Raise the error that `response` represents unless it is a JSON object with status 200."""
    status, envelope = response.status_code, _envelope(response)
    message = str(envelope.get("message") or "")[:MESSAGE_CHARACTERS]
    if status in TRANSIENT_STATUSES or status >= 500 or _TRANSIENT_CODE.search(message):
        raise errors.TransientError(response, message or "a transient fault")
    if status == 401 or (status == 403 and _POLICY.search(message)):
        raise _refusal(response, message)
    if status == 203:
        raise errors.AuthenticationError(response, _SIGN_IN_PAGE)
    if 300 <= status < 400:
        raise errors.AuthenticationError(response, _redirect(response))
    if status == 403:
        raise errors.AccessDenied(response, message or "not permitted")
    if status == 404:
        raise errors.NotFound(response, message or "not found")
    if status == 400:
        raise _rejection(response, str(envelope.get("typeKey")), message)
    if status != 200:
        raise errors.RequestRejected(response, message or "rejected")
    if _is_html(response):
        raise _page_instead_of_data(response)
    _require_object(response)


def _refusal(response: Response, message: str) -> errors.AuthenticationError:
    if _POLICY.search(message):
        return errors.RefusedByPolicy(response, message)
    return errors.AuthenticationError(response, message or _unauthorized(response))


def _rejection(response: Response, type_key: str, message: str) -> errors.RequestRejected:
    if type_key in _INVALID_SETTINGS:
        return errors.NotConfigured(response, message or type_key)
    if type_key == _VERSION_ERROR:
        supported = _SUPPORTED_VERSION.search(message)
        return errors.UnsupportedApiVersion(response, message, supported and supported[1])
    if type_key == _PREVIEW_ERROR:
        return errors.PreviewRequired(response, message)
    return errors.RequestRejected(response, message or "rejected")


def _unauthorized(response: Response) -> str:
    """Explain a 401: one with a body is about the token, an empty one may be about its scopes as well."""
    return _SIGN_IN_PAGE if response.content else "the token is invalid or lacks the scope"


def _redirect(response: Response) -> str:
    target = urlsplit(response.headers.get("Location", ""))
    return f"a redirect to {target.scheme}://{target.netloc} instead of data"


def _page_instead_of_data(response: Response) -> errors.ApiError:
    if _SIGN_IN.search(response.content):
        return errors.AuthenticationError(response, _SIGN_IN_PAGE)
    return errors.TransientError(response, "an HTML page instead of data")


def _require_object(response: Response) -> None:
    try:
        document = response.json()
    except ValueError as error:
        raise errors.TransientError(response, f"the body is not complete JSON ({error})") from error
    if not isinstance(document, dict):
        raise errors.UnexpectedResponse(response, "the response is not a JSON object")


def _envelope(response: Response) -> dict[str, Any]:
    """Return the JSON envelope of an error; empty for data and for errors without one."""
    if response.status_code == 200:
        return {}
    try:
        envelope = response.json()
    except ValueError:
        return {}
    return envelope if isinstance(envelope, dict) else {}


def _is_html(response: Response) -> bool:
    return "text/html" in response.headers.get("Content-Type", "").lower()
