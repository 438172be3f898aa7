"""The life of one team's stories: created, refined, planned, worked on and finished."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from sample_organization.aurora_sleeper.item_generator import COMMENTS, ItemGenerator, area_of
from sample_organization.aurora_sleeper.repositories import Repository
from sample_organization.model.history import RELATED, Changes, Item
from sample_organization.model.organization import (
    Identity,
    Node,
    Project,
    Team,
    WorkItemType,
)
from sample_organization.model.processes import REMAINING_WORK

SPECIFICATION = "<p>" + "As agreed on the night train, the berth keeps its number. " * 40 + "</p>"
SKETCH = "<div>See the sketch on the wall of the dining car.</div>"


@dataclass(eq=False)
class Story:
    """An item of the requirement backlog. `path` are its states after the proposed ones."""

    item: Item
    kind: WorkItemType
    path: list[str]
    owner: Identity
    feature: Item
    visited: int = 0
    open_tasks: list[Item] = field(default_factory=list)


@dataclass(frozen=True)
class TeamHistory:
    """Adds the team's items to the history."""

    generator: ItemGenerator
    project: Project
    team: Team

    @property
    def admin(self) -> Identity:
        """Return the team's admin, who plans its sprints."""
        return self.team.members[0].identity

    @property
    def area(self) -> Node:
        """Return the area of the team's items."""
        return area_of(self.project, self.team)

    @cached_property
    def repository(self) -> Repository:
        """Return the team's repository."""
        return Repository(self.project, self.team)

    def story(self, created: datetime, refined: datetime, effort: int, feature: Item) -> Story:
        """Create a story below a feature. It is estimated at `refined`."""
        generator = self.generator
        kind = self._pick_type()
        board = generator.board_fields(self.team, kind.states[0].name)
        item = generator.item(created, self.team, kind, self.area, fields=board)
        path = [
            state.name
            for state in kind.states
            if state.category in {"InProgress", "Resolved", "Completed"}
        ]
        story = Story(item, kind, path, generator.member(self.team), feature)
        if generator.chance(0.96):
            generator.history.adopt(feature, item, created + timedelta(minutes=4), self.admin)
        self._refine(story, kind, created, refined, effort)
        return story

    def plan(self, story: Story, sprint: Node, at: datetime, feature: Item) -> None:
        """Move a story and its open tasks to a sprint, and the story below the current feature."""
        history = self.generator.history
        history.change(story.item, at, self.admin, iteration=sprint, assigned_to=story.owner)
        for task in story.open_tasks:
            history.change(task, at, self.admin, iteration=sprint)
        if story.feature is not feature:
            history.adopt(feature, story.item, at + timedelta(minutes=1), self.admin)
            story.feature = feature
        if story.visited == 0:
            self._add_tasks(story, sprint, at)

    def start(self, story: Story, at: datetime) -> None:
        """Move the story to its first state after the proposed ones."""
        self._advance(story, at)

    def work_on(self, story: Story, start: datetime, end: datetime) -> None:
        """Advance the story without finishing it."""
        first, second, third = self.generator.moments(start, end, 3)
        history = self.generator.history
        if story.visited == 0:
            self._advance(story, first)
        if story.open_tasks:
            self._close_task(story.open_tasks.pop(), first, second, story.owner)
        history.change(story.item, third, story.owner, comment=self.generator.rng.choice(COMMENTS))

    def finish(self, story: Story, start: datetime, end: datetime) -> None:
        """Move the story through all remaining states and close its tasks."""
        rest = len(story.path) - story.visited
        *steps, close = self.generator.moments(start, end, rest + 2)
        while story.open_tasks:
            self._close_task(story.open_tasks.pop(), start, close, story.owner)
        self._add_activity(story, steps[-1])
        for at in (*steps[: rest - 1], close):
            self._advance(story, at)
        if self.generator.chance(0.03):
            self._reopen(story, end)

    def remove_from_sprint(self, story: Story, someday: Node, at: datetime) -> None:
        """Move a story out of its sprint and remove it three weeks later."""
        history = self.generator.history
        history.change(story.item, at, self.admin, iteration=someday)
        self._remove(story.item, story.kind, at + timedelta(days=21))
        for task in story.open_tasks:
            self._remove(task, self.project.process.type_named("Task"), at)

    def _remove(self, item: Item, kind: WorkItemType, at: datetime) -> None:
        removed = [state.name for state in kind.states if state.category == "Removed"]
        if removed:
            self.generator.history.change(item, at, self.admin, state=removed[0])
        else:
            self.generator.history.delete(item, at, self.admin)

    def _pick_type(self) -> WorkItemType:
        process, rng = self.project.process, self.generator.rng
        if self.team.bugs_behavior == "asRequirements" and self.generator.chance(0.15):
            return process.type_named("Bug")
        return process.type_named(rng.choice(process.categories["Microsoft.RequirementCategory"]))

    def _refine(
        self, story: Story, kind: WorkItemType, created: datetime, refined: datetime, effort: int
    ) -> None:
        generator, history, item = self.generator, self.generator.history, story.item
        order = self.project.process.type_fields["Order"]
        rank = generator.rng.randrange(10_000, 2_000_000) + 0.5
        moments = generator.moments(created + timedelta(minutes=10), refined, 4)
        text = SPECIFICATION if generator.chance(0.05) else SKETCH
        history.change(item, moments[0], story.owner, description=text)
        for at, divisor in zip(moments[1:], (1, 2, 3), strict=True):
            history.change(item, at, self.admin, fields={order: rank / divisor})
        history.change(item, refined, self.admin, effort=effort)
        for state in kind.states[1:]:
            if state.category == "Proposed":
                history.change(item, refined + timedelta(minutes=2), self.admin, state=state.name)

    def _add_tasks(self, story: Story, sprint: Node, at: datetime) -> None:
        generator, task_type = self.generator, self.project.process.type_named("Task")
        for number in range(generator.rng.choice((0, 0, 0, 1, 1, 2))):
            task = generator.item(
                at + timedelta(minutes=5 + number),
                self.team,
                task_type,
                self.area,
                iteration=sprint,
                assigned_to=generator.member(self.team),
                fields={REMAINING_WORK: generator.rng.choice((2, 4, 6.5, 8))},
            )
            adopted = at + timedelta(minutes=20 + number)
            generator.history.adopt(story.item, task, adopted, story.owner)
            story.open_tasks.append(task)

    def _advance(self, story: Story, at: datetime) -> None:
        state = story.path[story.visited]
        story.visited += 1
        self.generator.history.change(story.item, at, story.owner, state=state)

    def _close_task(self, task: Item, start: datetime, end: datetime, by: Identity) -> None:
        states = self.project.process.type_named("Task").states
        started, closed = self.generator.moments(start, end, 2)
        history = self.generator.history
        history.change(task, started, by, state=states[1].name)
        done = next(state.name for state in states if state.category == "Completed")
        history.change(task, closed, by, state=done, fields={REMAINING_WORK: 0.0})

    def _add_activity(self, story: Story, at: datetime) -> None:
        generator, history, item = self.generator, self.generator.history, story.item
        history.change(item, at, story.owner, comment=generator.rng.choice(COMMENTS))
        reviewed = [self.repository.review(at)] if generator.chance(0.9) else []
        ready: Changes = {"fields": {"System.BoardColumnDone": True}, "artifacts": reviewed}
        history.change(item, at + timedelta(seconds=30), story.owner, **ready)
        if generator.chance(0.2):
            reviewer = generator.member(self.team)
            history.change(item, at + timedelta(seconds=50), reviewer, assigned_to=reviewer)
        if generator.chance(0.2):
            history.link(item, story.feature, at + timedelta(seconds=60), story.owner, RELATED)

    def _reopen(self, story: Story, at: datetime) -> None:
        history = self.generator.history
        again, closed = self.generator.moments(at, at + timedelta(hours=40), 2)
        history.change(story.item, again, self.admin, state=story.path[0], comment="Not on board.")
        history.change(story.item, closed, story.owner, state=story.path[-1])
