"""The token is in no output, no log, no file, no table, and not in the process list."""

import base64
import gzip
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from dlt.common.versioned_state import decompress_state

from pipelines import warehouse
from sample_organization import Token
from tests.resilience.test_kills import ROOT
from tests.support import fault_declarations
from tests.support.fault_declarations import (
    ALWAYS,
    EVERYTHING,
    FROM_SECOND,
    IDENTITIES,
    REVISIONS,
    Effect,
)
from tests.support.faulty_proxy import Rule, answers, faulty_proxy, hangs, resets_in_the_body
from tests.support.loading import eventful_organization, serving
from tests.support.processes import start

REPRESENTATIVE, EXHAUSTIVE = pytest.mark.representative, pytest.mark.exhaustive
TOKEN = "DistinctiveTokenThatIsNowhereElse0123456789"
GZIP = b"\x1f\x8b"
TRACES = (TOKEN, base64.b64encode(f":{TOKEN}".encode()).decode().rstrip("="))
IN_FULL_VOICE = (
    "import logging; logging.basicConfig(level=logging.DEBUG); "
    "from pipelines.cli import entry_point; "
    "logging.getLogger('dlt').setLevel(logging.DEBUG); entry_point()"
)
BUG = answers(
    200, b'{"values": [{"no": "revision"}], "isLastBatch": true}', Content_Type="application/json"
)


def started_in_full_voice(url: str, folder: Path) -> subprocess.Popen[str]:
    """Start the command with all logs; all that it writes, at home too, is below the folder."""
    return start(
        (sys.executable, "-c", IN_FULL_VOICE, "run"),
        cwd=ROOT,
        env=os.environ
        | {
            "SOURCES__AZURE_DEVOPS__ORGANIZATION_URL": url,
            "SOURCES__AZURE_DEVOPS__ACCESS_TOKEN": TOKEN,
            "SOURCES__ROSTERS__DIRECTORY": str(folder / "rosters"),
            "ADO_FINDINGS__DATA_DIR": str(folder / "data"),
            "RUNTIME__LOG_LEVEL": "DEBUG",
            "HOME": str(folder / "home"),
            "TMPDIR": str(folder),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def run_in_full_voice(url: str, folder: Path) -> tuple[int, str]:
    """Run the command with all logs; return its status, and what it printed and was called with."""
    process = started_in_full_voice(url, folder)
    command_line = Path(f"/proc/{process.pid}/cmdline").read_text()
    output, _ = process.communicate()
    return process.returncode, output + command_line


def holders(folder: Path) -> Iterator[str]:
    """Where the token is: in files as they are, unpacked, and in tables and Parquet files."""
    for path in (path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        unpacked = gzip.decompress(content) if content.startswith(GZIP) else content
        if any(trace.encode() in unpacked for trace in TRACES):
            yield str(path)
        if path.suffix == ".parquet" and _is_in(f"read_parquet('{path}')", duckdb.connect()):
            yield str(path)
        if path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as connection:
                yield from _holding_tables(connection)
                yield from _holding_states(connection)


def _holding_states(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """The cursors that dlt keeps in the warehouse are compressed and encoded."""
    if not warehouse.has_raw_table(connection, "_dlt_pipeline_state"):
        return
    states = connection.sql("select state from raw._dlt_pipeline_state").fetchall()
    assert states
    for (state,) in states:
        if any(trace in str(decompress_state(state)) for trace in TRACES):
            yield "raw._dlt_pipeline_state"


def _holding_tables(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    query = "select schema_name || '.' || table_name from duckdb_tables()"
    for (table,) in connection.sql(query).fetchall():
        if _is_in(table, connection):
            yield table


def _is_in(table: str, connection: duckdb.DuckDBPyConnection) -> bool:
    conditions = " or ".join(f"contains(everything::text, '{trace}')" for trace in TRACES)
    return bool(connection.sql(f"from {table} as everything where {conditions}").fetchall())


@pytest.mark.exhaustive
def test_the_token_is_nowhere_after_a_run(tmp_path: Path) -> None:
    with serving(eventful_organization().commit(), tokens={TOKEN: Token()}) as server:
        status, output = run_in_full_voice(server.url, tmp_path)
    assert status == 0, output
    assert "DEBUG:urllib3" in output
    assert [trace for trace in TRACES if trace in output] == []
    assert list(holders(tmp_path)) == []


@pytest.mark.parametrize(
    ("path", "on", "effect", "status"),
    [
        pytest.param(
            EVERYTHING, ALWAYS, fault_declarations.expired, 2, id="dead token", marks=REPRESENTATIVE
        ),
        pytest.param(
            REVISIONS, FROM_SECOND, fault_declarations.expired, 1, id="token dies", marks=EXHAUSTIVE
        ),
        pytest.param(REVISIONS, FROM_SECOND, resets_in_the_body, 1, id="resets", marks=EXHAUSTIVE),
        pytest.param(
            REVISIONS, FROM_SECOND, fault_declarations.redirect, 1, id="redirect", marks=EXHAUSTIVE
        ),
        pytest.param(REVISIONS, FROM_SECOND, BUG, 1, id="unknown record", marks=EXHAUSTIVE),
    ],
)
def test_the_token_is_nowhere_after_a_failure(
    path: str, on: range, effect: Effect, status: int, tmp_path: Path
) -> None:
    with (
        serving(eventful_organization().commit(), tokens={TOKEN: Token()}) as server,
        faulty_proxy(server.url) as proxy,
    ):
        proxy.rule = Rule(path, effect, on)
        found, output = run_in_full_voice(proxy.url, tmp_path)
    assert found == status, output
    assert [trace for trace in TRACES if trace in output] == []
    assert list(holders(tmp_path)) == []


@pytest.mark.exhaustive
def test_the_token_is_nowhere_after_a_run_was_killed(tmp_path: Path) -> None:
    with (
        serving(eventful_organization().commit(), tokens={TOKEN: Token()}) as server,
        faulty_proxy(server.url) as proxy,
    ):
        proxy.rule = Rule(IDENTITIES, hangs(60), FROM_SECOND)
        process = started_in_full_voice(proxy.url, tmp_path)
        while proxy.rule.seen < 2:  # the first one asks whether identities may be read
            assert process.poll() is None
            time.sleep(0.05)
        process.kill()
        output, _ = process.communicate()
    assert [trace for trace in TRACES if trace in output] == []
    assert list(holders(tmp_path)) == []
