"""What the platforms' areas share: who has accounts, how long pages are, and who may ask."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from flask import Request, Response, current_app, request

Json = dict[str, Any]
Hook = Callable[[Request], Response | None]
"""Sees each request first; an answer that it returns goes out instead of the real one."""

PLATFORM_SECRET = "sample-platforms-need-no-real-secret"  # noqa: S105 - no secret: it opens only these


@dataclass(frozen=True)
class Caps:
    """How many rows a page has at most, whatever the caller asks for."""

    graph: int = 60
    github: int = 40
    scim: int = 50
    has_scim_cursors: bool = False
    refuses_every: int = 0  # so many requests are one too many; 0 for as many as one likes
    slack: int = 80
    okta: int = 200
    google: int = 500
    atlassian: int = 100


@dataclass
class PlatformRecords:
    """The records of each platform, as its API gives them."""

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
    """The records with everything that decides how the server answers for them."""

    records: PlatformRecords
    caps: Caps = Caps()
    hooks: list[Hook] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)  # method and URL, in order


def platforms() -> PlatformService:
    """Return the service behind the request that is being answered."""
    found: PlatformService = current_app.extensions["platforms"]
    return found


def bears(token: str) -> bool:
    """Whether the request being answered carries the token."""
    return request.headers.get("Authorization") == f"Bearer {token}"


def answer(body: object, status: int = 200, content_type: str = "application/json") -> Response:
    """Print an answer."""
    return Response(orjson.dumps(body), status=status, content_type=content_type)
