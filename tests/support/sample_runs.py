"""The sample organization, run twice: what the command prints, and what it publishes."""

import os
import shutil
from pathlib import Path

from click.testing import CliRunner, Result

from pipelines.cli import main


class SampleRuns:
    """Two runs in a row: their output, and the publication after each."""

    def __init__(self, folder: Path) -> None:
        self.data_dir = folder / "data" / "sample"
        self.first_publication = folder / "first"
        self.first = self._run(folder)
        shutil.copytree(self.data_dir, self.first_publication)
        self.second = self._run(folder)

    @property
    def database(self) -> Path:
        """What the second run published."""
        return self.data_dir / "findings.duckdb"

    @staticmethod
    def _run(folder: Path) -> Result:
        os.umask(0o022)  # the usual one
        environment = {"ADO_FINDINGS__DATA_DIR": str(folder / "data")}
        return CliRunner(env=environment).invoke(main, ["run"], catch_exceptions=False)
