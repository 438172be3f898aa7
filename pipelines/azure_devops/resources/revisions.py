"""Work item revisions, from the reporting feed."""

import hashlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson
import pyarrow as pa

from pipelines.azure_devops import converters
from pipelines.azure_devops.declarations import (
    BOOLEAN,
    INTEGER,
    JSON,
    STRING,
    TIMESTAMP,
    ConvertBatch,
    Feed,
    FeedBatch,
    table_schema,
)
from pipelines.azure_devops.resources.fields import long_text_fields
from pipelines.azure_devops.responses import Record
from pipelines.azure_devops.tables import table_of
from pipelines.parsing import canonical_json

if TYPE_CHECKING:
    from pipelines.azure_devops.organization import AzureDevOpsOrganization

WORK_ITEM_REVISIONS_SCHEMA = table_schema(
    "id",
    "rev",
    id=INTEGER,
    rev=INTEGER,
    watermark=INTEGER,
    team_project=STRING,
    work_item_type=STRING,
    title=STRING,
    state=STRING,
    reason=STRING,
    area_id=INTEGER,
    area_path=STRING,
    iteration_id=INTEGER,
    iteration_path=STRING,
    node_name=STRING,
    assigned_to_id=STRING,
    assigned_to_name=STRING,
    assigned_to_unique_name=STRING,
    assigned_to_descriptor=STRING,
    assigned_to_is_container=BOOLEAN,
    assigned_to_is_deleted_in_origin=BOOLEAN,
    created_by_id=STRING,
    created_by_name=STRING,
    created_by_unique_name=STRING,
    changed_by_id=STRING,
    changed_by_name=STRING,
    changed_by_unique_name=STRING,
    authorized_as_id=STRING,
    created_date=TIMESTAMP,
    changed_date=TIMESTAMP,
    authorized_date=TIMESTAMP,
    is_deleted=BOOLEAN,
    tags=STRING,
    comment_count=INTEGER,
    has_history=BOOLEAN,  # System.History present: this revision carries a comment
    person_id=INTEGER,
    board_column=STRING,
    board_column_done=BOOLEAN,
    board_lane=STRING,
    external_link_count=INTEGER,
    hyperlink_count=INTEGER,
    attached_file_count=INTEGER,
    # Typed copies of three fields of `other_fields`; null where the value is of another type.
    priority=INTEGER,
    target_date=TIMESTAMP,
    finish_date=TIMESTAMP,
    other_fields=JSON,  # every field without a column here, keyed by reference name; identities as objects
    long_text=JSON,  # html, plain text and history fields, keyed by reference name
    content_hash=STRING,  # excludes bookkeeping, tags and comments: see `content_hash`
)

_COLUMNS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "System.Watermark": ("watermark", converters.integer),
    "System.TeamProject": ("team_project", converters.string),
    "System.WorkItemType": ("work_item_type", converters.string),
    "System.Title": ("title", converters.string),
    "System.State": ("state", converters.string),
    "System.Reason": ("reason", converters.string),
    "System.AreaId": ("area_id", converters.integer),
    "System.AreaPath": ("area_path", converters.string),
    "System.IterationId": ("iteration_id", converters.integer),
    "System.IterationPath": ("iteration_path", converters.string),
    "System.NodeName": ("node_name", converters.string),
    "System.CreatedDate": ("created_date", converters.timestamp),
    "System.ChangedDate": ("changed_date", converters.timestamp),
    "System.AuthorizedDate": ("authorized_date", converters.timestamp),
    "System.IsDeleted": ("is_deleted", converters.boolean),
    "System.Tags": ("tags", converters.string),
    "System.CommentCount": ("comment_count", converters.integer),
    "System.PersonId": ("person_id", converters.integer),
    "System.BoardColumn": ("board_column", converters.string),
    "System.BoardColumnDone": ("board_column_done", converters.boolean),
    "System.BoardLane": ("board_lane", converters.string),
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
    "Microsoft.VSTS.Scheduling.TargetDate": ("target_date", converters.timestamp),
    "Microsoft.VSTS.Scheduling.FinishDate": ("finish_date", converters.timestamp),
}

_HISTORY = "System.History"

# Fields with columns of their own, and fields that later revisions and links write into an earlier revision.
# The feed does not return the revision again then; the models derive them.
_EXCLUDED = frozenset(
    {
        "System.Id",
        "System.Rev",
        "System.RevisedDate",
        "System.Parent",
        "System.RelatedLinkCount",
        "System.RemoteLinkCount",
    }
)

# Fields that are not content. Tags and comments are meaningful as well and have columns of their own.
_NOT_CONTENT = frozenset(
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
_MAX_EXACT_FLOAT = 2.0**53  # floats cannot represent every integer from here on
_BOARD_EXTENSION_PREFIX = "WEF_"


def revision_converter(organization: "AzureDevOpsOrganization") -> ConvertBatch:
    """Return the function that converts batches of revisions."""
    return partial(revision_table, long_text_fields=long_text_fields(organization))


def revision_table(batch: FeedBatch, long_text_fields: frozenset[str]) -> pa.Table:
    """Return one row for each revision."""
    rows = [revision_row(revision, long_text_fields) for revision in batch.records]
    return table_of(rows, WORK_ITEM_REVISIONS_SCHEMA)


def revision_row(revision: Record, long_text_fields: frozenset[str]) -> Record:
    """Return the row of a revision; it holds every field that never changes afterwards."""
    fields: Record = revision["fields"]
    row: Record = {name: converters.integer(revision.get(name)) for name in ("id", "rev")}
    long_text: Record = {}
    other: Record = {}
    for name, value in fields.items():
        if name in _COLUMNS:
            column, convert = _COLUMNS[name]
            converted = row[column] = convert(value)
            if converted is None and value not in (None, ""):
                other[name] = value  # the value has another type than the column
        elif name in long_text_fields:
            long_text[name] = value
        elif name not in _IDENTITIES and name not in _EXCLUDED:
            other[name] = value
    row |= {column: convert(other.get(name)) for name, (column, convert) in _TYPED_COPIES.items()}
    row |= _identity_columns(fields)
    row["is_deleted"] = row.get("is_deleted", False)
    row["has_history"] = bool(fields.get(_HISTORY))
    row["other_fields"] = canonical_json(other)
    row["long_text"] = canonical_json(long_text)
    row["content_hash"] = content_hash(fields)
    return row


def content_hash(fields: Record) -> str:
    """Return a hash that is equal for two revisions that differ at most in bookkeeping, tags and comments.

    Rank and board position are bookkeeping. Identities count by their id. Absent and empty values are equal,
    and so are `2` and `2.0`.
    """
    content = {
        name: _content(value)
        for name, value in fields.items()
        if name not in _NOT_CONTENT
        and not name.startswith(_BOARD_EXTENSION_PREFIX)
        and value not in (None, "")
        and not (name == "System.IsDeleted" and not converters.boolean(value))
    }
    encoded = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(encoded, digest_size=16).hexdigest()


def _content(value: Any) -> Any:
    if isinstance(value, dict):
        return value.get("id") or value
    if isinstance(value, float) and value.is_integer() and abs(value) < _MAX_EXACT_FLOAT:
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


REVISIONS = Feed(
    "work_item_revisions",
    WORK_ITEM_REVISIONS_SCHEMA,
    "_apis/wit/reporting/workitemrevisions",
    {
        "includeIdentityRef": "true",
        "includeDeleted": "true",
        "$expand": "fields",
        "$maxPageSize": "1000",
    },
    ("id", "rev"),
    revision_converter,
    latest_by="watermark",
)
