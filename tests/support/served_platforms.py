"""Platforms with generated accounts on a local server, and a reader of them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from itertools import count
from typing import Any

import orjson
from flask import Request, Response

from pipelines.accounts.account import Account
from pipelines.accounts.connectors import CONNECTORS
from pipelines.accounts.connectors.atlassian import AtlassianSettings
from pipelines.accounts.connectors.entra import EntraSettings
from pipelines.accounts.connectors.github import GitHubSettings
from pipelines.accounts.connectors.google import GoogleSettings
from pipelines.accounts.connectors.okta import OktaSettings
from pipelines.accounts.connectors.scim import ScimSettings
from pipelines.accounts.connectors.slack import SlackSettings
from pipelines.accounts.declared import Platform
from pipelines.accounts.session import PlatformThrottle
from pipelines.http.usage import Usage
from sample_organization.platforms import (
    PLATFORM_SECRET,
    PlatformLimits,
    PlatformRecords,
    RunningPlatforms,
    serve_platforms,
)

CAPS = PlatformLimits(graph=20, github=20, scim=20, slack=20, okta=20, google=20, atlassian=20)
STARTED = int(time.time())  # in seconds since the epoch, as in headers with reset times
PEOPLE = 61  # three full pages and a row, which is lost if reading ends too early


def records(size: int = PEOPLE) -> PlatformRecords:
    """Return `size` accounts on every platform; on GitHub members and outside collaborators."""
    numbers = range(size)
    return PlatformRecords(
        entra=[
            {"id": f"e{n}", "userPrincipalName": f"p{n}@x.org", "accountEnabled": True}
            for n in numbers
        ],
        github_members=[
            {"role": "MEMBER", "node": {"databaseId": n, "login": f"p{n}"}} for n in numbers
        ],
        github_outside=[
            {"id": 1000 + n, "login": f"o{n}", "type": "User"} for n in range(size, 2 * size)
        ],
        scim=[{"id": f"s{n}", "userName": f"p{n}", "active": True} for n in numbers],
        okta=[
            {"id": f"o{n}", "status": "DEPROVISIONED", "profile": {"login": f"p{n}@x.org"}}
            for n in numbers
        ],
        google=[{"id": f"g{n}", "primaryEmail": f"p{n}@x.org"} for n in numbers],
        atlassian=[
            {"account_id": f"a{n}", "account_status": "active", "name": f"p{n}"} for n in numbers
        ],
        slack=[
            {"id": f"U{n}", "name": f"p{n}", "profile": {"email": f"p{n}@x.org"}} for n in numbers
        ],
    )


SETTINGS: dict[str, Callable[[str], Any]] = {
    "entra": lambda url: EntraSettings(
        "tenant",
        "app",
        PLATFORM_SECRET,
        base_url=f"{url}/entra/v1.0",
        login_url=f"{url}/entra/login",
    ),
    "github": lambda url: GitHubSettings(
        "org", PLATFORM_SECRET, base_url=f"{url}/github", graphql_url=f"{url}/github/graphql"
    ),
    "okta": lambda url: OktaSettings(f"{url}/okta", PLATFORM_SECRET),
    "google": lambda url: GoogleSettings(
        "app",
        "client-secret",
        PLATFORM_SECRET,
        base_url=f"{url}/google/admin/directory/v1",
        token_url=f"{url}/google/token",
    ),
    "atlassian": lambda url: AtlassianSettings("org", PLATFORM_SECRET, base_url=f"{url}/atlassian"),
    "scim": lambda url: ScimSettings(f"{url}/scim", PLATFORM_SECRET),
    "slack": lambda url: SlackSettings(PLATFORM_SECRET, base_url=f"{url}/slack"),
}
ACCOUNTS = dict.fromkeys(SETTINGS, PEOPLE) | {"github": 2 * PEOPLE}


@dataclass
class Reader:
    """Reads the platforms of a server, with a clock that runs only while it waits."""

    server: RunningPlatforms
    waits: list[float]

    def answer_with(
        self,
        body: Any,
        status: int = 200,
        headers: dict[str, str] | None = None,
        page: int = 1,
        times: int | None = None,
        below: str = "/",
    ) -> None:
        """Return this response from that page on, `times` times or always; token requests do not count."""
        text = body if isinstance(body, str) else orjson.dumps(body)
        numbers = count(1)

        def hook(request: Request) -> Response | None:
            if request.path.endswith("/token") or not request.path.startswith(below):
                return None
            number = next(numbers)
            if number < page or (times is not None and number >= page + times):
                return None
            now = {"Date": formatdate(STARTED + sum(self.waits), usegmt=True)}
            return Response(text, status, now | (headers or {}), content_type="application/json")

        self.server.hooks.append(hook)

    def platform(self, kind: str, **changes: Any) -> Platform:
        """Return the platform of a connector with changed settings."""
        settings = SETTINGS[kind](self.server.url)
        return Platform(kind, CONNECTORS[kind], type(settings)(**{**vars(settings), **changes}))

    def read(self, kind: str, usage: Usage | None = None, **changes: Any) -> list[Account]:
        """Return all accounts, read with changed settings."""
        throttle = PlatformThrottle(
            self.waits.append, lambda: sum(self.waits), lambda: STARTED + sum(self.waits)
        )
        platform = self.platform(kind, **changes)
        accounts: list[Account] = platform.connector.read(
            platform.settings, usage or Usage(kind), throttle
        )
        return accounts


@contextmanager
def serving(served: PlatformRecords | None = None) -> Iterator[Reader]:
    """Serve the records and yield a reader of them."""
    with serve_platforms(served or records(), limits=CAPS) as server:
        yield Reader(server, [])
