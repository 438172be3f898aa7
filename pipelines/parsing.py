"""Parse strings: timestamps and JSON everywhere, and the values that users write into cells of CSV files.

A string that is not valid raises a ValueError. For cells its message completes "... is not a ".
"""

import ipaddress
import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import orjson

TRUE, FALSE = ("true", "yes", "1"), ("false", "no", "0")


def parse_timestamp(value: str) -> datetime:
    """Return an ISO 8601 timestamp in UTC; one without an offset is in UTC already.

    Raises:
        ValueError: If it is not ISO 8601, or its offset moves it out of the years 1 to 9999.
    """
    parsed = datetime.fromisoformat(value)
    if parsed.tzinfo is None:
        return parsed.replace(tzinfo=UTC)
    try:
        return parsed.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"out of range in UTC: {value}") from error


def canonical_json(value: Any) -> str:
    """Return JSON with sorted keys."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def is_loopback(host: str) -> bool:
    """Return whether a host name or IP address is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def one_of(values: tuple[str, ...]) -> Callable[[str], str]:
    """Return a parser that accepts one of `values` in any case."""

    def parse(value: str) -> str:
        if value.lower() not in values:
            raise ValueError(f"valid value. Use one of {', '.join(values)}.")
        return value.lower()

    return parse


def boolean(value: str) -> bool:
    """Return a boolean."""
    if value.lower() not in TRUE + FALSE:
        raise ValueError("valid boolean. Use true or false.")
    return value.lower() in TRUE


def number(value: str) -> float:
    """Return a number of at least 0."""
    try:
        parsed = float(value)
    except ValueError:
        parsed = math.nan
    if not 0 <= parsed < math.inf:
        raise ValueError("valid number. Use a number of at least 0, such as 14 or 0.5.")
    return parsed


def integer(value: str) -> int:
    """Return an integer of at least 1."""
    if not value.isdecimal() or int(value) < 1:
        raise ValueError("valid integer. Use an integer of at least 1.")
    return int(value)


def count(value: str) -> int:
    """Return an integer of at least 0."""
    if not value.isdecimal():
        raise ValueError("valid count. Use an integer of at least 0.")
    return int(value)


def day(value: str) -> date:
    """Return a calendar date."""
    try:
        return datetime.fromisoformat(value).date()
    except ValueError as error:
        raise ValueError("valid date. Use YYYY-MM-DD.") from error


def timestamp(value: str) -> datetime:
    """Return a timestamp in UTC."""
    try:
        return parse_timestamp(value)
    except ValueError as error:
        raise ValueError("valid timestamp. Use ISO 8601, such as 2026-03-31T00:00:00Z.") from error
