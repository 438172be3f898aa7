"""Completeness checks of a roster that was read to its end.

Findings are raised about people who are missing on it, so rules use complete rosters only."""

from datetime import timedelta

DEFAULT_MAX_AGE_DAYS = 35  # a monthly export is not too old
MAX_LOSS = 0.2  # share of the accounts of the previous load


def incomplete_reason(
    rows: int,
    rows_before: int | None,
    age: timedelta = timedelta(0),
    max_age_days: int = DEFAULT_MAX_AGE_DAYS,
) -> str | None:
    """Return why a roster is incomplete, so that no rule uses it, or none if it is complete.

    Args:
        rows: Accounts of this load.
        rows_before: Accounts of the previous load; none for the first load.
        age: Time since the file was written or the platform was read.
        max_age_days: The setting `roster_max_age_days`.
    """
    if not rows:
        return (
            "The account list is empty, which is never valid. Rules skip it until it has accounts."
        )
    if age > timedelta(days=max_age_days):
        limit = f"more than roster_max_age_days ({max_age_days})"
        return f"{age.days} days old, {limit}. Rules skip it until it is updated."
    if rows_before and rows < rows_before * (1 - MAX_LOSS):
        lost = 1 - rows / rows_before
        return (
            f"{rows:,} accounts, {lost:.0%} fewer than the {rows_before:,} of the previous load. "
            "Rules skip it until the next load confirms the change."
        )
    return None
