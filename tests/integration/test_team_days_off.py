"""Days off of teams: near iterations are read by every run, others once; a failure costs one team only."""

from datetime import date, timedelta

import pytest
from flask import Request, Response

from pipelines.extract.coverage import Coverage, LoadStatus
from pipelines.extract.team_days_off import (
    READ_ALWAYS_AHEAD,
    READ_ALWAYS_PAST,
    READ_ONCE_AHEAD,
    READ_ONCE_PAST,
)
from sample_organization import RunningServer
from sample_organization.azure_devops.context import Hook
from sample_organization.model.organization import Node, Team
from tests.support.loading import FIRST_RUN, Load, Runs, serving
from tests.support.organizations import TinyOrganization

TODAY = FIRST_RUN.date()
RESOURCE = "team_days_off"


@pytest.fixture
def tiny() -> TinyOrganization:
    return TinyOrganization()


@pytest.fixture
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return Runs(tmp_path_factory.mktemp("runs"))


def iteration(tiny: TinyOrganization, start: int, finish: int, team: Team | None = None) -> Node:
    """Add an iteration to a team; its dates are in days after the first run's."""
    name = f"From {start} to {finish}"
    dates = TODAY + timedelta(days=start), TODAY + timedelta(days=finish)
    node = tiny.add_iteration(tiny.project, name, *dates)
    (team or tiny.team).iterations.append(node)
    return node


def takes_off(team: Team, node: Node, *days: tuple[date, date]) -> None:
    team.days_off[node.identifier] = list(days)


def coverage(load: Load) -> Coverage:
    [entry] = [entry for entry in load.coverage if entry.resource == RESOURCE]
    return entry


def days_off(runs: Runs) -> list[tuple[str, date, date]]:
    return runs.rows(
        "select teams.name, cast(start_date as date), cast(end_date as date) "
        "from raw.team_days_off inner join raw.teams on team_id = teams.id "
        "where position > 0 order by all"
    )


def asked(server: RunningServer) -> list[str]:
    """The ids of the iterations that were asked for since the last call."""
    found = [record.path for record in server.requests if record.path.endswith("/teamdaysoff")]
    server.requests.clear()
    return sorted(path.split("/")[-2] for path in found)


def breaks(team: Team, response: Response) -> Hook:
    def hook(request: Request) -> Response | None:
        path = request.path.lower()
        return response if f"/{team.id}/" in path and path.endswith("/teamdaysoff") else None

    return hook


def test_near_iterations_are_read_by_every_run_and_others_once(
    tiny: TinyOrganization, runs: Runs
) -> None:
    tiny.team.iterations.clear()
    near = [
        iteration(tiny, -20, -READ_ALWAYS_PAST + 1),
        iteration(tiny, READ_ALWAYS_AHEAD + 1, 40),
    ]
    once = [
        iteration(tiny, -600, -READ_ONCE_PAST),
        iteration(tiny, -20, -READ_ALWAYS_PAST),
        iteration(tiny, READ_ALWAYS_AHEAD + 2, 50),
        iteration(tiny, READ_ONCE_AHEAD, 200),
    ]
    iteration(tiny, -600, -READ_ONCE_PAST - 1)
    late = iteration(tiny, READ_ONCE_AHEAD + 2, 201)
    tiny.team.iterations.append(tiny.add_iteration(tiny.project, "Someday"))
    tiny.commit()
    with serving(tiny.organization) as server:
        first = coverage(runs.load(server.url))
        assert asked(server) == sorted(node.identifier for node in near + once)
        second = coverage(runs.load(server.url))
        assert asked(server) == sorted(node.identifier for node in near)
        runs.load(server.url)
        assert asked(server) == sorted(node.identifier for node in [late, once[2], near[1]])
        runs.load(server.url, full_refresh=True)
        assert len(asked(server)) == len(near + once)

    assert (first.status, first.is_complete, first.request_count) == (LoadStatus.LOADED, True, 6)
    assert second.request_count == 2


def test_days_off_are_replaced_where_they_are_read_and_kept_elsewhere(
    tiny: TinyOrganization, runs: Runs
) -> None:
    now = iteration(tiny, -3, 8)
    past, holiday = tiny.sprints[0], (date(2026, 3, 5), date(2026, 3, 6))
    takes_off(tiny.team, past, holiday)
    takes_off(
        tiny.team, now, (TODAY, TODAY), (TODAY + timedelta(days=2), TODAY + timedelta(days=3))
    )
    tiny.commit()
    with serving(tiny.organization) as server:
        assert coverage(runs.load(server.url)).row_count == 3
        takes_off(tiny.team, past)
        takes_off(tiny.team, now, (TODAY, TODAY + timedelta(days=1)))
        assert coverage(runs.load(server.url)).row_count == 1
        assert days_off(runs) == [
            ("Crew", *holiday),
            ("Crew", TODAY, TODAY + timedelta(days=1)),
        ]
        takes_off(tiny.team, now)
        runs.load(server.url)
    assert days_off(runs) == [("Crew", *holiday)]


@pytest.mark.parametrize(
    ("response", "problem"),
    [
        (Response("{}", 403), "returned 403"),
        pytest.param(Response("{}", 404), "returned 404", marks=pytest.mark.exhaustive),
        pytest.param(
            Response('{"daysOff": [{"start": null}]}', 200, content_type="application/json"),
            "not of the expected form",
            marks=pytest.mark.exhaustive,
        ),
        pytest.param(
            Response('{"value": []}', 200, content_type="application/json"),
            "lacks `daysOff`",
            marks=pytest.mark.exhaustive,
        ),
    ],
)
def test_a_team_that_cannot_be_read_keeps_its_days_off_and_costs_only_itself(
    response: Response, problem: str, tiny: TinyOrganization, runs: Runs
) -> None:
    now = iteration(tiny, -3, 8)
    other = tiny.add_team(tiny.project, "Other", [now], tiny.anna)
    takes_off(tiny.team, now, (TODAY, TODAY))
    tiny.commit()
    with serving(tiny.organization) as server:
        runs.load(server.url)
        takes_off(tiny.team, now)
        takes_off(other, now, (TODAY, TODAY))
        server.hooks[:] = [breaks(tiny.team, response)]
        load = runs.load(server.url)

    entry = coverage(load)
    assert (entry.status, entry.is_complete) == (LoadStatus.LOADED, False)
    assert entry.message is not None
    assert "team Alpha / Crew (" in entry.message
    assert problem in entry.message
    assert "Other" not in entry.message
    assert list(load.organization.gaps) == []
    assert days_off(runs) == [("Crew", TODAY, TODAY), ("Other", TODAY, TODAY)]
