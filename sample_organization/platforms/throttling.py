"""The response of each platform to too many requests."""

import time

from flask import Response

from sample_organization.platforms.context import Json, json_response

PAUSE_SECONDS = 1
_TEXTS: dict[str, tuple[int, Json]] = {
    "entra": (429, {"error": {"code": "TooManyRequests", "message": "Too many requests"}}),
    "github": (403, {"message": "API rate limit exceeded for installation."}),
    "google": (
        403,
        {"error": {"errors": [{"reason": "userRateLimitExceeded"}], "message": "Quota exceeded"}},
    ),
    "okta": (429, {"errorCode": "E0000047", "errorSummary": "API call exceeded rate limit."}),
    "slack": (429, {"ok": False, "error": "ratelimited"}),
}
_RESET_HEADERS = {"github": "X-RateLimit", "okta": "X-Rate-Limit"}


def too_many(platform: str) -> Response:
    """Return a platform's rejection: with Retry-After, with the reset time of a limit, or without a time."""
    status, body = _TEXTS.get(platform, (429, {"detail": "Too many requests"}))
    response = json_response(body, status)
    if platform in _RESET_HEADERS:
        prefix = _RESET_HEADERS[platform]
        response.headers[f"{prefix}-Remaining"] = "0"
        response.headers[f"{prefix}-Reset"] = f"{time.time() + PAUSE_SECONDS:.0f}"
    elif platform != "google":
        response.headers["Retry-After"] = str(PAUSE_SECONDS)
    return response
