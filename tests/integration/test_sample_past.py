"""The past of the sample organization is what eight weekly runs of this version publish.

`python -m tests.integration.test_sample_past` (`make sample-history`) writes it.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import yaml

from pipelines import warehouse
from pipelines.build.publication import HISTORY_TABLES, load_history
from pipelines.environment import use_own_variables
from pipelines.paths import PROJECT_DIR
from sample_organization import past_directory
from tests.support.histories import build_models
from tests.support.sample_past import WEEKS, write_past

LARGEST = 1_000_000  # bytes of all files
MARTS = PROJECT_DIR / "models" / "marts"


@pytest.fixture
def past() -> Iterator[duckdb.DuckDBPyConnection]:
    """A view of each file that ships."""
    with duckdb.connect() as connection:
        for file in past_directory().glob("*.parquet"):
            connection.execute(f"create view {file.stem} as from '{file}'")
        yield connection


@pytest.mark.exhaustive
def test_the_past_is_what_the_program_publishes(
    past: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    write_past(tmp_path / "past")
    for table in HISTORY_TABLES:
        made = f"'{tmp_path / 'past' / table}.parquet'"
        assert (
            past.sql(f"describe {table}").fetchall() == past.sql(f"describe from {made}").fetchall()
        )
        differing = past.sql(
            f"(from {table} except all from {made}) union all (from {made} except all from {table})"
        )
        assert differing.fetchall() == [], f"{table}: run `make sample-history`"


def test_the_past_is_small_and_of_eight_weeks(past: duckdb.DuckDBPyConnection) -> None:
    assert sum(file.stat().st_size for file in past_directory().iterdir()) < LARGEST
    weeks = [present.replace(tzinfo=None) for present in WEEKS]
    runs = past.sql("select as_of, started_at, finished_at from runs order by as_of").fetchall()
    assert runs == [(week, week, week) for week in weeks]


def test_no_timestamp_of_the_past_is_later_than_its_last_run(
    past: duckdb.DuckDBPyConnection,
) -> None:
    for table in HISTORY_TABLES:
        names = [name for name, *_ in past.sql(f"describe {table}").fetchall()]
        for column in [name for name in names if name == "as_of" or name.endswith("_at")]:
            [(latest,)] = past.sql(f"select max({column}) from {table}").fetchall()
            assert latest is None or latest <= WEEKS[-1].replace(tzinfo=None), (table, column)


def test_in_every_week_findings_appear_and_are_resolved(past: duckdb.DuckDBPyConnection) -> None:
    counts = past.sql("select new_finding_count, resolved_finding_count from runs order by as_of")
    (first_new, _), *later = counts.fetchall()
    assert first_new > 0
    assert all(new > 0 and resolved > 0 for new, resolved in later)
    states = past.sql("select distinct baseline_state from findings").fetchall()
    assert {state for (state,) in states} >= {"new", "unchanged", "updated", "absent"}
    [(reopened,)] = past.sql("select count(*) from findings where reopened_count > 0").fetchall()
    assert reopened > 0


def test_a_past_of_an_older_version_gets_the_columns_that_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    load_history(past_directory(), path, tmp_path)
    with warehouse.connect(path) as connection:
        before = {table: _row_count(connection, table) for table in HISTORY_TABLES}
        for table in HISTORY_TABLES:
            *_, (last, *_) = connection.sql(f"describe history.{table}").fetchall()
            connection.execute(f'alter table history.{table} drop column "{last}"')
    build_models(path, ["stg_history__extraction_coverage"], tmp_path)
    with warehouse.connect(path) as connection:
        for table in HISTORY_TABLES:
            columns = {name for name, *_ in connection.sql(f"describe history.{table}").fetchall()}
            assert columns >= _columns_of_the_model(table)
            assert _row_count(connection, table) == before[table] > 0


def _row_count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    [(rows,)] = connection.sql(f"select count(*) from history.{table}").fetchall()
    return int(rows)


def _columns_of_the_model(table: str) -> set[str]:
    [file] = MARTS.rglob(f"{table}.yml")
    [model] = yaml.safe_load(file.read_text())["models"]
    return {column["name"] for column in model["columns"]}


if __name__ == "__main__":
    use_own_variables()
    write_past(past_directory())
