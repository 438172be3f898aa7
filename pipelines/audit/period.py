"""The period of an audit: whole days in the configured time zone, within what is published."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipelines.errors import UserActionRequired

HISTORY_DAYS = 400  # of completed changes in a publication, see `change_evidence`


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both included."""

    first: date
    last: date
    time_zone: str

    @property
    def from_at(self) -> datetime:
        """Return the beginning of the first day, in UTC without a zone, as published timestamps are."""
        return self._midnight(self.first)

    @property
    def until_at(self) -> datetime:
        """Return the end of the last day, likewise."""
        return self._midnight(self.last + timedelta(days=1))

    def _midnight(self, day: date) -> datetime:
        local = datetime.combine(day, time.min, ZoneInfo(self.time_zone))
        return local.astimezone(UTC).replace(tzinfo=None)

    def require_published(self, as_of: datetime) -> None:
        """Raise unless a publication that describes `as_of` has the whole period.

        Raises:
            UserActionRequired: If the period is empty, ends after `as_of`, or began too long before it.
        """
        if self.last < self.first:
            raise UserActionRequired(
                f"--to is {self.last}, before --from, {self.first}. Exchange them."
            )
        if self._midnight(self.last) > as_of:
            raise UserActionRequired(
                f"--to is {self.last}, but the tables describe {as_of:%Y-%m-%d %H:%M} UTC. Choose an earlier "
                "day, or run `ado-findings run` first."
            )
        if self.from_at < as_of - timedelta(days=HISTORY_DAYS):
            raise UserActionRequired(
                f"--from is {self.first}, more than {HISTORY_DAYS} days before the tables, which describe "
                f"{as_of:%Y-%m-%d %H:%M} UTC. Build an earlier date: set "
                f"ADO_FINDINGS__AS_OF={self.until_at:%Y-%m-%dT%H:%M:%SZ}, run `ado-findings build`, and "
                "repeat this command with the same variable."
            )
