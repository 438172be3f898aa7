"""Read the snapshots of an organization into Arrow tables."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import pyarrow as pa

from pipelines.azure_devops.declarations import Snapshot
from pipelines.azure_devops.gaps import without_ids
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.repeated_rows import remarks, without_repeated
from pipelines.azure_devops.responses import Record
from pipelines.azure_devops.tables import table_of
from pipelines.http.errors import well_formed


class SnapshotTable(NamedTuple):
    """A snapshot with its rows, in its schema."""

    snapshot: Snapshot
    table: pa.Table


def read_snapshots(
    snapshots: Iterable[Snapshot], organization: AzureDevOpsOrganization, loaded_at: datetime
) -> list[SnapshotTable]:
    """Return the tables of snapshots, without the projects and teams that are left out.

    All are read before the first is returned: any of them may leave a project or team out.

    Raises:
        RunFailed: If one cannot be read, or all projects are left out.
    """
    tables = [
        SnapshotTable(snapshot, _read(snapshot, organization, loaded_at)) for snapshot in snapshots
    ]
    organization.require_a_project()
    return [
        SnapshotTable(snapshot, _without_gaps(snapshot, table, organization))
        for snapshot, table in tables
    ]


def _read(
    snapshot: Snapshot, organization: AzureDevOpsOrganization, loaded_at: datetime
) -> pa.Table:
    with well_formed(snapshot.name):
        return _table(snapshot, list(snapshot.rows(organization)), organization, loaded_at)


def _table(
    snapshot: Snapshot,
    found: list[Record],
    organization: AzureDevOpsOrganization,
    loaded_at: datetime,
) -> pa.Table:
    rows = without_repeated(snapshot, found)
    usage = organization.client.usage.of(snapshot.name)
    usage.remarks += remarks(snapshot, found, rows)
    usage.add(rows=len(rows))
    if snapshot.is_retained:
        rows = [row | {"loaded_at": loaded_at} for row in rows]
    return table_of(rows, snapshot.schema)


def _without_gaps(
    snapshot: Snapshot, table: pa.Table, organization: AzureDevOpsOrganization
) -> pa.Table:
    if snapshot.is_retained or not list(organization.gaps):
        return table
    table = without_ids(table, snapshot.project_column, organization.gaps.project_ids)
    return without_ids(table, snapshot.team_column, organization.left_out_team_ids())
