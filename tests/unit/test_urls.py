from urllib.parse import urlsplit

import pytest
from requests import Request

from pipelines.azure_devops.urls import parse_organization_url
from pipelines.errors import UserActionRequired


@pytest.mark.parametrize(
    ("url", "organization", "core", "entitlements", "identities"),
    [
        (
            "https://dev.azure.com/contoso/",
            "contoso",
            "https://dev.azure.com/contoso",
            "https://vsaex.dev.azure.com/contoso",
            "https://vssps.dev.azure.com/contoso",
        ),
        (
            "https://contoso.visualstudio.com",
            "contoso",
            "https://contoso.visualstudio.com",
            "https://vsaex.dev.azure.com/contoso",
            "https://vssps.dev.azure.com/contoso",
        ),
        (
            "https://contoso.visualstudio.com/DefaultCollection",
            "contoso",
            "https://contoso.visualstudio.com",
            "https://vsaex.dev.azure.com/contoso",
            "https://vssps.dev.azure.com/contoso",
        ),
        (
            "https://ado.contoso.org:8443/tfs/Main",
            "Main",
            "https://ado.contoso.org:8443/tfs/Main",
            "https://ado.contoso.org:8443/tfs/Main",
            "https://ado.contoso.org:8443/tfs/Main",
        ),
    ],
)
def test_each_form_of_url(
    url: str, organization: str, core: str, entitlements: str, identities: str
) -> None:
    urls = parse_organization_url(url)
    assert urls.organization == organization
    assert (urls.core, urls.entitlements, urls.identities) == (core, entitlements, identities)


@pytest.mark.parametrize(
    "url",
    [
        "contoso",
        "dev.azure.com/contoso",
        "https://dev.azure.com",
        "https://dev.azure.com/contoso/Project",
        "https://user:secret@dev.azure.com/contoso",
        "ftp://dev.azure.com/contoso",
        "https://server",
        "https://dev.azure.com/contoso?x=1",
    ],
)
def test_other_forms_are_rejected(url: str) -> None:
    with pytest.raises(UserActionRequired, match="Valid forms are"):
        parse_organization_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://a-token@dev.azure.com/contoso",
        "https://me:a-token@dev.azure.com/contoso",
        "https://me:a@token@dev.azure.com/contoso",
        "a-token@dev.azure.com/contoso",
        "https://dev.azure.com/contoso?token=a-token",
    ],
)
def test_a_token_in_the_url_is_not_repeated(url: str) -> None:
    with pytest.raises(UserActionRequired) as refusal:
        parse_organization_url(url)
    assert "token" not in str(refusal.value)


def test_urls_of_other_apis_are_used_unchanged() -> None:
    urls = parse_organization_url("https://server/c", "https://a.server/c/", "https://b.server/c")
    assert urls.entitlements == "https://a.server/c"
    assert urls.identities == "https://b.server/c"
    with pytest.raises(UserActionRequired, match="IDENTITIES_URL is not a valid URL: `server/c`"):
        parse_organization_url("https://server/c", identities_url="server/c")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Dev.Azure.COM/contoso", "dev.azure.com"),
        ("https://Server:8443/tfs/Main", "server:8443"),
        ("https://bücher.example/tfs", "xn--bcher-kva.example"),
    ],
)
def test_hosts_are_those_of_the_requests(url: str, host: str) -> None:
    urls = parse_organization_url(url)
    assert host in urls.hosts
    assert urlsplit(str(Request("GET", urls.core).prepare().url)).netloc == host


@pytest.mark.parametrize(
    ("url", "in_clear"),
    [
        ("http://server/c", True),
        ("https://server/c", False),
        ("http://127.0.0.1:8080/c", False),
        ("http://localhost/c", False),
    ],
)
def test_an_unencrypted_url_is_reported(url: str, in_clear: bool) -> None:
    assert parse_organization_url(url).sends_token_in_clear is in_clear
    elsewhere = parse_organization_url("https://server/c", identities_url=url)
    assert elsewhere.sends_token_in_clear is in_clear
