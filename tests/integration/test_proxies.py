"""The commands behind a proxy."""

import socket

import pytest

from sample_organization import SAMPLE_TOKEN, serve
from tests.integration.conftest import Command
from tests.support.forwarding import forwarding
from tests.support.organizations import TinyOrganization

WARNING = "Warning: The organization URL is http://, so the token is sent unencrypted."
HOST = "ado.example"


def test_the_sample_is_served_without_the_proxy(command: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = f"http://127.0.0.1:{listener.getsockname()[1]}"
    for name in ("check", "projects"):
        result = command(name, HTTP_PROXY=proxy, http_proxy=proxy)
        assert result.exit_code == 0, result.output


@pytest.mark.parametrize("name", ["check", "projects"])
@pytest.mark.parametrize("host", [HOST, HOST.upper()])
def test_an_unencrypted_token_is_a_warning(command: Command, name: str, host: str) -> None:
    tiny = TinyOrganization()
    with (
        serve(tiny.commit()) as server,
        forwarding(server.url, {HOST: "/tiny"}) as proxy,
    ):
        result = command(
            name,
            HTTP_PROXY=proxy.url,
            SOURCES__AZURE_DEVOPS__ORGANIZATION_URL=f"http://{host}/tiny",
            SOURCES__AZURE_DEVOPS__ACCESS_TOKEN=SAMPLE_TOKEN,
        )
    assert result.exit_code == 0, result.output
    assert WARNING in result.stderr.splitlines()
    assert proxy.asked.keys() == {HOST}
