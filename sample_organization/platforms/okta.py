"""Okta, which omits deactivated users unless a filter includes them."""

from flask import Blueprint, Response, request

from sample_organization.platforms.context import PLATFORM_SECRET, json_response, platforms

okta = Blueprint("okta", __name__)


@okta.get("/api/v1/users")
def users() -> Response:
    """List users after the one in the query; a header links to the next page."""
    if request.headers.get("Authorization") != f"SSWS {PLATFORM_SECRET}":
        return json_response(
            {"errorCode": "E0000011", "errorSummary": "Invalid token provided"}, 401
        )
    wanted = request.args.get("filter", "")
    records = [
        record
        for record in platforms().records.okta
        if (f'"{record["status"]}"' in wanted if wanted else record["status"] != "DEPROVISIONED")
    ]
    start = int(request.args.get("after", 0))
    end = start + min(int(request.args.get("limit", 200)), platforms().limits.okta)
    response = json_response(records[start:end])
    links = [f'<{request.url}>; rel="self"']
    if end < len(records):
        query = {**request.args, "after": str(end)}
        target = "&".join(f"{name}={value}" for name, value in query.items())
        links.append(f'<{request.base_url}?{target}>; rel="next"')
    response.headers["Link"] = ", ".join(links)
    return response
