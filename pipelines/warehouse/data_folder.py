"""The data folder: one run at a time, always the same organization."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from pipelines import permissions
from pipelines.errors import UserActionRequired
from pipelines.paths import AS_OF_DIR, PARQUET_DIR, STATE_DIR, WAREHOUSE_FILE
from pipelines.warehouse.run_context import stored_organization_url

LOCK_FILE, HOLDER_FILE = "run.lock", "run.pid"
MAX_PID_DIGITS = 20


@contextmanager
def locked(data_dir: Path, publication_mode: int = permissions.PUBLICATION_MODE) -> Iterator[Path]:
    """Lock the data folder for one run, and yield its folder for working files.

    Those who may read a publication with `publication_mode` may enter the data folder, but nobody except its
    owner may open the working files in it.

    Raises:
        UserActionRequired: If the folder cannot be written, or another run has locked it.
    """
    state_dir = data_dir / STATE_DIR
    holder = state_dir / HOLDER_FILE
    try:
        permissions.create_folder(data_dir, publication_mode)
        state_dir.mkdir(mode=0o700, exist_ok=True)
        permissions.tighten(*_working_and_published(data_dir))
        lock = FileLock(state_dir / LOCK_FILE)
        lock.acquire(blocking=False)
    except Timeout:
        raise _locked_by_other(data_dir) from None
    except OSError as error:
        raise UserActionRequired(
            f"The data folder {data_dir} cannot be written ({error.strerror or error}). "
            "Make it writable, or set ADO_FINDINGS__DATA_DIR to another folder."
        ) from error
    try:
        permissions.write_new(holder, f"{os.getpid()}\n")
        yield state_dir
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _working_and_published(data_dir: Path) -> tuple[list[Path], list[Path]]:
    """Return what only the owner may open, and the folders that readers of publications may enter."""
    published = [data_dir, *data_dir.glob(PARQUET_DIR), *data_dir.glob(AS_OF_DIR)]
    published += [*data_dir.glob(f"{AS_OF_DIR}/*"), *data_dir.glob(f"{AS_OF_DIR}/*/{PARQUET_DIR}")]
    return [data_dir / STATE_DIR, *data_dir.glob(f"{WAREHOUSE_FILE}*")], published


def refuse_while_locked(data_dir: Path) -> None:
    """Raise if another run has locked the folder, without creating it.

    Raises:
        UserActionRequired: In that case only; `locked` reports everything else that is wrong with the folder.
    """
    if is_in_use(data_dir):
        raise _locked_by_other(data_dir)


def is_in_use(data_dir: Path) -> bool:
    """Return whether a run has locked the folder, without creating it; false if nobody can tell."""
    lock_file = data_dir / STATE_DIR / LOCK_FILE
    with suppress(OSError):
        if lock_file.exists():
            try:
                FileLock(lock_file).acquire(blocking=False).lock.release()
            except Timeout:
                return True
    return False


def _locked_by_other(data_dir: Path) -> UserActionRequired:
    holder = permissions.read_start(data_dir / STATE_DIR / HOLDER_FILE, MAX_PID_DIGITS) or ""
    process = holder.strip() if holder.strip().isdecimal() else "unknown"
    return UserActionRequired(
        f"The data folder {data_dir} is in use by another run (process {process}). "
        "Wait for its end, or set ADO_FINDINGS__DATA_DIR to another folder."
    )


def refuse_other_organization(
    warehouse_path: Path, organization_url: str | None, is_same: Callable[[str, str], bool]
) -> None:
    """Raise if the warehouse has another organization's data, or cannot be opened.

    Args:
        warehouse_path: The warehouse, which may not exist yet.
        organization_url: The organization of the run; none accepts any.
        is_same: Returns whether two URLs name one organization.

    Raises:
        UserActionRequired: In both cases.
    """
    try:
        stored = stored_organization_url(warehouse_path)
    except (duckdb.IOException, duckdb.SerializationException) as error:
        raise _cannot_be_opened(warehouse_path, str(error).splitlines()[0]) from error
    if stored and organization_url and not is_same(stored, organization_url):
        raise UserActionRequired(
            f"The data folder {warehouse_path.parent} contains the organization {stored}, not "
            f"{organization_url}. Set ADO_FINDINGS__DATA_DIR to a separate folder for each organization."
        )


def _cannot_be_opened(path: Path, reason: str) -> UserActionRequired:
    if "lock" in reason.lower():
        return UserActionRequired(
            f"{path} is open in another program ({reason}). Close it and run again."
        )
    return UserActionRequired(
        f"{path} cannot be opened ({reason}). Make it readable and writable, or restore a backup. "
        "If you delete the file, the next run reads everything again."
    )
