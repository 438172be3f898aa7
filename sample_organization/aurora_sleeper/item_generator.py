"""Random timestamps, titles and field values for work items."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Unpack

from sample_organization.aurora_sleeper.company import Company
from sample_organization.model.history import Details, History, Item
from sample_organization.model.organization import (
    FieldValue,
    Identity,
    Node,
    Project,
    Team,
    WorkItemType,
    guid,
)
from sample_organization.model.processes import ACCEPTANCE_CRITERIA, REPRO_STEPS

EFFORTS = (1, 2, 2, 3, 3, 3, 5, 5, 5, 8)
TAGS = ("timetable", "summer-2026", "GDPR", "Blocked by weather", "quick win", "tech debt", "a11y")
COMMENTS = (
    "Tested on the 22:04 to Lisbon, works.",
    "Waiting for the translation into Portuguese.",
    "Paired on this with the depot; see the sketch on the wall.",
    "Ça marche. Merging tomorrow.",
    "The staging train has no Wi-Fi again.",
    "Discussed in refinement: keep it small.",
)
CRITERIA = (
    "<div>Given a traveller with a ticket<br>When the train is late<br>"
    "Then the next connection is held</div>"
)
_ACTORS = {
    "Fares Wizards": ("Traveller", ("a saver fare", "a family discount", "a berth upgrade")),
    "Checkout Café": ("Buyer", ("a gift voucher", "an invoice", "an oat-milk breakfast")),
    "Loyalty Lounge": ("Member", ("a points balance", "a lounge pass", "a birthday berth")),
    "Roster Rangers": ("Crew planner", ("a night shift", "a swap request", "a rest period")),
    "Pillow Logistics": ("Steward", ("a linen count", "a minibar order", "a lost teddy bear")),
    "Porter's Desk": ("Porter", ("a wake-up call", "a luggage tag", "a bicycle space")),
    "Bogie Watch": ("Engineer", ("an axle temperature", "a wheel profile", "a sensor gap")),
    "Depot Köln": ("Depot", ("a brake pad order", "a washing slot", "a spare bogie")),
    "Signal & Brake": ("Inspector", ("a braking curve", "a hazard log", "a release note")),
}
_ACTIONS = ("see", "change", "cancel", "share", "print", "confirm", "compare", "search for")
_PLACES = ("in the app", "on board", "at night", "offline", "from Kraków", "before Zürich", "twice")


@dataclass(frozen=True)
class ItemGenerator:
    """Generates items of a history with one random number generator."""

    company: Company
    history: History
    rng: Random

    def moment(self, day: date, first_hour: int = 8, last_hour: int = 17) -> datetime:
        """Return a random timestamp on a day between `first_hour` and the end of `last_hour`."""
        start = datetime.combine(day, time(first_hour), UTC)
        seconds = (last_hour - first_hour + 1) * 3600
        return start + timedelta(milliseconds=self.rng.randrange(seconds * 1000))

    def moments(self, start: datetime, end: datetime, count: int) -> list[datetime]:
        """Return `count` random timestamps between two timestamps, sorted."""
        span = int((end - start) / timedelta(milliseconds=1))
        offsets = sorted(self.rng.randrange(span) for _ in range(count))
        return [start + timedelta(milliseconds=offset) for offset in offsets]

    def chance(self, probability: float) -> bool:
        """Return True with the given probability."""
        return self.rng.random() < probability

    def member(self, team: Team) -> Identity:
        """Return a random member of the team other than its admin."""
        return self.rng.choice(team.members[1:]).identity

    def title(self, team: Team) -> str:
        """Return a random title about the team's subject."""
        actor, things = _ACTORS[team.name]
        words = (self.rng.choice(_ACTIONS), self.rng.choice(things), self.rng.choice(_PLACES))
        return f"{actor} can {' '.join(words)}"

    def item(
        self, at: datetime, team: Team, kind: WorkItemType, area: Node, **details: Unpack[Details]
    ) -> Item:
        """Create an item as the team's admin, with values for the fields of its type."""
        defaults: Details = {
            "title": self.title(team),
            "priority": self.rng.choice((1, 2, 2, 2, 3, 3, 4)),
            "tags": self.rng.choice(TAGS) if self.chance(0.2) else None,
        }
        fields = {**self._type_fields(kind), **details.pop("fields", {})}
        all_details: Details = {**defaults, **details, "fields": fields}
        return self.history.create(at, team.members[0].identity, kind.name, area, **all_details)

    def board_fields(self, team: Team, state: str) -> dict[str, FieldValue]:
        """Return the fields that the team's board adds to an item."""
        extension = f"WEF_{guid('board', team.id).replace('-', '').upper()}"
        return {
            "System.BoardColumn": state,
            "System.BoardColumnDone": False,
            f"{extension}_Kanban.Column": state,
            f"{extension}_System.ExtensionMarker": True,
        }

    def _type_fields(self, kind: WorkItemType) -> dict[str, FieldValue]:
        fields: dict[str, FieldValue] = {}
        if ACCEPTANCE_CRITERIA in kind.field_names:
            fields[ACCEPTANCE_CRITERIA] = CRITERIA
        if REPRO_STEPS in kind.field_names:
            fields[REPRO_STEPS] = "<ol><li>Board at Hamburg</li><li>Fall asleep</li></ol>"
        if "Custom.SafetyLevel" in kind.field_names:
            fields["Custom.SafetyLevel"] = self.rng.choice(("SIL 1", "SIL 2", "SIL 3"))
        if "Custom.AxleLoad" in kind.field_names:
            fields["Custom.AxleLoad"] = self.rng.choice((13.5, 16.0, 18.25))
        return fields


def area_of(project: Project, team: Team) -> Node:
    """Return the area that the team owns. Raises StopIteration."""
    path = team.area_values[0][0]
    return next(node for node in project.areas.walk() if node.path == path)
