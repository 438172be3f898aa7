"""Dates of teams that complete one item a day, which are known exactly."""

import pytest

from pipelines.forecasting.clocks import HORIZON
from pipelines.forecasting.draws import Draws
from pipelines.forecasting.forecast import (
    BEYOND_HORIZON,
    CIRCULAR,
    NO_TEAM,
    WAITS_FOR_UNKNOWN,
    Forecast,
    Settings,
)
from tests.support.backlogs import STEADY, backlog, date_of, forecast, team

NO_TEAM_NUMBER = -1
FEW_DAYS = (1,) * 4 + (0,) * 60
TEAMS = [team("a"), team("b"), team("c"), team("few", FEW_DAYS)]
MONDAY_TO_FRIDAY = [day for day in range(HORIZON) if day % 7 < 5]


def test_portfolio_items_are_completed_in_backlog_order() -> None:
    of = backlog(TEAMS, [(1, 0, 2), (2, 0, 2), (3, 0, 2)])

    assert [date_of(feature, of) for feature in (1, 2, 3)] == [2, 3, 5]
    assert [date_of(feature, of, wip=1) for feature in (1, 2, 3)] == [1, 3, 5]


def test_items_are_completed_on_working_days() -> None:
    of = backlog([team("a", working_days=MONDAY_TO_FRIDAY)], [(1, 0, 5), (2, 0, 1)])

    assert [date_of(feature, of, wip=1) for feature in (1, 2)] == [4, 7]


def test_a_portfolio_item_of_several_teams_is_completed_with_its_last_item() -> None:
    of = backlog(TEAMS, [(1, 0, 2), (1, 1, 5)])

    assert date_of(1, of) == 4
    assert forecast(of).completion(1).teams == {0, 1}


@pytest.mark.parametrize(
    ("link", "dates"),
    [
        pytest.param((1, 2), {1: 2, 2: 4, 101: 0, 201: 3}, id="features"),
        pytest.param((101, 201), {1: 2, 2: 1, 201: 1, 202: 1}, id="items"),
        pytest.param((103, 2), {1: 2, 2: 4}, id="item before feature"),
        pytest.param((1, 202), {1: 2, 2: 3, 201: 0, 202: 3}, id="feature before item"),
        pytest.param((9, 2), {1: 2, 2: 4, 9: 4}, id="epic before its own feature"),
        pytest.param((2, 9), {1: 4, 2: 1, 9: 4}, id="feature before its own epic"),
        pytest.param((101, 102), {1: 2, 101: 0, 102: 1}, id="items of one feature in order"),
        pytest.param((102, 101), {1: 2, 102: 1, 101: 2}, id="items of one feature reversed"),
        pytest.param((1, 101), {1: 3, 101: 3, 102: 1, 103: 2}, id="feature before its item"),
        pytest.param((103, 1), {1: 4, 103: 2, 101: 3, 102: 4}, id="item before its feature"),
        pytest.param((1, 1), {1: 2}, id="feature before itself"),
        pytest.param((1, 777), {1: 2, 2: 1}, id="before what is done"),
    ],
)
def test_work_waits_for_its_predecessors(link: tuple[int, int], dates: dict[int, int]) -> None:
    of = backlog(TEAMS, [(1, 0, 3), (2, 1, 2)], [link], {9: [1, 2]})

    assert {work_item_id: date_of(work_item_id, of) for work_item_id in dates} == dates


def test_a_chain_over_three_teams_adds_up() -> None:
    of = backlog(TEAMS, [(1, 0, 2), (2, 1, 2), (3, 2, 2)], [(2, 3), (1, 2)])

    assert [date_of(feature, of) for feature in (1, 2, 3)] == [1, 3, 5]


def test_successors_start_on_the_next_working_day_of_their_team() -> None:
    teams = [team("a"), team("b", working_days=MONDAY_TO_FRIDAY)]

    assert date_of(2, backlog(teams, [(1, 0, 5), (2, 1, 1)], [(1, 2)])) == 7


def test_what_waits_keeps_its_place_in_the_backlog() -> None:
    of = backlog(TEAMS, [(1, 0, 3), (2, 0, 3), (3, 1, 2)], [(3, 1)])

    assert date_of(1, of, wip=1) == 4
    assert date_of(2, of, wip=1) == 5


def test_each_wait_counts_from_the_first_item_with_that_wait() -> None:
    features = [(1, 0, 3), (2, 1, 5), (3, 2, 1)]
    one, two = [(2, 1)], [(2, 1), (3, 101)]

    assert date_of(1, backlog(TEAMS, features, one)) == 7
    assert date_of(1, backlog(TEAMS, features, two)) == 7


@pytest.mark.parametrize("links", [[(1, 2), (2, 1)], [(101, 201), (201, 101)]])
def test_circular_dependencies_have_no_date(links: list[tuple[int, int]]) -> None:
    of = backlog(TEAMS, [(1, 0, 1), (2, 1, 1), (3, 2, 1), (4, 2, 1)], [*links, (2, 3)])

    assert [date_of(feature, of) for feature in (1, 2, 3)] == [CIRCULAR] * 3
    assert date_of(4, of) == 1


def test_what_waits_for_an_unforecastable_team_has_no_date() -> None:
    of = backlog(TEAMS, [(1, 3, 1), (2, 0, 1), (3, 1, 1), (4, 1, 1)], [(1, 2), (2, 3)])

    reason = "Team few completed items on 4 days of the last 90. A forecast needs 5."
    assert date_of(1, of) == reason
    assert [date_of(feature, of) for feature in (2, 3)] == [WAITS_FOR_UNKNOWN] * 2
    assert date_of(4, of) == 1


def test_items_without_a_date_do_not_stop_others_from_waiting() -> None:
    features = [(1, 0, 3), (2, 1, 1), (3, NO_TEAM_NUMBER, 1)]

    assert date_of(2, backlog(TEAMS, features, [(1, 9)], {9: [2, 3]})) == 3


def test_items_without_an_owning_team_have_no_date() -> None:
    of = backlog(TEAMS, [(1, 0, 2), (1, NO_TEAM_NUMBER, 1), (2, 0, 1)])

    assert date_of(1, of) == NO_TEAM
    assert date_of(2, of) == 1
    assert forecast(of).completion(1).teams == {0}


def test_the_reason_is_that_of_most_items() -> None:
    assert date_of(1, backlog(TEAMS, [(1, NO_TEAM_NUMBER, 2), (1, 3, 1)])) == NO_TEAM


@pytest.mark.parametrize(
    ("samples", "working_days", "reason"),
    [
        ((1,) + (0,) * 60, range(9), "completed items on 1 day of the last 90. A forecast needs 5"),
        ((), range(9), "completed items on 0 days of the last 90. A forecast needs 5"),
        (STEADY, (), "has no working days"),
    ],
)
def test_reasons_of_teams(
    samples: tuple[int, ...], working_days: tuple[int, ...], reason: str
) -> None:
    of = backlog([team("t", samples, working_days)], [(1, 0, 1)])

    assert date_of(1, of) == f"Team t {reason}."


@pytest.mark.parametrize(("items", "found"), [(728, 727), (729, BEYOND_HORIZON)])
def test_what_takes_more_than_two_years_has_no_date(items: int, found: int | str) -> None:
    assert date_of(1, backlog(TEAMS, [(1, 0, items)])) == found


def test_what_waits_for_more_than_two_years_has_no_date() -> None:
    of = backlog(TEAMS, [(1, 0, 700), (2, 1, 28), (3, 1, 29)], [(1, 2), (1, 3)])

    assert date_of(2, of, wip=1) == 727
    assert date_of(3, of, wip=1) == BEYOND_HORIZON


def test_items_completed_in_a_period_count_working_days() -> None:
    of = backlog([team("a", (2,) * 60, MONDAY_TO_FRIDAY), TEAMS[3]], [])
    found = Forecast(of, Settings(10, 2), Draws(10), periods=[(0, 9), (0, 1), (0, 5), (1, 9)])

    assert [found.completed(0, days).at_least(0.95) for days in (1, 5, 9)] == [2, 10, 14]


def test_all_dates_of_many_teams_are_known() -> None:
    samples = [0, 0, 1, 3, 0, 2, 0, 1] * 8
    teams = [team(f"team {number}", samples) for number in range(40)]
    of = backlog(
        teams, [(number + 1, number, 20) for number in range(40)], epics={99: range(1, 41)}
    )

    days = forecast(of, trials=2_000).completion(99).days

    assert days is not None
    assert days.latest(0.95) < 100
