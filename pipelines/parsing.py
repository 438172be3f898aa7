"""Parse strings: timestamps and JSON everywhere, and the values that users write into cells of CSV files.

A string that is not valid raises a ValueError. For cells its message completes "... is not a ".
"""

import ipaddress
import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import orjson

MAX_NUMBER = 1_000_000_000  # of thresholds, prices and counts: far from the limits of SQL's types
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
    """Return whether a host name or IP address, without brackets, is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower().removesuffix(".") == "localhost"


def one_of(values: tuple[str, ...], what: str = "valid value") -> Callable[[str], str]:
    """Return a parser that accepts one of `values` in any case; `what` is what others are not."""

    def parse(value: str) -> str:
        if value.lower() not in values:
            raise ValueError(f"{what}. Use one of {', '.join(values)}.")
        return value.lower()

    return parse


def boolean(value: str) -> bool:
    """Return a boolean."""
    if value.lower() not in TRUE + FALSE:
        raise ValueError("valid boolean. Use true or false.")
    return value.lower() in TRUE


def number(value: str) -> float:
    """Return a number from 0 to `MAX_NUMBER`."""
    try:
        parsed = float(value)
    except ValueError:
        parsed = math.nan
    if not 0 <= parsed <= MAX_NUMBER:
        raise ValueError(f"valid number. Use a number from 0 to {MAX_NUMBER:,}, such as 14 or 0.5.")
    return parsed


def integer(value: str) -> int:
    """Return an integer from 1 to `MAX_NUMBER`."""
    if not _is_count(value) or int(value) < 1:
        raise ValueError(f"valid integer. Use an integer from 1 to {MAX_NUMBER:,}.")
    return int(value)


def count(value: str) -> int:
    """Return an integer from 0 to `MAX_NUMBER`."""
    if not _is_count(value):
        raise ValueError(f"valid count. Use an integer from 0 to {MAX_NUMBER:,}.")
    return int(value)


def _is_count(value: str) -> bool:
    return value.isdecimal() and len(value) <= len(str(MAX_NUMBER)) and int(value) <= MAX_NUMBER


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


def is_time_zone(name: str) -> bool:
    """Return whether `name` is the IANA name of a time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def not_a_time_zone(name: str) -> str:
    """Return what is wrong with a setting that is no time zone, and what to write instead."""
    return f"is not a valid IANA time zone: `{name}`. Use a name such as Europe/Berlin"
