"""The admin API of an Atlassian organization."""

from flask import Blueprint, Response, request

from sample_organization.platforms.context import (
    PLATFORM_SECRET,
    has_token,
    json_response,
    platforms,
)

atlassian = Blueprint("atlassian", __name__)


@atlassian.get("/admin/v1/orgs/<organization>/users")
def users(organization: str) -> Response:
    """List managed accounts after the cursor, with the URL of the next page."""
    if not has_token(PLATFORM_SECRET):
        return json_response({"code": 401, "message": "Unauthorized"}, 401)
    records = platforms().records.atlassian
    start = int(request.args.get("cursor", 0))
    end = start + platforms().limits.atlassian
    links = {"self": request.url}
    if end < len(records):
        links["next"] = f"{request.base_url}?cursor={end}"
    return json_response({"data": records[start:end], "links": links})
