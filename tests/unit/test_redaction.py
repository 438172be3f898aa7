"""A gateway that repeats a request in its error puts no secret into errors, coverage or logs."""

import base64
import json
import os
from urllib.parse import quote

import pytest

from pipelines.accounts import Platform, PlatformReadError
from pipelines.accounts.connectors.entra import ENTRA, EntraSettings
from pipelines.accounts.reader import probe_platform
from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.concurrency import worker_process
from pipelines.azure_devops.scopes import WORK_READ
from pipelines.azure_devops.urls import parse_organization_url
from pipelines.errors import RunFailed
from pipelines.extract.coverage import CoverageLog
from pipelines.http import errors
from pipelines.http.usage import Usage
from pipelines.redaction import redacted
from pipelines.run import source_organization
from pipelines.settings import load_settings
from tests.support.scripted_server import Answer, scripted

TOKEN = "pat/7+abcdefghijklmnopqrstuvwxyz?ABCDEF"
BASIC = base64.b64encode(f":{TOKEN}".encode()).decode()
CLIENT_SECRET, ACCESS_TOKEN = "client~secret/9Z=", "graph-access-token-0123"
JSON = {"Content-Type": "application/json"}


def forms(secret: str) -> list[str]:
    encoded = [base64.b64encode(text.encode()).decode() for text in (secret, f":{secret}")]
    plain = [secret, *encoded, *(one.rstrip("=") for one in encoded)]
    return [*plain, *(quote(one, safe="") for one in plain)]


def repeated(status: int, *secrets: str) -> Answer:
    """The error of a gateway that repeats the request, on many lines."""
    lines = [f"X-Echo: {form}\r\n" for secret in secrets for form in forms(secret)]
    message = f"denied\r\nAuthorization: Basic {BASIC}\r\n{''.join(lines)}" + "padding " * 20_000
    return Answer(status, json.dumps({"message": message, "error": message}).encode(), JSON)


def is_free_of(text: str, *secrets: str) -> bool:
    return not any(form.lower() in text.lower() for secret in secrets for form in forms(secret))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_the_token_is_in_no_error(status: int) -> None:
    with scripted(repeated(status, TOKEN)) as server:
        client = AzureDevOpsClient(parse_organization_url(server.url), TOKEN)
        with pytest.raises(errors.ApiError) as error:
            list(client.records("projects", "_apis/projects"))
    assert is_free_of(str(error.value), TOKEN)
    assert is_free_of(error.value.explanation, TOKEN)
    assert error.value.explanation.startswith("denied Authorization: Basic *** ")
    assert len(error.value.explanation) <= 300
    assert "\n" not in str(error.value)


def test_the_token_is_not_in_the_coverage() -> None:
    with scripted(repeated(403, TOKEN)) as server:
        client = AzureDevOpsClient(parse_organization_url(server.url), TOKEN)
        coverage = CoverageLog(client)
        with coverage.optional(["teams"], WORK_READ):
            list(client.records("teams", "_apis/teams"))
    [entry] = coverage.entries
    assert entry.message
    assert "***" in entry.message
    assert is_free_of(entry.message, TOKEN)


GRANTED = Answer(body=json.dumps({"access_token": ACCESS_TOKEN, "expires_in": 3600}).encode())


@pytest.mark.parametrize(
    "script",
    [
        (repeated(400, CLIENT_SECRET),),
        (GRANTED, repeated(400, ACCESS_TOKEN)),
        (GRANTED, repeated(404, CLIENT_SECRET)),
    ],
    ids=["requesting a token", "with the token", "with what was not sent"],
)
def test_the_secrets_of_a_platform_are_in_no_error(script: tuple[Answer, ...]) -> None:
    with scripted(*script) as server:
        settings = EntraSettings(
            *("tenant", "client", CLIENT_SECRET),
            base_url=f"{server.url}/v1.0",
            login_url=server.url,
        )
        with pytest.raises(PlatformReadError) as error:
            probe_platform(Platform("directory", ENTRA, settings), Usage("roster_directory"))
    assert is_free_of(str(error.value), CLIENT_SECRET, ACCESS_TOKEN)
    assert "***" in str(error.value)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("sent Basic OnRva2VuLXRva2VuLXRv (cut off", "sent Basic *** (cut off"),
        ('{"Authorization": "Bearer eyJhbGciOi.J9"}', '{"Authorization": "Bearer ***"}'),
        ("authorization=Custom 0123456789abcdef;", "authorization=Custom ***;"),
        ("Basic authentication is disabled.", "Basic authentication is disabled."),
        ("A bearer token is required for authorization.",) * 2,
    ],
)
def test_a_header_of_any_client_is_hidden(text: str, shown: str) -> None:
    assert redacted(text) == shown
    assert str(RunFailed(text)) == shown


def test_a_short_secret_does_not_hide_words() -> None:
    assert redacted("the token is invalid", ["token", ""]) == "the token is invalid"


def test_no_child_process_inherits_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "https://dev.azure.com/contoso"
    variables = {
        "SOURCES__AZURE_DEVOPS__ORGANIZATION_URL": url,
        "SOURCES__AZURE_DEVOPS__ACCESS_TOKEN": TOKEN,
        "AZURE_DEVOPS_EXT_PAT": "another token of the same person",
        "PIPELINE_VARIABLE": f" {TOKEN}\n",
        "SOURCES__PLATFORMS__CHAT__KIND": "slack",
        "SOURCES__PLATFORMS__CHAT__TOKEN": "xoxb-secret",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with source_organization(load_settings()), worker_process() as executor:
        inherited = executor.submit(os.getenv, "PATH").result()
        found = [executor.submit(os.getenv, name).result() for name in variables]
    assert inherited == os.environ["PATH"]
    assert found == [url, None, None, None, "slack", None]
    assert [os.getenv(name) for name in variables] == list(variables.values())
