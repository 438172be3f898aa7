"""From a revision of the reporting feed to a row of `work_item_revisions`."""

import hashlib
from collections.abc import Callable
from typing import Any

import orjson
import pyarrow as pa

from pipelines.azure_devops import converters, schema
from pipelines.azure_devops.records import Answer, Record

_COLUMNS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "System.Watermark": ("watermark", converters.integer),
    "System.TeamProject": ("team_project", converters.text),
    "System.WorkItemType": ("work_item_type", converters.text),
    "System.Title": ("title", converters.text),
    "System.State": ("state", converters.text),
    "System.Reason": ("reason", converters.text),
    "System.AreaId": ("area_id", converters.integer),
    "System.AreaPath": ("area_path", converters.text),
    "System.IterationId": ("iteration_id", converters.integer),
    "System.IterationPath": ("iteration_path", converters.text),
    "System.NodeName": ("node_name", converters.text),
    "System.CreatedDate": ("created_date", converters.instant),
    "System.ChangedDate": ("changed_date", converters.instant),
    "System.AuthorizedDate": ("authorized_date", converters.instant),
    "System.IsDeleted": ("is_deleted", converters.flag),
    "System.Tags": ("tags", converters.text),
    "System.CommentCount": ("comment_count", converters.integer),
    "System.PersonId": ("person_id", converters.integer),
    "System.BoardColumn": ("board_column", converters.text),
    "System.BoardColumnDone": ("board_column_done", converters.flag),
    "System.BoardLane": ("board_lane", converters.text),
    "System.ExternalLinkCount": ("external_link_count", converters.integer),
    "System.HyperLinkCount": ("hyperlink_count", converters.integer),
    "System.AttachedFileCount": ("attached_file_count", converters.integer),
}

_IDENTITIES = {
    "System.AssignedTo": "assigned_to",
    "System.CreatedBy": "created_by",
    "System.ChangedBy": "changed_by",
    "System.AuthorizedAs": "authorized_as",
}

_TYPED_COPIES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "Microsoft.VSTS.Common.Priority": ("priority", converters.integer),
    "Microsoft.VSTS.Scheduling.TargetDate": ("target_date", converters.instant),
    "Microsoft.VSTS.Scheduling.FinishDate": ("finish_date", converters.instant),
}

_HISTORY = "System.History"

# What has columns of its own, or is written into a revision after it was made: by the next revision, or
# by a link that comes or goes. The feed does not repeat the revision then; the models derive these.
_NOT_KEPT = frozenset(
    {
        "System.Id",
        "System.Rev",
        "System.RevisedDate",
        "System.Parent",
        "System.RelatedLinkCount",
        "System.RemoteLinkCount",
    }
)

# Fields that are no content. Tags and comments are meaningful all the same, and have columns of their own.
_NO_CONTENT = frozenset(
    {
        "Microsoft.VSTS.Common.StackRank",
        "Microsoft.VSTS.Common.BacklogPriority",
        "System.BoardColumn",
        "System.BoardColumnDone",
        "System.BoardLane",
        "System.ExtensionMarker",
        "System.Rev",
        "System.ChangedDate",
        "System.ChangedBy",
        "System.RevisedDate",
        "System.AuthorizedDate",
        "System.AuthorizedAs",
        "System.PersonId",
        "System.Watermark",
        "System.Parent",
        "System.RelatedLinkCount",
        "System.RemoteLinkCount",
        "System.ExternalLinkCount",
        "System.HyperLinkCount",
        "System.CommentCount",
        "System.Tags",
        _HISTORY,
    }
)
_INEXACT = 2.0**53  # from here on not every whole number is a float
_BOARD_EXTENSION_PREFIX = "WEF_"


def revision_table(answer: Answer, long_text_fields: frozenset[str]) -> pa.Table:
    """A table of `schema.WORK_ITEM_REVISIONS`, a row for each revision."""
    rows = [revision_row(revision, long_text_fields) for revision in answer.records]
    return pa.Table.from_pylist(rows, schema=schema.WORK_ITEM_REVISIONS)


def revision_row(revision: Record, long_text_fields: frozenset[str]) -> Record:
    """A row of `schema.WORK_ITEM_REVISIONS`; no field is lost that the revision has for ever."""
    fields: Record = revision["fields"]
    row: Record = {"id": revision["id"], "rev": revision["rev"]}
    long_text: Record = {}
    other: Record = {}
    for name, value in fields.items():
        if name in _COLUMNS:
            column, convert = _COLUMNS[name]
            converted = row[column] = convert(value)
            if converted is None and value not in (None, ""):
                other[name] = value  # of another type than the column
        elif name in long_text_fields:
            long_text[name] = value
        elif name not in _IDENTITIES and name not in _NOT_KEPT:
            other[name] = value
    for name, (column, convert) in _TYPED_COPIES.items():
        row[column] = convert(other.get(name))
    row |= _identity_columns(fields)
    row["is_deleted"] = row.get("is_deleted", False)
    row["has_history"] = bool(fields.get(_HISTORY))
    row["other_fields"] = converters.json_text(other)
    row["long_text"] = converters.json_text(long_text)
    row["content_hash"] = content_hash(fields)
    return row


def content_hash(fields: Record) -> str:
    """The same for two revisions exactly when they differ in bookkeeping, tags and comments at most.

    Rank and board position are bookkeeping. Identities count by their id; absent and empty values are the
    same, and so are `2` and `2.0`.
    """
    content = {
        name: _content(value)
        for name, value in fields.items()
        if name not in _NO_CONTENT
        and not name.startswith(_BOARD_EXTENSION_PREFIX)
        and value not in (None, "")
        and not (name == "System.IsDeleted" and not converters.flag(value))
    }
    encoded = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(encoded, digest_size=16).hexdigest()


def _content(value: Any) -> Any:
    if isinstance(value, dict):
        return value.get("id") or value
    if isinstance(value, float) and value.is_integer() and abs(value) < _INEXACT:
        return int(value)
    return value


def _identity_columns(fields: Record) -> Record:
    people = {prefix: converters.identity(fields.get(name)) for name, prefix in _IDENTITIES.items()}
    assignee = people["assigned_to"]
    row: Record = {
        "authorized_as_id": people["authorized_as"].id,
        "assigned_to_descriptor": assignee.descriptor,
        "assigned_to_is_container": assignee.is_container,
        "assigned_to_is_deleted_in_origin": assignee.is_deleted_in_origin,
    }
    for prefix in ("assigned_to", "created_by", "changed_by"):
        row[f"{prefix}_id"] = people[prefix].id
        row[f"{prefix}_name"] = people[prefix].name
        row[f"{prefix}_unique_name"] = people[prefix].unique_name
    return row
