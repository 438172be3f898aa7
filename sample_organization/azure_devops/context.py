"""What every area needs: the organization that is served, and how an answer is printed."""

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
"""Sees each request first; an answer that it returns goes out instead of the real one.

One that wants to change the real answer calls `flask.after_this_request`.
"""

_API_VERSION = re.compile(r"api-version\s*=\s*([^;,\s]+)", re.IGNORECASE)


@dataclass(frozen=True)
class PageSizes:
    """How many rows a page has at most, where the caller asks for no number or for more."""

    projects: int = 100
    teams: int = 100
    revisions: int = 200
    most_revisions: int = 1000
    link_changes: int = 1000
    user_entitlements: int = 100
    query_results: int = 20_000  # a query that has more, and is not content with fewer, is refused


@dataclass(frozen=True)
class RequestRecord:
    """A request that was answered; `path` and `query` are decoded."""

    method: str
    path: str
    query: dict[str, str]
    status: int


@dataclass
class Service:
    """An organization with everything that decides how the server answers for it."""

    organization: Organization
    tokens: Tokens = field(default_factory=lambda: SAMPLE_TOKENS)
    pages: PageSizes = PageSizes()
    hooks: list[Hook] = field(default_factory=list)
    requests: list[RequestRecord] = field(default_factory=list)


def service() -> Service:
    """Return the service behind the request that is being answered."""
    found: Service = current_app.extensions["sample"]
    return found


def organization() -> Organization:
    """Return the organization behind the request that is being answered."""
    return service().organization


def tenant() -> str:
    """Return the id of the directory behind the organization."""
    return guid("tenant", organization().name)


def asked_url() -> str:
    """Return the organization's URL on the server that was asked: clients follow links there."""
    return f"{request.host_url}{organization().name}"


def api_version() -> str:
    """Return the version that the caller asks for. Raises ApiError where it asks for none."""
    in_header = _API_VERSION.search(request.headers.get("Accept", ""))
    version = request.args.get("api-version") or (in_header and in_header.group(1))
    if not version:
        message = "No api-version was supplied for the request. The version must be supplied."
        raise bad_request("VssVersionNotSpecifiedException", message)
    return version


def number(name: str, default: int) -> int:
    """Return a query parameter that is a number of rows. Raises ApiError for other text."""
    text = request.args.get(name, str(default))
    if not text.isdecimal():
        raise bad_request(
            "VssPropertyValidationException", f"The value '{text}' of {name} is no number."
        )
    return int(text)


def truth(value: object) -> bool:
    """Read a flag as query (`true`) and body (true) write it."""
    return str(value).lower() == "true"


def answer(
    payload: Json, status: int = 200, print_identity: Callable[[Identity], object] | None = None
) -> Response:
    """Print a payload as JSON; identities in it are printed in full unless told otherwise."""
    body = orjson.dumps(
        payload,
        default=_printing_once(print_identity or identity_reference),
        option=orjson.OPT_PASSTHROUGH_DATACLASS,
    )
    response = Response(body, status=status)
    response.content_type = f"application/json; charset=utf-8; api-version={api_version()}"
    return response


def _printing_once(print_identity: Callable[[Identity], object]) -> Callable[[Identity], object]:
    printed: dict[Identity, object] = {}  # a page names a handful of people thousands of times

    def print_once(identity: Identity) -> object:
        if identity not in printed:
            printed[identity] = print_identity(identity)
        return printed[identity]

    return print_once


def listing(rows: list[Any]) -> Response:
    """Print the usual envelope of a list."""
    return answer({"count": len(rows), "value": rows})


def identity_reference(identity: Identity) -> Json:
    """Return an identity as work items and memberships show it."""
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
    """Return an identity as the reporting feeds show it."""
    full = identity_reference(identity)
    return {key: value for key, value in full.items() if key not in {"url", "_links", "imageUrl"}}


def identity_text(identity: Identity) -> str:
    """Return an identity as old versions and the plain reporting feed print it."""
    return f"{identity.display_name} <{identity.unique_name}>"
