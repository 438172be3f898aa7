"""The owning team, backlog level and effort of items."""

from dataclasses import dataclass, field
from functools import cached_property

from sample_organization.model.organization import Process, Project, Team
from tests.oracle.items import Item, Snapshot
from tests.oracle.names import is_below, same
from tests.oracle.world import World

AREA_PATH = "System.AreaPath"
PORTFOLIO = ("Microsoft.EpicCategory", "Microsoft.FeatureCategory")
REQUIREMENT = "Microsoft.RequirementCategory"
BUG = "Microsoft.BugCategory"
TASK = "Microsoft.TaskCategory"
HIDDEN = "Microsoft.HiddenCategory"


@dataclass(frozen=True)
class Ownership:
    """Looks up owners, levels and efforts of the items of a world."""

    world: World
    _owners: dict[Snapshot, Team | None] = field(default_factory=dict)

    def matching_value(self, team: Team, snapshot: Snapshot) -> str | None:
        """The longest of the team's values that makes the item the team's; none where none does."""
        if same(team.team_field, AREA_PATH):
            values = _covering(team, snapshot.area_path)
        elif snapshot.project is self.project_of[team]:
            text = snapshot.text(team.team_field)
            values = [value for value, _ in team.area_values if text and same(value, text)]
        else:
            values = []
        return max(values, key=len, default=None)

    def owner(self, snapshot: Snapshot) -> Team | None:
        """The team that tables with one row per item name."""
        if snapshot not in self._owners:
            self._owners[snapshot] = self._find_owner(snapshot)
        return self._owners[snapshot]

    def _find_owner(self, snapshot: Snapshot) -> Team | None:
        candidates = [
            (-len(value), team.name.lower(), team.id, team)
            for _, team in self.world.teams
            if (value := self.matching_value(team, snapshot)) is not None
        ]
        return min(candidates, key=lambda one: one[:3])[3] if candidates else None

    def level(self, snapshot: Snapshot) -> str:
        """The backlog level: `portfolio`, `requirement`, `task` or `other`."""
        if snapshot.project is None:
            return "other"
        process = snapshot.project.process
        team = self.owner(snapshot)
        bugs_behavior = team.bugs_behavior if team else None
        is_bug = is_in(process, snapshot.type, BUG)
        if self._is_portfolio(process, snapshot.type):
            return "portfolio"
        if is_in(process, snapshot.type, REQUIREMENT) or (
            is_bug and bugs_behavior == "asRequirements"
        ):
            return "requirement"
        if is_in(process, snapshot.type, TASK) or (is_bug and bugs_behavior == "asTasks"):
            return "task"
        return "other"

    def is_hidden(self, snapshot: Snapshot) -> bool:
        """Whether the type is in the hidden category."""
        return snapshot.project is not None and is_in(
            snapshot.project.process, snapshot.type, HIDDEN
        )

    def type_name(self, snapshot: Snapshot) -> str:
        """Return the type's name in the process; history may have it in another case."""
        types = snapshot.project.process.types if snapshot.project else ()
        return next(
            (
                work_item_type.name
                for work_item_type in types
                if same(work_item_type.name, snapshot.type)
            ),
            snapshot.type,
        )

    def effort(self, snapshot: Snapshot) -> float | None:
        """The effort by the owning team's backlog configuration, without one by the project's."""
        field = self.effort_field(snapshot)
        return snapshot.effort(field) if field else None

    def effort_field(self, snapshot: Snapshot) -> str | None:
        """The field that the owning team's, or without one the project's, backlog configuration names."""
        team = self.owner(snapshot)
        project = self.project_of[team] if team else snapshot.project
        return effort_field(project) if project else None

    @cached_property
    def project_of(self) -> dict[Team, Project]:
        """The project of each team."""
        return {team: project for project, team in self.world.teams}

    def requirement_types(self, team: Team) -> set[str]:
        """The types that the team's velocity counts, in lower case."""
        process = self.project_of[team].process
        types = [
            one
            for level in process.backlogs
            if level.kind == "requirement"
            for one in level.type_names
        ]
        if team.bugs_behavior == "asRequirements":
            types += process.categories.get(BUG, ())
        return {name.lower() for name in types}

    def _is_portfolio(self, process: Process, type_name: str) -> bool:
        levels = [level for level in process.backlogs if level.kind == "portfolio"]
        on_level = any(same(type_name, name) for level in levels for name in level.type_names)
        return on_level or any(is_in(process, type_name, category) for category in PORTFOLIO)


def _covering(team: Team, area_path: str) -> list[str]:
    """The team's area values that equal an area, or that it lies below."""
    return [
        value
        for value, includes_children in team.area_values
        if same(area_path, value) or (includes_children and is_below(area_path, value))
    ]


def effort_field(project: Project) -> str:
    """The reference name of the field that the backlog configuration maps to `Effort`."""
    return project.process.type_fields["Effort"]


def is_in(process: Process, type_name: str, category: str) -> bool:
    """Whether a category lists a type."""
    return any(same(type_name, name) for name in process.categories.get(category, ()))


def person_columns(world: World, snapshot: Snapshot) -> dict[str, object]:
    """The columns `assigned_to_id` and `assigned_to_name`."""
    person = snapshot.assignee
    return {
        "assigned_to_id": person.id.lower() if person else None,
        "assigned_to_name": world.display_names[person.id] if person else None,
    }


def project_columns(snapshot: Snapshot) -> dict[str, object]:
    """The columns that name the project."""
    project = snapshot.project
    return {
        "project_id": project.id if project else None,
        "project_name": project.name if project else None,
    }


def owner_columns(ownership: Ownership, item: Item) -> dict[str, object]:
    """The columns that name the project and the owning team."""
    team = ownership.owner(item.current)
    return {
        **project_columns(item.current),
        "team_id": team.id if team else None,
        "team_name": team.name if team else None,
    }
