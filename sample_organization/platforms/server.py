"""A local server that answers as other platforms do, each below a path of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response, request

from sample_organization.platforms.atlassian import atlassian
from sample_organization.platforms.context import Caps, PlatformRecords, PlatformService
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
    """A server that listens on this machine until it is left; `url` is above the platforms' paths."""

    def __init__(self, service: PlatformService, port: int) -> None:
        """Know what is served, and where."""
        self.url = f"http://127.0.0.1:{port}"
        self.requests = service.requests
        self.hooks = service.hooks


@contextmanager
def serve_platforms(
    records: PlatformRecords, port: int = 0, caps: Caps | None = None
) -> Iterator[RunningPlatforms]:
    """Serve the records on this machine, in a thread, until the block is left; port 0 takes any free port."""
    app = Flask(__name__, static_folder=None)
    app.extensions["platforms"] = PlatformService(records, caps or Caps())
    for path, area in AREAS.items():
        app.register_blueprint(area, url_prefix=path)
    app.before_request(_before)
    with listening(app, port) as bound:
        yield RunningPlatforms(app.extensions["platforms"], bound)


def _before() -> Response | None:
    request.get_data()  # a body that nobody reads would be taken for the connection's next request
    service().requests.append(f"{request.method} {request.url}")
    for hook in service().hooks:
        replacement = hook(request)
        if replacement is not None:
            return replacement
    every = service().caps.refuses_every
    if every and len(service().requests) % every == 0:
        return too_many(request.path.split("/")[1])
    return None
