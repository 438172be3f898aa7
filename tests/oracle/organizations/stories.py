"""Stories about items and teams, each close to the conditions of a rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Protocol

from sample_organization.model import processes
from sample_organization.model.organization import format_timestamp
from tests.oracle.organizations.scenes import Changes, Scene
from tests.oracle.world import HIERARCHY

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
DEPENDENCY = "System.LinkTypes.Dependency"
REMOTE_DEPENDENCY = "System.LinkTypes.Remote.Dependency"
MOVED_UP: Changes = {processes.STACK_RANK: 3.5}


class Story(Protocol):
    """A sequence of changes of an item or a team."""

    def tell(self, scene: Scene) -> None:
        """Add the changes of the story."""


@dataclass(frozen=True)
class Forgotten:
    """An item without meaningful changes; only its rank changes."""

    category: str
    back: timedelta
    is_assigned: bool

    def tell(self, scene: Scene) -> None:
        """Add the changes of the story."""
        someone = scene.stage.people[1] if self.is_assigned else None
        item = scene.item(scene.ago(self.back + 2 * DAY), {"System.AssignedTo": someone})
        item.then(
            scene.ago(self.back), scene.state(self.category), {"System.Title": "Last thought of"}
        )
        item.then(scene.ago(self.back / 2), MOVED_UP)


@dataclass(frozen=True)
class Imported:
    """An item whose revisions one person makes quickly, long after its creation."""

    age: timedelta
    takes: timedelta
    category: str

    def tell(self, scene: Scene) -> None:
        """Add the changes of the story."""
        start = scene.ago(30 * DAY).replace(hour=23)
        item = scene.item(start, {"System.Tags": "imported"})
        if item.is_dated:
            item.revisions[0]["System.CreatedDate"] = format_timestamp(start - self.age)
        item.then(start + self.takes / 2, scene.state(self.category))
        item.then(start + self.takes, scene.state("Completed"))
        for revision in item.revisions:
            revision["System.ChangedBy"] = scene.stage.people[1]


@dataclass(frozen=True)
class RolledOver:
    """An item is moved repeatedly from one iteration to the next."""

    times: int
    late_by: timedelta
    category: str
    is_sent_away: bool

    def tell(self, scene: Scene) -> None:
        """Add the changes of the story."""
        sprints = scene.past_sprints[-self.times :]
        if not sprints:
            return
        item = scene.item(scene.ago(200 * DAY), scene.iteration(sprints[0]), category=self.category)
        for over, following in pairwise((*sprints, scene.project.iterations)):
            item.then(scene.over(over) + self.late_by, scene.iteration(following))
        item.then(scene.ago(HOUR), scene.state("InProgress"))
        if self.is_sent_away:
            item.then(scene.ago(HOUR / 2), scene.elsewhere())


BLOCKS: Mapping[str, Changes] = {
    "tag": {"System.Tags": "urgent;  BLOCKED"},
    "similar tag": {"System.Tags": "blocked by rain; not blocked"},
    "field": {processes.BLOCKED: "Yes"},
    "field says no": {processes.BLOCKED: "No"},
    "state": {"System.State": "Blocked"},
    "state in capitals": {"System.State": "BLOCKED"},
    "listed tag": {"System.Tags": "urgent; waiting (THEM) "},
    "listed column": {"System.BoardColumn": "WAITING FOR RAIN"},
}
FREE: Changes = {"System.Tags": "urgent", processes.BLOCKED: None, "System.BoardColumn": "Doing"}
INTERRUPTIONS: Mapping[str, tuple[Changes, Changes]] = {
    "deleted": ({"System.IsDeleted": True}, {"System.IsDeleted": None}),
    "board": ({"System.BoardColumn": "Waiting"}, {"System.BoardColumn": "Doing"}),
}


@dataclass(frozen=True)
class Blocked:
    """An item is blocked, possibly with an interruption, possibly by another item."""

    how: str
    back: timedelta
    is_interrupted: bool
    predecessor: str

    def tell(self, scene: Scene) -> None:
        """Add the changes of the story."""
        item = scene.item(scene.ago(60 * DAY), scene.state("InProgress"), FREE)
        working = {"System.State": item.history.fields["System.State"]}
        if self.is_interrupted:
            item.then(scene.ago(self.back * 3), BLOCKS[self.how])
            item.then(scene.ago(self.back * 2), FREE, working)
        item.then(scene.ago(self.back), BLOCKS[self.how])
        item.then(scene.ago(self.back / 2), BLOCKS["field"])
        item.then(scene.ago(self.back / 3), FREE, working, BLOCKS[self.how])
        if self.predecessor == "remote":
            scene.link(REMOTE_DEPENDENCY, scene.stage.missing_id(), item.id)
        elif self.predecessor:
            other = scene.item(scene.ago(55 * DAY), category=self.predecessor)
            scene.link(DEPENDENCY, other.id, item.id)


@dataclass(frozen=True)
class Revisited:
    """An item enters a state again, is blocked from then on, and is interrupted for some or no time."""

    category: str
    how: str
    back: timedelta
    interruption: str
    lasts: timedelta

    def tell(self, scene: Scene) -> None:
        """Add the changes of the story."""
        item = scene.item(scene.ago(self.back * 4), category="InProgress")
        first = {"System.State": item.history.fields["System.State"]}
        item.then(scene.ago(self.back * 3), scene.state(self.category))
        item.then(scene.ago(self.back * 3 - self.lasts), first, BLOCKS[self.how])
        if self.interruption:
            begins, ends = INTERRUPTIONS[self.interruption]
            item.then(scene.ago(self.back), begins)
            item.then(scene.ago(self.back - self.lasts), ends)
        else:
            item.then(scene.ago(self.back), scene.state("Completed"))
            item.then(scene.ago(self.back), first)


@dataclass(frozen=True)
class Piled:
    """A new team's items wait in one state of two in progress, longer than they did before."""

    items: int
    recent_days: int
    other_days: int
    earlier_days: int

    def tell(self, scene: Scene) -> None:
        """Add the changes of the story: a state in the last eight weeks, the other one or both before."""
        states = [one.name for one in scene.requirement.states if one.category == "InProgress"]
        if len(states) < 2:
            return
        one, other = ({"System.State": name} for name in states[:2])
        team = scene.new_team()
        for number in range(self.items):
            item = scene.item(scene.ago(150 * DAY), team)
            if number == 0:
                item.then(scene.ago(130 * DAY), other)
                item.then(scene.ago(100 * DAY), one)
                item.then(scene.ago((100 - self.earlier_days) * DAY), scene.state("Proposed"))
            item.then(scene.ago((self.recent_days + self.other_days) * DAY), other)
            item.then(scene.ago(self.recent_days * DAY), one)


@dataclass(frozen=True)
class Family:
    """Children are closed one after the other, some time ago."""

    parent_type: str
    children: tuple[str, ...]
    back: timedelta

    def tell(self, scene: Scene) -> None:
        """Add the changes of the story."""
        names = [kind.name for kind in scene.project.process.types]
        parent_type = self.parent_type if self.parent_type in names else ""
        parent = scene.item(scene.ago(100 * DAY), type_name=parent_type)
        for days, category in enumerate(self.children):
            if category == "missing":
                scene.link(HIERARCHY, parent.id, scene.stage.missing_id())
                continue
            child = scene.item(scene.ago(90 * DAY))
            scene.link(HIERARCHY, parent.id, child.id)
            if category == "deleted":
                child.then(scene.ago(self.back + days * DAY), {"System.IsDeleted": True})
            else:
                child.then(scene.ago(self.back + days * DAY), scene.state(category))
                child.then(scene.ago(self.back / 2), MOVED_UP)


TOUCHES: Mapping[str, tuple[Changes, ...]] = {
    "tags": ({"System.Tags": "done"},),
    "comment": ({"System.History": "Thanks!"},),
    "comment count": ({"System.CommentCount": 7},),
    "rank": (MOVED_UP,),
    "title": ({"System.Title": "Renamed"},),
    "tags and title": ({"System.Tags": "done", "System.Title": "Renamed"},),
    "restored": ({"System.IsDeleted": True}, {"System.IsDeleted": None}),
    "deleted": ({"System.IsDeleted": True},),
}


@dataclass(frozen=True)
class Closed:
    """An item is closed, with or without having been started, and changed afterwards."""

    is_started: bool
    touch: str
    hours_later: timedelta
    links: int | None

    def tell(self, scene: Scene) -> None:
        """Add the changes of the story."""
        item = scene.item(scene.ago(50 * DAY), {"System.ExternalLinkCount": self.links})
        if self.is_started:
            item.then(scene.ago(45 * DAY), scene.state("InProgress"))
        item.then(scene.ago(40 * DAY), scene.state("Completed"))
        for changes in TOUCHES[self.touch]:
            item.then(scene.ago(40 * DAY - self.hours_later), changes)


@dataclass(frozen=True)
class Bouncing:
    """An item is closed and reopened."""

    times: int
    ends: str

    def tell(self, scene: Scene) -> None:
        """Add the changes of the story."""
        item = scene.item(scene.ago(30 * DAY))
        for number in range(self.times):
            item.then(scene.ago((20 - number) * DAY), scene.state("Completed"))
            item.then(scene.ago((19.5 - number) * DAY), scene.state("InProgress"))
        if self.ends == "deleted":
            item.then(scene.ago(DAY), {"System.IsDeleted": True})
        else:
            item.then(scene.ago(DAY), scene.state(self.ends))


@dataclass(frozen=True)
class Described:
    """A planned item with acceptance criteria around the minimum length, with or without effort."""

    criteria: str | None
    category: str
    type_name: str
    effort: float | None
    is_planned: bool

    def tell(self, scene: Scene) -> None:
        """Add the changes of the story."""
        criteria = {processes.ACCEPTANCE_CRITERIA: self.criteria}
        names = [kind.name for kind in scene.project.process.types]
        item = scene.item(
            scene.ago(9 * DAY),
            criteria,
            scene.effort(self.effort),
            category=self.category,
            type_name=self.type_name if self.type_name in names else "",
        )
        if self.is_planned:
            item.then(scene.ago(DAY), scene.iteration(scene.rng.choice(scene.coming_sprints)))


@dataclass(frozen=True)
class Steady:
    """A team that completes the same effort in each sprint, and possibly another in the last."""

    efforts: tuple[float, ...]
    last: float | None
    takes: timedelta
    is_slower_at_times: bool
    is_done: bool
    next_one: "Underway"

    def tell(self, scene: Scene) -> None:
        """Add the changes of the story."""
        sprints = scene.past_sprints[-14:]
        scene.team.iterations = list(scene.project.iterations.walk())
        for number, sprint in enumerate(sprints):
            effort = self.efforts[number % len(self.efforts)]
            if sprint is sprints[-1] and self.last is not None:
                effort = self.last
            is_slow = self.is_slower_at_times and not number
            done_at, takes = scene.over(sprint) - HOUR, self.takes * (3 if is_slow else 1)
            item = scene.item(
                done_at - takes - 10 * DAY, scene.iteration(sprint), scene.effort(effort)
            )
            item.then(done_at - takes, scene.state("InProgress"))
            if self.is_done or number % 2:
                item.then(done_at, scene.state("Completed"))
        self.next_one.tell(scene)


@dataclass(frozen=True)
class Sprinted:
    """A team plans its last sprints, adds and removes items, and completes some."""

    sprints: int
    kept: int
    done: int
    added: int
    removed: int

    def tell(self, scene: Scene) -> None:
        """Add the changes of the story."""
        scene.team.iterations = list(scene.project.iterations.walk())
        for sprint in scene.past_sprints[-self.sprints :]:
            planned_at = scene.parameters.midnight_after(sprint.start) - 2 * DAY
            late = scene.over(sprint) - HOUR
            backlog = scene.project.iterations
            for number in range(self.kept + self.added + self.removed):
                is_planned = number >= self.added
                item = scene.item(
                    planned_at, scene.effort(1), scene.iteration(sprint if is_planned else backlog)
                )
                if not is_planned:
                    item.then(late, scene.iteration(sprint))
                elif number >= self.added + self.kept:
                    item.then(late, scene.iteration(backlog))
                if number < self.done:
                    item.then(late, scene.state("Completed"))


@dataclass(frozen=True)
class Exceeded:
    """A team completes its plan of its last sprints, and an item that it added."""

    sprints: int
    added: float

    def tell(self, scene: Scene) -> None:
        """Add the changes of the story."""
        scene.team.iterations = list(scene.project.iterations.walk())
        for sprint in scene.past_sprints[-self.sprints :]:
            planned_at = scene.parameters.midnight_after(sprint.start) - 2 * DAY
            late = scene.over(sprint) - HOUR
            planned = scene.item(planned_at, scene.effort(10), scene.iteration(sprint))
            added = scene.item(planned_at, scene.effort(self.added))
            planned.then(late, scene.state("Completed"))
            added.then(late, scene.iteration(sprint), scene.state("Completed"))


@dataclass(frozen=True)
class Underway:
    """An item was started some time ago, with or without effort."""

    back: timedelta
    effort: float | None

    def tell(self, scene: Scene) -> None:
        """Add the changes of the story."""
        item = scene.item(scene.ago(self.back + 20 * DAY), scene.effort(self.effort))
        item.then(scene.ago(self.back), scene.state("InProgress"))


@dataclass(frozen=True)
class Flood:
    """A team starts more than it finishes."""

    started: int
    finished: int
    first_day: int

    def tell(self, scene: Scene) -> None:
        """Add the changes of the story; the first item is started at midnight."""
        today = scene.parameters.today
        midnight = scene.parameters.midnight_after(today - (self.first_day + 1) * DAY)
        for number in range(self.started):
            item = scene.item(midnight - 3 * DAY)
            item.then(midnight + number * HOUR, scene.state("InProgress"))
        for _ in range(self.finished):
            item = scene.item(scene.ago(45 * DAY), category="InProgress")
            item.then(scene.ago(10 * DAY), scene.state("Completed"))


@dataclass(frozen=True)
class Waiting:
    """Two teams depend on each other's items, which are scheduled or not."""

    predecessor: str
    successor: str
    predecessor_ends: timedelta | None
    successor_ends: timedelta | None
    is_assigned: bool

    def tell(self, scene: Scene) -> None:
        """Add the changes of the story."""
        other = Scene(scene.stage)
        someone = scene.stage.people[2] if self.is_assigned else None
        before = scene.item(
            scene.ago(20 * DAY),
            {"System.AssignedTo": someone, **_ends(scene, self.predecessor_ends)},
            category=self.predecessor,
        )
        after = other.item(
            scene.ago(19 * DAY), _ends(other, self.successor_ends), category=self.successor
        )
        scene.link(DEPENDENCY, before.id, after.id)


def _ends(scene: Scene, back: timedelta | None) -> Changes:
    if back is None:
        return {processes.TARGET_DATE: None}
    return {processes.TARGET_DATE: scene.ago(back).isoformat().replace("+00:00", "Z")}
