"""Slack, whose errors have status 200."""

from flask import Blueprint, Response, request

from sample_organization.platforms.context import PLATFORM_SECRET, answer, bears, platforms

slack = Blueprint("slack", __name__)


@slack.get("/users.list")
def users() -> Response:
    """List users behind the cursor; an empty one ends the list."""
    if not bears(PLATFORM_SECRET):
        return answer({"ok": False, "error": "invalid_auth"})
    records = platforms().records.slack
    start = int(request.args.get("cursor") or 0)
    end = start + min(int(request.args.get("limit", 200)), platforms().caps.slack)
    cursor = str(end) if end < len(records) else ""
    return answer(
        {
            "ok": True,
            "members": records[start:end],
            "response_metadata": {"next_cursor": cursor},
        }
    )
