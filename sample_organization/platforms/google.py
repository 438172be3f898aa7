"""The directory of Google Workspace, and the token endpoint of Google."""

from flask import Blueprint, Response, request

from sample_organization.platforms.context import PLATFORM_SECRET, answer, bears, platforms

google = Blueprint("google", __name__)
ACCESS_TOKEN = "google-access-token"  # noqa: S105 - no secret: it opens only this


@google.post("/token")
def token() -> Response:
    """Give a token for a refresh token."""
    if request.form.get("refresh_token") != PLATFORM_SECRET:
        return answer({"error": "invalid_grant", "error_description": "Bad Request"}, 400)
    return answer({"access_token": ACCESS_TOKEN, "expires_in": 3599, "token_type": "Bearer"})


@google.get("/admin/directory/v1/users")
def users() -> Response:
    """List users behind the page's token."""
    if not bears(ACCESS_TOKEN):
        return answer({"error": {"code": 401, "message": "Invalid Credentials"}}, 401)
    records = platforms().records.google
    start = int(request.args.get("pageToken", 0))
    end = start + min(int(request.args.get("maxResults", 100)), platforms().caps.google)
    body: dict[str, object] = {"users": records[start:end]}
    return answer(body | ({"nextPageToken": str(end)} if end < len(records) else {}))
