"""The whole command on an Azure DevOps Server: one address, no licenses, a team set up badly, a pause."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest
from click.testing import CliRunner
from flask import Request, Response, after_this_request

from pipelines.cli import main
from sample_organization import SAMPLE_TOKEN, serve
from tests.support.in_flight import InFlight
from tests.support.invalid_settings import refusing
from tests.support.organizations import TinyOrganization

pytestmark = [pytest.mark.exhaustive, pytest.mark.xdist_group("server_form")]

NOT_THERE = "The controller for path '{}' was not found or does not implement IController."
PAUSE_SECONDS = 6  # long enough to be reported


class ServerRun(NamedTuple):
    """What the run printed and published, and how many requests were in flight at most."""

    stdout: str
    stderr: str
    most_in_flight: int
    published: duckdb.DuckDBPyConnection

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.published.sql(query).fetchall()


def without_entitlements(request: Request) -> Response | None:
    """A server does not have this API at all."""
    if "entitlements" not in request.path.lower():
        return None
    return Response(NOT_THERE.format(request.path), 404, content_type="text/plain")


class AskingForOnePause:
    """Asks, with the first answer of all, for a pause."""

    def __init__(self) -> None:
        self._has_asked = False

    def __call__(self, request: Request) -> None:
        if not self._has_asked:
            self._has_asked = True
            after_this_request(self._ask)

    @staticmethod
    def _ask(response: Response) -> Response:
        response.headers["Retry-After"] = str(PAUSE_SECONDS)
        return response


@pytest.fixture(scope="module")
def server_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerRun]:
    folder: Path = tmp_path_factory.mktemp("server")
    tiny = TinyOrganization()
    lost = tiny.add_team(tiny.project, "Lost", tiny.sprints, tiny.anna)
    for number in range(8):
        tiny.add_team(tiny.project, f"Team {number}", tiny.sprints, tiny.anna)
    story = tiny.story("2026-02-20", assigned_to=tiny.anna, iteration=tiny.sprints[0], effort=3)
    tiny.change(story, "2026-03-10 12:00", state="Closed")
    in_flight = InFlight()
    hooks = [AskingForOnePause(), without_entitlements, refusing(lost), in_flight]
    with serve(tiny.commit(), hooks=hooks) as server:
        environment = {
            "SOURCES__AZURE_DEVOPS__ORGANIZATION_URL": server.url,
            "SOURCES__AZURE_DEVOPS__ACCESS_TOKEN": SAMPLE_TOKEN,
            "SOURCES__ROSTERS__DIRECTORY": str(folder / "rosters"),
            "ADO_FINDINGS__DATA_DIR": str(folder / "data"),
        }
        result = CliRunner(env=environment).invoke(main, ["run"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    with duckdb.connect(str(folder / "data" / "findings.duckdb"), read_only=True) as published:
        yield ServerRun(result.stdout, result.stderr, in_flight.most, published)


def test_work_is_published(server_run: ServerRun) -> None:
    assert server_run.rows("select completed_effort from velocity where completed_effort > 0") == [
        (3,)
    ]
    assert server_run.rows("select title from work_items") == [("A story",)]


def test_an_api_that_a_server_lacks_is_reported_and_its_rules_are_skipped(
    server_run: ServerRun,
) -> None:
    unavailable = server_run.rows(
        "select resource from extraction_coverage where status = 'unavailable' order by resource"
    )
    assert unavailable == [
        ("group_entitlements",),
        ("user_entitlement_group_rules",),
        ("user_entitlement_projects",),
        ("user_entitlements",),
    ]
    skipped = dict(
        server_run.rows("select rule_id, skip_reason from rule_runs where status <> 'evaluated'")
    )
    assert "user_entitlements" in skipped["paid_license_never_used"]
    assert "zombie" not in skipped
    assert "Not extracted: user_entitlements (unavailable)" in server_run.stdout
    assert "Azure DevOps Server does not provide it: no action is needed." in server_run.stdout
    assert "Rule skipped: paid_license_never_used: " in server_run.stdout


def test_people_are_looked_up_where_there_are_no_licenses(server_run: ServerRun) -> None:
    assert server_run.rows(
        "select status, is_complete from extraction_coverage where resource = 'identities'"
    ) == [("loaded", True)]


def test_a_team_with_invalid_settings_is_named(server_run: ServerRun) -> None:
    assert "Incomplete: team_settings: left out: team Alpha / Lost (GET http" in server_run.stdout
    assert "Azure DevOps reports these settings as invalid" in server_run.stdout
    assert ("Lost",) not in server_run.rows("select team_name from teams")


def test_waiting_is_reported_when_it_begins_and_its_total_in_the_summary(
    server_run: ServerRun,
) -> None:
    assert f"connection_check: waits {PAUSE_SECONDS} s as the service requests" in server_run.stderr
    assert f"Of these, {PAUSE_SECONDS} s were spent waiting" in server_run.stdout


def test_four_requests_are_in_flight_where_nothing_is_set(server_run: ServerRun) -> None:
    assert server_run.most_in_flight == 4
