"""Requests that are in flight together: how many there are, and what one of them is asked holds for all."""

import time

import pytest
from flask import Request, Response, after_this_request

from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.resources.team_settings import team_settings_rows
from pipelines.azure_devops.urls import parse_organization_url
from sample_organization import SAMPLE_TOKEN
from tests.support.in_flight import InFlight
from tests.support.loading import Runs, serving
from tests.support.organizations import TinyOrganization

PAUSE_SECONDS, UNDER_WAY_SECONDS = 1.0, 0.3


@pytest.mark.parametrize(
    "concurrency",
    [
        pytest.param(1, marks=pytest.mark.exhaustive),
        4,
        pytest.param(6, marks=pytest.mark.exhaustive),
    ],
)
def test_no_more_requests_are_in_flight_than_the_setting_says(concurrency: int, runs: Runs) -> None:
    tiny = TinyOrganization()
    for number in range(8):
        tiny.add_team(tiny.project, f"Team {number}", tiny.sprints, tiny.anna)
    for _ in range(60):
        tiny.depend(tiny.story("2026-02-20"), tiny.story("2026-02-20"), "2026-03-01")
    counting = InFlight()
    with serving(tiny.commit(), hooks=[counting]) as server:
        runs.load(server.url, concurrency=concurrency)
    assert counting.most == concurrency


def test_a_pause_that_one_answer_asks_for_holds_for_those_behind_all_in_flight() -> None:
    """Requests that are under way when it is asked for still arrive; then none does until it is over."""
    tiny = TinyOrganization()
    for number in range(20):
        tiny.add_team(tiny.project, f"Team {number}", tiny.sprints, tiny.anna)
    arrivals: list[float] = []
    paused_at: list[float] = []
    reported: list[float] = []

    def ask_for_a_pause(response: Response) -> Response:
        response.headers["Retry-After"] = str(PAUSE_SECONDS)
        paused_at.append(time.monotonic())
        return response

    def note(request: Request) -> None:
        if "/_apis/work/" in request.path:
            arrivals.append(time.monotonic())
            if len(arrivals) == 6:
                after_this_request(ask_for_a_pause)

    with serving(tiny.commit(), hooks=[note, InFlight()]) as server:
        client = AzureDevOpsClient(parse_organization_url(server.url), SAMPLE_TOKEN)
        client.usage.on_pause = lambda resource, seconds, reason: reported.append(seconds)
        rows = list(team_settings_rows(AzureDevOpsOrganization(client)))
    assert len(rows) == len(arrivals) == len(tiny.project.teams)
    [begin] = paused_at
    after = [arrival - begin for arrival in arrivals if arrival > begin + UNDER_WAY_SECONDS]
    assert after
    assert min(after) >= PAUSE_SECONDS
    assert [round(seconds, 1) for seconds in reported if seconds] == [PAUSE_SECONDS]
    waited = client.usage.of("team_settings").waited_seconds
    assert PAUSE_SECONDS - UNDER_WAY_SECONDS <= waited <= client.concurrency * PAUSE_SECONDS
