"""Pseudonyms: keyed hashes that take the place of names and addresses in what is published.

The key is made once for each data folder and never leaves it. Equal names have equal pseudonyms, so that
what is published can still be joined, and counted by person.
"""

import secrets
from pathlib import Path

import duckdb

from pipelines import warehouse

KEY_FILE = "pseudonym.key"
_REMOVED = "The names that stood here were removed."


def pseudonym_key(state_dir: Path) -> str:
    """The key of the data folder, made if there is none yet: 64 hexadecimal digits."""
    path = state_dir / KEY_FILE
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text()


def forget_names(warehouse_path: Path) -> None:
    """Remove what earlier runs wrote in clear from the history: findings that are gone keep their texts."""
    with warehouse.connect(warehouse_path) as connection:
        if not _history_columns(connection, "findings"):
            return
        has_flag = "is_pseudonymized" in _history_columns(connection, "runs")
        clear = "not coalesce(is_pseudonymized, false)" if has_flag else "true"
        connection.execute(
            f"""
            update history.findings set
                title = split_part(title, ':', 1),
                reason = $removed,
                evidence = '{{}}',
                owner_name = null,
                owner_email = null,
                suppressed_by = null
            where run_id not in (select run_id from history.runs where not ({clear}))
            """,
            {"removed": _REMOVED},
        )


def _history_columns(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    rows = connection.execute(
        "select column_name from duckdb_columns() where schema_name = 'history' and table_name = ?",
        [table],
    ).fetchall()
    return {name for (name,) in rows}
