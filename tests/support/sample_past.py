"""The past of the sample organization: what eight weekly runs published, in the files that ship with it.

The runs leave out the data tests: those of the run that continues this past read all its rows.
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from unittest.mock import patch
from uuid import NAMESPACE_URL, uuid5

import duckdb
from click.testing import CliRunner

import sample_organization
from pipelines import run
from pipelines.build import publication
from pipelines.build.publication import HISTORY_TABLES
from pipelines.cli import main
from pipelines.extract import extraction_state
from pipelines.paths import PUBLISHED_FILE, SAMPLE_DIR
from pipelines.settings import DEFAULT_FORECAST_TRIALS
from sample_organization import (
    SAMPLE_AS_OF,
    build_platform_records,
    build_sample_organization,
    rosters_directory,
    write_sample_rosters,
)
from tests.support.parsing import models_only

WEEKS = [SAMPLE_AS_OF - timedelta(weeks=number) for number in range(8, 0, -1)]


def write_past(target: Path) -> None:
    """Run the program for each week, in one data folder, and write what the last run says about all."""
    with TemporaryDirectory(prefix="sample-past-") as folder:
        for present in WEEKS:
            _run(present, Path(folder))
        _export(Path(folder) / "data" / SAMPLE_DIR / PUBLISHED_FILE, target)


def _run(present: datetime, folder: Path) -> None:
    environment = {
        "ADO_FINDINGS__DATA_DIR": str(folder / "data"),
        "ADO_FINDINGS__FORECAST_TRIALS": str(DEFAULT_FORECAST_TRIALS),
    }
    with _sample_at(present, folder / "files"), _clock_at(present), models_only():
        done = CliRunner(env=environment).invoke(main, ["run"], catch_exceptions=False)
    assert done.exit_code == 0, done.output


@contextmanager
def _sample_at(present: datetime, files: Path) -> Iterator[None]:
    """Replace the sample organization by what it was at `present`, without a past."""
    rosters = shutil.copytree(rosters_directory(), files / "rosters", dirs_exist_ok=True)
    write_sample_rosters(rosters, present)
    organization, records = build_sample_organization(present), build_platform_records(present)
    with patch.multiple(
        sample_organization,
        SAMPLE_AS_OF=present,
        build_sample_organization=lambda: organization,
        build_platform_records=lambda: records,
        rosters_directory=lambda: rosters,
        past_directory=lambda: None,
    ):
        yield


@contextmanager
def _clock_at(present: datetime) -> Iterator[None]:
    """Let a run start and finish at `present`, with an id that depends on it alone."""
    clock = SimpleNamespace(now=lambda _: present)
    run_id = uuid5(NAMESPACE_URL, f"aurora-sleeper/{present.isoformat()}")
    with ExitStack() as patches:
        for module in (run, publication):
            patches.enter_context(patch.object(module, "datetime", clock))
        patches.enter_context(patch.object(extraction_state, "uuid4", lambda: run_id))
        yield


def _export(database: Path, target: Path) -> None:
    """Write the tables with a history as Parquet files, each with its rows in order."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    target.chmod(0o755)  # the command has set a strict umask
    with duckdb.connect(str(database), read_only=True) as connection:
        for table in HISTORY_TABLES:
            file = target / f"{table}.parquet"
            connection.execute(
                f"copy (from {table} order by all) to '{file}' "
                "(format parquet, compression zstd, compression_level 19)"
            )
            file.chmod(0o644)
