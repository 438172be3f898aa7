"""The parameters of a run that the oracle describes, and the cutoffs of its history."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

ENTITLEMENTS = (
    "group_entitlements",
    "user_entitlement_group_rules",
    "user_entitlement_projects",
    "user_entitlements",
)
OPEN = frozenset({"Proposed", "InProgress", "Resolved", "Unknown"})


@dataclass(frozen=True)
class RunParameters:
    """The timestamp to describe, the settings that results depend on, and the resources that are denied.

    `switched_on` are rules that are off by default, `authority` is the roster whose rows are people, and
    on the platforms `everyone_on` every person is expected.
    """

    as_of: datetime
    organization_url: str
    time_zone: str = "UTC"
    velocity_planning_days: int = 0
    velocity_incomplete_categories: frozenset[str] = OPEN
    bulk_edit_items: int = 50
    state_categories: tuple[tuple[str, str, str, str], ...] = ()  # lines of the file
    approval_states: tuple[tuple[str, str, str], ...] = ()  # lines of the file
    blocked_markers: tuple[tuple[str, str, str], ...] = ()  # lines of the file
    dependency_link_types: tuple[str, ...] = ()
    switched_on: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    authority: str | None = "hr"
    everyone_on: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()  # paths of saved queries
    loaded_at: tuple[datetime, ...] = ()  # of the runs' own complete loads of entitlements

    @property
    def today(self) -> date:
        """Return the calendar date of `as_of`."""
        return self.local_date(self.as_of)

    def local_date(self, timestamp: datetime) -> date:
        """Return the calendar date of a timestamp in the configured zone."""
        return timestamp.astimezone(ZoneInfo(self.time_zone)).date()

    def end_of_day(self, day: date) -> "Cutoff":
        """Return the cutoff at the end of a day, or at `as_of` if that is earlier."""
        midnight = self.midnight_after(day)
        return self.now if midnight > self.as_of else Cutoff(midnight, includes_moment=False)

    @cache  # noqa: B019 - there are few parameters, and they live as long as the process
    def midnight_after(self, day: date) -> datetime:
        """Return the midnight after a day."""
        midnight = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(self.time_zone))
        return midnight.astimezone(UTC)

    @property
    def now(self) -> "Cutoff":
        """Return the cutoff at `as_of`."""
        return Cutoff(self.as_of, includes_moment=True)


@dataclass(frozen=True, order=True)
class Cutoff:
    """A point in time up to which revisions are included; `as_of` includes its own timestamp."""

    moment: datetime
    includes_moment: bool

    def includes(self, timestamp: datetime) -> bool:
        """Return whether a change at `timestamp` is included."""
        return timestamp < self.moment or (self.includes_moment and timestamp == self.moment)
