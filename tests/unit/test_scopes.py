"""Probing a token's scopes against the sample server: what each answer says about the token, and what not."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Request, Response

from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.scopes import (
    PROBE_ATTEMPTS,
    ScopeState,
    is_token_dead,
    probe,
    require_critical,
)
from pipelines.azure_devops.urls import parse_organization_url
from pipelines.errors import AdoFindingsError, UserActionRequired
from pipelines.http.rate_limit import Throttle
from sample_organization import SAMPLE_TOKEN, Token, serve
from sample_organization.azure_devops.authentication import SCOPES
from tests.support.organizations import TinyOrganization

GRANTED, MISSING = ScopeState.GRANTED, ScopeState.MISSING
FAILED, UNAVAILABLE = ScopeState.FAILED, ScopeState.UNAVAILABLE
GOOD = Token()
TOKEN_PAGE = "https://server/tokens"


@contextmanager
def client_of(
    path: str = "nowhere", status: int = 0, token: Token = GOOD
) -> Iterator[AzureDevOpsClient]:
    """A client of a server that answers requests to `path` with `status`."""

    def answer(request: Request) -> Response | None:
        return Response(status=status) if path in request.path.lower() else None

    tokens = {SAMPLE_TOKEN: token}
    with serve(TinyOrganization().commit(), tokens=tokens, hooks=[answer]) as server:
        patient = Throttle(sleep=lambda _: None)
        yield AzureDevOpsClient(parse_organization_url(server.url), SAMPLE_TOKEN, throttle=patient)


@pytest.mark.parametrize(
    ("path", "status", "states"),
    [
        ("nowhere", 0, [GRANTED, GRANTED, GRANTED, GRANTED]),
        ("/userentitlements", 401, [GRANTED, GRANTED, MISSING, GRANTED]),
        ("/userentitlements", 404, [GRANTED, GRANTED, UNAVAILABLE, GRANTED]),
        ("/userentitlements", 503, [GRANTED, GRANTED, FAILED, GRANTED]),
        ("/identities", 400, [GRANTED, GRANTED, GRANTED, FAILED]),
    ],
)
def test_an_optional_scope_never_keeps_a_run_from_starting(
    path: str, status: int, states: list[ScopeState]
) -> None:
    with client_of(path, status) as client:
        results = probe(client)
    assert [result.state for result in results] == states
    require_critical(results, TOKEN_PAGE)


@pytest.mark.parametrize(
    ("path", "status", "exit_code", "message"),
    [
        ("/projects", 503, 1, "returned 503"),
        ("/projects", 400, 2, "Check the organization URL"),
        ("/projects", 404, 2, "Check the organization URL"),
        ("/workitemrevisions", 401, 2, "lacks the scope `Work Items: Read`"),
        ("/", 401, 2, "rejected the token"),
    ],
)
def test_a_critical_scope_that_is_not_granted_is_explained(
    path: str, status: int, exit_code: int, message: str
) -> None:
    with client_of(path, status) as client, pytest.raises(AdoFindingsError, match=message) as error:
        require_critical(probe(client), TOKEN_PAGE)
    assert error.value.exit_code == exit_code


def test_an_unreachable_host_is_not_probed_for_every_scope() -> None:
    with client_of() as client:
        pass
    results = probe(client)
    assert {result.state for result in results} == {ScopeState.UNREACHABLE}
    assert client.usage.requests == PROBE_ATTEMPTS
    with pytest.raises(UserActionRequired, match="got no response"):
        require_critical(results, TOKEN_PAGE)


def test_an_unreachable_entitlements_host_costs_only_entitlements() -> None:
    with client_of() as client:
        urls = replace(client.urls, entitlements="http://127.0.0.1:9/tiny")
        results = probe(replace(client, urls=urls))
    assert [result.state for result in results] == [
        GRANTED,
        GRANTED,
        ScopeState.UNREACHABLE,
        GRANTED,
    ]


@pytest.mark.parametrize(
    ("token", "dead"),
    [
        (Token(), False),
        (Token(SCOPES - {"vso.identity"}), False),
        (Token(is_expired=True), True),
    ],
)
def test_an_invalid_token_is_distinguished_from_one_without_a_scope(
    token: Token, dead: bool
) -> None:
    with client_of(token=token) as client:
        assert is_token_dead(client) is dead
