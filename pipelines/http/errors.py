"""Errors of HTTP requests, by cause.

ApiError
 +-- AuthenticationError   the token is invalid, expired, revoked, or lacks the scope
 |    +-- RefusedByPolicy     a sign-in policy refuses this machine, or tokens of this sort
 +-- AccessDenied          the token's owner lacks the permission to read this
 +-- NotFound              it does not exist, or is not visible to the token
 +-- RequestRejected       the service rejected the request
 |    +-- NotConfigured          because its own settings are missing or invalid
 |    +-- UnsupportedApiVersion  because it does not know the API version
 |    +-- PreviewRequired        because it has this only in a preview of the API version
 +-- UnexpectedResponse    the response is not of the form that this endpoint returns
 +-- TransientError        worth a retry; raised once the retries are used up
"""

from collections.abc import Iterator
from contextlib import contextmanager

from requests import Response

from pipelines.errors import RunFailed, described
from pipelines.printable import one_line, printable
from pipelines.redaction import redacted, secrets_of_request

MAX_CHARACTERS = 10_000  # of an explanation, far more than is shown of it
# What Python raises for a value that is missing, of another type, out of range, or nested too deeply.
MALFORMED = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


class ApiError(RunFailed):
    """A response without data. The message names the request and the status, never the token.

    `explanation` often is text of the service, or of a gateway that repeats the request: it is one line
    without the secrets of the request.

    `url` is the requested URL with its query, `code` the service's name of the error, if it has one. The
    response itself is not stored: its request holds the token, and dlt writes errors into its trace.
    """

    def __init__(self, response: Response, explanation: str, code: str = "") -> None:
        self.code = code
        self.status = response.status_code
        self.url = response.request.url or ""
        self.explanation = _without_secrets(response, explanation)
        super().__init__(f"{describe(response)}: {self.explanation}")


def _without_secrets(response: Response, explanation: str) -> str:
    text = explanation[:MAX_CHARACTERS]
    return one_line(redacted(text, secrets_of_request(response.request)))


class AuthenticationError(ApiError):
    """The token was not accepted; only a probe tells an expired token from one without the scope."""


class RefusedByPolicy(AuthenticationError):
    """A policy of the organization or its directory refuses the sign-in; a new token does not help."""


class AccessDenied(ApiError):
    """The token's owner lacks the permission to read this."""


class NotFound(ApiError):
    """The service has nothing at this URL for this token."""


class RequestRejected(ApiError):
    """The service rejected the request; a retry would not help."""


class NotConfigured(RequestRejected):
    """The requested object has missing or invalid settings in the service itself."""


class UnsupportedApiVersion(RequestRejected):
    """The server does not support the requested API version; `supported` is its latest one, if it says so."""

    def __init__(self, response: Response, explanation: str, supported: str | None = None) -> None:
        super().__init__(response, explanation)
        self.supported = supported


class PreviewRequired(RequestRejected):
    """The service has this only in a preview of the requested API version."""


class UnexpectedResponse(ApiError):
    """The response is not of the form that this endpoint returns."""


class TransientError(ApiError):
    """A transient fault: too many requests, a server error, a truncated response."""


class ConnectionFailed(RunFailed):
    """There was no response: the host is unknown or unreachable, or the connection broke."""


class PauseTooLong(RunFailed):
    """The service requests a longer pause than a run makes."""


class UnexpectedShape(RunFailed):
    """A record lacks a value that its endpoint always returns."""


class FieldsWithheld(UnexpectedShape):
    """Records came without the values that identify them: the token may list them, but not read them."""


class WriteRefused(RunFailed):
    """The client was about to send a request that is not known to be read-only."""


@contextmanager
def well_formed(resource: str) -> Iterator[None]:
    """Raise an error of ours for a record of `resource` that the block cannot convert.

    Raises:
        UnexpectedShape: With the name and the first line of Python's error.
    """
    try:
        yield
    except MALFORMED as error:
        raise UnexpectedShape(
            f"A record of {resource} is not of the expected form ({described(error)})."
        ) from error


def describe(response: Response) -> str:
    """Return `GET https://host/path returned 404`, without query, token or body."""
    request = response.request
    url = printable((request.url or "").split("?", 1)[0])
    return f"{request.method} {url} returned {response.status_code}"
