"""Personal access tokens: their scopes, and how the service rejects other tokens."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Request, Response

from sample_organization.azure_devops.errors import ApiError

SCOPES = frozenset({"vso.project", "vso.work", "vso.identity", "vso.memberentitlementmanagement"})
SAMPLE_TOKEN = "sample-organization-needs-no-real-token"  # noqa: S105 - no secret: it opens only this
_SIGN_IN_PAGE = (
    "<!DOCTYPE html><html><head><title>Azure DevOps Services | Sign In</title></head>"
    "<body>Sign in to continue</body></html>"
)


@dataclass(frozen=True)
class Token:
    """The scopes of a token, and whether it has expired."""

    scopes: frozenset[str] = SCOPES
    is_expired: bool = False


Tokens = Mapping[str, Token]
SAMPLE_TOKENS: Tokens = {SAMPLE_TOKEN: Token()}


def refuse(request: Request, tokens: Tokens, scope: str | None) -> Response | None:
    """Return the response to a request without a valid token and scope; None if the request is allowed.

    Raises:
        ApiError: If the token has expired, or is unknown and the client suppresses the sign-in page.
    """
    password = request.authorization.password if request.authorization else None
    token = tokens.get(password or "")
    if token is None:
        return _sign_in(request)
    if token.is_expired:
        message = "Access Denied: The Personal Access Token used has expired."
        raise ApiError(401, "AccessCheckException", message)
    if scope is not None and scope not in token.scopes:
        realm = 'Basic realm="https://tfsprodweu1.app.visualstudio.com/"'
        return Response(status=401, headers={"WWW-Authenticate": realm})
    return None


def _sign_in(request: Request) -> Response:
    if request.headers.get("X-TFS-FedAuthRedirect", "").lower() == "suppress":
        message = "TF400813: The user '' is not authorized to access this resource."
        raise ApiError(401, "UnauthorizedRequestException", message)
    return Response(_SIGN_IN_PAGE, status=203, content_type="text/html; charset=utf-8")
