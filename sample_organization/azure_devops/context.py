"""What all endpoints share: the organization that is served, query parameters, and responses."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from flask import Request, Response, current_app, request

from sample_organization.azure_devops.authentication import SAMPLE_TOKENS, Tokens
from sample_organization.azure_devops.errors import bad_request
from sample_organization.model.organization import Identity, Organization, guid

Json = dict[str, Any]
Hook = Callable[[Request], Response | None]
"""Called before each request is handled; a response that it returns replaces the real one.

To modify the real response, call `flask.after_this_request`.
"""

_API_VERSION = re.compile(r"api-version\s*=\s*([^;,\s]+)", re.IGNORECASE)


@dataclass(frozen=True)
class PageSizes:
    """Maximum rows of a page, and the size where the request names none."""

    projects: int = 100
    teams: int = 100
    revisions: int = 200
    max_revisions: int = 1000
    link_changes: int = 1000
    user_entitlements: int = 100
    query_results: int = 20_000  # a query with more results is rejected unless `$top` is lower


@dataclass(frozen=True)
class RequestRecord:
    """A request that was handled; `path` and `query` are decoded."""

    method: str
    path: str
    query: dict[str, str]
    status: int


@dataclass
class Service:
    """An organization with the tokens, page sizes and hooks of its server."""

    organization: Organization
    tokens: Tokens = field(default_factory=lambda: SAMPLE_TOKENS)
    pages: PageSizes = PageSizes()
    hooks: list[Hook] = field(default_factory=list)
    requests: list[RequestRecord] = field(default_factory=list)


def service() -> Service:
    """Return the service of the current request."""
    found: Service = current_app.extensions["sample"]
    return found


def organization() -> Organization:
    """Return the organization of the current request."""
    return service().organization


def tenant() -> str:
    """Return the id of the organization's directory."""
    return guid("tenant", organization().name)


def requested_url() -> str:
    """Return the organization's URL on this server, so that clients follow links to it."""
    return f"{request.host_url}{organization().name}"


def api_version() -> str:
    """Return the API version of the request. Raises ApiError if it has none."""
    in_header = _API_VERSION.search(request.headers.get("Accept", ""))
    version = request.args.get("api-version") or (in_header and in_header.group(1))
    if not version:
        message = "No api-version was supplied for the request. The version must be supplied."
        raise bad_request("VssVersionNotSpecifiedException", message)
    return version


def integer_parameter(name: str, default: int) -> int:
    """Return a query parameter as an integer. Raises ApiError if it is not one."""
    text = request.args.get(name, str(default))
    if not text.isdecimal():
        raise bad_request(
            "VssPropertyValidationException", f"The value '{text}' of {name} is not a number."
        )
    return int(text)


def boolean(value: object) -> bool:
    """Return a boolean from a query (`true`) or a body (true)."""
    return str(value).lower() == "true"


def json_response(
    payload: Json, status: int = 200, format_identity: Callable[[Identity], object] | None = None
) -> Response:
    """Return a payload as a JSON response; identities are references unless `format_identity` is passed."""
    body = orjson.dumps(
        payload,
        default=_caching(format_identity or identity_reference),
        option=orjson.OPT_PASSTHROUGH_DATACLASS,
    )
    response = Response(body, status=status)
    response.content_type = f"application/json; charset=utf-8; api-version={api_version()}"
    return response


def _caching(format_identity: Callable[[Identity], object]) -> Callable[[Identity], object]:
    formatted: dict[Identity, object] = {}  # a page names a handful of people thousands of times

    def format_once(identity: Identity) -> object:
        if identity not in formatted:
            formatted[identity] = format_identity(identity)
        return formatted[identity]

    return format_once


def list_response(rows: list[Any]) -> Response:
    """Return rows in the envelope of a list."""
    return json_response({"count": len(rows), "value": rows})


def identity_reference(identity: Identity) -> Json:
    """Return an identity in the format of work items and memberships."""
    base = organization().url
    avatar = f"{base}/_apis/GraphProfile/MemberAvatars/{identity.descriptor}"
    reference: Json = {
        "displayName": identity.display_name,
        "url": f"https://vssps.dev.azure.com/{organization().name}/_apis/Identities/{identity.id}",
        "_links": {"avatar": {"href": avatar}},
        "id": identity.id,
        "uniqueName": identity.unique_name,
        "imageUrl": avatar,
        "descriptor": identity.descriptor,
    }
    if identity.is_container:
        reference["isContainer"] = True
    if identity.is_deleted_in_origin:
        reference |= {"inactive": True, "isDeletedInOrigin": True}
    return reference


def short_reference(identity: Identity) -> Json:
    """Return an identity in the format of the reporting feeds."""
    full = identity_reference(identity)
    return {key: value for key, value in full.items() if key not in {"url", "_links", "imageUrl"}}


def identity_text(identity: Identity) -> str:
    """Return an identity in the format of old API versions and of feeds without identity references."""
    return f"{identity.display_name} <{identity.unique_name}>"
