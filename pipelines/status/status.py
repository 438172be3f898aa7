"""The status of a data folder, from its publication and its last attempt. Imports neither dlt nor dbt."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from pipelines import __version__
from pipelines.parsing import parse_timestamp
from pipelines.paths import PUBLISHED_FILE, STATE_DIR
from pipelines.publication_file import last_run, opened
from pipelines.warehouse.attempts import FAILED, RUNNING, Attempt, last_attempt
from pipelines.warehouse.data_folder import is_in_use

EXIT_STATUS = {"fresh": 0, "stale": 1, "failed": 1, "never ran": 2}

_COVERAGE = """
    select resource, row_count, request_count, is_complete, coalesce(message, status)
    from extraction_coverage
    where run_id = ?
    order by resource
"""


@dataclass(frozen=True)
class Resource:
    """What the last published run read of a resource."""

    name: str
    row_count: int
    request_count: int
    is_complete: bool
    message: str


@dataclass(frozen=True)
class Publication:
    """What is published; timestamps are in UTC."""

    run_id: str
    organization: str
    as_of: datetime
    started_at: datetime
    finding_count: int
    resources: tuple[Resource, ...]


@dataclass(frozen=True)
class Status:
    """The status of a data folder.

    Attributes:
        state: Fresh if the last attempt succeeded and the publication is not older than allowed.
        is_running: Whether a run holds the data folder now.
        used_bytes: Size of all files in the data folder.
        version: Version of the program that was asked.
    """

    state: Literal["fresh", "stale", "failed", "never ran"]
    data_dir: Path
    publication: Publication | None
    last_attempt: Attempt | None
    is_running: bool
    used_bytes: int
    version: str = __version__

    @property
    def exit_status(self) -> int:
        """Return 0 if fresh, 1 if stale or failed, 2 if nothing ever ran."""
        return EXIT_STATUS[self.state]

    @property
    def unread(self) -> list[Resource]:
        """Return the resources that were not read completely."""
        resources = self.publication.resources if self.publication else ()
        return [resource for resource in resources if not resource.is_complete]


def read_status(data_dir: Path, max_age: timedelta, now: datetime) -> Status:
    """Return the status of a data folder.

    Args:
        data_dir: The folder, which may not exist.
        max_age: How long ago the run that published may have started.
        now: The present, in UTC.

    Raises:
        UserActionRequired: If the publication is damaged.
    """
    database = data_dir / PUBLISHED_FILE
    publication = _publication(database) if database.exists() else None
    attempt = last_attempt(data_dir / STATE_DIR)
    is_running = is_in_use(data_dir)
    state = _state(publication, attempt, is_running, now - max_age)
    return Status(state, data_dir, publication, attempt, is_running, _used_bytes(data_dir))


def _publication(database: Path) -> Publication:
    with opened(database) as connection:
        run = last_run(connection)
        rows = connection.execute(_COVERAGE, [run["run_id"]]).fetchall()
    return Publication(
        run["run_id"],
        run["organization"],
        run["as_of"].replace(tzinfo=UTC),
        run["started_at"].replace(tzinfo=UTC),
        run["finding_count"],
        tuple(Resource(*row) for row in rows),
    )


def _state(
    publication: Publication | None, attempt: Attempt | None, is_running: bool, oldest: datetime
) -> Literal["fresh", "stale", "failed", "never ran"]:
    is_interrupted = attempt is not None and attempt.status == RUNNING and not is_running
    if attempt is not None and (attempt.status == FAILED or is_interrupted):
        return "failed"
    if publication is None:
        return "never ran"
    # A build publishes again what an earlier run has read: only a run makes the data fresher.
    return "fresh" if publication.started_at >= oldest else "stale"


def _used_bytes(data_dir: Path) -> int:
    files = (path for path in data_dir.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files)


def ended_at(attempt: Attempt) -> datetime | None:
    """Return when an attempt ended."""
    return parse_timestamp(attempt.ended_at) if attempt.ended_at else None
