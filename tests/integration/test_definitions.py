"""What a run must know before dbt starts, and what the models define as well, is the same on the sample."""

from collections.abc import Iterator
from datetime import UTC

import duckdb
import pytest

from pipelines import warehouse
from pipelines.extract.identity_lookup import identity_ids_to_look_up
from pipelines.extract.known_projects import ITEM_PROJECTS
from tests.support.sample_runs import SampleRuns

pytestmark = pytest.mark.xdist_group("sample_run")

PROJECTS_IN_MODELS = """
    select work_item_id, project_id from intermediate.int_revision_locations
    qualify rev = max(rev) over (partition by work_item_id)
"""


@pytest.fixture
def built(sample_runs: SampleRuns) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse after dbt build."""
    with warehouse.connect(sample_runs.data_dir / "warehouse.duckdb") as connection:
        yield connection


def test_an_item_has_the_same_project_for_the_run_and_for_the_models(
    built: duckdb.DuckDBPyConnection,
) -> None:
    of_the_run = set(built.sql(ITEM_PROJECTS).fetchall())
    assert len({project for _, project in of_the_run}) > 1
    assert of_the_run == set(built.sql(PROJECTS_IN_MODELS).fetchall())


def test_the_identities_that_are_looked_up_are_those_that_the_models_find_without_an_entitlement(
    built: duckdb.DuckDBPyConnection, sample_runs: SampleRuns
) -> None:
    [(as_of,)] = built.sql("select as_of from raw.run_context").fetchall()
    path = sample_runs.data_dir / "warehouse.duckdb"
    looked_up = identity_ids_to_look_up(path, as_of.replace(tzinfo=UTC))
    assert looked_up
    in_models = built.sql("select identity_id from intermediate.int_identities_unentitled")
    assert set(looked_up) == {identity_id for (identity_id,) in in_models.fetchall()}
