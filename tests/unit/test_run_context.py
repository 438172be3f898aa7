from datetime import date, datetime
from itertools import pairwise

import pytest

from pipelines.warehouse.run_context import calendar_days


def day(time_zone: str, wanted: date) -> tuple[datetime, datetime]:
    rows = calendar_days(time_zone).to_pylist()
    row = next(each for each in rows if each["calendar_date"] == wanted)
    return row["starts_at"], row["ends_at"]


@pytest.mark.parametrize(
    ("time_zone", "wanted", "starts_at", "hours"),
    [
        ("UTC", date(2026, 3, 29), datetime(2026, 3, 29), 24),
        ("Europe/Berlin", date(2026, 3, 29), datetime(2026, 3, 28, 23), 23),
        ("Europe/Berlin", date(2026, 10, 25), datetime(2026, 10, 24, 22), 25),
        ("America/Sao_Paulo", date(2018, 11, 4), datetime(2018, 11, 4, 3), 23),
        ("Asia/Kathmandu", date(2026, 1, 1), datetime(2025, 12, 31, 18, 15), 24),
    ],
)
def test_local_days(time_zone: str, wanted: date, starts_at: datetime, hours: int) -> None:
    found_start, found_end = day(time_zone, wanted)
    assert found_start == starts_at
    assert (found_end - found_start).total_seconds() / 3600 == hours


@pytest.mark.parametrize("time_zone", ["UTC", "Europe/Berlin", "Pacific/Apia", "Africa/Cairo"])
def test_days_follow_each_other_without_gap(time_zone: str) -> None:
    rows = calendar_days(time_zone).to_pylist()
    assert all(before["ends_at"] == after["starts_at"] for before, after in pairwise(rows))
    assert all(row["starts_at"] <= row["ends_at"] for row in rows)
