"""The common fields of an account, in SCIM's terms, and conversion of platforms' values to them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pipelines.parsing import parse_timestamp

Account = dict[str, Any]  # of fields of `pipelines.accounts.schema.ACCOUNT_FIELDS`
Record = dict[str, Any]

NEVER = ("0001-01-01", "1601-01-01", "1970-01-01")  # dates that platforms write for "never"


def account(account_uid: object, **fields: Any) -> Account:
    """Return an account of an active employee with `fields` on top; empty strings are left out.

    Raises:
        ValueError: If `account_uid` is empty or neither a string nor an integer.
    """
    if account_uid in (None, "") or not isinstance(account_uid, str | int):
        raise ValueError("an account has no id")
    defaults = {"employment_status": "active", "account_status": "active", "account_type": "human"}
    known = {name: value for name, value in fields.items() if value not in (None, "")}
    return defaults | known | {"account_uid": str(account_uid)}


def addresses(values: Iterable[str | None], without: str | None = None) -> str | None:
    """Return addresses separated by ";", deduplicated in any case, in their first order.

    Args:
        values: Addresses; empty ones are skipped.
        without: An address to leave out.
    """
    seen = {(without or "").strip().lower(), ""}
    unique = []
    for value in values:
        address = (value or "").strip()
        if address.lower() not in seen:
            seen.add(address.lower())
            unique.append(address)
    return ";".join(unique) or None


def timestamp(value: str | None) -> datetime | None:
    """Return an ISO 8601 timestamp in UTC, or none if the value is empty or means "never".

    Raises:
        ValueError: If the value is not ISO 8601.
    """
    if not value or value.startswith(NEVER):
        return None
    return parse_timestamp(value)


def latest(*timestamps: datetime | None) -> datetime | None:
    """Return the latest known timestamp, or none."""
    return max((value for value in timestamps if value), default=None)
