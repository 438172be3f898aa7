"""An error that nobody expects ends a command with one line; its traceback is in the log."""

from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import Result

from tests.integration.conftest import Command

COMMANDS = {
    "run": "pipelines.run.run",
    "build": "pipelines.run.build",
    "check": "pipelines.azure_devops.scopes.probe",
    "projects": "pipelines.azure_devops.scopes.probe",
    "platforms": "pipelines.console.platform_status.platform_statuses",
    "findings": "pipelines.console.published.published_database",
}
ERRORS = (RuntimeError, RecursionError, ZeroDivisionError, MemoryError, KeyError, OverflowError)
TOKEN = "pat-6c1f0b2e9d"


def raising(error: Exception) -> Any:
    def fail(*_: object, **__: object) -> NoReturn:
        raise error

    return fail


def assert_one_line(result: Result, description: str) -> str:
    assert result.exit_code == 1
    [line] = [line for line in result.stderr.splitlines() if line.strip()]
    assert line.startswith(f"Error: Unexpected error ({description}). Report it with ")
    return line


@pytest.mark.parametrize("name", COMMANDS)
def test_there_is_no_traceback_without_verbose(
    name: str, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(COMMANDS[name], raising(RuntimeError("boom\nand more")))
    line = assert_one_line(command(name), "RuntimeError: boom")
    assert line.endswith("Report it with the output of the same command with --verbose.")


@pytest.mark.parametrize("name", COMMANDS)
def test_verbose_shows_the_traceback(
    name: str, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(COMMANDS[name], raising(RuntimeError("boom")))
    result = command(name, "--verbose")
    assert result.exit_code == 1
    assert "Traceback (most recent call last):" in result.stderr
    assert result.stderr.splitlines()[-1].startswith("Error: Unexpected error (")


@pytest.mark.parametrize("error", ERRORS)
def test_every_error_of_python_is_one_line(
    error: type[Exception], command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(COMMANDS["run"], raising(error()))
    assert_one_line(command("run"), error.__name__)


def test_the_log_has_the_traceback(
    command: Command, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = data_dir / "sample" / "state" / "logs" / "run.log"
    log.parent.mkdir(parents=True)
    log.touch()
    monkeypatch.setattr(COMMANDS["run"], raising(RuntimeError("boom")))
    assert assert_one_line(command("run"), "RuntimeError: boom").endswith(f" {log}.")
    assert "Traceback (most recent call last):" in log.read_text()


def test_a_log_that_cannot_be_opened_changes_nothing(
    command: Command, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = data_dir / "sample" / "state" / "logs" / "run.log"
    log.mkdir(parents=True)
    monkeypatch.setattr(COMMANDS["run"], raising(RuntimeError("boom")))
    assert_one_line(command("run"), "RuntimeError: boom")


def test_a_traceback_hides_the_token(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.run._read_inputs", raising(RuntimeError(f"sent {TOKEN}")))
    result = command(
        "run",
        "--verbose",
        SOURCES__AZURE_DEVOPS__ORGANIZATION_URL="https://dev.azure.com/contoso",
        SOURCES__AZURE_DEVOPS__ACCESS_TOKEN=TOKEN,
    )
    assert "RuntimeError: sent ***" in result.stderr
    assert TOKEN not in result.stderr
