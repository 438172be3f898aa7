"""A signal stops the process although its main thread gets to no handler, or has another one."""

import signal
import sys
from subprocess import PIPE

import pytest

from pipelines.console.signals import INTERRUPTED
from tests.support.processes import start

SPOT_SECONDS, ENDS_WITHIN_SECONDS = 600, 60
START = """
from pipelines.console.signals import stop_at_once_on_signals
stop_at_once_on_signals()
"""
SLOW_SPOTS = {
    "a query": """
import duckdb
print("started", flush=True)
duckdb.sql("select max(hash(a.range, b.range)) from range(10000000) as a, range(10000000) as b").fetchall()
""",
    "a load of dlt": f"""
import time
from dlt.common.runtime.signals import intercepted_signals
with intercepted_signals():
    print("started", flush=True)
    time.sleep({SPOT_SECONDS})
""",
}


@pytest.mark.parametrize(
    ("spot", "number"), [("a query", signal.SIGINT), ("a load of dlt", signal.SIGTERM)]
)
def test_a_signal_stops_a_slow_spot(spot: str, number: signal.Signals) -> None:
    script = (sys.executable, "-c", START + SLOW_SPOTS[spot])
    process = start(script, stdout=PIPE, stderr=PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    process.send_signal(number)
    _, messages = process.communicate(timeout=ENDS_WITHIN_SECONDS)
    assert process.returncode == 1
    assert messages.split("\n") == ["", *INTERRUPTED.split("\n"), ""]
