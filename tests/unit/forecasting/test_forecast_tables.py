"""Forecasts from tables, as the models pass them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest

from pipelines.forecasting.forecast import NO_TEAM, Settings
from pipelines.forecasting.tables import (
    AFTER_DRIFT,
    RESAMPLING,
    SCHEMA,
    Tables,
    changes_of_throughput,
    forecasts,
)

MONDAY = date(2026, 3, 23)
LATER = MONDAY + timedelta(days=7)
TRIALS = Settings(trials=10, wip=2)

TEAM = [("team_id", pa.string()), ("date", pa.date32())]
THROUGHPUT = pa.schema([*TEAM, ("items", pa.int64())])
WORKING_DAYS = pa.schema(TEAM)
SNAPSHOTS = pa.schema([("snapshot_number", pa.int32()), ("next_date", pa.date32())])
SUBJECTS = pa.schema(
    [
        ("snapshot_number", pa.int32()),
        ("subject_type", pa.string()),
        ("subject_uid", pa.string()),
        ("work_item_id", pa.int64()),
        ("team_id", pa.string()),
        ("target_date", pa.date32()),
        ("until_date", pa.date32()),
        ("remaining_items", pa.int64()),
    ]
)
ITEMS = pa.schema(
    [
        ("snapshot_number", pa.int32()),
        ("work_item_id", pa.int64()),
        ("team_id", pa.string()),
        ("portfolio_id", pa.int64()),
    ]
)
DESCENDANTS = pa.schema(
    [(name, pa.int64()) for name in ("snapshot_number", "portfolio_item_id", "work_item_id")]
)
LINKS = pa.schema(
    [(name, pa.int64()) for name in ("snapshot_number", "predecessor_id", "successor_id")]
)
TEAMS = pa.schema([("team_id", pa.string()), ("team_name", pa.string())])


def table(schema: pa.Schema, rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    return pa.Table.from_pylist(
        [dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema
    )


def every_day(team_id: str, first: date, days: int, items: int | None = None) -> list[Any]:
    """Return working days, or days with completions."""
    dates = [first + timedelta(days=number) for number in range(days)]
    return [(team_id, day) if items is None else (team_id, day, items) for day in dates]


def tables(**rows: Sequence[tuple[Any, ...]]) -> Tables:
    """Return the tables of a team `t` that completes one item a day, with a feature 1 of two items."""
    start = MONDAY - timedelta(days=100)
    given = {
        "snapshots": [(1, MONDAY)],
        "subjects": [(1, "portfolio_item", "1", 1, "t", None, None, 2)],
        "items": [(1, 11, "t", 1), (1, 12, "t", 1)],
        "descendants": [(1, 1, 11), (1, 1, 12)],
        "links": [],
        "teams": [("t", "Team")],
        "throughput": every_day("t", start, 114, items=1),
        "working_days": every_day("t", start, 900),
        **rows,
    }
    schemas = (SNAPSHOTS, SUBJECTS, ITEMS, DESCENDANTS, LINKS, TEAMS, THROUGHPUT, WORKING_DAYS)
    named = zip(given, schemas, strict=True)
    return Tables(**{name: table(schema, given[name]) for name, schema in named})


def made(of: Tables) -> list[dict[str, Any]]:
    found = forecasts(of, TRIALS)
    assert found.schema == SCHEMA
    return found.to_pylist()


def test_row_of_a_portfolio_item() -> None:
    assert made(tables()) == [
        {
            "snapshot_number": 1,
            "subject_type": "portfolio_item",
            "subject_uid": "1",
            "work_item_id": 1,
            "team_id": "t",
            "iteration_id": None,
            "target_date": None,
            "remaining_items": 2,
            "p50_date": date(2026, 3, 24),
            "p70_date": date(2026, 3, 24),
            "p85_date": date(2026, 3, 24),
            "p95_date": date(2026, 3, 24),
            "p50_items": None,
            "p85_items": None,
            "p95_items": None,
            "target_date_probability": None,
            "is_forecastable": True,
            "reason": None,
            "method": RESAMPLING,
            "sample_days": 90,
            "trials": 10,
            "seed": 1,
        }
    ]


@pytest.mark.parametrize(
    ("target_date", "probability"),
    [
        (None, None),
        (date(2020, 1, 1), 0.01),
        (date(2026, 3, 22), 0.01),
        (date(2026, 3, 23), 0.01),
        (date(2026, 3, 24), 0.99),
        (date(2026, 3, 25), 0.99),
        (date(2039, 1, 1), 0.99),
    ],
)
def test_probability_of_a_target_date(target_date: date | None, probability: float | None) -> None:
    [row] = made(tables(subjects=[(1, "portfolio_item", "1", 1, "t", target_date, None, 2)]))

    assert row["target_date_probability"] == probability


@pytest.mark.parametrize(("remaining", "probability"), [(0, 0.99), (4, 0.99), (5, 0.99), (6, 0.01)])
def test_row_of_an_iteration(remaining: int, probability: float) -> None:
    end = date(2026, 3, 27)
    [row] = made(tables(subjects=[(1, "iteration", "t/i", None, "t", end, end, remaining)]))

    assert [row[f"p{confidence}_items"] for confidence in (50, 85, 95)] == [5, 5, 5]
    assert row["target_date_probability"] == probability
    assert row["p50_date"] is None


def test_row_of_a_team() -> None:
    end = MONDAY + timedelta(days=29)
    [row] = made(tables(subjects=[(1, "team", "t", None, "t", None, end, 2)]))

    assert (row["p50_items"], row["p95_items"]) == (30, 30)
    assert (row["target_date_probability"], row["is_forecastable"]) == (None, True)


def test_each_snapshot_knows_only_its_own_rows() -> None:
    subjects = [
        (number, "portfolio_item", uid, int(uid), "t", None, None, 1)
        for number, uid in [(1, "1"), (2, "1"), (2, "2")]
    ]
    of = tables(
        snapshots=[(1, MONDAY), (2, LATER), (3, LATER)],
        subjects=subjects,
        items=[(1, 11, "t", 1), (2, 21, "t", 2), (2, 11, "t", 1)],
        descendants=[(1, 1, 11), (2, 2, 21), (2, 1, 11)],
        links=[(2, 1, 2)],
    )

    assert [(row["snapshot_number"], row["p50_date"]) for row in made(of)] == [
        (1, MONDAY),
        (2, LATER + timedelta(days=1)),
        (2, LATER + timedelta(days=2)),
    ]


def test_what_happens_after_a_snapshot_changes_nothing() -> None:
    start = MONDAY - timedelta(days=100)
    later = [("t", MONDAY + timedelta(days=day), 50) for day in range(7)]
    before = every_day("t", start, 100, items=1)
    of = tables(snapshots=[(1, MONDAY), (2, LATER)], throughput=before + later)

    assert made(of) == made(tables(throughput=before))


def test_nothing_to_forecast() -> None:
    names = ("subjects", "items", "descendants", "teams", "throughput", "working_days")

    assert made(tables(**{name: [] for name in names})) == []


def test_a_team_without_working_days_has_no_forecast() -> None:
    subjects = [
        (1, "portfolio_item", "1", 1, "t", MONDAY, None, 2),
        (1, "team", "t", None, "t", None, MONDAY, 2),
    ]

    for row in made(tables(subjects=subjects, working_days=[])):
        assert (row["is_forecastable"], row["reason"]) == (False, "Team has no working days.")
        assert (row["sample_days"], row["target_date_probability"]) == (0, None)


def test_items_without_a_team_have_no_forecast() -> None:
    items = [(1, 11, None, 1), (1, 12, "other", 1)]

    [row] = made(tables(items=items))

    assert (row["reason"], row["sample_days"], row["method"]) == (NO_TEAM, 0, RESAMPLING)


def test_dates_out_of_reach_are_left_out() -> None:
    start = MONDAY - timedelta(days=100)
    out_of_reach = [("t", date(1999, 1, 4)), ("t", date(2050, 1, 3))]
    further = tables(
        throughput=every_day("t", start, 114, items=1) + [(*row, 9) for row in out_of_reach],
        working_days=every_day("t", start, 900) + out_of_reach,
    )

    assert made(further) == made(tables())


def test_the_method_tells_of_a_change() -> None:
    start = MONDAY - timedelta(days=90)
    throughput = every_day("t", start, 70, items=1) + every_day(
        "t", MONDAY - timedelta(days=20), 20, items=4
    )

    [row] = made(tables(throughput=throughput))

    assert (row["method"], row["sample_days"]) == (AFTER_DRIFT, 20)


def test_several_teams_have_the_fewest_sampled_days() -> None:
    start = MONDAY - timedelta(days=100)
    weekdays = [row for row in every_day("u", start, 900) if row[1].weekday() < 5]
    of = tables(
        items=[(1, 11, "t", 1), (1, 12, "u", 1)],
        teams=[("t", "Team"), ("u", "Other")],
        throughput=every_day("t", start, 100, items=1) + every_day("u", start, 100, items=1),
        working_days=every_day("t", start, 900) + weekdays,
    )

    assert [row["sample_days"] for row in made(of)] == [64]


def test_the_order_of_teams_changes_nothing() -> None:
    start = MONDAY - timedelta(days=100)
    parts = {
        "items": [(1, 11, "t", 1), (1, 12, "u", 1)],
        "teams": [("t", "Team"), ("u", "Other")],
        "throughput": [
            row
            for row in every_day("t", start, 100, items=1) + every_day("u", start, 100, items=2)
            if row[1].day % 3
        ],
        "working_days": every_day("t", start, 900) + every_day("u", start, 900),
    }

    assert made(tables(**parts)) == made(
        tables(**{name: list(reversed(rows)) for name, rows in parts.items()})
    )


@pytest.mark.parametrize(("days", "teams"), [(79, []), (80, ["t"])])
def test_changes_of_throughput_need_80_working_days(days: int, teams: list[str]) -> None:
    start = MONDAY - timedelta(days=days)
    throughput = every_day("t", start, days - 40, items=4) + every_day(
        "t", MONDAY - timedelta(days=40), 40, items=2
    )
    working_days = every_day("t", start, days) + every_day("idle", start, days)

    found = changes_of_throughput(
        table(THROUGHPUT, throughput), table(WORKING_DAYS, working_days), MONDAY
    ).to_pylist()

    assert [row["team_id"] for row in found] == teams
    assert all(row["change_ratio"] == 0.5 and row["p_value"] < 0.001 for row in found)


def test_changes_of_throughput_of_nobody() -> None:
    nothing = table(THROUGHPUT, []), table(WORKING_DAYS, [])

    assert changes_of_throughput(*nothing, MONDAY).to_pylist() == []
