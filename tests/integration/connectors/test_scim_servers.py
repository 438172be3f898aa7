"""The SCIM connector against servers that others wrote: `scim2-server`, `scimmy` with `scimmy-routers`."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from scim2_models import Pagination, ScimProvider
from scim2_server.memory import InMemoryStorage
from scim2_server.service import ScimService
from scim2_server.testserver.application import BearerTokenApplication
from scim2_server.utils import (
    load_default_resource_types,
    load_default_schemas,
    load_default_service_provider_config,
)

from pipelines.accounts.connectors.scim import SCIM, ScimSettings
from pipelines.http import errors
from pipelines.http.usage import Usage
from sample_organization.serving import listening
from tests.support import processes

TOKEN = "scim-token"
PEOPLE = 34
PAGE = 10
SCIMMY_SERVER = Path(__file__).parents[2] / "support" / "scimmy_server.mjs"
SCIMMY = ("scimmy@1.3.5", "scimmy-routers@1.3.2")
NPM = shutil.which("npm")


def read(url: str) -> list[str]:
    accounts = SCIM.read(ScimSettings(url, TOKEN), Usage("scim"))
    return sorted(account["username"] for account in accounts)


def names(people: int) -> list[str]:
    return sorted(f"p{number}@x.org" for number in range(people))


@contextmanager
def scim2_server(pagination: Pagination | None) -> Iterator[str]:
    config = load_default_service_provider_config()
    config.pagination = pagination
    provider = ScimProvider.from_discovery(
        load_default_schemas().values(), load_default_resource_types().values(), config=config
    )
    service = ScimService(provider, secret="of the cursors")
    app = BearerTokenApplication(InMemoryStorage(), provider, service, [TOKEN])
    with listening(app, 0) as port:
        yield f"http://127.0.0.1:{port}"


def create(url: str, people: int) -> None:
    for name in names(people):
        user = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": name}
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/scim+json"}
        response = requests.post(f"{url}/Users", json=user, headers=headers, timeout=30)
        response.raise_for_status()


BY_INDEX = Pagination(index=True, cursor=False, max_page_size=PAGE)
BY_CURSOR = Pagination(index=False, cursor=True, max_page_size=PAGE)
CURSOR_PREFERRED = Pagination(
    index=True, cursor=True, default_pagination_method="cursor", max_page_size=PAGE
)
INDEX_PREFERRED = Pagination(
    index=True, cursor=True, default_pagination_method="index", max_page_size=PAGE
)


@pytest.mark.parametrize(
    "pagination", [None, BY_INDEX, BY_CURSOR, CURSOR_PREFERRED, INDEX_PREFERRED]
)
def test_scim2_server_is_read_completely(pagination: Pagination | None) -> None:
    with scim2_server(pagination) as url:
        create(url, PEOPLE)
        assert read(url) == names(PEOPLE)


@pytest.fixture(scope="module")
def with_proxy() -> dict[str, str]:
    """The environment before a test removes the proxy, through which npm may have to reach its registry."""
    return dict(os.environ)


@contextmanager
def scimmy(folder: Path, express: str, environment: dict[str, str]) -> Iterator[str]:
    """Install the packages with one version of Express, and serve `PEOPLE` people."""
    packages = (*SCIMMY, f"express@{express}")
    options = ("--no-audit", "--no-fund", "--no-package-lock", "--prefix", folder)
    processes.run(
        [NPM, "install", *options, *packages], env=environment, capture_output=True, timeout=300
    ).check_returncode()
    script = shutil.copy(SCIMMY_SERVER, folder)
    server = processes.start(["node", script, str(PEOPLE), TOKEN], stdout=subprocess.PIPE)
    try:
        yield f"http://127.0.0.1:{int(server.stdout.readline())}/scim"
    finally:
        server.kill()
        server.communicate()


@pytest.mark.exhaustive
@pytest.mark.skipif(NPM is None, reason="npm is not installed, which installs scimmy")
def test_scimmy_is_read_completely(tmp_path: Path, with_proxy: dict[str, str]) -> None:
    with scimmy(tmp_path, "4.21.2", with_proxy) as url:
        assert read(url) == names(PEOPLE)


@pytest.mark.exhaustive
@pytest.mark.skipif(NPM is None, reason="npm is not installed, which installs scimmy")
def test_scimmy_on_express_5_ignores_the_index_and_is_not_complete(
    tmp_path: Path, with_proxy: dict[str, str]
) -> None:
    with (
        scimmy(tmp_path, "5.1.0", with_proxy) as url,
        pytest.raises(
            errors.UnexpectedResponse, match="`startIndex`, so only 20 of 34 accounts can be"
        ),
    ):
        read(url)
