"""What the trials of a forecast amount to, compared with numpy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.forecasting.outcomes import Outcomes

NUMBERS = st.lists(st.integers(0, 20), min_size=1, max_size=200)
CONFIDENCES = (0.5, 0.7, 0.85, 0.95)


@given(NUMBERS)
def test_latest_is_the_least_number_that_enough_trials_do_not_exceed(numbers: list[int]) -> None:
    outcomes = Outcomes(np.array(numbers))

    for confidence in CONFIDENCES:
        expected = np.quantile(numbers, confidence, method="inverted_cdf")
        assert outcomes.latest(confidence) == expected


@given(NUMBERS)
def test_at_least_is_the_greatest_number_that_enough_trials_reach(numbers: list[int]) -> None:
    outcomes = Outcomes(np.array(numbers))

    for confidence in CONFIDENCES:
        expected = -np.quantile([-number for number in numbers], confidence, method="inverted_cdf")
        assert outcomes.at_least(confidence) == expected


@given(NUMBERS, st.integers(-3, 25))
def test_probabilities_are_shares_of_the_trials(numbers: list[int], number: int) -> None:
    outcomes, trials = Outcomes(np.array(numbers)), np.array(numbers)

    until, from_number = (trials <= number).mean(), (trials >= number).mean()

    assert outcomes.probability_until(number) == pytest.approx(np.clip(until, 0.01, 0.99))
    assert outcomes.probability_from(number) == pytest.approx(np.clip(from_number, 0.01, 0.99))


@given(NUMBERS, st.integers(-3, 25))
def test_nothing_is_certain(numbers: list[int], number: int) -> None:
    outcomes = Outcomes(np.array(numbers))

    assert 0.01 <= outcomes.probability_until(number) <= 0.99
    assert 0.01 <= outcomes.probability_from(number) <= 0.99


@pytest.mark.parametrize("trials", [1_000, 1_001, 10_000])
def test_shares_of_many_trials_are_exact(trials: int) -> None:
    outcomes = Outcomes(np.arange(trials))

    for confidence in CONFIDENCES:
        assert outcomes.latest(confidence) == np.ceil(round(confidence * trials, 6)) - 1
        assert outcomes.at_least(confidence) == trials - np.ceil(round(confidence * trials, 6))
