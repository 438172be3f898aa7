"""The forms that an organization's address has: each leads to the same tables."""

import pytest

from pipelines.azure_devops.urls import parse_organization_url
from sample_organization.model.organization import Organization
from tests.support.forwarding import forwarding
from tests.support.loading import Runs, Tables, not_loaded, serving

CLOUD = {"vsaex.dev.azure.com": "/tiny", "vssps.dev.azure.com": "/tiny"}


@pytest.mark.parametrize(
    ("url", "roots"),
    [
        pytest.param(
            "http://dev.azure.com/tiny", {"dev.azure.com": "/tiny"}, marks=pytest.mark.exhaustive
        ),
        ("http://tiny.visualstudio.com", {"tiny.visualstudio.com": ""}),
        pytest.param(
            "http://tiny.visualstudio.com/DefaultCollection",
            {"tiny.visualstudio.com": ""},
            marks=pytest.mark.exhaustive,
        ),
    ],
    ids=["dev.azure.com", "visualstudio.com", "visualstudio.com with collection"],
)
def test_each_form_of_the_cloud_gives_the_same_tables(
    url: str,
    roots: dict[str, str],
    runs: Runs,
    eventful: Organization,
    undisturbed: Tables,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without TLS, which a proxy could not look into; hosts and paths are the cloud's."""
    apis = [f"http://{host}{root}" for host, root in CLOUD.items()]
    hosts = roots | CLOUD
    with serving(eventful) as server, forwarding(server.url, hosts) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        extraction = runs.load(parse_organization_url(url, *apis))
    assert not_loaded(extraction) == {}
    assert runs.tables() == undisturbed
    assert set(proxy.asked) == set(hosts)
