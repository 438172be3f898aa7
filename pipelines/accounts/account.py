"""The common shape of an account, in SCIM's vocabulary, and how platforms' values become its values."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pipelines.parsing import parse_timestamp

Account = dict[str, Any]  # of fields of `pipelines.rosters.schema.ACCOUNT_FIELDS`
Record = dict[str, Any]

SENTINELS = ("0001-01-01", "1601-01-01", "1970-01-01")  # written for "never"


def account(account_uid: object, **fields: Any) -> Account:
    """An account that works here unless `fields` say otherwise; empty texts are unknown."""
    usual = {"employment_status": "active", "account_status": "active", "account_type": "human"}
    known = {name: value for name, value in fields.items() if value not in (None, "")}
    return usual | known | {"account_uid": str(account_uid)}


def addresses(values: Iterable[str | None], without: str | None = None) -> str | None:
    """Addresses as one text, each once whatever its case, in the order given."""
    seen = {(without or "").strip().lower(), ""}
    kept = []
    for value in values:
        address = (value or "").strip()
        if address.lower() not in seen:
            seen.add(address.lower())
            kept.append(address)
    return ";".join(kept) or None


def instant(text: str | None) -> datetime | None:
    """An ISO 8601 instant; none where the text stands for "never".

    Raises:
        ValueError: If it is no instant.
    """
    if not text or text.startswith(SENTINELS):
        return None
    return parse_timestamp(text)


def latest(*moments: datetime | None) -> datetime | None:
    """The latest of the instants that are known."""
    return max((moment for moment in moments if moment), default=None)
