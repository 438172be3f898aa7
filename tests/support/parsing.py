"""What makes dbt quick in tests: one parse for all workers, and builds without data tests."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.cli.main import dbtRunner, dbtRunnerResult
from filelock import FileLock

from pipelines.build import dbt_runner

PARSED = "partial_parse.msgpack"  # dbt checks that it fits: files, settings, environment
FOLDERS = ("--project-dir", "--profiles-dir", "--target-path", "--log-path")

Invoke = Callable[..., dbtRunnerResult]


@contextmanager
def parsed_once(folder: Path) -> Iterator[None]:
    """Start each build from one parse of the project, which `folder` shares between processes."""
    invoke = dbtRunner.invoke

    def invoke_parsed(self: dbtRunner, arguments: list[str], **options: Any) -> dbtRunnerResult:
        paths = {name: arguments[arguments.index(name) + 1] for name in FOLDERS}
        target = Path(paths["--target-path"])
        with FileLock(folder / "parsed.lock"):
            if not (folder / PARSED).exists():
                options_of_paths = [part for path in paths.items() for part in path]
                invoke(self, ["parse", *options_of_paths, "--log-level", "none", "--quiet"])
                shutil.copy(target / PARSED, folder)
        if not (target / PARSED).exists():
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy(folder / PARSED, target)
        return invoke(self, arguments, **options)

    with _invoking(invoke_parsed), pytest.MonkeyPatch.context() as patch:
        # dbt parses again when the path of the warehouse changes, which parsing does not depend on.
        patch.setattr(DuckDBCredentials, "_connection_keys", lambda self: ("database", "schema"))
        yield


@contextmanager
def models_only() -> Iterator[None]:
    """Build models without data tests, for tests of many builds and not of the data tests."""
    with pytest.MonkeyPatch.context() as patch, with_options("--exclude-resource-type", "test"):
        patch.setattr(dbt_runner, "REQUIRED_TYPES", ("model", "seed"))
        yield


def with_options(*added: str) -> AbstractContextManager[None]:
    """Add options to every call of dbt."""
    invoke = dbtRunner.invoke

    def invoke_with(self: dbtRunner, arguments: list[str], **options: Any) -> dbtRunnerResult:
        return invoke(self, [*arguments, *added], **options)

    return _invoking(invoke_with)


@contextmanager
def _invoking(invoke: Invoke) -> Iterator[None]:
    """Have every call of dbt go through `invoke` while the block lasts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dbtRunner, "invoke", invoke)
        yield
