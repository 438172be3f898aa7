"""Programs of others read every published table: `make test-clients` runs all of them."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from pipelines.cli import main
from tests.support.clients import CLIENTS, OLDEST_DUCKDB, Client, Counts
from tests.support.headline_metrics import HEADLINES, Headline
from tests.support.sample_runs import SampleRuns

pytestmark = pytest.mark.xdist_group("sample_run")

ANSWERING_NAMES = ("duckdb-1.0", "duckdb-2.0", "sqlalchemy", "polars", "excel")
ANSWERING = {client.name: client for client in CLIENTS if client.name in ANSWERING_NAMES}
READERS = [
    pytest.param(
        client,
        id=client.name,
        marks=pytest.mark.representative if client is OLDEST_DUCKDB else pytest.mark.exhaustive,
    )
    for client in CLIENTS
]


def counts_of(database: Path) -> Counts:
    """Return the number of rows and values of each table by our own DuckDB."""
    counts = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        for (table,) in connection.execute("select table_name from duckdb_tables()").fetchall():
            names = connection.table(table).columns
            columns = ", ".join(f'count("{name}")' for name in names)
            [(rows, *values)] = connection.execute(
                f"select count(*), {columns} from {table}"
            ).fetchall()
            counts[table] = (rows, dict(zip(names, values, strict=True)))
    return counts


@pytest.fixture(scope="module")
def workbook(sample_runs: SampleRuns, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "findings.xlsx"
    variables = {"ADO_FINDINGS__DATA_DIR": str(sample_runs.data_dir.parent)}
    options = ["export", "--format", "xlsx", "--output", str(path)]
    assert CliRunner().invoke(main, options, env=variables).exit_code == 0
    return path


@pytest.mark.parametrize("client", READERS)
def test_a_client_reads_every_table(
    client: Client, sample_runs: SampleRuns, request: pytest.FixtureRequest
) -> None:
    if client.reads == "workbook":
        path: Path = request.getfixturevalue("workbook")
    else:
        path = sample_runs.database
    truth = counts_of(sample_runs.database)
    read = client.counts(path)
    assert read.keys() == truth.keys()
    for table, counts in truth.items():
        assert read[table] == counts, table


@pytest.fixture(scope="module")
def answers(sample_runs: SampleRuns, workbook: Path) -> Callable[[Client], Mapping[str, float]]:
    """The headline number of each metric by a program, which is asked once."""
    queries = {headline.metric_id: headline.sql for headline in HEADLINES.values()}

    @cache
    def answered(client: Client) -> Mapping[str, float]:
        path = workbook if client.reads == "workbook" else sample_runs.database
        return client.answers(path, queries)

    return answered


@pytest.mark.exhaustive
@pytest.mark.parametrize("headline", HEADLINES.values(), ids=HEADLINES.keys())
@pytest.mark.parametrize("client", ANSWERING.values(), ids=ANSWERING.keys())
def test_a_client_finds_the_number_of_a_metric(
    client: Client,
    headline: Headline,
    answers: Callable[[Client], Mapping[str, float]],
    published: duckdb.DuckDBPyConnection,
) -> None:
    """With MetricFlow in test_semantic_layer.py: 25 metrics by 6 programs."""
    [(expected,)] = published.sql(headline.sql).fetchall()
    assert answers(client)[headline.metric_id] == pytest.approx(expected, rel=1e-9)
