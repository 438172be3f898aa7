"""Scenes: a project and one of its teams, with methods to add items and changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from typing import Protocol

from sample_organization.model.organization import (
    Fields,
    FieldValue,
    Node,
    Project,
    Team,
    WorkItemType,
    format_timestamp,
    guid,
)
from tests.oracle.names import is_below, same
from tests.oracle.organizations.item_histories import TEAM_FIELD, ItemHistory, Surroundings, place
from tests.oracle.run_parameters import RunParameters
from tests.oracle.world import HIERARCHY

Changes = Mapping[str, FieldValue | None]


@dataclass
class Script:
    """The revisions of one item."""

    id: int
    history: ItemHistory
    is_odd: bool
    is_dated: bool
    revisions: list[Fields] = field(default_factory=list)

    def then(self, at: datetime, *changes: Changes) -> "Script":
        """Add a revision."""
        for change in changes:
            self.history.apply(change)
        stamp: Fields = {"System.Id": self.id, "System.Rev": len(self.revisions) + 1}
        first = self.revisions[0] if self.revisions else {}
        if self.is_dated:
            stamp["System.CreatedDate"] = first.get("System.CreatedDate", format_timestamp(at))
        self.revisions.append({**self.history.revision(at, self.is_odd), **stamp})
        return self


class Stage(Surroundings, Protocol):
    """The methods of the generator that a scene uses."""

    rng: Random
    parameters: RunParameters

    def script(self, is_odd: bool) -> Script:
        """A new item."""

    def link(self, rel: str, source_id: int, target_id: int, *timestamps: datetime) -> None:
        """Add a link at the first timestamp, remove it at the second, and so on."""

    def missing_id(self) -> int:
        """Return an id that does not exist in the organization."""


class Scene:
    """A project and one of its teams. Timestamps are durations before `as_of`."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.rng, self.parameters = stage, stage.rng, stage.parameters
        self.project: Project = self.rng.choice(stage.projects)
        self.team: Team = self.rng.choice(self.project.teams)

    @cached_property
    def requirement(self) -> WorkItemType:
        """The first type of the requirement backlog."""
        return self.project.process.type_named(
            self.project.process.categories["Microsoft.RequirementCategory"][0]
        )

    @cached_property
    def feature(self) -> str:
        """The type of features, or of epics if the process has no features."""
        names = [kind.name for kind in self.project.process.types]
        return "Feature" if "Feature" in names else "Epic"

    @cached_property
    def area(self) -> Node:
        """An area of the team, if it has one."""
        nodes = list(self.project.areas.walk())
        owned = [
            node
            for node in nodes
            for value, includes in self.team.area_values
            if same(value, node.path) or (includes and is_below(node.path, value))
        ]
        return self.rng.choice(owned or nodes)

    @cached_property
    def team_value(self) -> Changes:
        """A value of the field that the team recognizes its items by, unless that is the area."""
        if self.team.team_field == "System.AreaPath":
            return {}
        return {self.team.team_field: self.rng.choice(self.team.area_values)[0]}

    @property
    def past_sprints(self) -> list[Node]:
        """Return the past dated iterations of the project, by finish date."""
        nodes = [node for node in self.project.iterations.walk() if node.start and node.finish]
        past = [node for node in nodes if node.finish < self.parameters.today]
        return sorted(past, key=lambda node: (node.finish, node.start))

    @property
    def coming_sprints(self) -> list[Node]:
        """Return the current and future dated iterations of the project, or all if there are none."""
        nodes = list(self.project.iterations.walk())
        return [
            node for node in nodes if node.finish and node.finish >= self.parameters.today
        ] or nodes

    def ago(self, back: timedelta) -> datetime:
        """Return the timestamp a duration before `as_of`."""
        return self.parameters.as_of - back

    def over(self, iteration: Node) -> datetime:
        """Return the midnight after an iteration."""
        return self.parameters.midnight_after(iteration.finish)

    def item(
        self, at: datetime, *changes: Changes, category: str = "Proposed", type_name: str = ""
    ) -> Script:
        """Create an item of the team, in a quarter of the cases one with odd names and paths."""
        script = self.stage.script(is_odd=self.rng.random() < 0.25)
        script.history.place_in(self.project, type_name or self.requirement.name)
        script.history.apply(place(self.project, self.area, self.project.iterations))
        script.history.apply(self.team_value)
        return script.then(at, self.state(category, type_name), *changes)

    def state(self, category: str, type_name: str = "") -> Changes:
        """Return a state of a category, or of a similar category if the type has none."""
        process = self.project.process
        kind = process.type_named(type_name) if type_name else self.requirement
        for wanted in (category, "InProgress" if category == "Resolved" else "Completed"):
            names = [state.name for state in kind.states if state.category == wanted]
            if names:
                return {"System.State": self.rng.choice(names)}
        raise ValueError(f"{kind.name} has no state for {category}")

    def effort(self, value: float | None) -> Changes:
        """An effort, in the field that the project takes it from."""
        return {self.project.process.type_fields["Effort"]: value}

    def iteration(self, node: Node) -> Changes:
        """An iteration."""
        return {"System.IterationId": node.id, "System.IterationPath": node.path}

    def link_at(self, parent: Script, child: Script, *days: float) -> None:
        """Add a hierarchy link days before `as_of`, remove it at the next number of days, and so on."""
        timestamps = (self.ago(timedelta(days=number)) for number in days)
        self.stage.link(HIERARCHY, parent.id, child.id, *timestamps)

    def elsewhere(self) -> Changes:
        """Return a scene in another project, or in this one if there is no other."""
        project = self.rng.choice(self.stage.projects)
        return place(project, project.areas, project.iterations)

    def new_team(self) -> Changes:
        """Add a team to the project, and return the value of the field that only its items have."""
        number = len(self.project.teams)
        value = f"The only items of team {number}, whatever their area and however long its path is"
        team = Team(
            guid("team", self.project.name, value),
            f"New {number}",
            area_values=[(value, False)],
            team_field=TEAM_FIELD,
            iterations=list(self.project.iterations.walk()),
        )
        self.project.teams.append(team)
        return {TEAM_FIELD: value}

    def link(self, rel: str, source_id: int, target_id: int) -> None:
        """Add a link long before `as_of`."""
        self.stage.link(rel, source_id, target_id, self.ago(timedelta(days=50)))
