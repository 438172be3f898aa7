"""What is asked of the oracle, and the timestamps that the question cuts history at."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

ENTITLEMENTS = ("group_entitlements", "user_entitlement_projects", "user_entitlements")
OPEN = frozenset({"Proposed", "InProgress", "Resolved", "Unknown"})


@dataclass(frozen=True)
class Question:
    """The timestamp to describe, the settings that the answer depends on, and what may not be read.

    `switched_on` are rules that are off unless a user switches them on, `authority` is the roster that says
    who is a person, and on the platforms `everyone_on` all of them are expected.
    """

    as_of: datetime
    organization_url: str
    time_zone: str = "UTC"
    velocity_planning_days: int = 0
    velocity_incomplete_categories: frozenset[str] = OPEN
    dependency_link_types: tuple[str, ...] = ()
    switched_on: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    authority: str | None = "hr"
    everyone_on: tuple[str, ...] = ()

    @property
    def today(self) -> date:
        """The calendar date of `as_of`."""
        return self.local_date(self.as_of)

    def local_date(self, timestamp: datetime) -> date:
        """The calendar date of a timestamp in the configured zone."""
        return timestamp.astimezone(ZoneInfo(self.time_zone)).date()

    def end_of_day(self, day: date) -> "Cut":
        """The midnight that begins the next day, or everything there is if that is still to come."""
        midnight = self.midnight_after(day)
        return self.now if midnight > self.as_of else Cut(midnight, includes_moment=False)

    @cache  # noqa: B019 - questions are few and stay
    def midnight_after(self, day: date) -> datetime:
        """The midnight that ends a day."""
        midnight = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(self.time_zone))
        return midnight.astimezone(UTC)

    @property
    def now(self) -> "Cut":
        """As of `as_of`: everything that exists."""
        return Cut(self.as_of, includes_moment=True)


@dataclass(frozen=True, order=True)
class Cut:
    """A point in time before which a revision must lie; `as_of` itself lets its own timestamp in."""

    moment: datetime
    includes_moment: bool

    def lets_in(self, timestamp: datetime) -> bool:
        """Whether what changed at `timestamp` is there."""
        return timestamp < self.moment or (self.includes_moment and timestamp == self.moment)
