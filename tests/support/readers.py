"""Readers of a published database, which open it repeatedly."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import duckdb

PAUSE_SECONDS = 0.3  # about one publication

Opener = Callable[[Path], duckdb.DuckDBPyConnection]


class Look(NamedTuple):
    """What one connection saw: the contents of all tables, and when what it reads was published."""

    contents: frozenset[str]
    rows: tuple[int, ...]
    published_at: frozenset[datetime]


def connect(database: Path) -> duckdb.DuckDBPyConnection:
    """Open the file, as most programs do."""
    return duckdb.connect(str(database), read_only=True)


def attach(database: Path) -> duckdb.DuckDBPyConnection:
    """Attach the file to a database of the connection's own, as a program with many threads should."""
    connection = duckdb.connect()
    connection.execute(f"attach '{database}' as published (read_only); use published")
    return connection


def look(database: Path, tables: Sequence[str], opened: Opener = connect) -> Look:
    """Read every table twice over one connection, with a pause in which the file may be replaced."""
    contents: set[str] = set()
    rows: list[int] = []
    published_at: set[datetime] = set()
    with opened(database) as connection:
        for pause in (PAUSE_SECONDS, 0):
            for table in tables:
                query = f"select min(content), max(content), count(*) from {table}"
                [(least, greatest, count)] = connection.sql(query).fetchall()
                contents |= {least, greatest}
                rows.append(count)
            [(finished_at,)] = connection.sql("select finished_at from runs").fetchall()
            published_at.add(finished_at)
            time.sleep(pause)
    return Look(frozenset(contents), tuple(rows), frozenset(published_at))


def look_until(end: Path, database: Path, tables: Sequence[str], opened: Opener) -> list[Look]:
    """Look repeatedly until the file `end` exists."""
    looks = []
    while not end.exists():
        looks.append(look(database, tables, opened))
    return looks


def look_from(
    openers: Sequence[Opener], started: Path, end: Path, database: Path, tables: Sequence[str]
) -> list[list[Look]]:
    """Have one reader per opener look, in threads of this process; return what each saw."""
    started.touch()
    with ThreadPoolExecutor(len(openers)) as pool:
        readers = [pool.submit(look_until, end, database, tables, opened) for opened in openers]
        return [reader.result() for reader in readers]
