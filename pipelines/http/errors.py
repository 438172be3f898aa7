"""Answers of a service that are no data, by what they mean.

ApiError
 +-- AuthenticationError   the token is not accepted here: wrong, expired, revoked, or without the scope
 +-- AccessDenied          the token's owner lacks the permission to read this
 +-- NotFound              no such thing, or nothing that the token may see
 +-- RequestRejected       the service understood and refused
 |    +-- NotConfigured    because what is asked for is not set up
 +-- UnexpectedResponse    an answer that is not what this endpoint gives
 +-- TransientError        worth another try; final once the tries are used up
"""

from requests import Response

from pipelines.errors import RunFailed


class ApiError(RunFailed):
    """Base of all errors of the API. The message names the request and the answer, never the token.

    `address` is the URL that was asked for, with its query. The answer itself is not kept: its request holds
    the token, and dlt writes errors into its trace.
    """

    def __init__(self, response: Response, explanation: str) -> None:
        self.status = response.status_code
        self.address = response.request.url or ""
        self.explanation = explanation
        super().__init__(f"{describe(response)}: {explanation}")


class AuthenticationError(ApiError):
    """The token is not accepted; only a probe tells a dead one from one without the scope."""


class AccessDenied(ApiError):
    """The token's owner lacks the permission to read this."""


class NotFound(ApiError):
    """The service has nothing at this address for this token."""


class RequestRejected(ApiError):
    """The service refused the request as it is; another try would change nothing."""


class NotConfigured(RequestRejected):
    """What is asked for is not set up in the service, or so that the service cannot use it itself."""


class UnexpectedResponse(ApiError):
    """The answer does not have the form that this endpoint gives."""


class TransientError(ApiError):
    """A passing fault: too many requests, a server error, a truncated answer."""


class ConnectionFailed(RunFailed):
    """No answer at all: the host is unknown or unreachable, or the connection broke."""


class AskedToWait(RunFailed):
    """The service asks for a longer pause than a run makes."""


class UnexpectedShape(RunFailed):
    """A record lacks what its endpoint always gives."""


class WriteRefused(RunFailed):
    """Our own client was about to send a request that is not known to be read-only."""


def describe(response: Response) -> str:
    """`GET https://host/path answered 404`, without query, token or body."""
    request = response.request
    address = (request.url or "").split("?", 1)[0]
    return f"{request.method} {address} answered {response.status_code}"
