"""Load dlt sources into schema `raw` of the warehouse, package by package."""

import re
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import dlt
from dlt.extract import DltSource
from dlt.pipeline.exceptions import PipelineStepFailed

from pipelines import warehouse
from pipelines.azure_devops.registry import FEEDS
from pipelines.errors import AdoFindingsError, RunFailed, own_error
from pipelines.warehouse.destination import warehouse_destination

PIPELINE_NAME = "azure_devops"


class Loader:
    """Loads the sources of one run.

    Attributes:
        warehouse_path: The warehouse.
        loaded_at: Identifies the loads of this run.
    """

    def __init__(self, warehouse_path: Path, state_dir: Path, loaded_at: datetime) -> None:
        self.warehouse_path = warehouse_path
        self.loaded_at = loaded_at
        self._pipeline = dlt.pipeline(
            PIPELINE_NAME,
            pipelines_dir=str(state_dir),
            destination=warehouse_destination(warehouse_path),
            dataset_name=warehouse.RAW_SCHEMA,
        )

    def load(self, source: DltSource) -> None:
        """Extract and load a source.

        Raises:
            AdoFindingsError: Our own error that made it fail, or a RunFailed with dlt's reason.
        """
        if self._pipeline.has_pending_data:  # of a failed load: dlt would load only that
            self.load_pending()
        try:
            self._pipeline.run(source)
        except PipelineStepFailed as failure:
            raise _cause(failure) from None

    def load_pending(self) -> None:
        """Load the packages that a killed run left behind, then delete all state outside of the warehouse.

        The warehouse has the continuation tokens of the feeds, each committed with its package. So a package
        that cannot be loaded is read again, and a warehouse that was deleted or restored resumes from its own
        tokens.
        """
        with warehouse.connect(self.warehouse_path) as connection:
            has_tokens = warehouse.has_raw_table(connection, "_dlt_pipeline_state")
        if has_tokens and self._pipeline.has_pending_data:
            with suppress(PipelineStepFailed):
                self._pipeline.run()
        self._remove_repeated_rows()
        self._delete_working_files()

    def _remove_repeated_rows(self) -> None:
        """Deduplicate logs: a load that was killed between its copy and its commit copies its rows again."""
        with warehouse.connect(self.warehouse_path) as connection:
            for feed in FEEDS:
                if feed.latest_by is None:
                    warehouse.remove_repeated_rows(connection, feed.name, feed.primary_key)

    def _delete_working_files(self) -> None:
        """Delete them in one step: file by file, the rows could be gone and the token be left."""
        folder = Path(self._pipeline.working_dir)
        removed = folder.with_name(f"{folder.name}.removed")
        shutil.rmtree(removed, ignore_errors=True)
        folder.rename(removed)
        self._pipeline.drop()
        shutil.rmtree(removed, ignore_errors=True)


def _cause(failure: PipelineStepFailed) -> AdoFindingsError:
    return own_error(failure) or RunFailed(f"The load failed: {_reason(failure)}")


def _reason(failure: PipelineStepFailed) -> str:
    """Return the line that names the innermost error: dlt's message contains complete tracebacks."""
    text = str(getattr(failure, "exception", failure))
    named = re.findall(r"^[\w.]*(?:Error|Exception): .+", text, re.MULTILINE)
    return named[-1] if named else text
