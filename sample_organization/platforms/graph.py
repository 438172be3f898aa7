"""Microsoft Graph and the token endpoint of Entra ID."""

from flask import Blueprint, Response, request

from sample_organization.platforms.context import (
    PLATFORM_SECRET,
    has_token,
    json_response,
    platforms,
)

graph = Blueprint("graph", __name__)
ACCESS_TOKEN = "graph-access-token"  # noqa: S105 - no secret: it opens only this


@graph.post("/login/<tenant>/oauth2/v2.0/token")
def token(tenant: str) -> Response:
    """Return an access token for the client secret."""
    if request.form.get("client_secret") != PLATFORM_SECRET:
        message = "AADSTS7000215: Invalid client secret provided."
        return json_response({"error": "invalid_client", "error_description": message}, 401)
    return json_response({"token_type": "Bearer", "expires_in": 3599, "access_token": ACCESS_TOKEN})


@graph.get("/v1.0/users")
@graph.get("/v1.0/groups/<group>/transitiveMembers/microsoft.graph.user")
def users(group: str = "") -> Response:
    """List users with the selected fields; the second page is empty although more follow."""
    if not has_token(ACCESS_TOKEN):
        message = "Access token is missing or invalid."
        return json_response(
            {"error": {"code": "InvalidAuthenticationToken", "message": message}}, 401
        )
    records = platforms().records.entra
    size = min(int(request.args.get("$top", 100)), platforms().limits.graph)
    skipped = request.args.get("$skiptoken", "0")
    if skipped == "empty":
        return _page([], str(size))
    start = int(skipped)
    selected = request.args.get("$select", "id,displayName,userPrincipalName,mail").split(",")
    rows = [
        {name: record[name] for name in selected if name in record}
        for record in records[start : start + size]
    ]
    more = start + size < len(records)
    return _page(rows, ("empty" if start == 0 else str(start + size)) if more else None)


def _page(rows: list[dict[str, object]], skipped: str | None) -> Response:
    body: dict[str, object] = {"@odata.context": "$metadata#users", "value": rows}
    if skipped is not None:
        query = {name: value for name, value in request.args.items() if name != "$skiptoken"}
        parameters = "&".join(
            f"{name}={value}" for name, value in {**query, "$skiptoken": skipped}.items()
        )
        body["@odata.nextLink"] = f"{request.base_url}?{parameters}"
    return json_response(body)
