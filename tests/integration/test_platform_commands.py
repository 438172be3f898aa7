"""The commands `check` and `platforms`."""

from pathlib import Path

from flask import Response

import sample_organization
from sample_organization.model.organization import Organization
from tests.integration.conftest import Command

SECTION = "SOURCES__PLATFORMS__"


def test_check_shows_each_platform_and_succeeds_if_one_fails(
    command: Command, organization: Organization
) -> None:
    records = sample_organization.build_platform_records()
    with (
        sample_organization.serve(organization) as server,
        sample_organization.serve_platforms(records) as others,
    ):
        others.hooks.append(
            lambda request: Response("{}", 403) if request.path.startswith("/scim") else None
        )
        result = command(
            "check",
            SOURCES__AZURE_DEVOPS__ORGANIZATION_URL=server.url,
            SOURCES__AZURE_DEVOPS__ACCESS_TOKEN=sample_organization.SAMPLE_TOKEN,
            **{
                f"{SECTION}CHAT__KIND": "slack",
                f"{SECTION}CHAT__BASE_URL": f"{others.url}/slack",
                f"{SECTION}CHAT__TOKEN": sample_organization.PLATFORM_SECRET,
                f"{SECTION}WIKI__KIND": "scim",
                f"{SECTION}WIKI__BASE_URL": f"{others.url}/scim",
                f"{SECTION}WIKI__TOKEN": sample_organization.PLATFORM_SECRET,
            },
        )
    assert result.exit_code == 0, result.output
    assert "Platform chat (slack): can be read" in result.output
    assert "Platform wiki (scim): cannot be read: GET" in result.output
    assert "See docs/platforms/scim.md for the token" in result.output
    assert sample_organization.PLATFORM_SECRET not in result.output


def test_platforms_are_listed_without_a_request(command: Command, tmp_path: Path) -> None:
    (tmp_path / "rosters").mkdir()
    (tmp_path / "rosters" / "hr.csv").write_text("email\nana@x.org\n")
    result = command(
        "platforms",
        SOURCES__AZURE_DEVOPS__ORGANIZATION_URL="https://dev.azure.com/contoso",
        **{f"{SECTION}CHAT__KIND": "slack", f"{SECTION}CHAT__TOKEN": "xoxb-1"},
    )
    assert result.exit_code == 0, result.output
    heading, *lines = [line.split()[:3] for line in result.output.splitlines()]
    assert heading == ["platform", "connector", "status"]
    assert lines == [["hr", "file", "not"], ["chat", "slack", "not"]]


def test_the_platforms_of_the_sample_are_its_own(command: Command) -> None:
    result = command("platforms", **{f"{SECTION}CHAT__KIND": "no kind"})
    names = [line.split()[0] for line in result.output.splitlines()[1:]]
    assert names == ["depot", "hr", "entra", "github", "slack", "wiki"]
