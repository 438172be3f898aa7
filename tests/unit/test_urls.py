import pytest

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
            "https://contoso.vsaex.visualstudio.com",
            "https://contoso.vssps.visualstudio.com",
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
def test_other_forms_are_refused(url: str) -> None:
    with pytest.raises(UserActionRequired, match="Valid forms are"):
        parse_organization_url(url)


@pytest.mark.parametrize(
    ("url", "in_clear"),
    [
        ("http://server/c", True),
        ("https://server/c", False),
        ("http://127.0.0.1:8080/c", False),
        ("http://localhost/c", False),
    ],
)
def test_a_token_in_clear_is_noticed(url: str, in_clear: bool) -> None:
    assert parse_organization_url(url).sends_token_in_clear is in_clear
