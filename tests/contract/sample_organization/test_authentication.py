import pytest
import requests

from sample_organization import SAMPLE_TOKEN, Token, serve
from tests.support.organizations import TinyOrganization

ENDPOINTS = {
    "vso.project": "/_apis/projects",
    "vso.work": "/_apis/wit/fields",
    "vso.identity": "/_apis/identities?searchFilter=General&filterValue=anna",
    "vso.memberentitlementmanagement": "/_apis/userentitlements",
}
TOKENS = {
    **{scope: Token(frozenset({scope})) for scope in ENDPOINTS},
    "expired": Token(is_expired=True),
}


@pytest.fixture(scope="module")
def url():
    with serve(TinyOrganization().commit(), tokens=TOKENS) as server:
        yield server.url


def ask(url, token, **headers):
    headers["Accept"] = "application/json;api-version=7.1"
    return requests.get(url, auth=("", token), headers=headers, timeout=10, allow_redirects=False)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("scope", ENDPOINTS)
def test_a_token_opens_the_endpoints_of_its_scope_only(url, scope, endpoint):
    response = ask(url + ENDPOINTS[endpoint], token=scope)
    assert response.status_code == (200 if scope == endpoint else 401)


def test_a_missing_scope_is_a_401_without_body(url):
    response = ask(url + ENDPOINTS["vso.work"], token="vso.project")
    assert response.content == b""
    assert response.headers["WWW-Authenticate"].startswith("Basic realm=")


def test_any_token_may_ask_who_it_is(url):
    assert ask(f"{url}/_apis/connectionData", token="vso.identity").status_code == 200


def test_an_unknown_token_gets_the_sign_in_page(url):
    response = ask(url + ENDPOINTS["vso.project"], token="wrong")
    assert response.status_code == 203
    assert response.headers["Content-Type"].startswith("text/html")
    assert "Sign In" in response.text


def test_an_unknown_token_gets_a_401_where_the_sign_in_page_is_suppressed(url):
    suppress = {"X-TFS-FedAuthRedirect": "Suppress"}
    response = ask(url + ENDPOINTS["vso.project"], token="wrong", **suppress)
    assert response.status_code == 401
    assert response.json()["message"].startswith("TF400813")


def test_no_token_at_all_is_an_unknown_token(url):
    assert requests.get(f"{url}/_apis/projects", timeout=10).status_code == 203


def test_an_expired_token_gets_an_explanation(url):
    response = ask(url + ENDPOINTS["vso.project"], token="expired")
    assert response.status_code == 401
    assert response.json()["typeKey"] == "AccessCheckException"
    assert "has%20expired" in response.headers["X-TFS-ServiceError"]


def test_a_refused_post_leaves_the_connection_usable(url):
    session = requests.Session()
    refused = session.post(f"{url}/_apis/wit/wiql", json={"query": "x" * 5000}, timeout=10)
    assert refused.status_code == 203
    session.auth = ("", "vso.project")
    assert session.get(f"{url}/_apis/projects?api-version=7.1", timeout=10).status_code == 200


def test_the_sample_token_reads_everything(client):
    assert client.session.auth == ("", SAMPLE_TOKEN)
    for path in ENDPOINTS.values():
        assert client.get(path).status_code == 200
