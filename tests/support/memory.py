"""The memory limit of DuckDB connections."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import duckdb
import pytest
from duckdb import DuckDBPyConnection

from pipelines.warehouse import MEMORY_LIMIT


@contextmanager
def limits_of_all_connections() -> Iterator[list[str]]:
    """Collect the limit of each connection when it is closed in the block."""
    limits: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for name in ("close", "__exit__"):
            patch.setattr(DuckDBPyConnection, name, _noting(name, limits))
        yield limits


def _noting(name: str, limits: list[str]) -> Callable[..., Any]:
    end = getattr(DuckDBPyConnection, name)

    def note_and_end(connection: DuckDBPyConnection, *args: Any) -> Any:
        with suppress(duckdb.ConnectionException):  # closed already
            limits.append(_limit(connection))
        return end(connection, *args)

    return note_and_end


def declared_limit() -> str:
    """The limit of loading and publishing, in DuckDB's words."""
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        return _limit(connection)


def _limit(connection: DuckDBPyConnection) -> str:
    [(limit,)] = connection.execute("select current_setting('memory_limit')").fetchall()
    return str(limit)
