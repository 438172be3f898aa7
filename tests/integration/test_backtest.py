"""A forecast of the back-test is the one that a run at the end of that week publishes."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines import warehouse
from tests.support.histories import build_models
from tests.support.sample_runs import SampleRuns

pytestmark = pytest.mark.xdist_group("sample_run")

# The names and places of subjects in the back-test are those of now.
OF_NOW = {"subject_name", "team_name", "project_id", "project_name", "work_item_type", "url"}
OF_RUN = {"organization", "as_of"}

Rows = dict[tuple[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def copied(sample_runs: SampleRuns, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the sample's warehouse, to build models on."""
    folder = tmp_path_factory.mktemp("back-test")
    return Path(shutil.copy(sample_runs.data_dir / "warehouse.duckdb", folder))


@pytest.fixture(scope="module")
def backtest(copied: Path) -> dict[date, Rows]:
    """Return the rows of each week, by subject."""
    weeks: dict[date, Rows] = {}
    for row in _rows(copied, "forecast_backtest"):
        week = weeks.setdefault(row["forecast_week"], {})
        week[row["subject_type"], row["subject_uid"]] = row
    return weeks


def _rows(path: Path, table: str) -> list[dict[str, Any]]:
    with warehouse.connect(path) as connection:
        relation = connection.sql(f"select * from main.{table}")
        return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def _forecasts_at_the_end_of(path: Path, week: date) -> Rows:
    """Publish the forecasts of a run whose `as_of` is the end of a week."""
    with warehouse.connect(path) as connection:
        connection.execute(
            "update raw.run_context set is_historical = true, as_of_date = ?, as_of = "
            "(select ends_at from raw.calendar_days where calendar_date = ?)",
            [week + timedelta(days=1), week],
        )
    build_models(path, ["forecasts"], path.parent)
    return {(row["subject_type"], row["subject_uid"]): row for row in _rows(path, "forecasts")}


@pytest.mark.parametrize(
    "weeks_ago",
    [
        8,
        *(pytest.param(week, marks=pytest.mark.exhaustive) for week in range(1, 52, 2)),
    ],
)
def test_backtest_is_what_a_run_at_that_time_publishes(
    copied: Path, backtest: dict[date, Rows], weeks_ago: int
) -> None:
    week = sorted(backtest)[-weeks_ago]

    published = _forecasts_at_the_end_of(copied, week)

    assert published.keys() == backtest[week].keys()
    assert any(row["p95_date"] for row in published.values())
    for subject, row in published.items():
        for column in row.keys() - OF_NOW - OF_RUN:
            assert backtest[week][subject][column] == row[column], (subject, column)
