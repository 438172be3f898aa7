"""The sampled days of a team, and changes of its throughput."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.forecasting.throughput import (
    Counts,
    Throughput,
    change_of_throughput,
    daily_throughput,
    since_drift,
)

WEEK = [True] * 5 + [False] * 2
BUSY, QUIET = [3, 4, 5, 4], [0, 1, 0, 0]


def sampled(completed: list[int], working: list[bool], first_day: int, end_day: int) -> list[int]:
    counts = daily_throughput(np.array(completed), np.array(working), first_day, end_day)
    return [int(count) for count in counts]


def counts(*parts: list[int]) -> Counts:
    return np.array([count for part in parts for count in part], dtype=np.int64)


def test_window_includes_its_first_day_and_not_its_end() -> None:
    assert sampled([9, 1, 2, 3, 9], [True] * 5, 1, 4) == [1, 2, 3]


def test_completions_on_days_off_count_on_the_working_day_before() -> None:
    assert sampled([1, 0, 0, 0, 2, 3, 4] * 2, WEEK * 2, 0, 14) == [1, 0, 0, 0, 9] * 2


def test_completions_before_the_first_working_day_count_on_it() -> None:
    assert sampled([0, 0, 0, 0, 7, 3, 4] + [1] * 7, WEEK * 2, 5, 14) == [8, 1, 1, 1, 3]


@pytest.mark.parametrize("completed", [[0, 0], [3, 4]])
def test_a_window_without_working_days_has_no_samples(completed: list[int]) -> None:
    assert sampled(completed, [False, False], 0, 2) == []


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=30))
def test_no_completion_is_lost(days: list[tuple[int, bool]]) -> None:
    completed, working = map(list, zip(*days, strict=True))
    found = sampled(completed, working, 0, len(days))

    assert len(found) == sum(working)
    assert sum(found) == (sum(completed) if any(working) else 0)


@pytest.mark.parametrize(
    ("samples", "is_forecastable"),
    [([], False), ([9] * 4 + [0] * 60, False), ([1] * 5 + [0] * 60, True), ([9] * 5, True)],
)
def test_five_days_with_completions_are_needed(samples: list[int], is_forecastable: bool) -> None:
    assert Throughput(counts(samples), has_drifted=False).is_forecastable is is_forecastable


@pytest.mark.parametrize(("before", "since"), [(QUIET, BUSY), (BUSY, [*QUIET, 1])])
@pytest.mark.parametrize("days", [20, 40])
def test_days_before_a_clear_change_are_left_out(
    before: list[int], since: list[int], days: int
) -> None:
    samples = counts(before * 6, (since * days)[:days])

    [found] = since_drift([samples])

    assert found.has_drifted
    assert found.samples.tolist() == samples[-days:].tolist()


@pytest.mark.parametrize(
    "samples",
    [
        counts([]),
        counts([0] * 64),
        counts([2] * 64),
        counts(BUSY * 16),
        counts(QUIET * 3, BUSY * 5),  # 12 days before the change are too few
    ],
)
def test_days_are_left_out_only_after_a_change(samples: Counts) -> None:
    [found] = since_drift([samples])

    assert not found.has_drifted
    assert found.samples.tolist() == samples.tolist()


def test_a_change_after_which_too_few_days_have_completions_leaves_the_window() -> None:
    [found] = since_drift([counts(BUSY * 11, [0] * 20)])

    assert (found.has_drifted, len(found.samples)) == (False, 64)


def test_a_steady_team_rarely_seems_to_have_changed() -> None:
    generator = np.random.default_rng(1)

    found = since_drift([generator.poisson(1.5, 64) for _ in range(2_000)])

    assert sum(throughput.has_drifted for throughput in found) <= 30


def test_each_window_is_judged_alone() -> None:
    generator = np.random.default_rng(1)
    windows = [
        generator.poisson(1.5, length) + busy * (np.arange(length) > 30)
        for length in (0, 3, 30, 35, 60, 64, 64, 64)
        for busy in (0, 3)
    ]

    found = since_drift(windows)

    alone = [since_drift([window])[0] for window in windows]
    assert [len(item.samples) for item in found] == [len(item.samples) for item in alone]
    assert {item.has_drifted for item in found} == {False, True}


def test_change_of_throughput_compares_the_latest_days_with_those_before() -> None:
    change, p_value = change_of_throughput(counts([3] * 50, [2] * 40), 40)

    assert (change, p_value < 0.001) == (pytest.approx(2 / 3), True)


def test_a_higher_throughput_is_no_slowdown() -> None:
    change, p_value = change_of_throughput(counts([2] * 50, [3] * 40), 40)

    assert (change, p_value > 0.999) == (1.5, True)


def test_a_constant_throughput_has_not_changed() -> None:
    assert change_of_throughput(counts([2] * 90), 40) == (1.0, 1.0)


@pytest.mark.parametrize("samples", [counts([0] * 50, [3] * 40), counts([3] * 40)])
def test_change_of_throughput_is_unknown_without_completions_before(samples: Counts) -> None:
    change, p_value = change_of_throughput(samples, 40)

    assert np.isnan(change)
    assert p_value == 1.0
