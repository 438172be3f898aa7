"""What an answer of the service is: data, or one of the errors of `pipelines.azure_devops.errors`."""

import orjson
from requests import Response

from pipelines.azure_devops import errors

TRANSIENT_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_SIGN_IN = "a sign-in page instead of data"


def check(response: Response) -> None:
    """Raise the error that `response` stands for; return when it is JSON of status 200."""
    status = response.status_code
    if status in TRANSIENT_STATUSES:
        raise errors.TransientError(response, _message(response) or "a passing fault")
    if status == 401:
        raise _unauthorized(response)
    if status == 203 or 300 <= status < 400 or _is_html(response):
        raise errors.AuthenticationError(response, _SIGN_IN)
    if status == 403:
        raise errors.AccessDenied(response, _message(response) or "not permitted")
    if status == 404:
        raise errors.NotFound(response, _message(response) or "nothing here")
    if status != 200:
        raise errors.RequestRejected(response, _message(response) or "refused")
    _decode(response)


def _unauthorized(response: Response) -> errors.ApiError:
    """A 401 with a reason is about the token; an empty one may be about its scopes as well."""
    if response.content:
        return errors.AuthenticationError(response, _message(response) or _SIGN_IN)
    return errors.AccessDenied(response, "the token is unknown or lacks the scope")


def _decode(response: Response) -> None:
    """Decode the body once, for the paginator and for the reader, and fail on what is no JSON."""
    try:
        body = orjson.loads(_body(response))
    except orjson.JSONDecodeError as error:
        raise errors.TransientError(response, f"the body is no complete JSON ({error})") from error
    response.json = lambda **_: body  # type: ignore[method-assign]


def _body(response: Response) -> bytes:
    return response.content.removeprefix(_BYTE_ORDER_MARK)


def _message(response: Response) -> str:
    try:
        return str(orjson.loads(_body(response)).get("message", ""))
    except (orjson.JSONDecodeError, AttributeError):
        return ""


def _is_html(response: Response) -> bool:
    return "text/html" in response.headers.get("Content-Type", "").lower()
