"""A client that cannot be installed is skipped on a person's machine and fails in CI."""

from typing import Any

import pytest

from tests.support import clients


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip), ("true", pytest.fail)])
def test_without_node_a_client_of_node_is_skipped_or_fails(
    monkeypatch: pytest.MonkeyPatch, ci: str, outcome: Any
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(clients.shutil, "which", lambda _: None)
    [client] = [client for client in clients.CLIENTS if client.name == "node-api"]
    with pytest.raises(outcome.Exception, match="node and npm are not installed"):
        clients.install(client)
