"""GitHub: the GraphQL queries and the REST list that are asked of it."""

from typing import Any

from flask import Blueprint, Response, request

from sample_organization.platforms.context import PLATFORM_SECRET, answer, bears, platforms

github = Blueprint("github", __name__)


@github.post("/graphql")
def graphql() -> Response:
    """List members, or the identities of a SAML provider, behind the cursor."""
    if not bears(PLATFORM_SECRET):
        return answer({"message": "Bad credentials"}, 401)
    asked = request.get_json()
    records, variables = platforms().records, asked["variables"]
    if "membersWithRole" in asked["query"]:
        connection = _connection(records.github_members, variables["after"])
        found: dict[str, Any] = {"membersWithRole": connection}
    else:
        connection = _connection(records.github_identities, variables["after"])
        found = {"samlIdentityProvider": {"externalIdentities": connection}}
    return answer({"data": {"organization": found}})


@github.get("/orgs/<organization>/outside_collaborators")
def outside_collaborators(organization: str) -> Response:
    """List those with access and no membership, by page number; a header links to the next page."""
    if not bears(PLATFORM_SECRET):
        return answer({"message": "Bad credentials"}, 401)
    size = min(int(request.args.get("per_page", 30)), platforms().caps.github)
    page = int(request.args.get("page", 1))
    records = platforms().records.github_outside
    response = answer(records[(page - 1) * size : page * size])
    if page * size < len(records):
        target = f"{request.base_url}?per_page={size}&page={page + 1}"
        response.headers["Link"] = f'<{target}>; rel="next", <{request.base_url}>; rel="first"'
    return response


def _connection(edges: list[dict[str, Any]], after: str | None) -> dict[str, Any]:
    start = int(after or 0)
    end = start + platforms().caps.github
    page = {"hasNextPage": end < len(edges), "endCursor": str(end)}
    return {"edges": edges[start:end], "pageInfo": page}
