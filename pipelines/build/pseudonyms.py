"""Pseudonyms: keyed hashes that replace names and addresses in the published tables.

The key is made once for each data folder. It stays in its file: SQL reads it from a session variable
(`pipelines.build.dbt_plugin`), so that neither dbt's files nor the warehouse contain it. Equal names have
equal pseudonyms, so published tables can still be joined, and counted by person.
"""

import re
import secrets
from pathlib import Path

import duckdb

from pipelines import warehouse
from pipelines.errors import UserActionRequired

KEY_FILE = "pseudonym.key"
_VALID_KEY = re.compile("[0-9a-f]{64}")
_REMOVED = "The names that stood here were removed."


def prepare(state_dir: Path, warehouse_path: Path) -> None:
    """Make the data folder ready for a build with pseudonyms.

    Raises:
        UserActionRequired: If the key file is not valid.
    """
    if not (state_dir / KEY_FILE).exists():
        _write_new_key(state_dir)
    remove_files_with_key(state_dir / "dbt", read_key(state_dir))
    forget_names(warehouse_path)


def read_key(state_dir: Path) -> str:
    """Return the key of the data folder: 64 hexadecimal digits.

    Raises:
        UserActionRequired: If the file is missing or has no valid key. Names are never published instead.
    """
    path = state_dir / KEY_FILE
    if not path.exists():
        raise UserActionRequired(
            f"The pseudonym key {path} does not exist. Restore it from a backup, or run `ado-findings run`, "
            "which makes a new one."
        )
    key = path.read_text().strip()
    if not _VALID_KEY.fullmatch(key):
        raise UserActionRequired(
            f"{path} is not a valid pseudonym key: it must have 64 hexadecimal digits. Restore it from a "
            "backup, or delete it: the next run makes a new key, and every pseudonym changes."
        )
    return key


def remove_files_with_key(directory: Path, key: str) -> None:
    """Delete the dbt artifacts and logs of versions before 0.1.0, whose SQL contained the key."""
    for path in directory.rglob("*"):
        if path.is_file() and key.encode() in path.read_bytes():
            path.unlink()


def _write_new_key(state_dir: Path) -> None:
    new = state_dir / f".{KEY_FILE}.new"
    new.unlink(missing_ok=True)
    new.touch(mode=0o600)
    new.write_text(secrets.token_hex(32))
    new.replace(state_dir / KEY_FILE)


def forget_names(warehouse_path: Path) -> None:
    """Remove the titles, reasons and owners of findings stored by earlier runs without pseudonyms."""
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
