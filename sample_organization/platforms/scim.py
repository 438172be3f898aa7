"""A service that speaks SCIM 2.0."""

from flask import Blueprint, Response, request

from sample_organization.platforms.context import (
    PLATFORM_SECRET,
    has_token,
    json_response,
    platforms,
)

scim = Blueprint("scim", __name__)
MEDIA_TYPE = "application/scim+json"


@scim.get("/Users")
def users() -> Response:
    """List users from a row, counted from 1, possibly fewer than requested."""
    if not has_token(PLATFORM_SECRET):
        problem = {"status": "401", "detail": "Authorization failure"}
        return json_response(problem, 401, MEDIA_TYPE)
    records = platforms().records.scim
    start = max(int(request.args.get("cursor") or request.args.get("startIndex") or 1), 1)
    size = min(int(request.args.get("count", 100)), platforms().limits.scim)
    rows = records[start - 1 : start - 1 + size]
    body: dict[str, object] = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": len(records),
        "startIndex": start,
        "itemsPerPage": len(rows),
    }
    if platforms().limits.has_scim_cursors and start - 1 + size < len(records):
        body["nextCursor"] = str(start + size)
    return json_response(body | ({"Resources": rows} if records else {}), content_type=MEDIA_TYPE)
