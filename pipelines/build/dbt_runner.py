"""dbt, run in this process: builds the models and their tests over the warehouse."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt_common.events.base_types import EventMsg

from pipelines.errors import RunFailed

PROJECT_DIR = Path(__file__).resolve().parents[2]
RULE_MODELS_DIR = PROJECT_DIR / "models" / "rules"


@dataclass(frozen=True)
class Built:
    """Where a build left its artifacts, and how many nodes it ran."""

    manifest: Path
    node_count: int


def rule_models() -> list[str]:
    """Names of the rule models: one file of models/rules is one rule."""
    return sorted(path.stem for path in RULE_MODELS_DIR.rglob("rule_*.sql"))


def build(
    warehouse_path: Path,
    work_dir: Path,
    memory_limit: str = "3GB",
    on_node_done: Callable[[str], None] = lambda _: None,
    pseudonymize: bool = False,
    with_unit_tests: bool = False,
) -> Built:
    """Build all models and run all data tests; unit tests belong to `make test`.

    Raises:
        RunFailed: If a model or a blocking test failed, with the names and the first message.
    """
    arguments = ["build", *_places(work_dir)]
    if not with_unit_tests:
        arguments += ["--exclude-resource-type", "unit_test"]
    with _environment(
        ADO_FINDINGS_WAREHOUSE=str(warehouse_path),
        ADO_FINDINGS_RULES=" ".join(rule_models()),
        ADO_FINDINGS_MODELS_MEMORY=memory_limit,
        ADO_FINDINGS_PSEUDONYMIZE="true" if pseudonymize else "false",
    ):
        result = _invoke(arguments, on_node_done)
    if result.exception:
        raise RunFailed(f"dbt could not start: {result.exception}")
    results = getattr(result.result, "results", [])
    failed = [each for each in results if each.status in ("error", "fail")]
    if not result.success or failed or not results:
        raise RunFailed(_failure_message(failed, work_dir))
    return Built(work_dir / "target" / "manifest.json", len(results))


def _places(work_dir: Path) -> list[str]:
    return [
        *("--project-dir", str(PROJECT_DIR)),
        *("--profiles-dir", str(PROJECT_DIR / "dbt_project")),
        *("--target-path", str(work_dir / "target")),
        *("--log-path", str(work_dir / "logs")),
        *("--log-level", "none", "--log-level-file", "info"),
        *("--warn-error-options", '{"error": ["NoNodesForSelectionCriteria"]}'),
    ]


def _invoke(arguments: list[str], on_node_done: Callable[[str], None]) -> dbtRunnerResult:
    def forward(event: EventMsg) -> None:
        if event.info.name in ("LogModelResult", "LogTestResult", "LogSeedResult"):
            on_node_done(event.data.node_info.node_name)

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
    names = ", ".join(each.node.name for each in failed[:5]) or "no node"
    reason = (failed[0].message or "").strip().splitlines()[:3] if failed else []
    return (
        f"The models did not pass: {names}. {' '.join(reason)} "
        f"Nothing was published. The log is {work_dir / 'logs' / 'dbt.log'}."
    )
