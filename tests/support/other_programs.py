"""Other programs that have a publication open, for reading or for writing, as long as a test wants."""

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE
from typing import IO, Any

from tests.support.processes import start

PROGRAM = """
import json, sys
import duckdb

connection = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "read")
for query in sys.stdin:
    print(json.dumps(connection.execute(query).fetchall(), default=str), flush=True)
"""


class OtherProgram:
    """A process with one connection to a database."""

    def __init__(self, requests: IO[str], answers: IO[str]) -> None:
        self._requests = requests
        self._answers = answers

    def ask(self, query: str) -> list[list[Any]]:
        """Run a query of one line in the process and return its rows."""
        self._requests.write(f"{query}\n")
        self._requests.flush()
        rows: list[list[Any]] = json.loads(self._answers.readline())
        return rows


@contextmanager
def opened(database: Path, mode: str) -> Iterator[OtherProgram]:
    """Have a process open the database to `read` or to `write`; it is killed when the block ends."""
    command = [sys.executable, "-c", PROGRAM, database, mode]
    with start(command, stdin=PIPE, stdout=PIPE) as process:
        try:
            assert process.stdin
            assert process.stdout
            program = OtherProgram(process.stdin, process.stdout)
            assert program.ask("select 1") == [[1]]
            yield program
        finally:
            process.send_signal(signal.SIGKILL)


def leave_log(database: Path, *changes: str) -> None:
    """Have a process change the database and be killed before it writes the changes into the file."""
    with opened(database, "write") as program:
        for change in changes:
            program.ask(change)
