"""The coverage log: one entry and one line for each resource."""

import pytest

from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.scopes import IDENTITY_READ
from pipelines.azure_devops.urls import parse_organization_url
from pipelines.extract.coverage import CoverageLog, LoadStatus
from pipelines.http.errors import ConnectionFailed


@pytest.fixture
def log() -> CoverageLog:
    log = CoverageLog(AzureDevOpsClient(parse_organization_url("http://127.0.0.1:9/c"), "token"))
    log.usage.of("teams").add(rows=3, requests=2, seconds=1.25)
    return log


def test_a_resource_is_logged_with_rows_requests_and_seconds(
    log: CoverageLog, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="pipelines.extract.coverage"):
        log.add_loaded("teams", "vso.project")
    assert caplog.messages == ["teams: loaded, 3 rows, 2 requests, 1.2 s"]


def test_the_reason_why_a_load_is_incomplete_replaces_the_message(
    log: CoverageLog,
) -> None:
    log.usage.of("teams").remarks.append("a remark")
    log.add_loaded("teams", "vso.project", "a message")
    log.add_loaded("teams", "vso.project", "a message", "a reason")
    complete, incomplete = log.entries
    assert (complete.is_complete, complete.message) == (True, "a message; a remark")
    assert (incomplete.is_complete, incomplete.message) == (False, "a reason; a remark")


def test_resources_that_fail_together_are_each_recorded(
    log: CoverageLog, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"), log.optional(["teams", "users"], IDENTITY_READ):
        raise ConnectionFailed("no response")
    assert [(entry.resource, entry.status, entry.message) for entry in log.entries] == [
        ("teams", LoadStatus.FAILED, "no response"),
        ("users", LoadStatus.FAILED, "no response"),
    ]
    assert caplog.messages[0].startswith("teams: failed, 3 rows")
