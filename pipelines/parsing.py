"""What a cell of a user's CSV file may hold. A value that does not fit is a ValueError naming what would."""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime

TRUE, FALSE = ("true", "yes", "1"), ("false", "no", "0")


def one_of(values: tuple[str, ...]) -> Callable[[str], str]:
    """A reader of one of `values`, in any case."""

    def convert(value: str) -> str:
        if value.lower() not in values:
            raise ValueError("valid value: " + ", ".join(values))
        return value.lower()

    return convert


def boolean(value: str) -> bool:
    """A truth value."""
    if value.lower() not in TRUE + FALSE:
        raise ValueError("truth value: true or false")
    return value.lower() in TRUE


def number(value: str) -> float:
    """A number of at least 0."""
    try:
        found = float(value)
    except ValueError:
        found = math.nan
    if not 0 <= found < math.inf:
        raise ValueError("number of at least 0, such as 14 or 0.5")
    return found


def whole_number(value: str) -> int:
    """A whole number of at least 1."""
    if not value.isdecimal() or int(value) < 1:
        raise ValueError("whole number of at least 1")
    return int(value)


def day(value: str) -> date:
    """A calendar date."""
    try:
        return datetime.fromisoformat(value).date()
    except ValueError as error:
        raise ValueError("date: YYYY-MM-DD") from error


def instant(value: str) -> datetime:
    """An instant, UTC unless it says otherwise."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError("instant: ISO 8601, UTC") from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
