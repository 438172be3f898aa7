"""A team's stage: where single scenes are set, told in days before the sample's present."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Unpack

from sample_organization.aurora_sleeper.company import PAST_SPRINTS, SAMPLE_AS_OF, first_day
from sample_organization.aurora_sleeper.sprints import TeamPlay
from sample_organization.model.history import Changes, Details, History, Item
from sample_organization.model.organization import Identity, Node, WorkItemType


def ago(days: float) -> datetime:
    """Return the instant some days before the sample's present."""
    return SAMPLE_AS_OF - timedelta(days=days)


@dataclass(frozen=True)
class Stage:
    """Sets scenes for one team."""

    play: TeamPlay

    @property
    def history(self) -> History:
        """Where scenes are written."""
        return self.play.desk.studio.history

    @property
    def lead(self) -> Identity:
        """The team's admin."""
        return self.play.desk.admin

    @property
    def requirement(self) -> WorkItemType:
        """The first type of the requirement backlog."""
        process = self.play.desk.project.process
        return process.type_named(process.categories["Microsoft.RequirementCategory"][0])

    def member(self, number: int = 1) -> Identity:
        """A member of the team, the admin being number 0."""
        return self.play.desk.team.members[number].identity

    def sprint(self, number: int) -> Node:
        """A sprint by its number, 0 the first."""
        return self.play.portfolio.sprints[number]

    def days_since_start(self, number: int) -> int:
        """How many days ago a sprint started."""
        return (SAMPLE_AS_OF.date() - first_day(self.sprint(number))).days

    def state(self, category: str, type_name: str = "") -> str:
        """The first state of a category, of the requirement type unless `type_name` names another."""
        process = self.play.desk.project.process
        kind = process.type_named(type_name) if type_name else self.requirement
        return next(state.name for state in kind.states if state.category == category)

    def item(
        self,
        name: str,
        days_ago: float,
        type_name: str = "",
        parent: Item | None = None,
        area: Node | None = None,
        **details: Unpack[Details],
    ) -> Item:
        """Create an item called `name` below the running feature, or below `parent`."""
        desk = self.play.desk
        kind = desk.project.process.type_named(type_name) if type_name else self.requirement
        created = ago(days_ago)
        usual: Details = {"title": name, "effort": 3, "tags": None}
        complete: Details = {**usual, **details}
        item = desk.studio.item(created, desk.team, kind, area or desk.area, **complete)
        above = parent or self.play.portfolio.feature(PAST_SPRINTS)
        self.history.adopt(above, item, max(created, ago(75)) + timedelta(minutes=5), self.lead)
        return item

    def change(self, item: Item, days_ago: float, **changes: Unpack[Changes]) -> None:
        """Change an item; a team member does it."""
        self.history.change(item, ago(days_ago), self.member(), **changes)
