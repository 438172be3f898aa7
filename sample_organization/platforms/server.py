"""A local server that responds as other platforms do, each below its own path."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response, request

from sample_organization.platforms.atlassian import atlassian
from sample_organization.platforms.context import PlatformLimits, PlatformRecords, PlatformService
from sample_organization.platforms.context import platforms as service
from sample_organization.platforms.github import github
from sample_organization.platforms.google import google
from sample_organization.platforms.graph import graph
from sample_organization.platforms.okta import okta
from sample_organization.platforms.scim import scim
from sample_organization.platforms.slack import slack
from sample_organization.platforms.throttling import too_many
from sample_organization.serving import listening

AREAS = {
    "/entra": graph,
    "/github": github,
    "/scim": scim,
    "/slack": slack,
    "/okta": okta,
    "/google": google,
    "/atlassian": atlassian,
}


class RunningPlatforms:
    """A server that listens on this machine; `url` is the base of the platforms' paths."""

    def __init__(self, service: PlatformService, port: int) -> None:
        """Store the service and its port."""
        self.url = f"http://127.0.0.1:{port}"
        self.requests = service.requests
        self.hooks = service.hooks


@contextmanager
def serve_platforms(
    records: PlatformRecords, port: int = 0, limits: PlatformLimits | None = None
) -> Iterator[RunningPlatforms]:
    """Serve the records on this machine, in a thread; port 0 selects a free port."""
    app = Flask(__name__, static_folder=None)
    app.extensions["platforms"] = PlatformService(records, limits or PlatformLimits())
    for path, area in AREAS.items():
        app.register_blueprint(area, url_prefix=path)
    app.before_request(_before)
    with listening(app, port) as bound:
        yield RunningPlatforms(app.extensions["platforms"], bound)


def _before() -> Response | None:
    request.get_data()  # an unread body would be parsed as the connection's next request
    service().requests.append(f"{request.method} {request.url}")
    for hook in service().hooks:
        replacement = hook(request)
        if replacement is not None:
            return replacement
    every = service().limits.refuse_every
    if every and len(service().requests) % every == 0:
        return too_many(request.path.split("/")[1])
    return None
