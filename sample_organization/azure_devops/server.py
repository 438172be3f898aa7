"""A local server that responds as Azure DevOps does, for the sample organization and for tests."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import orjson
from flask import Flask, Request, Response, request
from werkzeug.exceptions import MethodNotAllowed, NotFound

from sample_organization.azure_devops import errors
from sample_organization.azure_devops.authentication import SAMPLE_TOKENS, Tokens, refuse
from sample_organization.azure_devops.context import (
    Hook,
    PageSizes,
    RequestRecord,
    Service,
    api_version,
    service,
)
from sample_organization.azure_devops.core import core
from sample_organization.azure_devops.definitions import definitions
from sample_organization.azure_devops.entitlements import entitlements
from sample_organization.azure_devops.identities import identities
from sample_organization.azure_devops.item_history import item_history
from sample_organization.azure_devops.items import items
from sample_organization.azure_devops.location import location
from sample_organization.azure_devops.queries import queries
from sample_organization.azure_devops.relation_types import relation_types
from sample_organization.azure_devops.reporting import reporting
from sample_organization.azure_devops.work import work
from sample_organization.model.organization import Organization, guid
from sample_organization.serving import listening

_AREAS = (
    (core, "vso.project"),
    (work, "vso.work"),
    (definitions, "vso.work"),
    (relation_types, "vso.work"),
    (items, "vso.work"),
    (queries, "vso.work"),
    (item_history, "vso.work"),
    (reporting, "vso.work"),
    (entitlements, "vso.memberentitlementmanagement"),
    (identities, "vso.identity"),
    (location, None),
)
_SCOPE_OF_AREA = {area.name: scope for area, scope in _AREAS}
WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


class RunningServer:
    """A server that listens on this machine until its context manager exits."""

    def __init__(self, service: Service, port: int) -> None:
        """Store the service and its port."""
        self._service = service
        self.port = port
        self.url = f"http://127.0.0.1:{port}/{service.organization.name}"

    @property
    def requests(self) -> list[RequestRecord]:
        """Return the handled requests, in order; the list may be cleared."""
        return self._service.requests

    @property
    def hooks(self) -> list[Hook]:
        """Return the hooks; the list may be changed while the server runs."""
        return self._service.hooks


def create_app(
    organization: Organization,
    tokens: Tokens = SAMPLE_TOKENS,
    pages: PageSizes | None = None,
    hooks: Sequence[Hook] = (),
) -> Flask:
    """Create the WSGI application of an organization.

    Args:
        organization: The data to serve; it may grow between requests.
        tokens: The valid tokens with their scopes.
        pages: The maximum rows of each page.
        hooks: Functions that are called before each request and may return a response instead.
    """
    app = Flask(__name__, static_folder=None)
    app.extensions["sample"] = Service(organization, tokens, pages or PageSizes(), list(hooks))
    for area, _ in _AREAS:
        app.register_blueprint(area, url_prefix=f"/{organization.name.lower()}")
    app.before_request(_before)
    app.after_request(_after)
    app.register_error_handler(errors.ApiError, _print_error)
    app.register_error_handler(NotFound, _print_unrouted)
    app.register_error_handler(MethodNotAllowed, _print_unrouted)
    app.wsgi_app = _CaseInsensitivePaths(app.wsgi_app)  # type: ignore[method-assign]
    return app


@contextmanager
def serve(
    organization: Organization,
    port: int = 0,
    tokens: Tokens = SAMPLE_TOKENS,
    pages: PageSizes | None = None,
    hooks: Sequence[Hook] = (),
) -> Iterator[RunningServer]:
    """Serve an organization on this machine, in a thread, until the context manager exits.

    Args: see `create_app`; port 0 selects a free port.
    """
    app = create_app(organization, tokens, pages, hooks)
    with listening(app, port) as bound:
        yield RunningServer(app.extensions["sample"], bound)


class _CaseInsensitivePaths:
    """WSGI middleware that lowercases paths; `sample.path` has the original."""

    def __init__(self, app: WsgiApp) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"].encode("latin-1").decode()
        environ["sample.path"] = path
        environ["PATH_INFO"] = path.lower().encode().decode("latin-1")
        return self._app(environ, start_response)


def _before() -> Response | None:
    request.get_data()  # an unread body would be parsed as the connection's next request
    for hook in service().hooks:
        replacement = hook(request)
        if replacement is not None:
            return replacement
    scope = _SCOPE_OF_AREA.get(request.blueprint or "")
    refusal = refuse(request, service().tokens, scope)
    if refusal is None and request.endpoint is not None:
        if request.method != "OPTIONS":
            api_version()
        _resolve_names(request)
    return refusal


def _resolve_names(request: Request) -> None:
    """Replace the names of project and team by the objects; no team means the default team."""
    names = request.view_args or {}
    if "project" not in names:
        return
    try:
        project = service().organization.project(names["project"])
    except KeyError:
        raise errors.project_not_found(names["project"]) from None
    names["project"] = project
    if "team" in names:
        try:
            names["team"] = project.team(names["team"] or project.teams[0].id)
        except KeyError:
            raise errors.team_not_found(names["team"]) from None


def _after(response: Response) -> Response:
    record = RequestRecord(
        request.method, request.environ["sample.path"], request.args.to_dict(), response.status_code
    )
    service().requests.append(record)
    activity = guid("activity", str(len(service().requests)))
    response.headers["ActivityId"] = activity
    response.headers["X-VSS-E2EID"] = activity
    response.headers["X-TFS-ProcessId"] = guid("process")
    response.headers["X-TFS-Session"] = request.headers.get("X-TFS-Session", activity)
    response.headers["X-VSS-UserData"] = f"{guid('reader')}:reader@aurora-sleeper.example"
    response.headers["Cache-Control"] = "no-cache"
    return response


def _print_error(error: errors.ApiError) -> Response:
    response = Response(orjson.dumps(error.envelope()), status=error.status)
    response.content_type = "application/json; charset=utf-8"
    response.headers["X-TFS-ServiceError"] = quote(str(error))
    return response


def _print_unrouted(error: NotFound | MethodNotAllowed) -> Response:
    path = request.environ["sample.path"]
    message = f"The controller for path '{path}' was not found or does not implement IController."
    return Response(message, status=404, content_type="text/plain; charset=utf-8")
