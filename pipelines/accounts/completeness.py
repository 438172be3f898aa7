"""Whether a roster that was read to its end is believed: findings are raised about who is missing on it."""

from datetime import timedelta

DEFAULT_MAX_AGE_DAYS = 35  # an export of every month is fresh
MOST_LOST = 0.2  # of the accounts of the load before


def doubt(
    rows: int,
    rows_before: int | None,
    age: timedelta = timedelta(0),
    max_age_days: int = DEFAULT_MAX_AGE_DAYS,
) -> str | None:
    """Why a roster of `rows` accounts is kept but not used by the rules; none if it is used.

    Args:
        rows: Accounts of this load.
        rows_before: Accounts of the last load before it; none if it is the first.
        age: How long ago the platform wrote it.
        max_age_days: The setting `roster_max_age_days`.
    """
    if not rows:
        return "empty, which no platform is: not used until somebody is on it"
    if age > timedelta(days=max_age_days):
        most = f"more than roster_max_age_days ({max_age_days})"
        return f"{age.days} days old, {most}: not used until it is renewed"
    if rows_before and rows < rows_before * (1 - MOST_LOST):
        lost = 1 - rows / rows_before
        return (
            f"{rows:,} accounts, {lost:.0%} fewer than the {rows_before:,} of the load before: "
            "not used until the next load confirms it"
        )
    return None
