"""Probabilities of teams that complete an item on some days, compared with their exact values."""

import numpy as np
import pytest
from scipy import stats

from pipelines.forecasting.forecast import Completion
from tests.support.backlogs import backlog, forecast, team

TRIALS = 200_000
HALF_A_POINT = 0.005
OFTEN, SELDOM = [0, 1, 1, 0, 1] * 12, [0, 0, 1, 0] * 15


def share(samples: list[int], items: int, days: int) -> float:
    """Return in which share of all trials a team completes some items in so many days.

    The trial's own sample has a binomial number of days with an item, and so have the days of the trial.
    """
    n = len(samples)
    numbers = np.arange(n + 1)
    weights = stats.binom.pmf(numbers, n, sum(samples) / n)
    return float(np.sum(weights * stats.binom.sf(items - 1, days, numbers / n)))


def until(completion: Completion, day: int) -> float:
    assert completion.days
    return completion.days.probability_until(day)


@pytest.mark.parametrize("samples", [OFTEN, SELDOM])
def test_one_team(samples: list[int]) -> None:
    found = forecast(backlog([team("a", samples)], [(1, 0, 6)]), TRIALS).completion(1)

    for day in (9, 14, 24, 39):
        expected = np.clip(share(samples, 6, day + 1), 0.01, 0.99)
        assert until(found, day) == pytest.approx(expected, abs=HALF_A_POINT)


def test_independent_teams() -> None:
    teams = [team("a", OFTEN), team("b", SELDOM)]
    of = backlog(teams, [(1, 0, 6), (2, 1, 3)], epics={9: [1, 2]})

    found = forecast(of, TRIALS)

    for day in (9, 14, 19):
        both = until(found.completion(9), day)
        exact = share(OFTEN, 6, day + 1) * share(SELDOM, 3, day + 1)
        product = until(found.completion(1), day) * until(found.completion(2), day)
        assert both == pytest.approx(exact, abs=HALF_A_POINT)
        assert both == pytest.approx(product, abs=HALF_A_POINT)


def test_shared_predecessor() -> None:
    teams = [team("a", SELDOM), team("b", OFTEN), team("c", SELDOM)]
    features = [(1, 0, 1), (2, 1, 2), (3, 2, 1)]
    of = backlog(teams, features, [(1, 2), (1, 3)], {9: [2, 3]})

    found = forecast(of, TRIALS).completion(9)

    for day in (5, 9, 14, 24):
        exact = sum(
            (share(SELDOM, 1, done + 1) - share(SELDOM, 1, done))
            * share(OFTEN, 2, day - done)
            * share(SELDOM, 1, day - done)
            for done in range(day)
        )
        assert until(found, day) == pytest.approx(exact, abs=HALF_A_POINT)


def test_portfolio_items_of_one_team_depend_on_each_other() -> None:
    """The last of them is completed with the last item of both."""
    of = backlog([team("a", OFTEN)], [(1, 0, 3), (2, 0, 4)], epics={9: [1, 2]})

    found = forecast(of, TRIALS)

    for day in (9, 14, 19):
        exact = share(OFTEN, 7, day + 1)
        assert until(found.completion(9), day) == pytest.approx(exact, abs=HALF_A_POINT)
        assert until(found.completion(2), day) == pytest.approx(exact, abs=HALF_A_POINT)


def test_teams_without_chance() -> None:
    of = backlog([team("a"), team("b", [2] * 60)], [(1, 0, 6), (2, 1, 6)], [(1, 2)], {9: [1, 2]})

    found = forecast(of, TRIALS)

    assert [until(found.completion(9), day) for day in (7, 8)] == [0.01, 0.99]
