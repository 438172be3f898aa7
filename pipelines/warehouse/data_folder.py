"""The data folder: one run at a time, one organization for ever."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
from filelock import FileLock, Timeout

from pipelines.azure_devops.urls import CLOUD_HOST, LEGACY_SUFFIX
from pipelines.errors import UserActionRequired
from pipelines.paths import STATE_DIR, WAREHOUSE_FILE
from pipelines.warehouse.run_context import stored_organization_url

LOCK_FILE, HOLDER_FILE = "run.lock", "run.pid"


@contextmanager
def locked(data_dir: Path) -> Iterator[Path]:
    """Hold the data folder for one run, and yield the folder for working files in it.

    Raises:
        UserActionRequired: If the folder cannot be written, or another run holds it.
    """
    state_dir = data_dir / STATE_DIR
    holder = state_dir / HOLDER_FILE
    try:
        state_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(state_dir / LOCK_FILE)
        lock.acquire(blocking=False)
    except Timeout:
        raise _held(data_dir) from None
    except OSError as error:
        raise UserActionRequired(
            f"The data folder {data_dir} cannot be written: {error.strerror or error}. "
            "Make it writable, or set ADO_FINDINGS__DATA_DIR to another folder."
        ) from error
    try:
        holder.write_text(f"{os.getpid()}\n")
        yield state_dir
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def refuse_while_held(data_dir: Path) -> None:
    """Raise at once if another run holds the folder, without creating it.

    Raises:
        UserActionRequired: In that case, and in no other: `locked` says what else is wrong with the folder.
    """
    lock_file = data_dir / STATE_DIR / LOCK_FILE
    with suppress(OSError):
        if lock_file.exists():
            try:
                FileLock(lock_file).acquire(blocking=False).lock.release()
            except Timeout:
                raise _held(data_dir) from None


def _held(data_dir: Path) -> UserActionRequired:
    holder = data_dir / STATE_DIR / HOLDER_FILE
    who = holder.read_text().strip() if holder.exists() else "unknown"
    return UserActionRequired(
        f"The data folder {data_dir} is in use by another run (process {who}). "
        "Wait for it, or set ADO_FINDINGS__DATA_DIR to another folder."
    )


def refuse_other_organization(data_dir: Path, organization_url: str | None) -> None:
    """Raise if the warehouse holds another organization's data, or cannot be opened.

    Any organization will do if no URL is given.

    Raises:
        UserActionRequired: In both cases.
    """
    try:
        stored = stored_organization_url(data_dir / WAREHOUSE_FILE)
    except (duckdb.IOException, duckdb.SerializationException) as error:
        raise _cannot_be_opened(data_dir / WAREHOUSE_FILE, str(error).splitlines()[0]) from error
    if stored and organization_url and _identity(stored) != _identity(organization_url):
        raise UserActionRequired(
            f"The data folder {data_dir} holds the organization {stored}, not {organization_url}. "
            "Set ADO_FINDINGS__DATA_DIR to a folder of its own for each organization."
        )


def _cannot_be_opened(path: Path, reason: str) -> UserActionRequired:
    if "lock" in reason.lower():
        return UserActionRequired(
            f"{path} is open in another program: close it and run again. ({reason})"
        )
    return UserActionRequired(
        f"{path} cannot be opened: {reason}. Make it readable and writable, or put back a backup; "
        "without the file, the next run reads everything again."
    )


def _identity(url: str) -> tuple[str, str]:
    """Both cloud forms of one organization are the same; a port does not make another organization."""
    parts = urlsplit(url.lower())
    host = parts.hostname or ""
    if host.endswith(LEGACY_SUFFIX):
        return CLOUD_HOST, host.removesuffix(LEGACY_SUFFIX)
    return host, parts.path.strip("/")
