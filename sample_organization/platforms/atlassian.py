"""The administration of an Atlassian organization."""

from flask import Blueprint, Response, request

from sample_organization.platforms.context import PLATFORM_SECRET, answer, bears, platforms

atlassian = Blueprint("atlassian", __name__)


@atlassian.get("/admin/v1/orgs/<organization>/users")
def users(organization: str) -> Response:
    """List managed accounts behind the cursor; the next page is a whole URL."""
    if not bears(PLATFORM_SECRET):
        return answer({"code": 401, "message": "Unauthorized"}, 401)
    records = platforms().records.atlassian
    start = int(request.args.get("cursor", 0))
    end = start + platforms().caps.atlassian
    links = {"self": request.url}
    if end < len(records):
        links["next"] = f"{request.base_url}?cursor={end}"
    return answer({"data": records[start:end], "links": links})
