"""What every test starts from: no settings but few trials, no proxy, no telemetry, a folder of its own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.environment import use_own_variables
from tests.support.parsing import parsed_once
from tests.support.processes import end_with_parent

SETTING_PREFIXES = ("SOURCES__", "ADO_FINDINGS__", "AZURE_DEVOPS_EXT_PAT")
FEW_TRIALS = {"ADO_FINDINGS__FORECAST_TRIALS": "1000"}  # more cost seconds in every dbt build


def pytest_configure(config: pytest.Config) -> None:
    """Start as the command does; stop a worker of pytest-xdist with the process that distributes tests."""
    use_own_variables()
    os.environ.update(FEW_TRIALS)
    if hasattr(config, "workerinput"):
        end_with_parent()


@pytest.fixture(autouse=True)
def umask_stays() -> Iterator[None]:
    """Commands that a test runs in this process change its umask."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        is_setting = name.startswith(SETTING_PREFIXES) and name not in FEW_TRIALS
        if is_setting or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session", autouse=True)
def dbt_parses_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.getbasetemp()
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    with parsed_once(folder.parent if is_worker else folder):
        yield
