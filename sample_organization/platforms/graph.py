"""Microsoft Graph and the token endpoint of Entra ID."""

from flask import Blueprint, Response, request

from sample_organization.platforms.context import PLATFORM_SECRET, answer, bears, platforms

graph = Blueprint("graph", __name__)
ACCESS_TOKEN = "graph-access-token"  # noqa: S105 - no secret: it opens only this


@graph.post("/login/<tenant>/oauth2/v2.0/token")
def token(tenant: str) -> Response:
    """Give a token for the application's secret."""
    if request.form.get("client_secret") != PLATFORM_SECRET:
        message = "AADSTS7000215: Invalid client secret provided."
        return answer({"error": "invalid_client", "error_description": message}, 401)
    return answer({"token_type": "Bearer", "expires_in": 3599, "access_token": ACCESS_TOKEN})


@graph.get("/v1.0/users")
@graph.get("/v1.0/groups/<group>/transitiveMembers/microsoft.graph.user")
def users(group: str = "") -> Response:
    """List users, with the fields that were selected; behind the first page comes an empty one."""
    if not bears(ACCESS_TOKEN):
        message = "Access token is missing or invalid."
        return answer({"error": {"code": "InvalidAuthenticationToken", "message": message}}, 401)
    records = platforms().records.entra
    size = min(int(request.args.get("$top", 100)), platforms().caps.graph)
    place = request.args.get("$skiptoken", "0")
    if place == "empty":
        return _page([], str(size))
    start = int(place)
    selected = request.args.get("$select", "id,displayName,userPrincipalName,mail").split(",")
    rows = [
        {name: record[name] for name in selected if name in record}
        for record in records[start : start + size]
    ]
    more = start + size < len(records)
    return _page(rows, ("empty" if start == 0 else str(start + size)) if more else None)


def _page(rows: list[dict[str, object]], place: str | None) -> Response:
    body: dict[str, object] = {"@odata.context": "$metadata#users", "value": rows}
    if place is not None:
        kept = {name: value for name, value in request.args.items() if name != "$skiptoken"}
        query = "&".join(f"{name}={value}" for name, value in {**kept, "$skiptoken": place}.items())
        body["@odata.nextLink"] = f"{request.base_url}?{query}"
    return answer(body)
