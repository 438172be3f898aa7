"""Random changes of one work item."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Protocol

from sample_organization.model import processes
from sample_organization.model.organization import (
    Fields,
    FieldValue,
    Identity,
    Node,
    Project,
    format_timestamp,
)

EFFORTS: tuple[FieldValue | None, ...] = (None, None, 0, 0.0, 1, 2, 3, 5, 8, 2.5, "5", "large")
TEAM_FIELD, TEAM_VALUES = "Custom.CarriageSeries", ("Red", "Dark Red", "Ölgrün")
ID_OF_NO_NODE = 999_999_999
NAMES = (
    "System.TeamProject",
    "System.AreaPath",
    "System.IterationPath",
    "System.WorkItemType",
    "System.State",
)
CRITERIA = (
    None,
    "",
    "<div>123456789</div>",
    "<div>1234567890</div>",
    "<b>Given</b> &amp; when",
    "<p>&nbsp;</p>",
)
TAGS = (
    None,
    "blocked",
    "urgent; Blocked",
    "blocked by rain",
    "a; b",
    "a; WAITING (them)",
    "Waiting",
)
COLUMNS = (None, "Doing", "Waiting", "waiting for Rain", 42)
EFFORT_FIELDS = (processes.STORY_POINTS, processes.EFFORT, processes.SIZE)


class Surroundings(Protocol):
    """The parts of the organization that changes of an item refer to."""

    number: int
    projects: list[Project]
    people: list[Identity]

    def named(self, person: Identity, at: datetime) -> Identity:
        """Return one of the people with the name at that time."""

    def random_timestamp(self) -> datetime:
        """Return a timestamp around `as_of`."""


@dataclass
class ItemHistory:
    """The changes of one item and its current fields, without id and revision number."""

    around: Surroundings
    rng: Random
    fields: Fields = field(default_factory=dict)
    comments: int = 0

    def __post_init__(self) -> None:
        self._move_to(self.rng.choice(self.around.projects))
        self.fields["System.Title"] = self._word()
        self.fields["System.CreatedBy"] = self.around.people[1]

    def add_random_changes(self, at: datetime, is_first: bool) -> None:
        """Apply a few random changes."""
        self.fields.pop("System.History", None)
        things = (
            *(self._change_state,) * 6,
            *(self._change_iteration,) * 4,
            *(self._estimate,) * 3,
            *(self._shuffle,) * 3,
            self._change_area,
            self._change_team,
            self._assign,
            self._schedule,
            self._describe,
            self._block,
            self._enter_column,
            self._comment,
            self._retitle,
            self._delete_or_restore,
            self._retype,
            self._leave_project,
        )
        for thing in self.rng.sample(things, self.rng.choice((1, 2, 5 if is_first else 3))):
            thing(at)

    def revision(self, at: datetime, is_odd: bool) -> Fields:
        """Return the fields of a revision; if odd, with names and paths as old revisions may have them."""
        written = {**self.fields, "System.ChangedBy": self.rng.choice(self.around.people)}
        for name, value in written.items():
            if isinstance(value, Identity):
                written[name] = self.around.named(value, at)
        written["System.ChangedDate"] = format_timestamp(at, self.rng.randrange(10))
        return self._misname(written) if is_odd else written

    def _misname(self, written: Fields) -> Fields:
        for tree in ("Area", "Iteration"):
            self._misname_node(written, f"System.{tree}Id", f"System.{tree}Path")
        for name in NAMES:
            if self.rng.random() < 0.05:
                written[name] = str(written[name]).upper()
        if self.rng.random() < 0.04:
            written["System.TeamProject"] = "Long Gone"
        return written

    def _misname_node(self, written: Fields, id_field: str, path_field: str) -> None:
        """Omit the id, or use the id of a deleted node, or the path before a rename."""
        number = self.rng.random()
        if number < 0.08:
            del written[id_field]
        elif number < 0.11:
            written[id_field] = ID_OF_NO_NODE
        elif number < 0.25:
            written[path_field] = f"{self.project.name}\\Before the rename"

    def _move_to(self, project: Project) -> None:
        self.project = project
        self.fields["System.TeamProject"] = project.name
        if "System.WorkItemType" not in self.fields or self.rng.random() < 0.7:
            self._retype(None)  # else it keeps a type that its new project may not have
        self._change_area(None)
        self._change_iteration(None)

    def place_in(self, project: Project, type_name: str) -> None:
        """Move the item to a project and type, in the root iteration."""
        self.project = project
        self.apply(place(project, project.areas, project.iterations))
        self.fields["System.WorkItemType"] = type_name

    def _leave_project(self, at: datetime) -> None:
        if self.rng.random() < 0.3:
            self._move_to(self.rng.choice(self.around.projects))

    def _retype(self, at: datetime | None) -> None:
        process = self.project.process
        common = process.categories["Microsoft.RequirementCategory"] + ("Bug", "Feature", "Epic")
        names = (
            common
            if self.rng.random() < 0.8
            else [work_item_type.name for work_item_type in process.types]
        )
        if at is None or self.rng.random() < 0.3:
            self.fields["System.WorkItemType"] = self.rng.choice(names)
            self._change_state(None)

    def _change_state(self, at: datetime | None) -> None:
        process = self.project.process
        types = [
            work_item_type
            for work_item_type in process.types
            if work_item_type.name == self.fields["System.WorkItemType"]
        ]
        if not types or self.rng.random() < 0.08:
            types = list(process.types)
        states = [state.name for work_item_type in types for state in work_item_type.states]
        unknown = self.rng.random() < 0.03
        self.fields["System.State"] = "Limbo" if unknown else self.rng.choice(states)

    def _change_area(self, at: datetime | None) -> None:
        node = self.rng.choice(list(self.project.areas.walk()))
        if self.rng.random() < 0.5:
            node = self.project.areas
        self.fields |= {"System.AreaId": node.id, "System.AreaPath": node.path}

    def _change_team(self, at: datetime) -> None:
        """Change the field that some teams recognize their items by."""
        value = self.rng.choice((None, *TEAM_VALUES, "DARK RED", "Red "))
        self._set(TEAM_FIELD, value)

    def _change_iteration(self, at: datetime | None) -> None:
        nodes = list(self.project.iterations.walk())
        node = self.rng.choice(nodes[: self.rng.choice((4, 5, len(nodes)))])
        self.fields |= {"System.IterationId": node.id, "System.IterationPath": node.path}

    def _estimate(self, at: datetime) -> None:
        for name in (self.project.process.type_fields["Effort"], self.rng.choice(EFFORT_FIELDS)):
            self._set(name, self.rng.choice(EFFORTS))

    def _assign(self, at: datetime) -> None:
        self._set("System.AssignedTo", self.rng.choice((None, *self.around.people)))

    def _schedule(self, at: datetime) -> None:
        name = self.rng.choice((processes.TARGET_DATE, processes.FINISH_DATE))
        timestamp = format_timestamp(self.rng.choice((at, self.around.random_timestamp())))
        self._set(name, self.rng.choice((None, timestamp, timestamp, "soon")))

    def _comment(self, at: datetime) -> None:
        self.comments = max(self.comments + self.rng.choice((-1, 1, 1)), 0)
        self._set("System.CommentCount", self.comments or self.rng.choice((0, None)))
        if self.rng.random() < 0.3:
            self.fields["System.History"] = self._word()

    def _retitle(self, at: datetime) -> None:
        name = self.rng.choice(("System.Tags", "System.Description", "Custom.CarriageSeries"))
        self._set("System.Title", self._word())
        self._set(name, self.rng.choice((None, "", self._word())))
        self._set("Microsoft.VSTS.Common.Priority", self.rng.choice((None, 1, 2, 3)))

    def _describe(self, at: datetime) -> None:
        self._set(processes.ACCEPTANCE_CRITERIA, self.rng.choice(CRITERIA))
        self._set("System.ExternalLinkCount", self.rng.choice((None, 0, 1, 2)))

    def _block(self, at: datetime) -> None:
        self._set("System.Tags", self.rng.choice(TAGS))
        self._set(processes.BLOCKED, self.rng.choice((None, "Yes", "No")))

    def _enter_column(self, at: datetime) -> None:
        self._set("System.BoardColumn", self.rng.choice(COLUMNS))

    def _shuffle(self, at: datetime) -> None:
        """Change a field that is not meaningful, or nothing."""
        name = self.rng.choice(
            (
                processes.STACK_RANK,
                processes.BACKLOG_PRIORITY,
                "System.BoardColumn",
                "System.BoardLane",
                "System.PersonId",
                "System.RelatedLinkCount",
                "System.ExternalLinkCount",
                f"WEF_{self.around.number:032X}_Kanban.Column",
                "System.Parent",
            )
        )
        self._set(name, self.rng.choice((None, self.rng.randrange(100))))

    def _delete_or_restore(self, at: datetime) -> None:
        is_deleted = self.fields.get("System.IsDeleted") is True
        if is_deleted or self.rng.random() < 0.4:
            self._set("System.IsDeleted", self.rng.choice((None, False)) if is_deleted else True)

    def apply(self, changes: Mapping[str, FieldValue | None]) -> None:
        """Set fields; None clears one."""
        self.fields.pop("System.History", None)
        for name, value in changes.items():
            self._set(name, value)

    def _set(self, name: str, value: FieldValue | None) -> None:
        if value is None:
            self.fields.pop(name, None)
        else:
            self.fields[name] = value

    def _word(self) -> str:
        return f"Thing {self.rng.randrange(10_000)}"


def place(project: Project, area: Node, iteration: Node) -> dict[str, FieldValue | None]:
    """Return the fields of an item's area and iteration."""
    return {
        "System.TeamProject": project.name,
        "System.AreaId": area.id,
        "System.AreaPath": area.path,
        "System.IterationId": iteration.id,
        "System.IterationPath": iteration.path,
    }
