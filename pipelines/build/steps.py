"""From the warehouse to the publication."""

from dataclasses import dataclass
from pathlib import Path

from pipelines import warehouse
from pipelines.build import dbt_runner, pseudonyms, publication
from pipelines.console.progress import Progress
from pipelines.extract.coverage import Coverage
from pipelines.http.usage import UsageLedger
from pipelines.settings import Settings
from pipelines.warehouse.run_context import RunContext

AS_OF_DIR_FORMAT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class RunResult:
    """What a finished run left: where, and what it took; no `usage` if nothing was read."""

    context: RunContext
    published: Path
    usage: UsageLedger | None
    coverage: list[Coverage]


def build_and_publish(
    settings: Settings, context: RunContext, state_dir: Path, progress: Progress
) -> Path:
    """Build, test and publish what the run tables describe, and return the published database.

    Raises:
        RunFailed: If a model or a blocking test failed; the old publication stands.
    """
    current_dir = settings.data_dir
    with progress.step("build and test the models") as on_node_done:
        publication.remember(settings.warehouse, current_dir)
        with warehouse.connect(settings.warehouse) as connection:
            warehouse.create_missing_raw_tables(connection)
        if settings.pseudonymize:
            pseudonyms.prepare(state_dir, settings.warehouse)
        built = dbt_runner.build(
            settings.warehouse,
            state_dir / "dbt",
            settings.memory_limit,
            on_node_done,
            settings.pseudonymize,
        )
    with progress.step("publish"):
        target_dir = _publication_dir(current_dir, context)
        tables = publication.marts(built.manifest)
        published = publication.publish(settings.warehouse, tables, target_dir, context.run_id)
        publication.remember(settings.warehouse, current_dir)
    return published


def _publication_dir(data_dir: Path, context: RunContext) -> Path:
    if not context.is_historical:
        return data_dir
    return data_dir / "as_of" / context.as_of.strftime(AS_OF_DIR_FORMAT)
