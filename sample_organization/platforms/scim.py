"""A service that speaks SCIM 2.0."""

from flask import Blueprint, Response, request

from sample_organization.platforms.context import PLATFORM_SECRET, answer, bears, platforms

scim = Blueprint("scim", __name__)
MEDIA_TYPE = "application/scim+json"


@scim.get("/Users")
def users() -> Response:
    """List users from a row that is counted from 1, often fewer than asked for."""
    if not bears(PLATFORM_SECRET):
        problem = {"status": "401", "detail": "Authorization failure"}
        return answer(problem, 401, MEDIA_TYPE)
    records = platforms().records.scim
    start = max(int(request.args.get("cursor") or request.args.get("startIndex") or 1), 1)
    size = min(int(request.args.get("count", 100)), platforms().caps.scim)
    rows = records[start - 1 : start - 1 + size]
    body: dict[str, object] = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": len(records),
        "startIndex": start,
        "itemsPerPage": len(rows),
    }
    if platforms().caps.has_scim_cursors and start - 1 + size < len(records):
        body["nextCursor"] = str(start + size)
    return answer(body | ({"Resources": rows} if records else {}), content_type=MEDIA_TYPE)
