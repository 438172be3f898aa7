"""What users pass to `make` reaches the command as it is: neither make nor the shell carries it out."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pipelines.paths import PROJECT_DIR
from tests.support.processes import run

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")

MAKEFILE = PROJECT_DIR / "Makefile"
TOOL = """#!/bin/sh
for argument in "$ADO_FINDINGS__AS_OF" "$@"; do printf '%s\\0' "$argument"; done
"""
COMMANDS = [
    "x; touch carried-out",
    "x & touch carried-out",
    "$(touch carried-out)",
    "$$(touch carried-out)",
    "$(shell touch carried-out)",
    "`touch carried-out`",
    '"; touch carried-out; "',
    "'; touch carried-out; '",
    "x\ntouch carried-out",
]
# The variables of each target, and what the tool is called with.
USES = {
    "run": (
        ["AS_OF", "FULL_REFRESH", "SWEEP", "VERBOSE"],
        ["{value}", "run", "--full-refresh", "--sweep", "--verbose"],
    ),
    "build": (["AS_OF"], ["{value}", "build"]),
    "findings": (
        ["AS_OF", "SEVERITY", "FAMILY", "TEAM", "NEW", "FORMAT"],
        [
            "{value}",
            "findings",
            "--severity",
            "{value}",
            "--family",
            "{value}",
            "--team",
            "{value}",
            "--new",
            "--format",
            "{value}",
        ],
    ),
    "superset-bundle": (
        ["DATABASE"],
        ["", "-m", "dashboards.bundle", "build/ado-findings-superset.zip", "{value}"],
    ),
    "test-unit": (["WORKERS"], ["", "-n", "{value}"]),
}


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The Makefile with tools that print what they are called with."""
    shutil.copy(MAKEFILE, tmp_path)
    for name in ("requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        (tmp_path / name).touch()
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    for name in ("python", "python3", "ado-findings", "pytest"):
        tool = tmp_path / ".venv" / "bin" / name
        tool.write_text(TOOL)
        tool.chmod(0o755)
    for name in (".installed", ".installed-dev"):
        (tmp_path / ".venv" / name).touch()
    for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL"):  # of the make that runs the tests
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path / '.venv' / 'bin'}:{os.environ['PATH']}")
    return tmp_path


@pytest.mark.parametrize("value", COMMANDS)
@pytest.mark.parametrize("target", USES)
def test_a_value_is_passed_on_as_it_is(checkout: Path, target: str, value: str) -> None:
    variables, arguments = USES[target]
    made = make(checkout, target, *(f"{variable}={value}" for variable in variables))
    assert made.returncode == 0, made.stderr
    expected = [argument.replace("{value}", value) for argument in arguments]
    assert made.stdout.split("\0")[:-1] == expected
    assert not (checkout / "carried-out").exists()


@pytest.mark.parametrize("value", COMMANDS)
def test_no_other_variable_is_carried_out(checkout: Path, value: str) -> None:
    others = ["PYTHON", "SIZES", "VENV", "BIN", "TOOL", "AT"]
    for target in ("run", "benchmark", ".venv/bin/python"):
        make(checkout, "-B", target, *(f"{variable}={value}" for variable in others))
    assert not (checkout / "carried-out").exists()


def test_every_variable_of_users_comes_from_the_environment() -> None:
    """Recipes ask only whether it is set."""
    makefile = MAKEFILE.read_text()
    [names] = re.findall(r"^USER_VARIABLES := (.*)$", makefile, re.MULTILINE)
    documented = re.findall(r"\b([A-Z_]+)=", "\n".join(re.findall(r"## .*", makefile)))
    assert set(documented) - {"PYTHON"} <= set(names.split())
    for name in names.split():
        assert re.findall(rf"(?<!\(if )\$\({name}\)(?!\$)", makefile) in ([], ["$(FULL)"]), name


def test_values_of_the_environment_are_used_too(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = "Crew $(shell touch carried-out)"
    monkeypatch.setenv("TEAM", team)
    made = make(checkout, "findings")
    assert made.stdout.split("\0")[:-1] == ["", "findings", "--team", team]
    assert not (checkout / "carried-out").exists()


def make(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(["make", "-s", *arguments], cwd=checkout, capture_output=True)


def test_a_variable_that_is_not_set_is_not_exported(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For dlt, an empty `FULL_REFRESH` is a setting that is not valid."""
    tool = checkout / ".venv" / "bin" / "ado-findings"
    tool.write_text('#!/bin/sh\nprintf "%s" "${FULL_REFRESH-not set}"\n')
    monkeypatch.delenv("FULL_REFRESH", raising=False)
    assert make(checkout, "run").stdout == "not set"
    assert make(checkout, "run", "FULL_REFRESH=1").stdout == "1"
