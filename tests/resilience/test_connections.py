"""Faults before any answer: names that nobody knows, proxies that refuse, hosts that speak otherwise."""

import re
import shutil
import socket
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.azure_devops.urls import OrganizationUrls, parse_organization_url
from pipelines.errors import RunFailed
from sample_organization.model.organization import Organization
from tests.support.fault_declarations import TEAMS, USER_TABLES, answers
from tests.support.faulty_proxy import Rule, faulty_proxy
from tests.support.loading import Runs, Tables, not_loaded, serving
from tests.support.scripted_server import Answer, scripted

UNKNOWN = "http://no-such-host.invalid/tiny"
NO_ANSWER = r"GET to {}(:\d+)? got no response \({}\). Check the (organization )?URL"

pytestmark = pytest.mark.exhaustive


def closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def assert_fails(runs: Runs, urls: OrganizationUrls | str, host: str, error: str) -> None:
    with pytest.raises(RunFailed) as failure:
        runs.load(urls)
    assert re.match(NO_ANSWER.format(host, error), str(failure.value)), str(failure.value)
    assert failure.value.exit_code == 1


def test_an_unknown_host_is_named(runs: Runs) -> None:
    assert_fails(runs, UNKNOWN, "no-such-host.invalid", "ConnectionError")


def test_an_unknown_host_for_entitlements_costs_only_these(
    runs: Runs, eventful: Organization, undisturbed: Tables
) -> None:
    with serving(eventful) as server:
        urls = replace(parse_organization_url(server.url), entitlements=UNKNOWN)
        extraction = runs.load(urls)
    assert set(not_loaded(extraction)) == USER_TABLES | {"group_entitlements"}
    tables = runs.tables()
    for name in ("work_item_revisions", "work_item_link_changes", "teams", "team_members"):
        assert tables[name] == undisturbed[name], name


def test_nobody_listening_is_a_clear_failure(runs: Runs) -> None:
    url = f"http://127.0.0.1:{closed_port()}/tiny"
    assert_fails(runs, url, "127.0.0.1", "ConnectionError")


def test_a_proxy_that_refuses_is_a_clear_failure(
    runs: Runs, eventful: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port()}")
    with serving(eventful) as server:
        assert_fails(runs, UNKNOWN, "no-such-host.invalid", "ProxyError")
        assert server.requests == []


def test_a_proxy_that_works_is_used(
    runs: Runs, eventful: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proxy of the setting stands for the unknown host: only through it is there an answer."""
    with serving(eventful) as server, scripted(Answer(403, b"{}")) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.rpartition("/")[0])
        with pytest.raises(RunFailed, match="returned 403"):
            runs.load(UNKNOWN)
        assert server.requests == []
    assert proxy.asked[0][1].startswith(f"{UNKNOWN}/_apis/")


def test_a_host_without_tls_is_a_clear_failure(runs: Runs, eventful: Organization) -> None:
    with serving(eventful) as server:
        url = server.url.replace("http://", "https://")
        assert_fails(runs, url, "127.0.0.1", "SSLError")
        assert server.requests == []


def certificate(folder: Path) -> Path:
    """Make a certificate for this machine, which no authority has signed, together with its key."""
    openssl = shutil.which("openssl") or pytest.skip("no openssl to make a certificate with")
    path = folder / "certificate.pem"
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-newkey", "rsa:2048", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(path), "-out", str(folder / "only_certificate.pem")),
        ],
        check=True,
        capture_output=True,
    )
    path.write_text(path.read_text() + (folder / "only_certificate.pem").read_text())
    return path


def test_a_certificate_of_an_unknown_authority_is_a_clear_failure_until_it_is_named(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = certificate(tmp_path)
    with scripted(Answer(403, b"{}"), certificate=own) as server:
        with pytest.raises(RunFailed, match=r"\(SSLError\).* set REQUESTS_CA_BUNDLE to the file"):
            runs.load(server.url)
        assert server.asked == []
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(own))
        with pytest.raises(RunFailed, match="returned 403"):
            runs.load(server.url)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_carries_the_token_nowhere(
    status: int, runs: Runs, eventful: Organization
) -> None:
    with (
        scripted(Answer()) as elsewhere,
        serving(eventful) as server,
        faulty_proxy(server.url) as proxy,
    ):
        proxy.rule = Rule(TEAMS, answers(status, Location=elsewhere.url), range(1, 1000))
        with pytest.raises(RunFailed, match=f"returned {status}: a redirect to http:"):
            runs.load(proxy.url)
    assert elsewhere.asked == []
