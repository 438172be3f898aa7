from datetime import timedelta

import pytest

from pipelines.accounts.completeness import incomplete_reason


@pytest.mark.parametrize(
    ("rows", "rows_before"), [(1, None), (1, 0), (80, 100), (100, 100), (5000, 10)]
)
def test_a_roster_of_about_the_size_of_the_previous_load_is_complete(
    rows: int, rows_before: int | None
) -> None:
    assert incomplete_reason(rows, rows_before) is None


@pytest.mark.parametrize(
    ("rows", "rows_before", "reason"),
    [
        (0, None, "empty"),
        (0, 100, "empty"),
        (79, 100, "79 accounts, 21% fewer than the 100 of the previous load"),
        (3, 4, "3 accounts, 25% fewer than the 4"),
    ],
)
def test_a_roster_that_is_empty_or_lost_over_20_percent_is_incomplete(
    rows: int, rows_before: int | None, reason: str
) -> None:
    assert reason in (incomplete_reason(rows, rows_before) or "")


def test_a_roster_older_than_roster_max_age_days_is_incomplete() -> None:
    assert incomplete_reason(10, 10, timedelta(days=7), max_age_days=7) is None
    reason = incomplete_reason(10, 10, timedelta(days=7, seconds=1), max_age_days=7)
    assert reason and "7 days old, more than roster_max_age_days (7)" in reason
