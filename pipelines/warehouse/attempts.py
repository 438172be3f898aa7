"""The last run or build of a data folder, whether it published or not: a small file among the working files.

A process that is killed leaves the status `running`: it is interrupted unless the data folder is in use.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pipelines import permissions
from pipelines.errors import AdoFindingsError, described
from pipelines.printable import printable_line
from pipelines.redaction import redacted

FILE = "last_attempt.json"
MAX_CHARACTERS = 20_000
RUNNING, SUCCEEDED, FAILED = "running", "succeeded", "failed"


@dataclass(frozen=True)
class Attempt:
    """A run or build; timestamps are in ISO 8601 and UTC.

    Attributes:
        ended_at: None while it runs, or after it was interrupted.
        message: The error if it failed, without secrets.
        next_scan_at: When the next scan for deleted items is due; None if that is not known.
    """

    command: str
    started_at: str
    status: str
    ended_at: str | None = None
    message: str = ""
    next_scan_at: str | None = None


@contextmanager
def recorded_attempt(
    state_dir: Path, command: str, started_at: datetime, next_scan_at: Callable[[], datetime | None]
) -> Iterator[None]:
    """Record that a command runs, and when the block ends, how it ended.

    Args:
        state_dir: The folder of working files, which the caller has locked.
        command: Run or build.
        started_at: When it started.
        next_scan_at: Called at the end if the command succeeded.
    """
    attempt = Attempt(command, _iso(started_at), RUNNING)
    _write(state_dir, attempt)
    try:
        yield
    except Exception as error:
        message = str(error) if isinstance(error, AdoFindingsError) else described(error)
        failure = printable_line(redacted(message))
        _write(state_dir, replace(attempt, status=FAILED, ended_at=_now(), message=failure))
        raise
    scan = next_scan_at()
    ended = replace(attempt, status=SUCCEEDED, ended_at=_now())
    _write(state_dir, replace(ended, next_scan_at=_iso(scan) if scan else None))


def last_attempt(state_dir: Path) -> Attempt | None:
    """Return the last attempt, or none if there was none or its file cannot be read."""
    text = permissions.read_start(state_dir / FILE, MAX_CHARACTERS)
    if text is None:
        return None
    try:
        return Attempt(**json.loads(text))
    except (ValueError, TypeError):  # cut off while it was written
        return None


def _write(state_dir: Path, attempt: Attempt) -> None:
    permissions.write_new(state_dir / FILE, json.dumps(asdict(attempt)))


def _now() -> str:
    return _iso(datetime.now(UTC))


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
