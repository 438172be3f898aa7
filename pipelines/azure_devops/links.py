"""From a row of the link feed to a row of `work_item_link_changes`."""

import pyarrow as pa

from pipelines.azure_devops import converters, schema
from pipelines.azure_devops.records import Answer, Record

_FORWARD, _REVERSE = "-Forward", "-Reverse"


def link_change_table(answer: Answer) -> pa.Table:
    """A table of `schema.WORK_ITEM_LINK_CHANGES`, a row for each change."""
    rows = [
        link_change_row(change, feed_position)
        for feed_position, change in enumerate(answer.records, answer.position + 1)
    ]
    return pa.Table.from_pylist(rows, schema=schema.WORK_ITEM_LINK_CHANGES)


def link_change_row(change: Record, feed_position: int) -> Record:
    """A row of `schema.WORK_ITEM_LINK_CHANGES`; attributes may be nested or, in older forms, at the top."""
    attributes = {**change, **(change.get("attributes") or {})}
    rel = str(change.get("rel") or attributes.get("linkType"))
    ends = [attributes.get("sourceId"), attributes.get("targetId")]
    projects = [attributes.get("sourceProjectId"), attributes.get("targetProjectId")]
    if rel.endswith(_REVERSE):
        ends.reverse()
        projects.reverse()
    changed_by = converters.identity(attributes.get("changedBy"))
    is_active = converters.flag(attributes.get("isActive", True))
    return {
        "rel": rel.removesuffix(_FORWARD).removesuffix(_REVERSE),
        "source_id": converters.integer(ends[0]),
        "target_id": converters.integer(ends[1]),
        "changed_date": converters.instant(attributes.get("changedDate")),
        "changed_operation": _operation(attributes.get("changedOperation"), is_active),
        "is_active": is_active,
        "changed_by_id": changed_by.id,
        "changed_by_name": changed_by.name,
        "comment": converters.text(attributes.get("comment")),
        "source_project_id": converters.guid(projects[0]),
        "target_project_id": converters.guid(projects[1]),
        "remote_host_id": converters.guid(attributes.get("remoteHostId")),
        "remote_host_name": converters.text(attributes.get("remoteHostName")),
        "remote_project_id": converters.guid(attributes.get("remoteProjectId")),
        "remote_status": converters.text(attributes.get("remoteStatus")),
        "feed_position": feed_position,
    }


def _operation(operation: object, is_active: bool) -> str:
    if isinstance(operation, str) and operation:
        return operation.lower()
    return "create" if is_active else "remove"
