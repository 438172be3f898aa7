"""`mf query`, in an environment of its own, returns the numbers of `metrics` on the sample.

`make test-semantic` creates the environment and names its folder in `SEMANTIC_ENVIRONMENT`.
"""

import csv
import os
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipelines.paths import PROJECT_DIR
from tests.support.headline_metrics import HEADLINES, Headline
from tests.support.processes import run
from tests.support.sample_runs import SampleRuns

ENVIRONMENT = os.environ.get("SEMANTIC_ENVIRONMENT")
PROJECT = ("dbt_project.yml", "models", "dbt_project", "tests")

pytestmark = [
    pytest.mark.xdist_group("sample_run"),
    pytest.mark.skipif(not ENVIRONMENT, reason="run by `make test-semantic`"),
]

Row = dict[str, str]
Query = Callable[[str, str], list[Row]]


@pytest.fixture(scope="module")
def query(sample_runs: SampleRuns, tmp_path_factory: pytest.TempPathFactory) -> Query:
    """Ask MetricFlow for metrics by a dimension, or for their totals, in a project beside ours."""
    project = tmp_path_factory.mktemp("semantic")
    for name in PROJECT:
        (project / name).symlink_to(PROJECT_DIR / name)
    variables = {
        **os.environ,
        "ADO_FINDINGS_PUBLICATION": str(sample_runs.database),
        "DBT_PROFILES_DIR": str(PROJECT_DIR / "dbt_project" / "semantic"),
    }

    def command(name: str, *arguments: object) -> None:
        program = [Path(str(ENVIRONMENT)) / "bin" / name, *arguments]
        done = run(program, cwd=project, env=variables, capture_output=True)
        assert done.returncode == 0, done.stdout + done.stderr

    def queried(metrics: str, group_by: str) -> list[Row]:
        output = project / "rows.csv"
        grouping = ["--group-by", group_by, "--order", group_by] if group_by else []
        command("mf", "query", "--metrics", metrics, *grouping, "--csv", output)
        with output.open(newline="") as file:
            return list(csv.DictReader(file))

    command("dbt", "parse", "--quiet")
    return queried


@pytest.fixture(scope="module")
def rows_by_grouping(query: Query) -> dict[str, list[Row]]:
    """The rows of all metrics that are grouped in the same way: one query for each grouping."""
    groupings = {headline.group_by for headline in HEADLINES.values()}
    return {
        group_by: query(
            ",".join(one.metric_id for one in HEADLINES.values() if one.group_by == group_by),
            group_by,
        )
        for group_by in groupings
    }


@pytest.mark.parametrize("headline", HEADLINES.values(), ids=HEADLINES.keys())
def test_metricflow_returns_the_number_of_metrics(
    headline: Headline,
    rows_by_grouping: dict[str, list[Row]],
    published: duckdb.DuckDBPyConnection,
) -> None:
    [(expected,)] = published.sql(headline.sql).fetchall()
    rows = complete(rows_by_grouping[headline.group_by], headline, published)
    assert float(rows[0 if headline.is_first else -1][headline.metric_id]) == pytest.approx(
        expected
    )


def complete(
    rows: list[Row], headline: Headline, published: duckdb.DuckDBPyConnection
) -> list[Row]:
    """Leave out the month of `as_of`, which `metrics` describes only when it is over."""
    if "month" not in headline.group_by:
        return rows
    [(last,)] = published.sql(
        f"select max(date) from metrics where metric_id = '{headline.metric_id}'"
    ).fetchall()
    return [row for row in rows if row[headline.group_by][:10] <= last.isoformat()]
