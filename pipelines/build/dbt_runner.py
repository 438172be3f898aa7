"""dbt in this process: builds the models and runs their tests on the warehouse."""

import json
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt_common.events.base_types import EventMsg

from pipelines.errors import RunFailed, first_few
from pipelines.paths import PROJECT_DIR

REQUIRED_TYPES = ("model", "seed", "test")
NODE_EVENTS = ("LogModelResult", "LogTestResult", "LogSeedResult")

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Built:
    """The manifest of a build, and how many nodes it ran."""

    manifest: Path
    node_count: int


def build(
    warehouse_path: Path,
    work_dir: Path,
    memory_limit: str = "3GB",
    on_node_done: Callable[[str], None] = lambda _: None,
    pseudonymize: bool = False,
    with_unit_tests: bool = False,
) -> Built:
    """Build all models and run all data tests; unit tests run in `make test` only.

    Raises:
        RunFailed: If a model or a blocking test failed, with the names and the first message, or did not run.
    """
    arguments = ["build", *_options(work_dir)]
    if not with_unit_tests:
        arguments += ["--exclude-resource-type", "unit_test"]
    with _environment(
        ADO_FINDINGS_WAREHOUSE=str(warehouse_path),
        ADO_FINDINGS_MODELS_MEMORY=memory_limit,
        ADO_FINDINGS_PSEUDONYMIZE="true" if pseudonymize else "false",
    ):
        invocation = _invoke(arguments, on_node_done)
    return _built(invocation, work_dir)


def _built(invocation: dbtRunnerResult, work_dir: Path) -> Built:
    if invocation.exception:
        raise RunFailed(f"dbt could not start: {invocation.exception}")
    results = getattr(invocation.result, "results", [])
    failed = [result for result in results if result.status in ("error", "fail")]
    if not invocation.success or failed or not results:
        raise RunFailed(_failure_message(failed, work_dir))
    manifest = work_dir / "target" / "manifest.json"
    _require_all_nodes(manifest, {result.node.unique_id for result in results})
    return Built(manifest, len(results))


def _require_all_nodes(manifest: Path, ran: set[str]) -> None:
    """Raise if a model, seed or data test of the project did not run: tables may be missing or unchecked."""
    nodes = json.loads(manifest.read_text())["nodes"].values()
    required = {
        node["unique_id"]: node["name"] for node in nodes if node["resource_type"] in REQUIRED_TYPES
    }
    missing = sorted(name for unique_id, name in required.items() if unique_id not in ran)
    if missing:
        raise RunFailed(
            f"dbt ran {len(required) - len(missing)} of {len(required)} models, seeds and data tests, not "
            f"{first_few(missing)}. Nothing was published. Run again; if the error persists, report it."
        )


def _options(work_dir: Path) -> list[str]:
    return [
        *("--project-dir", str(PROJECT_DIR), "--profiles-dir", str(PROJECT_DIR)),
        *("--target-path", str(work_dir / "target")),
        *("--log-path", str(work_dir / "logs")),
        *("--log-level", "none", "--log-level-file", "info"),
        *("--warn-error-options", '{"error": ["NoNodesForSelectionCriteria"]}'),
    ]


def _invoke(arguments: list[str], on_node_done: Callable[[str], None]) -> dbtRunnerResult:
    def forward(event: EventMsg) -> None:
        if event.info.name in NODE_EVENTS:
            name, seconds = event.data.node_info.node_name, event.data.execution_time
            fields = {"model": name, "seconds": round(seconds, 3)}
            logger.debug("%s: %s in %.2fs", name, event.data.status, seconds, extra=fields)
            on_node_done(name)

    try:
        return dbtRunner(callbacks=[forward]).invoke(arguments)
    finally:
        DuckDBConnectionManager.close_all_connections()


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def _failure_message(failed: list, work_dir: Path) -> str:  # type: ignore[type-arg]
    names = ", ".join(result.node.name for result in failed[:5]) or "no node"
    reason = (failed[0].message or "").strip().splitlines()[:3] if failed else []
    return (
        f"dbt build failed at {names}. {' '.join(reason)} "
        f"Nothing was published. dbt's log: {work_dir / 'logs' / 'dbt.log'}"
    )
