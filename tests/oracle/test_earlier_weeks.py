"""A week of `flow_history` is what a run with `as_of` at its end publishes.

The sample organization is read once, and the tables are built for `as_of` at the end of random weeks.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest

from sample_organization import build_sample_organization
from tests.support.histories import build, build_at

pytestmark = pytest.mark.xdist_group("earlier_weeks")

WEEKS = 25
FIRST_SUNDAY, LAST_SUNDAY = date(2025, 2, 23), date(2026, 6, 28)
TABLES = ["flow_history", "flow_daily", "cycle_times", "backlog_aging", "blocked_spells"]
FROM_OTHER_TABLES = """
    with

    completed as (

        select
            team_id,
            lower(work_item_type) as type_key,
            count(*) as items,
            quantile_cont(cycle_time_days, [0.5, 0.85, 0.95]) as days,
            sum(active_days) / nullif(sum(active_days + wait_days), 0) as flow_efficiency
        from cycle_times
        where
            completed_at >= as_of - interval 90 days
            and cycle_time_days is not null
            and not is_imported
        group by all

    ),

    in_progress as (

        select
            team_id,
            lower(work_item_type) as type_key,
            count(*) as items,
            quantile_cont(work_item_age_days, 0.85) as age_days
        from backlog_aging
        where state_category in ('InProgress', 'Resolved')
        group by all

    ),

    blocked as (

        select
            team_id,
            lower(work_item_type) as type_key,
            count(*) as items
        from blocked_spells
        where is_current
        group by all

    ),

    counted as (

        select
            team_id,
            work_item_type,
            lower(work_item_type) as type_key,
            cast(sum(throughput) as bigint) as throughput,
            cast(sum(arrivals) as bigint) as arrivals,
            cast(sum(departures) as bigint) as departures,
            cast(sum(wip) filter (where date = $sunday) as bigint) as wip
        from flow_daily
        where date between $sunday - 6 and $sunday
        group by all

    )

    select
        team_id,
        work_item_type,
        throughput,
        arrivals,
        departures,
        wip,
        coalesce(blocked.items, 0) as blocked_items,
        case when completed.items >= 10 then days[1] end as cycle_time_p50_days,
        case when completed.items >= 10 then days[2] end as cycle_time_p85_days,
        case when completed.items >= 10 then days[3] end as cycle_time_p95_days,
        case when in_progress.items >= 10 then age_days end as wip_age_p85_days,
        flow_efficiency
    from counted
    left join completed using (team_id, type_key)
    left join in_progress using (team_id, type_key)
    left join blocked using (team_id, type_key)
"""
Cells = dict[tuple[object, object], dict[str, object]]


@pytest.fixture(scope="module")
def warehouse_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample organization, read and built for its present."""
    organization = build_sample_organization()
    return build(organization, TABLES, tmp_path_factory.mktemp("weeks"))


@pytest.fixture(scope="module")
def history(warehouse_path: Path) -> dict[date, Cells]:
    """The cells of each week, as a run of the present publishes them."""
    weeks = (LAST_SUNDAY - FIRST_SUNDAY).days // 7 + 1
    sundays = [FIRST_SUNDAY + timedelta(weeks=number) for number in range(weeks)]
    return {sunday: _week(warehouse_path, sunday) for sunday in sundays}


def random_sundays() -> Iterator[date]:
    weeks = range((LAST_SUNDAY - FIRST_SUNDAY).days // 7 + 1)
    for number in sorted(Random(14).sample(weeks, WEEKS)):
        yield FIRST_SUNDAY + timedelta(weeks=number)


@pytest.mark.exhaustive
@pytest.mark.parametrize("sunday", list(random_sundays()), ids=str)
def test_a_week_is_what_a_run_at_its_end_publishes(
    sunday: date, warehouse_path: Path, history: dict[date, Cells]
) -> None:
    midnight = datetime.combine(sunday + timedelta(days=1), datetime.min.time(), UTC)
    build_at(warehouse_path, build_sample_organization(), midnight, TABLES)

    then, now = _week(warehouse_path, sunday), history[sunday]
    computed = _cells(warehouse_path, FROM_OTHER_TABLES, sunday)
    assert then.keys() == computed.keys()
    for key, row in then.items():
        assert row == pytest.approx(now[key])
        assert {name: row[name] for name in computed[key]} == pytest.approx(computed[key])
    # A type that the team has only had since was not there yet.
    assert not any(row["wip"] or row["throughput"] for key, row in now.items() if key not in then)


def _week(warehouse_path: Path, sunday: date) -> Cells:
    return _cells(
        warehouse_path,
        "select * exclude (as_of) from flow_history where week_end_date = $sunday",
        sunday,
    )


def _cells(warehouse_path: Path, query: str, sunday: date) -> Cells:
    with duckdb.connect(str(warehouse_path), read_only=True) as connection:
        found = connection.execute(query, {"sunday": sunday})
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return {(row["team_id"], row["work_item_type"]): row for row in rows}
