"""What makes dbt quick in tests: parsing once a process, and models without their data tests."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from dbt.cli.main import dbtRunnerResult

from pipelines.build import dbt_runner

PARSED = "partial_parse.msgpack"  # dbt checks that it fits: files, settings, environment

Invoke = Callable[[list[str], Callable[[str], None]], dbtRunnerResult]


def parsed_once(folder: Path) -> AbstractContextManager[None]:
    """A build in a new folder starts from what an earlier one parsed; `folder` keeps it."""
    invoke = dbt_runner._invoke

    def invoke_parsed(arguments: list[str], on_node_done: Callable[[str], None]) -> dbtRunnerResult:
        target = Path(arguments[arguments.index("--target-path") + 1])
        target.mkdir(parents=True, exist_ok=True)
        if (folder / PARSED).exists() and not (target / PARSED).exists():
            shutil.copy(folder / PARSED, target)
        try:
            return invoke(arguments, on_node_done)
        finally:
            if (target / PARSED).exists():
                shutil.copy(target / PARSED, folder)

    return _invoking(invoke_parsed)


def models_only() -> AbstractContextManager[None]:
    """Build the models without running data tests, for what is about many builds and not about their gate."""
    invoke = dbt_runner._invoke

    def invoke_models(arguments: list[str], on_node_done: Callable[[str], None]) -> dbtRunnerResult:
        return invoke([*arguments, "--exclude-resource-type", "test"], on_node_done)

    return _invoking(invoke_models)


@contextmanager
def _invoking(invoke: Invoke) -> Iterator[None]:
    """Have builds call dbt through `invoke` while the block lasts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dbt_runner, "_invoke", invoke)
        yield
