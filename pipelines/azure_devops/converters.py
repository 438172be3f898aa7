"""Convert values of API records to the types of our columns.

Azure DevOps omits empty values, changes a field's type over its history, writes timestamps with 0 to 7
fractional digits, and writes identities in three forms. A value that does not fit its column becomes null.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from pipelines.azure_devops.responses import Record
from pipelines.parsing import canonical_json, parse_timestamp

_INT64_LIMIT = 2.0**63


class Identity(NamedTuple):
    """A person or group named by an identity field; `id` is the storage key, null in the oldest form."""

    id: str | None = None
    name: str | None = None
    unique_name: str | None = None
    descriptor: str | None = None
    is_container: bool = False
    is_deleted_in_origin: bool = False


def string(value: Any) -> str | None:
    """Return a string unchanged, any other value as JSON, and an empty one as null."""
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else canonical_json(value)


def guid(value: Any) -> str | None:
    """Return a GUID in lower case."""
    return value.lower() if isinstance(value, str) and value else None


def integer(value: Any) -> int | None:
    """Return a 64-bit integer, also from `2.0` or `"2"`."""
    try:
        number = float(value)
        return int(number) if number == int(number) and abs(number) < _INT64_LIMIT else None
    except (TypeError, ValueError, OverflowError):
        return None


def boolean(value: Any) -> bool:
    """Return a boolean, which some payloads write as a string; absent is false."""
    return value is True or (isinstance(value, str) and value.lower() == "true")


def timestamp(value: Any) -> datetime | None:
    """Return an ISO 8601 timestamp in UTC, truncated to microseconds."""
    if not isinstance(value, str):
        return None
    try:
        return parse_timestamp(value)
    except ValueError:
        return None


def timestamp_or_never(value: Any) -> datetime | None:
    """Return a timestamp like `timestamp`; the year 1 means "never" and becomes null."""
    converted = timestamp(value)
    return converted if converted and converted.year > 1 else None


def identity(value: Any) -> Identity:
    """Return the identity of an object, of `Name <unique name>`, or of a plain name."""
    if isinstance(value, dict):
        parts = (value.get(name) for name in ("id", "displayName", "uniqueName", "descriptor"))
        return _identity(
            *(string(part) for part in parts),
            boolean(value.get("isContainer")),
            boolean(value.get("isDeletedInOrigin")),
        )
    if isinstance(value, str) and value:
        named = _split_identity_text(value)
        return named if named.name else Identity(name=value)
    return _NOBODY


def deduplicated(records: Iterable[Record]) -> list[Record]:
    """Return the last record of each `id`: a list that changes while it is paged may repeat one."""
    return list({identifier(record): record for record in records}.values())


def identifier(record: Record, name: str = "id") -> str:
    """Return what identifies a record: its `id`, or its value of another name.

    Raises:
        ValueError: If it is missing, empty or not a string.
    """
    value = record.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"`{name}` is missing")
    return value


_NOBODY = Identity()


@lru_cache(maxsize=10_000)  # few people appear in many revisions
def _identity(
    identity_id: str | None,
    display_name: str | None,
    unique_name: str | None,
    descriptor: str | None,
    is_container: bool,
    is_deleted_in_origin: bool,
) -> Identity:
    from_unique_name = _split_identity_text(unique_name)
    return Identity(
        guid(identity_id),
        display_name or from_unique_name.name,
        from_unique_name.unique_name or unique_name,
        descriptor,
        is_container,
        is_deleted_in_origin,
    )


def _split_identity_text(value: str | None) -> Identity:
    """Return the parts of `Name <unique name>`, or nobody for other text."""
    if not value or not value.endswith(">"):
        return _NOBODY
    name, bracket, unique_name = value[:-1].rpartition("<")
    if not bracket or ">" in unique_name:
        return _NOBODY
    return Identity(name=name.rstrip() or unique_name, unique_name=unique_name)
