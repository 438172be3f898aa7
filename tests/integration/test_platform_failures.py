"""Runs in which a platform or the authority cannot be read: no finding is raised or resolved."""

from collections.abc import Callable

import pytest
from flask import Request, Response

from sample_organization import serve, serve_platforms
from sample_organization.platforms import PLATFORM_SECRET, PlatformRecords, RunningPlatforms
from tests.integration.test_runs import FULL, TOKENS, Runs
from tests.support.organizations import TinyOrganization

pytestmark = [pytest.mark.xdist_group("platform_runs"), pytest.mark.exhaustive]

Hook = Callable[[Request], Response | None]

PEOPLE = {"ana": True, "bo": False, "cy": True}  # by name, whether they still work here
STANDING = {
    ("offboarded_but_active", "chat/U-bo"): "high",
    ("missing_on_platform", "s-cy/chat"): "low",
}
RULES = {rule_id for rule_id, _ in STANDING}
GOOD, WITHOUT_CHAT, WITHOUT_AUTHORITY = range(3)


def people() -> PlatformRecords:
    return PlatformRecords(
        scim=[
            {
                "id": f"s-{name}",
                "userName": f"{name}@x.org",
                "active": works_here,
                "meta": {"created": "2024-01-01T00:00:00Z"},
            }
            for name, works_here in PEOPLE.items()
        ],
        slack=[
            {"id": f"U-{name}", "name": name, "profile": {"email": f"{name}@x.org"}}
            for name in ("ana", "bo")
        ],
    )


def configuration(url: str) -> dict[str, str]:
    """Settings of a chat, and of the directory that is the authority."""
    section = "SOURCES__PLATFORMS__"
    return {
        "SOURCES__ROSTERS__AUTHORITY": "directory",
        f"{section}DIRECTORY__KIND": "scim",
        f"{section}DIRECTORY__BASE_URL": f"{url}/scim",
        f"{section}DIRECTORY__TOKEN": PLATFORM_SECRET,
        f"{section}CHAT__KIND": "slack",
        f"{section}CHAT__BASE_URL": f"{url}/slack",
        f"{section}CHAT__TOKEN": PLATFORM_SECRET,
    }


def refuses(path: str) -> Hook:
    return lambda request: Response("{}", 403) if request.path.startswith(path) else None


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    runs = Runs(tmp_path_factory.mktemp("platform runs"))
    runs.write("expectations.csv", "platform\nchat\n")
    with (
        serve(TinyOrganization().commit(), tokens=TOKENS) as server,
        serve_platforms(people()) as platforms,
    ):
        for hook in (None, refuses("/slack"), refuses("/scim")):
            _run(runs, server.url, platforms, hook)
    return runs


def _run(runs: Runs, url: str, platforms: RunningPlatforms, hook: Hook | None) -> None:
    platforms.hooks[:] = [hook] if hook else []
    with pytest.MonkeyPatch.context() as environment:
        for name, value in configuration(platforms.url).items():
            environment.setenv(name, value)
        runs.run(url, token=FULL)


def standing(runs: Runs, run: int) -> dict[tuple[str, str], str]:
    return {
        key: finding["severity"]
        for key, finding in runs.findings[run].items()
        if key[0] in RULES and finding["status"] in ("new", "in_progress")
    }


@pytest.mark.parametrize("run", [GOOD, WITHOUT_CHAT, WITHOUT_AUTHORITY])
def test_every_run_raises_the_same_findings(runs: Runs, run: int) -> None:
    assert standing(runs, run) == STANDING


@pytest.mark.parametrize("run", [WITHOUT_CHAT, WITHOUT_AUTHORITY])
def test_a_platform_that_is_not_read_resolves_and_reopens_nothing(runs: Runs, run: int) -> None:
    found = {key: each for key, each in runs.findings[run].items() if key[0] in RULES}
    assert found.keys() == STANDING.keys()
    assert {each["baseline_state"] for each in found.values()} <= {"new", "unchanged"}


def test_the_run_reports_what_it_could_not_read(runs: Runs) -> None:
    assert runs.coverage[GOOD]["roster_chat"]["status"] == "loaded"
    chat = runs.coverage[WITHOUT_CHAT]["roster_chat"]
    assert (chat["status"], chat["is_complete"]) == ("denied", False)
    assert "Not extracted: roster_chat (denied)" in runs.outputs[WITHOUT_CHAT]
    assert PLATFORM_SECRET not in "".join(runs.outputs)


def test_without_the_authority_its_rules_are_skipped(runs: Runs) -> None:
    rule_runs = runs.rule_runs[WITHOUT_AUTHORITY]
    assert {rule_id for rule_id in RULES if rule_runs[rule_id]["status"] != "evaluated"} == RULES
    assert runs.coverage[WITHOUT_AUTHORITY]["roster_directory"]["status"] == "denied"
