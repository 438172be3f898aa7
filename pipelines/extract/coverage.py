"""What was read, what was not, and why: one entry per resource of a run."""

from dataclasses import asdict, dataclass, replace
from enum import StrEnum

import duckdb
import pyarrow as pa

from pipelines import warehouse
from pipelines.azure_devops.scopes import Scope
from pipelines.errors import AdoFindingsError, sentence
from pipelines.extract.failures import advised
from pipelines.http import errors
from pipelines.http.usage import Usage


class LoadStatus(StrEnum):
    """How reading a resource ended."""

    LOADED = "loaded"
    DENIED = "denied"  # the token may not read it
    UNAVAILABLE = "unavailable"  # this server does not have it
    FAILED = "failed"


@dataclass(frozen=True)
class Coverage:
    """One resource of one run; `row_count` counts what this run read, not what the warehouse holds."""

    resource: str
    scope: str
    status: LoadStatus
    row_count: int
    request_count: int
    is_complete: bool
    message: str | None = None


def loaded(usage: Usage, scope: str, message: str | None = None) -> Coverage:
    """A resource that was read to its end, with the remarks that were made on the way."""
    said = "; ".join(filter(None, [message, *usage.remarks])) or None
    return Coverage(
        usage.resource, scope, LoadStatus.LOADED, usage.rows, usage.requests, True, said
    )


def doubted(usage: Usage, scope: str, reason: str) -> Coverage:
    """A resource that was read to its end and can still not be all there is: kept, used by no rule."""
    return replace(loaded(usage, scope, reason), is_complete=False)


def not_loaded(usage: Usage, scope: Scope, error: AdoFindingsError, token_page: str) -> Coverage:
    """A resource whose reading ended in `error`, though the token is alive; nothing of it is used."""
    message = advised(error)
    if isinstance(error, errors.NotFound) and not scope.is_critical:
        message = (
            f"{sentence(error)} An Azure DevOps Server does not have it: nothing is to be done."
        )
    if isinstance(error, errors.AuthenticationError) and not scope.is_critical:
        message = (
            f"{sentence(error)} The token lacks the scope `{scope.name}`. "
            f"Edit its scopes at {token_page}"
        )
    return _incomplete(usage, scope.code, error, message)


def platform_not_loaded(usage: Usage, kind: str, error: Exception, message: str) -> Coverage:
    """A platform whose reading ended in `error`; what was read of it before stays."""
    return _incomplete(usage, kind, error, message)


def _incomplete(usage: Usage, scope: str, error: Exception, message: str) -> Coverage:
    return Coverage(
        usage.resource, scope, _status(error), usage.rows, usage.requests, False, message
    )


def read(connection: duckdb.DuckDBPyConnection) -> list[Coverage]:
    """The entries in the warehouse."""
    rows = connection.table("raw.coverage").to_arrow_table().to_pylist()
    return [Coverage(**row | {"status": LoadStatus(row["status"])}) for row in rows]


def as_table(entries: list[Coverage]) -> pa.Table:
    """The entries as a table of `warehouse.COVERAGE`."""
    rows = [asdict(entry) | {"status": entry.status.value} for entry in entries]
    return pa.Table.from_pylist(rows, schema=warehouse.COVERAGE)


def _status(error: Exception) -> LoadStatus:
    if isinstance(error, errors.AuthenticationError | errors.AccessDenied):
        return LoadStatus.DENIED
    if isinstance(error, errors.NotFound):
        return LoadStatus.UNAVAILABLE
    return LoadStatus.FAILED
