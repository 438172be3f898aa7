"""Add individual items to a team's history, with timestamps in days before `SAMPLE_AS_OF`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Unpack

from sample_organization.aurora_sleeper.company import PAST_SPRINTS, SAMPLE_AS_OF, first_day
from sample_organization.aurora_sleeper.repositories import Repository
from sample_organization.aurora_sleeper.sprint_simulation import SprintSimulation
from sample_organization.model.history import Changes, Details, History, Item
from sample_organization.model.organization import Identity, Node, WorkItemType


def ago(days: float) -> datetime:
    """Return the timestamp `days` before `SAMPLE_AS_OF`."""
    return SAMPLE_AS_OF - timedelta(days=days)


@dataclass(frozen=True)
class TeamEditor:
    """Adds individual items to one team's history."""

    simulation: SprintSimulation

    @property
    def history(self) -> History:
        """Return the history that items are added to."""
        return self.simulation.team_history.generator.history

    @property
    def lead(self) -> Identity:
        """Return the team's admin."""
        return self.simulation.team_history.admin

    @property
    def repository(self) -> Repository:
        """Return the team's repository."""
        return self.simulation.team_history.repository

    @property
    def requirement(self) -> WorkItemType:
        """Return the first type of the requirement backlog."""
        process = self.simulation.team_history.project.process
        return process.type_named(process.categories["Microsoft.RequirementCategory"][0])

    def member(self, number: int = 1) -> Identity:
        """Return a member of the team; the admin is number 0."""
        return self.simulation.team_history.team.members[number].identity

    def sprint(self, number: int) -> Node:
        """Return a sprint by its number, from 0."""
        return self.simulation.portfolio.sprints[number]

    def days_since_start(self, number: int) -> int:
        """Return how many days before `SAMPLE_AS_OF` a sprint started."""
        return (SAMPLE_AS_OF.date() - first_day(self.sprint(number))).days

    def state(self, category: str, type_name: str = "") -> str:
        """Return the first state of a category; without `type_name`, of the requirement type."""
        process = self.simulation.team_history.project.process
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
        """Create an item titled `name` below `parent`, or below the current feature."""
        team_history = self.simulation.team_history
        kind = team_history.project.process.type_named(type_name) if type_name else self.requirement
        created = ago(days_ago)
        defaults: Details = {"title": name, "effort": 3, "tags": None}
        all_details: Details = {**defaults, **details}
        item = team_history.generator.item(
            created, team_history.team, kind, area or team_history.area, **all_details
        )
        parent = parent or self.simulation.portfolio.feature(PAST_SPRINTS)
        self.history.adopt(parent, item, max(created, ago(75)) + timedelta(minutes=5), self.lead)
        return item

    def change(self, item: Item, days_ago: float, **changes: Unpack[Changes]) -> None:
        """Change an item as a member of the team."""
        self.history.change(item, ago(days_ago), self.member(), **changes)
