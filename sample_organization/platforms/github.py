"""GitHub: the GraphQL and REST endpoints that the connector uses."""

from typing import Any

from flask import Blueprint, Response, request

from sample_organization.platforms.context import (
    PLATFORM_SECRET,
    has_token,
    json_response,
    platforms,
)

github = Blueprint("github", __name__)


@github.post("/graphql")
def graphql() -> Response:
    """List members, or the identities of a SAML provider, after the cursor."""
    if not has_token(PLATFORM_SECRET):
        return json_response({"message": "Bad credentials"}, 401)
    payload = request.get_json()
    records, variables = platforms().records, payload["variables"]
    if "membersWithRole" in payload["query"]:
        connection = _connection(records.github_members, variables["after"])
        found: dict[str, Any] = {"membersWithRole": connection}
    else:
        connection = _connection(records.github_identities, variables["after"])
        found = {"samlIdentityProvider": {"externalIdentities": connection}}
    if "enterprise" in variables:
        return json_response({"data": {"enterprise": {"ownerInfo": found}}})
    return json_response({"data": {"organization": found}})


@github.get("/orgs/<organization>/outside_collaborators")
def outside_collaborators(organization: str) -> Response:
    """List outside collaborators by page number; a header links to the next page."""
    if not has_token(PLATFORM_SECRET):
        return json_response({"message": "Bad credentials"}, 401)
    size = min(int(request.args.get("per_page", 30)), platforms().limits.github)
    page = int(request.args.get("page", 1))
    records = platforms().records.github_outside
    response = json_response(records[(page - 1) * size : page * size])
    if page * size < len(records):
        target = f"{request.base_url}?per_page={size}&page={page + 1}"
        response.headers["Link"] = f'<{target}>; rel="next", <{request.base_url}>; rel="first"'
    return response


def _connection(edges: list[dict[str, Any]], after: str | None) -> dict[str, Any]:
    start = int(after or 0)
    end = start + platforms().limits.github
    page = {"hasNextPage": end < len(edges), "endCursor": str(end)}
    return {"edges": edges[start:end], "pageInfo": page}
