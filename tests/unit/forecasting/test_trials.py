"""Trials of a team's next days follow the distribution that the Bayesian bootstrap has."""

import os
import sys
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.forecasting.draws import Draws
from pipelines.forecasting.trials import TeamTrials
from tests.support.processes import run

SAMPLES = np.array([0, 0, 1, 0, 2, 0, 0, 3, 1, 0, 0, 1])
MANY = 50_000
SHOWN = """
import numpy as np
from pipelines.forecasting.draws import Draws
from pipelines.forecasting.trials import TeamTrials
trials = TeamTrials(np.array([0, 0, 1, 5]), 9, "t", Draws(100))
print(trials.completed_until(9).tolist(), trials.day_of(7).tolist())
"""


def team_trials(
    samples: Sequence[int] | np.ndarray[tuple[int], np.dtype[np.int64]],
    trials: int,
    days: int,
    name: str = "t",
) -> TeamTrials:
    return TeamTrials(np.array(samples), days, name, Draws(trials))


def totals(trials: TeamTrials, days: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    return np.array([trials.completed_until(day) for day in range(days + 1)])


@pytest.mark.parametrize("days", [1, 5, 60])
def test_mean_and_variance_are_those_of_two_draws(days: int) -> None:
    completed = team_trials(SAMPLES, MANY, days).completed_until(days)

    n, variance = len(SAMPLES), SAMPLES.var()
    expected = days * variance * n / (n + 1) + days**2 * variance / (n + 1)

    assert completed.mean() == pytest.approx(days * SAMPLES.mean(), rel=0.02)
    assert completed.var() == pytest.approx(expected, rel=0.03)


def test_days_of_a_trial_are_alike_because_they_have_the_same_weights() -> None:
    trials = totals(team_trials(SAMPLES, MANY, 2), 2)
    covariance = np.cov(trials[1], trials[2] - trials[1])[0, 1]

    assert covariance == pytest.approx(SAMPLES.var() / (len(SAMPLES) + 1), abs=0.01)


@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=12),
    st.integers(1, 30),
    st.integers(1, 15),
)
def test_day_of_a_completion_is_the_first_with_as_many_completed(
    samples: list[int], completion: int, days: int
) -> None:
    trials = team_trials(samples, 40, days)
    completed = totals(trials, days)[1:]

    expected = (completed < completion).sum(axis=0)

    assert trials.day_of(completion).tolist() == expected.tolist()


@given(st.integers(0, 2**32 - 1))
def test_every_trial_can_ask_for_a_day_and_a_completion_of_its_own(seed: int) -> None:
    trials = team_trials(SAMPLES, 30, 12)
    completed, generator = totals(trials, 12), np.random.default_rng(seed)
    days, completions = generator.integers(-2, 15, 30), generator.integers(1, 20, 30)

    until, day_of = trials.completed_until(days), trials.day_of(completions)

    for trial in range(30):
        assert until[trial] == completed[np.clip(days[trial], 0, 12), trial]
        assert day_of[trial] == (completed[1:, trial] < completions[trial]).sum()


def test_more_days_do_not_change_the_first_ones() -> None:
    few, many = team_trials(SAMPLES, 200, 5), team_trials(SAMPLES, 200, 400)

    assert (totals(few, 5) == totals(many, 400)[:6]).all()


def test_a_day_may_have_tens_of_thousands_of_completions() -> None:
    trials = team_trials([60_000] * 5, 10, 520)

    assert (trials.completed_until(520) == 60_000 * 520).all()
    assert (trials.day_of(60_000 * 300 + 1) == 300).all()


@pytest.mark.parametrize(("count", "days"), [(255, 1), (256, 1), (1, 255), (1, 256), (1, 700)])
def test_numbers_do_not_overflow(count: int, days: int) -> None:
    assert (team_trials([count], 3, days).completed_until(days) == count * days).all()


def test_a_team_without_completions_never_reaches_one() -> None:
    trials = team_trials([0] * 20, 10, 30)

    assert (trials.completed_until(30) == 0).all()
    assert (trials.day_of(1) == 30).all()


def test_one_sampled_day_repeats() -> None:
    trials = team_trials([2], 10, 8)

    assert (trials.day_of(5) == 2).all()
    assert (trials.completed_until(3) == 6).all()


def test_every_process_has_the_same_random_numbers() -> None:
    shown = {
        run(
            [sys.executable, "-c", SHOWN],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(shown) == 1


def test_teams_have_random_numbers_of_their_own() -> None:
    draws = Draws(MANY)
    one, other = (totals(TeamTrials(SAMPLES, 10, name, draws), 10) for name in ("one", "other"))

    assert abs(np.corrcoef(one[10], other[10])[0, 1]) < 0.02
    assert abs(np.corrcoef(one[1], other[1])[0, 1]) < 0.02
    assert (np.sort(one[10]) == np.sort(other[10])).all()


def test_what_was_asked_before_changes_no_answer() -> None:
    first, second = team_trials(SAMPLES, 3_000, 300), team_trials(SAMPLES, 3_000, 300)
    late, early = np.arange(3_000) % 90, [1, 40, 5]

    for completion in early:
        first.day_of(completion)
    first.completed_until(late)

    assert (first.day_of(late + 1) == second.day_of(late + 1)).all()
    assert (first.completed_until(200) == second.completed_until(200)).all()


@pytest.mark.parametrize("most", [1, 31, 32, 255, 256, 8191, 8192, 16384])
def test_any_number_of_completions_a_day(most: int) -> None:
    trials = team_trials([0, 1, most, most], 50, 40)
    completed = totals(trials, 40)
    daily = np.diff(completed, axis=0)

    assert set(np.unique(daily)) <= {0, 1, most}
    for completion in (1, most, 10 * most, 100 * most):
        assert (trials.day_of(completion) == (completed[1:] < completion).sum(axis=0)).all()
