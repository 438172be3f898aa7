"""Programs of others that read what is published, each installed into an environment of its own.

Environments are folders below `.venv-clients/`, created when they are needed and kept. A script `read_*`
reads every table with one program and prints, as JSON, the number of rows and of values that are not null. A
script `ask_*` answers queries.
"""

import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, NoReturn

import pytest
from filelock import FileLock

from tests.support.processes import run

SCRIPTS = Path(__file__).parent
ENVIRONMENTS = Path(__file__).parents[3] / ".venv-clients"
INSTALL_WITHIN_SECONDS = 600
READ_WITHIN_SECONDS = 300
VARIABLES = dict(os.environ)  # with the proxy, which tests start without

Counts = Mapping[str, tuple[int, Mapping[str, int]]]
"""The number of rows of each table, and of values in each of its columns."""


class Client(NamedTuple):
    """A program, the packages that it consists of, and the script that reads with it."""

    name: str
    script: str
    packages: tuple[str, ...]
    reads: Literal["database", "workbook"] = "database"

    @property
    def folder(self) -> Path:
        """Where its environment is."""
        return ENVIRONMENTS / self.name

    @property
    def is_python(self) -> bool:
        """Return whether its environment is one of Python, not of node."""
        return self.script.endswith(".py")

    def counts(self, path: Path) -> Counts:
        """Return what the program reads from the file."""
        found = self._run(self.script, path)
        return {table: (rows, values) for table, (rows, values) in found.items()}

    def answers(self, path: Path, queries: Mapping[str, str]) -> Mapping[str, float]:
        """Return the number that the program finds for each query."""
        return self._run(self.script.replace("read_", "ask_"), path, json.dumps(queries))

    def _run(self, script: str, path: Path, text: str = "") -> Any:
        interpreter = install(self)
        shutil.copy(SCRIPTS / script, self.folder)
        found = run(
            [interpreter, self.folder / script, path],
            input=text,
            capture_output=True,
            timeout=READ_WITHIN_SECONDS,
        )
        assert found.returncode == 0, found.stderr
        return json.loads(found.stdout)


def _duckdb(version: str) -> Client:
    name = f"duckdb-{version.rpartition('.')[0]}"
    return Client(name, "read_duckdb.py", (f"duckdb=={version}",))


OLDEST_DUCKDB = _duckdb("1.0.0")
CLIENTS = (
    OLDEST_DUCKDB,
    *map(_duckdb, ("1.1.3", "1.2.2", "1.3.2", "1.4.5", "1.5.6", "2.0.1")),
    Client("pandas", "read_pandas.py", ("pandas==3.1.1", "pyarrow==26.0.1")),
    Client("polars", "read_polars.py", ("polars==2.1.0",)),
    Client("ibis", "read_ibis.py", ("ibis-framework[duckdb]==12.0.0", "duckdb==1.5.6")),
    Client(
        "sqlalchemy",
        "read_sqlalchemy.py",
        ("sqlalchemy==2.0.44", "duckdb-engine==0.17.0", "duckdb==2.0.1"),
    ),
    Client("node-api", "read_node_api.mjs", ("@duckdb/node-api@1.5.6-r.1",)),
    Client("duckdb-wasm", "read_wasm.cjs", ("@duckdb/duckdb-wasm@1.32.0",)),
    Client("excel", "read_openpyxl.py", ("openpyxl==3.1.5",), reads="workbook"),
)


def install(client: Client) -> Path:
    """Create the environment of a client unless it is there, and return the program that runs its script.

    A test is skipped where that is impossible, and fails in CI.
    """
    interpreter = _interpreter(client)
    installed = client.folder / ".installed"
    ENVIRONMENTS.mkdir(exist_ok=True)
    with FileLock(ENVIRONMENTS / f"{client.name}.lock"):
        if not installed.exists() or installed.read_text() != repr(client.packages):
            shutil.rmtree(client.folder, ignore_errors=True)
            _install_packages(client)
            installed.write_text(repr(client.packages))
    return interpreter


def _interpreter(client: Client) -> Path:
    if client.is_python:
        return client.folder / "bin" / "python"
    node = shutil.which("node")
    if not (node and shutil.which("npm")):
        _not_here("node and npm are not installed")
    return Path(node)


def _install_packages(client: Client) -> None:
    if client.is_python:
        uv, python = Path(sys.executable).with_name("uv"), client.folder / "bin" / "python"
        _run([uv, "venv", "--quiet", "--python", sys.executable, client.folder])
        options = ("--quiet", "--only-binary", ":all:", "--python", python)
        _run([uv, "pip", "install", *options, *client.packages])
    else:
        client.folder.mkdir()
        options = ("--no-audit", "--no-fund", "--no-package-lock", "--prefix", client.folder)
        _run(["npm", "install", *options, *client.packages])


def _run(command: list[object]) -> None:
    done = run(command, capture_output=True, env=VARIABLES, timeout=INSTALL_WITHIN_SECONDS)
    if done.returncode:
        _not_here(f"{command[-1]} cannot be installed: {done.stderr.strip()[-500:]}")


def _not_here(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
