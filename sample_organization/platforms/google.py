"""The directory of Google Workspace, and the token endpoint of Google."""

from flask import Blueprint, Response, request

from sample_organization.platforms.context import (
    PLATFORM_SECRET,
    has_token,
    json_response,
    platforms,
)

google = Blueprint("google", __name__)
ACCESS_TOKEN = "google-access-token"  # noqa: S105 - no secret: it opens only this


@google.post("/token")
def token() -> Response:
    """Return an access token for a refresh token."""
    if request.form.get("refresh_token") != PLATFORM_SECRET:
        return json_response({"error": "invalid_grant", "error_description": "Bad Request"}, 400)
    return json_response({"access_token": ACCESS_TOKEN, "expires_in": 3599, "token_type": "Bearer"})


@google.get("/admin/directory/v1/users")
def users() -> Response:
    """List users after the page token."""
    if not has_token(ACCESS_TOKEN):
        return json_response({"error": {"code": 401, "message": "Invalid Credentials"}}, 401)
    records = platforms().records.google
    start = int(request.args.get("pageToken", 0))
    end = start + min(int(request.args.get("maxResults", 100)), platforms().limits.google)
    body: dict[str, object] = {"users": records[start:end]}
    return json_response(body | ({"nextPageToken": str(end)} if end < len(records) else {}))
