"""Programs of others read every published table: `make test-clients` runs all of them."""

from pathlib import Path

import duckdb
import pytest

from tests.integration.conftest import Command
from tests.support.clients import CLIENTS, OLDEST_DUCKDB, Client, Counts
from tests.support.sample_runs import SampleRuns

pytestmark = pytest.mark.xdist_group("sample_run")

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


@pytest.fixture
def workbook(sample_runs: SampleRuns, command: Command, tmp_path: Path) -> Path:
    path = tmp_path / "findings.xlsx"
    data_dir = str(sample_runs.data_dir.parent)
    options = ("--format", "xlsx", "--output", str(path))
    assert command("export", *options, ADO_FINDINGS__DATA_DIR=data_dir).exit_code == 0
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
