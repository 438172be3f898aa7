"""The sample organization, run twice: what the command prints, and what it publishes.

The second run has the variables of other dlt and dbt projects in its environment, which must change nothing.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from click.testing import CliRunner, Result

from pipelines.cli import main
from pipelines.settings import DEFAULT_FORECAST_TRIALS

DATA_FOLDER = "data of Zoë & $HOME {{ 1 }}"  # shells and templates give these characters a meaning
FOREIGN_VARIABLES = {
    "DBT_EMPTY": "1",
    "DBT_ENGINE_FAIL_FAST": "1",
    "DBT_EXCLUDE_RESOURCE_TYPES": "seed test",
    "DBT_MACRO_DEBUGGING": "1",
    "DBT_PROFILE": "other",
    "DBT_PROFILES_DIR": "/nowhere",
    "DBT_PROJECT_DIR": "/nowhere",
    "DBT_RESOURCE_TYPES": "model",
    "DBT_SAMPLE": "1 day",
    "DBT_TARGET": "prod",
    "DBT_TARGET_PATH": "/nowhere",
    "DBT_WRITE_JSON": "false",
    "DATASET_NAME_LAYOUT": "other_%s",
    "DEV_MODE": "true",
    "DLT_DATA_DIR": "/nowhere",
    "DLT_USE_JSON": "simplejson",
    "LOAD__RAISE_ON_FAILED_JOBS": "false",
    "PIPELINES_DIR": "/nowhere",
    "RUNTIME__SENTRY_DSN": "https://key@sentry.example/1",
    "SCHEMA__NAMING": "direct",
    "USE_SINGLE_DATASET": "false",
}


class SampleRuns:
    """Two runs in a row: their output, and the publication after each."""

    def __init__(self, folder: Path) -> None:
        self.data_dir = folder / DATA_FOLDER / "sample"
        self.first_publication = folder / "first"
        self.first = self._run(folder)
        shutil.copytree(self.data_dir, self.first_publication)
        self.second = self._run(folder, FOREIGN_VARIABLES)

    @property
    def database(self) -> Path:
        """What the second run published."""
        return self.data_dir / "findings.duckdb"

    @staticmethod
    def _run(folder: Path, variables: Mapping[str, str] = MappingProxyType({})) -> Result:
        os.umask(0o022)  # the usual one
        environment = {
            **variables,
            "ADO_FINDINGS__DATA_DIR": str(folder / DATA_FOLDER),
            "ADO_FINDINGS__FORECAST_TRIALS": str(DEFAULT_FORECAST_TRIALS),  # as the pages show it
        }
        return CliRunner(env=environment).invoke(main, ["run"], catch_exceptions=False)
