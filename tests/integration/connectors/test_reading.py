"""Every connector against a real server: all rows, or an error with the reason."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest
from flask import Request, Response

from pipelines.accounts.reader import PlatformReadError, read_platform
from pipelines.http import errors
from pipelines.http.usage import Usage
from sample_organization.platforms import PlatformLimits, serve_platforms
from tests.support.served_platforms import ACCOUNTS, CAPS, PEOPLE, Reader, records, serving

CONNECTOR_NAMES = sorted(ACCOUNTS)
BARE_LISTS = {("okta", 1), ("okta", 2), ("github", 2)}  # the pages that are lists and no objects


@pytest.fixture
def reader() -> Iterator[Reader]:
    with serving() as reader:
        yield reader


@pytest.mark.parametrize("kind", CONNECTOR_NAMES)
def test_all_rows_of_all_pages_are_read(reader: Reader, kind: str) -> None:
    accounts = reader.read(kind)
    assert len({each["account_uid"] for each in accounts}) == len(accounts) == ACCOUNTS[kind]


@pytest.mark.parametrize("kind", CONNECTOR_NAMES)
def test_a_requested_pause_is_waited_for(reader: Reader, kind: str) -> None:
    reader.answer_with({}, 429, {"Retry-After": "7"}, page=2, times=1)
    assert len(reader.read(kind)) == ACCOUNTS[kind]
    assert sum(reader.waits) == 7


@pytest.mark.parametrize("kind", ["entra", "google"])
def test_a_token_that_expires_during_a_pause_is_renewed(reader: Reader, kind: str) -> None:
    requests: list[str] = []

    def hook(request: Request) -> Response | None:
        requests.append("token" if request.path.endswith("/token") else "page")
        if requests == ["token", "page", "page"]:
            return Response("{}", 429, {"Retry-After": "900"}, content_type="application/json")
        if requests[3:] == ["page"]:
            return Response("{}", 401, content_type="application/json")
        return None

    reader.server.hooks.append(hook)
    assert len(reader.read(kind)) == ACCOUNTS[kind]
    assert requests[:6] == ["token", "page", "page", "page", "token", "page"]
    assert sum(reader.waits) == 900


@pytest.mark.parametrize(("kind", "tokens"), [("entra", 2), ("google", 2), ("okta", 0)])
def test_a_token_that_is_still_refused_after_its_renewal_is_an_error(
    reader: Reader, kind: str, tokens: int
) -> None:
    reader.answer_with({"message": "why not"}, 401, page=2)
    with pytest.raises(errors.AuthenticationError, match="why not"):
        reader.read(kind)
    assert sum("/token" in request for request in reader.server.requests) == tokens


@pytest.mark.parametrize("kind", CONNECTOR_NAMES)
def test_the_rate_limit_of_each_platform_is_respected(kind: str) -> None:
    with serve_platforms(records(), limits=replace(CAPS, refuse_every=3)) as server:
        reader = Reader(server, [])
        assert len(reader.read(kind)) == ACCOUNTS[kind]
    assert sum(reader.waits) > 0


@pytest.mark.parametrize("kind", CONNECTOR_NAMES)
@pytest.mark.parametrize("page", [1, 2, 3])
def test_a_transient_fault_is_retried(reader: Reader, kind: str, page: int) -> None:
    reader.answer_with("oops", 502, page=page, times=1)
    assert len(reader.read(kind)) == ACCOUNTS[kind]


@pytest.mark.parametrize("kind", CONNECTOR_NAMES)
@pytest.mark.parametrize("page", [1, 2])
@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, errors.AuthenticationError),
        (403, errors.AccessDenied),
        (404, errors.NotFound),
        (400, errors.RequestRejected),
    ],
)
def test_a_rejected_page_fails_the_platform(
    reader: Reader, kind: str, page: int, status: int, error: type[Exception]
) -> None:
    reader.answer_with({"message": "why not"}, status, page=page)
    with pytest.raises(error, match="why not"):
        reader.read(kind)
    assert reader.waits == []


@pytest.mark.parametrize("kind", CONNECTOR_NAMES)
@pytest.mark.parametrize("page", [1, 2])
@pytest.mark.parametrize("body", ["{}", "[]", '{"value": null}', '{"data": null}', '{"ok": true}'])
def test_a_page_without_its_list_is_an_error(
    reader: Reader, kind: str, page: int, body: str
) -> None:
    if body == "[]" and (kind, page) in BARE_LISTS:
        pytest.skip("a bare list may be empty")
    reader.answer_with(body, page=page)
    with pytest.raises(errors.ApiError):
        reader.read(kind)


@pytest.mark.parametrize("kind", CONNECTOR_NAMES)
def test_a_truncated_page_is_retried(reader: Reader, kind: str) -> None:
    reader.answer_with('{"value": [', page=2, times=1)
    assert len(reader.read(kind)) == ACCOUNTS[kind]


def test_only_read_requests_are_sent(reader: Reader) -> None:
    for kind in CONNECTOR_NAMES:
        reader.read(kind)
    posts = {each.split("?")[0] for each in reader.server.requests if not each.startswith("GET ")}
    url = reader.server.url
    assert posts == {
        f"POST {url}/entra/login/tenant/oauth2/v2.0/token",
        f"POST {url}/github/graphql",
        f"POST {url}/google/token",
    }


def test_cursors_are_used_if_the_service_supports_them() -> None:
    with serve_platforms(
        records(), limits=PlatformLimits(scim=20, has_scim_cursors=True)
    ) as server:
        assert len(Reader(server, []).read("scim")) == PEOPLE
        places = [each.partition("?")[2] for each in server.requests]
    assert places[0] == "count=100"
    assert places[1:] == [f"count=100&cursor={place}" for place in ("21", "41", "61")]


def test_one_group_of_entra(reader: Reader) -> None:
    assert len(reader.read("entra", group_id="g1")) == PEOPLE
    [first, *_] = [each for each in reader.server.requests if each.startswith("GET")]
    assert "/groups/g1/transitiveMembers/microsoft.graph.user?" in first
    assert "signInActivity" not in first and "count=true" in first


def test_saml_identities_of_github_add_addresses() -> None:
    served = records()
    served.github_identities = [
        {"node": {"samlIdentity": {"nameId": f"p{n}@x.org"}, "user": {"databaseId": n}}}
        for n in range(PEOPLE)
    ]
    with serving(served) as reader:
        members = [each for each in reader.read("github", saml=True) if not each["is_guest"]]
    assert [each["email"] for each in members] == [f"p{n}@x.org" for n in range(PEOPLE)]


@pytest.mark.parametrize(
    ("kind", "change", "message"),
    [
        ("entra", {"client_secret": "wrong"}, "Invalid client secret"),
        ("google", {"refresh_token": "wrong"}, "Bad Request"),
        ("github", {"token": "wrong"}, "Bad credentials"),
        ("okta", {"token": "wrong"}, "Invalid token provided"),
        ("slack", {"token": "wrong"}, "invalid_auth"),
        ("scim", {"token": "wrong"}, "Authorization failure"),
        ("atlassian", {"api_key": "wrong"}, "Unauthorized"),
    ],
)
def test_an_invalid_secret_is_reported_with_the_platforms_message(
    reader: Reader, kind: str, change: dict[str, str], message: str
) -> None:
    with pytest.raises(errors.ApiError, match=message):
        reader.read(kind, **change)
    assert reader.waits == [] or sum(reader.waits) == 0


@pytest.mark.parametrize("kind", ["entra", "google"])
@pytest.mark.parametrize("code", ["invalid_grant", "invalid_client", "unauthorized_client"])
def test_a_rejected_token_request_points_to_the_page_of_the_connector(
    reader: Reader, kind: str, code: str
) -> None:
    problem = {"error": code, "error_description": "Token has been expired or revoked."}

    def hook(request: Request) -> Response | None:
        is_token = request.path.endswith("/token")
        return Response(orjson.dumps(problem), 400) if is_token else None

    reader.server.hooks.append(hook)
    message = rf"{code}: Token has been expired or revoked\. See docs/platforms/{kind}\.md for"
    with pytest.raises(PlatformReadError, match=message) as error:
        read_platform(reader.platform(kind), Usage(kind), datetime(2026, 6, 30, tzinfo=UTC))
    assert isinstance(error.value.cause, errors.AuthenticationError)


@pytest.mark.parametrize("kind", CONNECTOR_NAMES)
def test_environment_variables_do_not_override_secrets(
    reader: Reader, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TOKEN", "API_KEY", "CLIENT_ID", "CLIENT_SECRET", "ACCESS_TOKEN", "NAME"):
        monkeypatch.setenv(name, "of another program")
    assert len(reader.read(kind)) == ACCOUNTS[kind]


@pytest.mark.parametrize("kind", CONNECTOR_NAMES)
def test_a_probe_requests_one_page_of_each_list(reader: Reader, kind: str) -> None:
    platform = reader.platform(kind)
    platform.connector.probe(platform.settings, Usage(kind))
    lists = {each.split("?")[0] for each in reader.server.requests}
    assert len(reader.server.requests) == len(lists) <= 2
