"""Changes of work item links, from the reporting feed."""

from typing import TYPE_CHECKING

import pyarrow as pa

from pipelines.azure_devops import converters
from pipelines.azure_devops.declarations import (
    BOOLEAN,
    INTEGER,
    STRING,
    TIMESTAMP,
    ConvertBatch,
    Feed,
    FeedBatch,
    table_schema,
)
from pipelines.azure_devops.responses import Record
from pipelines.azure_devops.tables import table_of

if TYPE_CHECKING:
    from pipelines.azure_devops.organization import AzureDevOpsOrganization

WORK_ITEM_LINK_CHANGES_SCHEMA = table_schema(
    "rel",
    "source_id",
    "target_id",
    "changed_date",
    "changed_operation",
    rel=STRING,  # reference name without direction
    source_id=INTEGER,
    target_id=INTEGER,
    changed_date=TIMESTAMP,
    changed_operation=STRING,  # create or remove
    is_active=BOOLEAN,
    changed_by_id=STRING,
    changed_by_name=STRING,
    comment=STRING,
    source_project_id=STRING,
    target_project_id=STRING,
    remote_host_id=STRING,
    remote_host_name=STRING,
    remote_project_id=STRING,
    remote_status=STRING,
    feed_position=INTEGER,  # of its first occurrence: the highest is a link's latest change
)

_FORWARD, _REVERSE = "-Forward", "-Reverse"


def link_change_converter(_organization: "AzureDevOpsOrganization") -> ConvertBatch:
    """Return the function that converts batches of link changes."""
    return link_change_table


def link_change_table(batch: FeedBatch) -> pa.Table:
    """Return one row for each change."""
    rows = [
        link_change_row(change, feed_position)
        for feed_position, change in enumerate(batch.records, batch.position + 1)
    ]
    return table_of(rows, WORK_ITEM_LINK_CHANGES_SCHEMA)


def link_change_row(change: Record, feed_position: int) -> Record:
    """Return the row of a link change, whose attributes are nested or, in older forms, at the top level."""
    attributes = {**change, **(change.get("attributes") or {})}
    rel = str(change.get("rel") or attributes.get("linkType"))
    source, target = ("target", "source") if rel.endswith(_REVERSE) else ("source", "target")
    changed_by = converters.identity(attributes.get("changedBy"))
    is_active = converters.boolean(attributes.get("isActive", True))
    return {
        "rel": rel.removesuffix(_FORWARD).removesuffix(_REVERSE),
        "source_id": converters.integer(attributes.get(f"{source}Id")),
        "target_id": converters.integer(attributes.get(f"{target}Id")),
        "changed_date": converters.timestamp(attributes.get("changedDate")),
        "changed_operation": _operation(attributes.get("changedOperation"), is_active),
        "is_active": is_active,
        "changed_by_id": changed_by.id,
        "changed_by_name": changed_by.name,
        "comment": converters.string(attributes.get("comment")),
        "source_project_id": converters.guid(attributes.get(f"{source}ProjectId")),
        "target_project_id": converters.guid(attributes.get(f"{target}ProjectId")),
        "remote_host_id": converters.guid(attributes.get("remoteHostId")),
        "remote_host_name": converters.string(attributes.get("remoteHostName")),
        "remote_project_id": converters.guid(attributes.get("remoteProjectId")),
        "remote_status": converters.string(attributes.get("remoteStatus")),
        "feed_position": feed_position,
    }


def _operation(operation: object, is_active: bool) -> str:
    if isinstance(operation, str) and operation:
        return operation.lower()
    return "create" if is_active else "remove"


LINK_CHANGES = Feed(
    "work_item_link_changes",
    WORK_ITEM_LINK_CHANGES_SCHEMA,
    "_apis/wit/reporting/workitemlinks",
    {},
    ("rel", "source_id", "target_id", "changed_date", "changed_operation"),
    link_change_converter,
)
