"""What all platforms share: records, page limits, tokens and responses."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from flask import Request, Response, current_app, request

Json = dict[str, Any]
Hook = Callable[[Request], Response | None]
"""Called before each request is handled; a response that it returns replaces the real one."""

PLATFORM_SECRET = "sample-platforms-need-no-real-secret"  # noqa: S105 - no secret: it opens only these


@dataclass(frozen=True)
class PlatformLimits:
    """Maximum rows of a page for each platform, and optional behavior."""

    graph: int = 60
    github: int = 40
    scim: int = 50
    has_scim_cursors: bool = False
    refuse_every: int = 0  # reject every n-th request as too many; 0 rejects none
    slack: int = 80
    okta: int = 200
    google: int = 500
    atlassian: int = 100


@dataclass
class PlatformRecords:
    """The records of each platform in the format of its API."""

    entra: list[Json] = field(default_factory=list)
    github_members: list[Json] = field(default_factory=list)
    github_identities: list[Json] = field(default_factory=list)
    github_outside: list[Json] = field(default_factory=list)
    scim: list[Json] = field(default_factory=list)
    slack: list[Json] = field(default_factory=list)
    okta: list[Json] = field(default_factory=list)
    google: list[Json] = field(default_factory=list)
    atlassian: list[Json] = field(default_factory=list)


@dataclass
class PlatformService:
    """The records with the limits and hooks of their server."""

    records: PlatformRecords
    limits: PlatformLimits = PlatformLimits()
    hooks: list[Hook] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)  # method and URL, in order


def platforms() -> PlatformService:
    """Return the service of the current request."""
    found: PlatformService = current_app.extensions["platforms"]
    return found


def has_token(token: str) -> bool:
    """Return whether the current request has the token."""
    return request.headers.get("Authorization") == f"Bearer {token}"


def json_response(
    body: object, status: int = 200, content_type: str = "application/json"
) -> Response:
    """Return a JSON response."""
    return Response(orjson.dumps(body), status=status, content_type=content_type)
