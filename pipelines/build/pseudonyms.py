"""Pseudonyms: keyed hashes that replace names and addresses in the published tables.

The key is made once for each data folder. It stays in its file: SQL reads it from a session variable
(`pipelines.build.dbt_plugin`), so that neither dbt's files nor the warehouse contain it. Equal names have
equal pseudonyms, so published tables can still be joined, and counted by person.
"""

import os
import re
import secrets
from pathlib import Path

from pipelines.errors import UserActionRequired

KEY_FILE = "pseudonym.key"
_VALID_KEY = re.compile(rb"[0-9a-f]{64}", re.IGNORECASE)
_LONGEST_FILE = 100  # bytes: a key and what an editor may put around it


def prepare(state_dir: Path) -> None:
    """Make the data folder ready for a build with pseudonyms.

    Raises:
        UserActionRequired: If the key file is not valid.
    """
    if not _exists(state_dir / KEY_FILE):
        _write_new_key(state_dir)
    remove_files_with_key(state_dir / "dbt", read_key(state_dir))


def refuse_invalid_key(state_dir: Path) -> None:
    """Raise before anything is read if the data folder has a key file without a valid key.

    Raises:
        UserActionRequired: In that case. A folder without the file gets a new key later.
    """
    if _exists(state_dir / KEY_FILE):
        read_key(state_dir)


def read_key(state_dir: Path) -> str:
    """Return the key of the data folder: 64 hexadecimal digits.

    Raises:
        UserActionRequired: If the file is missing or has no valid key. Names are never published instead.
    """
    path = state_dir / KEY_FILE
    if not _exists(path):
        raise UserActionRequired(
            f"The pseudonym key {path} does not exist. Restore it from a backup, or run `ado-findings run`, "
            "which makes a new one."
        )
    key = _content(path).strip()
    if not _VALID_KEY.fullmatch(key):
        raise UserActionRequired(
            f"{path} is not a valid pseudonym key: it must have 64 hexadecimal digits. Restore it from a "
            "backup, or delete it: the next run makes a new key, and every pseudonym changes."
        )
    return key.decode("ascii").lower()


def _exists(path: Path) -> bool:
    """Return whether anything has this name: also a link to a file that is gone, or an unreadable file."""
    return os.path.lexists(path)


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise OSError("not a file")
        is_longer = path.stat().st_size > _LONGEST_FILE
        return b"" if is_longer else path.read_bytes()
    except OSError as error:
        raise UserActionRequired(
            f"The pseudonym key {path} cannot be read ({error.strerror or error}). Make it a file that the "
            "user of the run can read, or restore it from a backup."
        ) from error


def remove_files_with_key(directory: Path, key: str) -> None:
    """Delete the dbt artifacts and logs of versions before 0.1.0, whose SQL contained the key."""
    for path in directory.rglob("*"):
        if path.is_file() and key.encode() in path.read_bytes():
            path.unlink()


def _write_new_key(state_dir: Path) -> None:
    """Write a new key: the file has all of it, or does not exist, also after a loss of power."""
    new = state_dir / f".{KEY_FILE}.new"
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    new.replace(state_dir / KEY_FILE)
    _flush_folder(state_dir)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # a folder cannot be opened there
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
