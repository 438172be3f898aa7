"""Declare a resource: its table, its scope, and the functions that fetch and convert its records.

Column names are the API's own in snake case (`System.AreaPath` is `area_path`); staging models rename them.
Timestamps are UTC with microseconds. A key that the API omits is null. GUIDs are lower case.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from pipelines.azure_devops.responses import Record
from pipelines.azure_devops.scopes import WORK_READ, Scope

if TYPE_CHECKING:
    from pipelines.azure_devops.organization import AzureDevOpsOrganization

STRING = pa.string()
INTEGER = pa.int64()
BOOLEAN = pa.bool_()
TIMESTAMP = pa.timestamp("us", tz="UTC")
JSON = pa.string()

Rows = Iterator[Record]
Key = tuple[str, ...]


def table_schema(*keys: str, **columns: pa.DataType) -> pa.Schema:
    """Return the Arrow schema of a raw table; the columns named in `keys` are never null."""
    return pa.schema(
        [
            pa.field(name, data_type, nullable=name not in keys)
            for name, data_type in columns.items()
        ]
    )


@dataclass(frozen=True)
class Snapshot:
    """A table that every run reads in full.

    Attributes:
        rows: Yields the rows of one organization.
        scope: Without a critical scope the run fails; a snapshot of any other scope is optional.
        is_optional: The snapshot is optional whatever its scope.
        is_retained: Keep every load, identified by `loaded_at`, instead of the last one only.
        load_group: Optional snapshots of one group are loaded together, or not at all; by default each
            is a group of its own.
        incomplete_reason: Why a snapshot that was read to its end is still incomplete, or none. An incomplete
            load is stored, and the previous one remains the latest.
        reads_warehouse: Whether what is read depends on the snapshots before it, which must be loaded then.
        keys: Columns that identify a row; of rows that repeat one of these keys, the first is loaded.
        named_by: Columns that identify a row by its name, the last one, compared without regard to case.
        project_column: The column with the id of the row's project, if the table has one.
        team_column: The column with the id of the row's team, if the table has one.
        is_needed: Whether this run reads an optional snapshot; one that is not needed counts as complete.
    """

    name: str
    schema: pa.Schema
    rows: Callable[["AzureDevOpsOrganization"], Rows]
    scope: Scope
    is_retained: bool = False
    load_group: str | None = None
    incomplete_reason: Callable[["AzureDevOpsOrganization"], str | None] = lambda organization: None
    reads_warehouse: bool = False
    keys: tuple[Key, ...] = ()
    named_by: Key = ()
    project_column: str = "project_id"
    team_column: str = "team_id"
    is_optional: bool = False
    is_needed: Callable[["AzureDevOpsOrganization"], bool] = lambda organization: True

    @property
    def is_critical(self) -> bool:
        """Return whether a run fails without the snapshot."""
        return self.scope.is_critical and not self.is_optional


class FeedBatch(NamedTuple):
    """A page of a change feed, with the feed position before it and the continuation token after it."""

    records: list[Record]
    position: int
    continuation_token: str | None
    is_last: bool


ConvertBatch = Callable[[FeedBatch], pa.Table]


@dataclass(frozen=True)
class Feed:
    """A table that grows by a change feed with its own continuation token.

    Attributes:
        converter: Returns the function that converts batches. A worker process may run that function.
        latest_by: Of two rows with one key in a package, the one with the highest value in this column is
            loaded. Without it the table is a log of rows that never change: the first one is loaded.
    """

    name: str
    schema: pa.Schema
    path: str
    params: dict[str, str]
    primary_key: tuple[str, ...]
    converter: Callable[["AzureDevOpsOrganization"], ConvertBatch]
    latest_by: str | None = None
    scope: Scope = WORK_READ
