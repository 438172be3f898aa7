"""A run on a real organization, which another process serves: what it imports, logs and leaves."""

import base64
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, NamedTuple

import duckdb
import pytest

from sample_organization import Token
from tests.support.loading import eventful_organization, serving
from tests.support.modes import folder_of_older_version, unsuitable
from tests.support.processes import run

pytestmark = pytest.mark.xdist_group("real_run")

TOKEN = "pat-6c1f0b2e9d"
RUN = """
import sys
from pipelines.cli import main
try:
    main(["run", "--verbose"])
finally:
    print("imported:", sorted({name.split(".")[0] for name in sys.modules}))
"""


class RealRun(NamedTuple):
    """A run with umask 000 on a data folder of an older version, in which a link leads to `victim`."""

    data_dir: Path
    victim: Path
    done: CompletedProcess[str]

    @property
    def log_lines(self) -> list[dict[str, Any]]:
        text = (self.data_dir / "state" / "logs" / "run.log").read_text()
        return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="module")
def real_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealRun]:
    folder = tmp_path_factory.mktemp("real")
    victim = folder / "victim"
    victim.write_text("untouched")
    folder_of_older_version(folder / "data", victim)
    organization = eventful_organization().commit()
    with serving(organization, tokens={TOKEN: Token()}) as server:
        settings = {
            "SOURCES__AZURE_DEVOPS__ORGANIZATION_URL": server.url,
            "SOURCES__AZURE_DEVOPS__ACCESS_TOKEN": TOKEN,
            "ADO_FINDINGS__DATA_DIR": str(folder / "data"),
            "LOG_FORMAT": "json",
            "LOAD__DELETE_COMPLETED_JOBS": "false",
        }
        done = run(
            [sys.executable, "-c", RUN],
            cwd=folder,
            env=os.environ | settings,
            capture_output=True,
            preexec_fn=lambda: os.umask(0),
        )
    assert done.returncode == 0, done.stderr
    yield RealRun(folder / "data", victim, done)


def test_only_the_publication_is_readable_by_other_users(real_run: RealRun) -> None:
    assert unsuitable(real_run.data_dir) == {}


def test_a_link_with_the_name_of_a_working_file_is_not_followed(real_run: RealRun) -> None:
    assert real_run.victim.read_text() == "untouched"


def test_packages_that_are_loaded_are_deleted(real_run: RealRun) -> None:
    packages = real_run.data_dir / "state" / "dlt" / "azure_devops"
    rows = [path for path in packages.rglob("*") if path.suffix in (".parquet", ".jsonl", ".gz")]
    assert rows == []


def test_neither_the_sample_organization_nor_a_web_server_is_imported(real_run: RealRun) -> None:
    imported = real_run.done.stdout.splitlines()[-1]
    assert "'pipelines'" in imported
    for name in ("sample_organization", "flask", "werkzeug", "cheroot"):
        assert f"'{name}'" not in imported


def test_a_real_organization_has_no_past_but_its_own(real_run: RealRun) -> None:
    with duckdb.connect(str(real_run.data_dir / "findings.duckdb"), read_only=True) as connection:
        assert connection.sql("select count(*) from runs").fetchall() == [(1,)]
        states = connection.sql("select distinct baseline_state from findings").fetchall()
    assert states == [("new",)]


def test_standard_error_and_the_log_file_have_the_same_lines_of_json(real_run: RealRun) -> None:
    shown = [json.loads(line) for line in real_run.done.stderr.splitlines()]
    # Concurrent requests may be logged in another order here and there.
    assert sorted(map(json.dumps, shown)) == sorted(map(json.dumps, real_run.log_lines))
    steps = [line["step"] for line in real_run.log_lines if "step" in line]
    assert steps == [
        "Check the connection",
        "Extract projects and work items",
        "Extract days off of teams",
        "Extract links to code, builds and web pages",
        "Extract users and accounts",
        "Build and test the models",
        "Publish the tables",
        "Write the page",
    ]


def test_every_line_of_the_run_names_it(real_run: RealRun) -> None:
    last = real_run.log_lines[-1]
    assert last["run_id"]
    assert last["organization"].startswith("http://127.0.0.1:")
    models = [line for line in real_run.log_lines if line.get("model")]
    assert "findings" in {line["model"] for line in models}
    assert all(line["level"] == "DEBUG" and line["seconds"] >= 0 for line in models)
    tables = [line for line in real_run.log_lines if line.get("table")]
    assert {"findings", "runs", "work_items"} <= {line["table"] for line in tables}


def test_the_token_is_in_no_file(real_run: RealRun) -> None:
    basic = base64.b64encode(f":{TOKEN}".encode())
    for form in (TOKEN.encode(), basic):
        holders = [
            path
            for path in real_run.data_dir.rglob("*")
            if path.is_file() and form in path.read_bytes()
        ]
        assert holders == []
        assert form.decode() not in real_run.done.stdout + real_run.done.stderr
