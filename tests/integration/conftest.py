"""The sample organization, built once and run once, and the command, run in this process."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

import sample_organization
from pipelines.cli import main
from sample_organization.model.organization import Organization
from tests.support.clients import OLDEST_DUCKDB, install
from tests.support.reads import only_reads_are_served
from tests.support.sample_runs import SampleRuns

Command = Callable[..., Result]


@pytest.fixture(scope="package", autouse=True)
def nothing_but_reads() -> Iterator[None]:
    with only_reads_are_served():
        yield


@pytest.fixture(scope="session")
def organization() -> Organization:
    return sample_organization.build_sample_organization()


@pytest.fixture(scope="package")
def sample_runs(tmp_path_factory: pytest.TempPathFactory) -> SampleRuns:
    """What is expensive: tests that use it belong to the xdist group `sample_run`."""
    return SampleRuns(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def published(sample_runs: SampleRuns) -> Iterator[duckdb.DuckDBPyConnection]:
    """What the second run on the sample organization published."""
    with duckdb.connect(str(sample_runs.database), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="package")
def old_client() -> Path:
    """A Python with the oldest DuckDB that reads what is published, and with nothing else."""
    return install(OLDEST_DUCKDB)


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `ado-findings` with settings from the environment: `command("run", URL=…)`."""

    def invoke(*arguments: str, **variables: str) -> Result:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(main, list(arguments), catch_exceptions=False)

    return invoke


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Where a run without ADO_FINDINGS__DATA_DIR writes: below the working directory."""
    return tmp_path / "data"
