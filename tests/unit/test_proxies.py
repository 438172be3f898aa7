"""Requests to this machine go through no proxy, and a host is the same in capitals."""

import socket

import pytest
from requests import Request

from pipelines.accounts.session import PlatformSession
from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.urls import is_same_organization, parse_organization_url
from pipelines.http import errors
from pipelines.http.origins import host_of, origin_of
from pipelines.http.usage import Usage
from pipelines.parsing import is_loopback
from tests.support.scripted_server import Answer, ScriptedServer, scripted


@pytest.fixture
def behind_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every variable names a port at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = f"http://127.0.0.1:{listener.getsockname()[1]}"
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy)
        monkeypatch.setenv(name.lower(), proxy)


def urls_of(server: ScriptedServer) -> list[str]:
    return [
        server.url.replace("127.0.0.1", host) for host in ("127.0.0.1", "localhost", "LOCALHOST")
    ]


@pytest.mark.usefixtures("behind_proxy")
def test_requests_to_this_machine_go_through_no_proxy() -> None:
    with scripted(Answer()) as server:
        for url in urls_of(server):
            client = AzureDevOpsClient(parse_organization_url(url), "a-token", max_attempts=1)
            assert list(client.records("projects", "_apis/projects")) == []
            session = PlatformSession((url,), Usage("test"), max_attempts=1)
            assert session.get(f"{url}/users").json() == {"count": 0, "value": []}
        assert len(server.asked) == 6


@pytest.mark.usefixtures("behind_proxy")
def test_requests_to_other_hosts_go_through_the_proxy() -> None:
    urls = parse_organization_url("http://server.invalid/contoso")
    client = AzureDevOpsClient(urls, "a-token", max_attempts=1)
    with pytest.raises(errors.ConnectionFailed, match="ProxyError"):
        list(client.records("projects", "_apis/projects"))


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("LocalHost.", True),
        ("127.0.0.1", True),
        ("127.255.3.4", True),
        ("::1", True),
        ("localhost.example.com", False),
        ("128.0.0.1", False),
        ("::2", False),
        ("", False),
    ],
)
def test_hosts_of_this_machine(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("HTTPS://API.Example.COM/v1", "api.example.com"),
        ("https://api.example.com:443/v1", "api.example.com"),
        ("http://api.example.com:80", "api.example.com"),
        ("https://api.example.com./v1", "api.example.com"),
        ("https://api.example.com:80/v1", "api.example.com:80"),
        ("http://[::1]:8080/v1", "[::1]:8080"),
        ("https://bücher.example", "xn--bcher-kva.example"),
    ],
)
def test_a_host_has_one_form(url: str, host: str) -> None:
    assert host_of(url) == host
    assert origin_of(url) == f"{url.split(':')[0].lower()}://{host}"


@pytest.mark.parametrize("base_url", ["https://API.Example.COM/v1", "https://api.example.com:443"])
@pytest.mark.parametrize("host", ["api.example.com", "API.example.com", "api.example.com:443"])
def test_a_platform_may_write_its_host_in_any_form(base_url: str, host: str) -> None:
    session = PlatformSession((base_url,), Usage("test"))
    session.refuse_writes(session.prepare_request(Request("GET", f"https://{host}/v1/users")))
    for other in (f"http://{host}", "https://api.example.com.evil.example", "https://evil.example"):
        with pytest.raises(errors.WriteRefused):
            session.refuse_writes(session.prepare_request(Request("GET", other)))


@pytest.mark.parametrize(
    "url",
    [
        "https://DEV.AZURE.COM/contoso",
        "HTTPS://Dev.Azure.com/contoso",
        "https://dev.azure.com/contoso/",
    ],
)
def test_an_organization_is_the_same_in_capitals(url: str) -> None:
    expected = parse_organization_url("https://dev.azure.com/contoso")
    assert parse_organization_url(url) == expected
    assert is_same_organization(url, "https://Contoso.VisualStudio.com")


def test_the_older_form_of_the_cloud_is_the_same_in_capitals() -> None:
    assert parse_organization_url("https://CONTOSO.VisualStudio.COM") == parse_organization_url(
        "https://contoso.visualstudio.com"
    )
