"""Values of API records as the types of our columns.

Azure DevOps leaves empty values out, changes the type of a field in mid-history, writes instants with 0 to 7
fractional digits, and identities in three forms. A value that does not fit a column is null there.
"""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

_TOO_LARGE = 2.0**63
_IDENTITY_TEXT = re.compile(r"^(.*?)\s*<([^<>]*)>$")


class Identity(NamedTuple):
    """Who an identity field names; `id` is the storage key, null in the oldest forms."""

    id: str | None = None
    name: str | None = None
    unique_name: str | None = None
    descriptor: str | None = None
    is_container: bool = False
    is_deleted_in_origin: bool = False


def text(value: Any) -> str | None:
    """Text as it is, other values as JSON, empty as null."""
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else json_text(value)


def guid(value: Any) -> str | None:
    """A GUID in lower case."""
    return value.lower() if isinstance(value, str) and value else None


def integer(value: Any) -> int | None:
    """A whole number of 64 bits, also written `2.0` or `"2"`."""
    try:
        number = float(value)
        return int(number) if number == int(number) and abs(number) < _TOO_LARGE else None
    except (TypeError, ValueError, OverflowError):
        return None


def flag(value: Any) -> bool:
    """A truth value; absent is false. Some payloads write booleans as text."""
    return value is True or (isinstance(value, str) and value.lower() == "true")


def instant(value: Any) -> datetime | None:
    """An ISO 8601 instant in UTC, truncated to microseconds."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def instant_or_never(value: Any) -> datetime | None:
    """Like `instant`; the year 1 stands for never and is null."""
    moment = instant(value)
    return moment if moment and moment.year > 1 else None


def json_text(value: Any) -> str:
    """Canonical JSON text: keys sorted."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def identity(value: Any) -> Identity:
    """An identity from an object, from `Name <unique name>`, or from a bare name."""
    if isinstance(value, dict):
        parts = (value.get(name) for name in ("id", "displayName", "uniqueName", "descriptor"))
        return _identity(
            *(text(part) for part in parts),
            flag(value.get("isContainer")),
            flag(value.get("isDeletedInOrigin")),
        )
    if isinstance(value, str) and value:
        named = _named(value)
        return named if named.name else Identity(name=value)
    return _NOBODY


_NOBODY = Identity()


@lru_cache(maxsize=10_000)  # few people stand in many revisions
def _identity(
    uid: str | None,
    display_name: str | None,
    unique_name: str | None,
    descriptor: str | None,
    is_container: bool,
    is_deleted_in_origin: bool,
) -> Identity:
    from_unique = _named(unique_name)
    return Identity(
        guid(uid),
        display_name or from_unique.name,
        from_unique.unique_name or unique_name,
        descriptor,
        is_container,
        is_deleted_in_origin,
    )


def _named(value: str | None) -> Identity:
    match = _IDENTITY_TEXT.match(value) if value else None
    return Identity(name=match[1] or match[2], unique_name=match[2]) if match else _NOBODY
