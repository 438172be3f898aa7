"""The sample organization, built once, and clients for whatever a test serves."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import requests

from sample_organization import SAMPLE_TOKEN, RunningServer, build_sample_organization, serve
from sample_organization.model.organization import Organization


class Client:
    """Sends requests to a running server, by default with a token and a version."""

    def __init__(self, server: RunningServer, token: str = SAMPLE_TOKEN) -> None:
        self.url = server.url
        self.session = requests.Session()
        self.session.auth = ("", token)
        self.session.params = {"api-version": "7.1"}

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.session.get(self.url + path, params=_query(query), timeout=10)

    def post(self, path: str, body: object, **query: Any) -> requests.Response:
        return self.session.post(self.url + path, json=body, params=_query(query), timeout=10)

    def json(self, path: str, **query: Any) -> Any:
        response = self.get(path, **query)
        assert response.status_code == 200, response.text
        return response.json()

    def feed(self, path: str, token: str = "", **query: Any) -> Iterator[dict[str, Any]]:
        """Yield the batches of a reporting feed until the last."""
        while True:
            start = {"continuationToken": token} if token else {}
            batch = self.json(path, **query, **start)
            yield batch
            if batch["isLastBatch"]:
                return
            token = batch["continuationToken"]


def _query(query: dict[str, Any]) -> dict[str, Any]:
    """Write `dollar_top` as `$top`, which is no name in Python."""
    return {name.replace("dollar_", "$"): value for name, value in query.items()}


@pytest.fixture(scope="session")
def sample() -> Organization:
    return build_sample_organization()


@pytest.fixture(scope="session")
def sample_server(sample: Organization) -> Iterator[RunningServer]:
    with serve(sample) as server:
        yield server


@pytest.fixture(scope="session")
def client(sample_server: RunningServer) -> Client:
    return Client(sample_server)


@pytest.fixture
def client_of() -> Iterator[Callable[..., Client]]:
    """Serve an organization for the length of a test; further arguments are those of `serve`."""
    with ExitStack() as running:
        yield lambda organization, **options: Client(
            running.enter_context(serve(organization, **options))
        )
