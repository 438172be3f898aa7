"""Servers that support an earlier API version, and sign-ins that a policy refuses."""

import json

import pytest

from pipelines.azure_devops import api_versions
from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.scopes import ScopeState, probe, require_critical
from pipelines.azure_devops.urls import parse_organization_url
from pipelines.errors import UserActionRequired
from tests.support.scripted_server import Answer, ScriptedServer, scripted

DATA = Answer(body=json.dumps({"value": [], "values": [], "isLastBatch": True}).encode())
PREVIEW_ONLY = {
    "typeKey": "VssInvalidPreviewVersionException",
    "message": "The requested version 6.0 of the resource is under preview.",
}


def error(status: int, **envelope: str) -> Answer:
    return Answer(status, json.dumps(envelope).encode())


def out_of_range(supported: str) -> Answer:
    return error(
        400,
        typeKey="VssVersionOutOfRangeException",
        message="The requested REST API version of 7.1 is out of range for this server. "
        f"The latest REST API version this server supports is {supported}.",
    )


def client_of(server: ScriptedServer) -> AzureDevOpsClient:
    return AzureDevOpsClient(parse_organization_url(server.url), "token")


def versions(server: ScriptedServer) -> list[str]:
    return [path.split("api-version=")[1].split("&")[0] for _, path in server.asked]


@pytest.mark.parametrize("supported", ["5.0", "6.0", "7.0"])
def test_the_latest_version_of_the_server_is_used(supported: str) -> None:
    with scripted(*4 * [out_of_range(supported)], DATA) as server:
        client = client_of(server)
        results = probe(client)
        assert {result.state for result in results} == {ScopeState.GRANTED}
        list(client.records("projects", "_apis/projects"))
    assert versions(server) == [*4 * ["7.1"], *5 * [supported]]
    assert api_versions.described(supported) in client.usage.of("projects").remarks[0]


def test_a_server_that_is_too_old_is_named_with_what_is_needed() -> None:
    with (
        scripted(out_of_range("4.1")) as server,
        pytest.raises(UserActionRequired) as refusal,
    ):
        probe(client_of(server))
    assert "supports API version 4.1 (Team Foundation Server 2018 Update 2)" in str(refusal.value)
    assert "5.0 (Azure DevOps Server 2019) or later is needed" in str(refusal.value)
    assert refusal.value.exit_code == 2


def test_a_resource_that_is_in_preview_is_read_in_preview() -> None:
    with scripted(error(400, **PREVIEW_ONLY), DATA) as server:
        list(client_of(server).records("projects", "_apis/projects"))
    assert versions(server) == ["7.1", "7.1-preview"]


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize(
    "message",
    [
        "VS403463: The conditional access policy defined by your administrator has failed.",
        "Alternate authentication is disabled for this organization.",
        "Personal access tokens are not allowed by your organization's policy.",
    ],
)
def test_a_sign_in_that_a_policy_refuses_is_not_blamed_on_the_token(
    message: str, status: int
) -> None:
    with (
        scripted(error(status, message=message)) as server,
        pytest.raises(UserActionRequired) as refusal,
    ):
        require_critical(probe(client_of(server)), "https://tokens")
    assert message.rstrip(".") in str(refusal.value)
    assert "a new token does not help" in str(refusal.value)
    assert "https://tokens" not in str(refusal.value)


@pytest.mark.parametrize("code", ["VS402335", "VS402490", "VS402491", "TF400898"])
def test_throttling_with_status_400_is_tried_again(code: str) -> None:
    with scripted(error(400, message=f"{code}: Try again."), DATA) as server:
        client = client_of(server)
        client.throttle.sleep = lambda seconds: None
        assert list(client.records("projects", "_apis/projects")) == []
    assert len(server.asked) == 2
