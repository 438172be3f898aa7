"""Slack, which returns errors with status 200."""

from flask import Blueprint, Response, request

from sample_organization.platforms.context import (
    PLATFORM_SECRET,
    has_token,
    json_response,
    platforms,
)

slack = Blueprint("slack", __name__)


@slack.get("/users.list")
def users() -> Response:
    """List users after the cursor; an empty cursor ends the list."""
    if not has_token(PLATFORM_SECRET):
        return json_response({"ok": False, "error": "invalid_auth"})
    records = platforms().records.slack
    start = int(request.args.get("cursor") or 0)
    end = start + min(int(request.args.get("limit", 200)), platforms().limits.slack)
    cursor = str(end) if end < len(records) else ""
    return json_response(
        {
            "ok": True,
            "members": records[start:end],
            "response_metadata": {"next_cursor": cursor},
        }
    )
