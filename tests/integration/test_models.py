"""The models by themselves: on an organization that has nothing, and their unit tests."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines import warehouse
from pipelines.build import dbt_runner
from pipelines.errors import RunFailed
from pipelines.extract.raw_tables import create_missing_raw_tables
from pipelines.paths import PROJECT_DIR
from pipelines.warehouse import COVERAGE, replace_table
from pipelines.warehouse.run_context import RunContext, write_run_context
from tests.support.parsing import with_options

pytestmark = pytest.mark.xdist_group("models")

RULE_MODELS = PROJECT_DIR / "models" / "rules"

CONTEXT = RunContext(
    run_id="one",
    organization="empty",
    organization_url="https://dev.azure.com/empty",
    as_of=datetime(2026, 6, 30, tzinfo=UTC),
    is_historical=False,
    time_zone="Europe/Berlin",
    started_at=datetime(2026, 6, 30, tzinfo=UTC),
    velocity_planning_days=0,
    velocity_incomplete_categories=("InProgress",),
    bulk_edit_items=50,
    dependency_link_types=(),
    authority_platform=None,
    platforms=(),
    forecast_trials=1_000,
)


@pytest.fixture
def empty_warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    with warehouse.connect(path) as connection:
        create_missing_raw_tables(connection)
        write_run_context(connection, CONTEXT)
        replace_table(connection, "coverage", COVERAGE.empty_table())
        # as a version whose catalogue had fewer columns would have left it
        connection.execute("create schema seeds")
        connection.execute("create table seeds.rule_catalogue (rule_id varchar)")
    return path


def test_all_unit_tests_pass_and_all_models_build_on_nothing(
    empty_warehouse: Path, tmp_path: Path
) -> None:
    done: list[str] = []
    dbt_runner.build(
        empty_warehouse, tmp_path / "dbt", on_node_done=done.append, with_unit_tests=True
    )
    assert {path.stem for path in RULE_MODELS.rglob("rule_*.sql")} <= set(done)
    with warehouse.connect(empty_warehouse) as connection:
        assert connection.sql("select count(*) from main.rules").fetchall() > [(0,)]
        assert connection.sql("select count(*) from main.findings").fetchall() == [(0,)]
        evaluated = "select count(*) from main.rule_runs where status = 'evaluated'"
        skipped = "select count(*) from main.rule_runs where status = 'skipped'"
        assert connection.sql(evaluated).fetchall() > [(0,)]
        assert connection.sql(skipped).fetchall() > [(0,)]


@pytest.mark.exhaustive
def test_a_model_that_fails_is_named_and_nothing_is_published(
    empty_warehouse: Path, tmp_path: Path
) -> None:
    with warehouse.connect(empty_warehouse) as connection:
        connection.execute("insert into raw.run_context from raw.run_context")
    with pytest.raises(RunFailed, match=r"dbt build failed at .* Nothing was published"):
        dbt_runner.build(empty_warehouse, tmp_path / "dbt")


def test_a_build_without_its_data_tests_fails(empty_warehouse: Path, tmp_path: Path) -> None:
    only_seeds = with_options("--resource-type", "seed")
    with (
        only_seeds,
        pytest.raises(RunFailed, match=r"dbt ran \d of \d+ models, seeds and data tests"),
    ):
        dbt_runner.build(empty_warehouse, tmp_path / "dbt")
