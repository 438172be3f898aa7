"""What a run read, what it could not read, and why: one entry for each resource."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum

import duckdb
import pyarrow as pa

from pipelines import warehouse
from pipelines.azure_devops.advice import advised
from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.failures import token_stopped
from pipelines.azure_devops.scopes import Scope, is_token_dead
from pipelines.errors import AdoFindingsError, sentence
from pipelines.http import errors
from pipelines.http.usage import Usage
from pipelines.printable import printable_line

logger = logging.getLogger(__name__)


class LoadStatus(StrEnum):
    """How reading a resource ended."""

    LOADED = "loaded"
    DENIED = "denied"  # the token lacks the scope or a permission
    UNAVAILABLE = "unavailable"  # this server does not have it
    FAILED = "failed"


@dataclass(frozen=True)
class Coverage:
    """One resource of one run; `row_count` counts the rows read by this run, not those in the warehouse."""

    resource: str
    scope: str
    status: LoadStatus
    row_count: int
    request_count: int
    is_complete: bool
    message: str | None = None


class CoverageLog:
    """Collects one entry for each resource, and logs it."""

    def __init__(self, client: AzureDevOpsClient) -> None:
        self.entries: list[Coverage] = []
        self.usage = client.usage
        self._client = client

    def add_loaded(
        self,
        resource: str,
        scope: str,
        message: str | None = None,
        incomplete_reason: str | None = None,
    ) -> None:
        """Add a resource that was read to its end.

        Args:
            resource: Name of the resource.
            scope: Code of its scope, or the connector of its platform.
            message: What to know about it; remarks of its usage are appended.
            incomplete_reason: Why its data is incomplete, so that no rule uses it; none if it is complete.
        """
        usage = self.usage.of(resource)
        remarks = filter(None, [incomplete_reason or message, *usage.remarks])
        self._add(
            usage, scope, LoadStatus.LOADED, not incomplete_reason, "; ".join(remarks) or None
        )

    def add_failed_platform(
        self, resource: str, connector: str, error: Exception, message: str
    ) -> None:
        """Add a platform that could not be read; its previous load is kept."""
        usage = self.usage.of(resource)
        self._add(usage, connector, _status(error), False, message)

    @contextmanager
    def optional(self, resources: list[str], scope: Scope) -> Iterator[None]:
        """Add `resources` as not loaded if reading them in the block fails, and continue without them.

        Raises:
            RunFailed: If the token has expired or was revoked.
        """
        try:
            with errors.well_formed(", ".join(resources)):
                yield
        except AdoFindingsError as error:
            if isinstance(error, errors.AuthenticationError) and is_token_dead(self._client):
                raise token_stopped(error, self._client) from error
            message = _failure_message(error, scope, self._client.urls.token_page)
            for resource in resources:
                usage = self.usage.of(resource)
                text = "; ".join([message, *usage.remarks])
                self._add(usage, scope.code, _status(error), False, text)

    def _add(
        self, usage: Usage, scope: str, status: LoadStatus, is_complete: bool, message: str | None
    ) -> None:
        shown = printable_line(message) if message else None
        entry = Coverage(
            usage.resource, scope, status, usage.rows, usage.requests, is_complete, shown
        )
        self.entries.append(entry)
        logger.info(
            "%s: %s, %d rows, %d requests, %.1f s",
            *(entry.resource, status, usage.rows, usage.requests, usage.seconds),
        )


def _failure_message(error: AdoFindingsError, scope: Scope, token_page: str) -> str:
    if isinstance(error, errors.NotFound) and not scope.is_critical:
        return f"{sentence(error)} Azure DevOps Server does not provide it: no action is needed."
    if isinstance(error, errors.AuthenticationError) and not scope.is_critical:
        return (
            f"{sentence(error)} The token lacks the scope `{scope.name}`. "
            f"Edit its scopes at {token_page}"
        )
    return advised(error)


def _status(error: Exception) -> LoadStatus:
    if isinstance(error, errors.AuthenticationError | errors.AccessDenied | errors.FieldsWithheld):
        return LoadStatus.DENIED
    if isinstance(error, errors.NotFound):
        return LoadStatus.UNAVAILABLE
    return LoadStatus.FAILED


def read(connection: duckdb.DuckDBPyConnection) -> list[Coverage]:
    """Return the entries in the warehouse."""
    rows = connection.table("raw.coverage").to_arrow_table().to_pylist()
    return [Coverage(**row | {"status": LoadStatus(row["status"])}) for row in rows]


def as_table(entries: list[Coverage]) -> pa.Table:
    """Return the entries as a table of schema `warehouse.COVERAGE`."""
    rows = [asdict(entry) | {"status": entry.status.value} for entry in entries]
    return pa.Table.from_pylist(rows, schema=warehouse.COVERAGE)
