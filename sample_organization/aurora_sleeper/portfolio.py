"""Features and epics of one team. Each spans several sprints and is closed after the last one."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sample_organization.aurora_sleeper.company import SAMPLE_AS_OF, first_day
from sample_organization.aurora_sleeper.item_generator import COMMENTS
from sample_organization.aurora_sleeper.team_history import TeamHistory
from sample_organization.model.history import Item
from sample_organization.model.organization import Node
from sample_organization.model.processes import TARGET_DATE

SPRINTS_PER_FEATURE = 3
SPRINTS_PER_EPIC = 12


@dataclass
class Portfolio:
    """The features and epics above a team's stories, created on first use."""

    team_history: TeamHistory
    sprints: list[Node]
    someday: Node
    _written: dict[tuple[str, int], Item] = field(default_factory=dict)

    def feature(self, sprint: int) -> Item:
        """Return the feature of a sprint."""
        return self._container("Feature", sprint // SPRINTS_PER_FEATURE, SPRINTS_PER_FEATURE)

    def _epic(self, sprint: int) -> Item:
        return self._container("Epic", sprint // SPRINTS_PER_EPIC, SPRINTS_PER_EPIC)

    def _container(self, level: str, number: int, length: int) -> Item:
        if (level, number) not in self._written:
            first = first_day(self.sprints[number * length])
            last = first_day(self.sprints[min((number + 1) * length, len(self.sprints)) - 1])
            parent = self._epic(number * length) if level == "Feature" else None
            end = last + timedelta(days=20 if parent else 25)
            self._written[level, number] = self._write(level, first, end, parent)
        return self._written[level, number]

    def _write(self, level: str, first: date, end: date, parent: Item | None) -> Item:
        team_history, generator = self.team_history, self.team_history.generator
        kind = team_history.project.process.type_named(level)
        created = generator.moment(first - timedelta(days=60 if parent else 70), 9, 10)
        item = generator.item(
            created,
            team_history.team,
            kind,
            team_history.area,
            title=f"{level} {first:%B %Y}: {generator.title(team_history.team)}",
            assigned_to=team_history.admin,
            fields={TARGET_DATE: f"{end:%Y-%m-%d}T00:00:00Z"},
        )
        if parent is not None:
            generator.history.adopt(parent, item, created + timedelta(hours=2), team_history.admin)
        done = next(state.name for state in kind.states if state.category == "Completed")
        generator.history.change(
            item, _morning(first), team_history.admin, state=kind.states[1].name
        )
        self._report(item, first, end)
        generator.history.change(item, _morning(end), team_history.admin, state=done)
        return item

    def _report(self, item: Item, first: date, end: date) -> None:
        """Add a comment every week until the item is closed or the history ends."""
        generator = self.team_history.generator
        day = first + timedelta(days=4)
        while day < min(end, SAMPLE_AS_OF.date()):
            comment = generator.rng.choice(COMMENTS)
            generator.history.change(
                item, generator.moment(day), self.team_history.admin, comment=comment
            )
            day += timedelta(days=7)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(7, 30), UTC)
