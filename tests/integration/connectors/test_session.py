"""The requests that the session of a platform sends, and to which hosts."""

import pytest
from requests import Request

from pipelines.accounts.session import PlatformSession
from pipelines.http import errors
from pipelines.http.usage import Usage
from tests.support.scripted_server import Answer, scripted

ADDRESSES = ("https://api.example.com/v1", "https://login.example.com")
READS = [
    ("GET", "https://api.example.com/v1/users?page=2"),
    ("GET", "https://login.example.com/keys"),
    ("POST", "https://api.example.com/graphql"),
    ("POST", "https://login.example.com/tenant/oauth2/v2.0/token"),
    ("POST", "https://login.example.com/token"),
]
REFUSED = [
    ("GET", "http://api.example.com/v1/users"),
    ("GET", "https://api.example.com:8443/v1/users"),
    ("GET", "https://api.example.com.evil.example/v1/users"),
    ("POST", "https://api.example.com/v1/users"),
    ("POST", "https://api.example.com/v1/token/revoke"),
    ("PUT", "https://api.example.com/v1/users/1"),
    ("PATCH", "https://api.example.com/graphql"),
    ("DELETE", "https://api.example.com/v1/users/1"),
]


@pytest.fixture
def session() -> PlatformSession:
    return PlatformSession(ADDRESSES, Usage("test"))


@pytest.mark.parametrize(("method", "url"), READS)
def test_read_requests_are_allowed(session: PlatformSession, method: str, url: str) -> None:
    session.refuse_writes(session.prepare_request(Request(method, url)))


@pytest.mark.parametrize(("method", "url"), REFUSED)
def test_other_requests_are_rejected(session: PlatformSession, method: str, url: str) -> None:
    with pytest.raises(errors.WriteRefused, match=method):
        session.send(session.prepare_request(Request(method, url)))


def test_a_redirect_is_not_followed() -> None:
    moved = Answer(302, b"", {"Location": "https://elsewhere.example/login?secret=1"})
    with scripted(moved) as server:
        session = PlatformSession((server.url,), Usage("test"))
        with pytest.raises(
            errors.RequestRejected, match=r"redirect to https://elsewhere\.example "
        ):
            session.get(server.url)
        assert len(server.asked) == 1


def test_an_html_page_of_a_proxy_is_an_error() -> None:
    page = Answer(200, b"<html>Please sign in</html>", {"Content-Type": "text/html"})
    with scripted(page) as server:
        session = PlatformSession((server.url,), Usage("test"), max_attempts=1)
        with pytest.raises(errors.TransientError, match="not complete JSON"):
            session.get(server.url)
