"""Stories about epics, features and the requirements below them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sample_organization.model import processes
from tests.oracle.organizations.scenes import Scene, Script

DAY = timedelta(days=1)
FIRST_DAY, DAYS_BETWEEN, DAYS_LATER = 130, 13, 9


@dataclass(frozen=True)
class Growing:
    """A feature gets more requirements some time after the first ones."""

    before: int
    added: int
    back: timedelta
    category: str

    def tell(self, scene: Scene) -> None:
        """Add the changes of the story."""
        start = self.back / DAY + 10
        feature = scene.item(scene.ago(start * DAY), category="InProgress", type_name=scene.feature)
        for number in range(self.before + self.added):
            day = start if number < self.before else self.back / DAY
            child = scene.item(scene.ago(day * DAY), scene.effort(number))
            scene.link_at(feature, child, day)
            if number % 3 == 0:
                child.then(scene.ago(5 * DAY), scene.state("Completed"))
        feature.then(scene.ago(2 * DAY), scene.state(self.category, scene.feature))


@dataclass(frozen=True)
class Family:
    """An epic with two features, the first of which has a requirement and a task with another below it."""

    scene: Scene
    epic: Script
    feature: Script
    other_feature: Script
    child: Script
    task: Script
    grandchild: Script

    def change(self, item: Script, day: float, **changes: object) -> None:
        """Change an item at a day before `as_of`."""
        names = {"is_deleted": "System.IsDeleted", "type_name": "System.WorkItemType"}
        item.then(
            self.scene.ago(day * DAY), {names[name]: value for name, value in changes.items()}
        )

    def enter(self, item: Script, category: str, day: float) -> None:
        """Change the state of an item."""
        type_name = str(item.history.fields["System.WorkItemType"])
        item.then(self.scene.ago(day * DAY), self.scene.state(category, type_name))


def _delete_and_restore(family: Family, item: Script, day: float) -> None:
    family.change(item, day, is_deleted=True)
    family.change(item, day - DAYS_LATER, is_deleted=None)


def _remove_and_resume(family: Family, item: Script, day: float) -> None:
    family.enter(item, "Removed", day)
    family.enter(item, "InProgress", day - DAYS_LATER)


def _reparent(family: Family, day: float) -> None:
    family.scene.link_at(family.feature, family.child, FIRST_DAY, day)
    family.scene.link_at(family.other_feature, family.child, day)


EVENTS: Mapping[str, Callable[[Family, float], None]] = {
    "the child is moved to the other feature": _reparent,
    "the child is removed and added again": lambda family, day: family.scene.link_at(
        family.feature, family.child, FIRST_DAY, day, day - DAYS_LATER
    ),
    "the feature is removed and added again within a day": lambda family, day: family.scene.link_at(
        family.epic, family.feature, FIRST_DAY, day, day - 0.5
    ),
    "the child gets a second parent": lambda family, day: family.scene.link_at(
        family.other_feature, family.child, day
    ),
    "the epic gets the child itself": lambda family, day: family.scene.link_at(
        family.epic, family.child, day, day - 3 * DAYS_LATER
    ),
    "the grandchild becomes the epic's parent": lambda family, day: family.scene.link_at(
        family.grandchild, family.epic, day, day - 3 * DAYS_LATER
    ),
    "the features become each other's parents": lambda family, day: (
        family.scene.link_at(family.other_feature, family.feature, day),
        family.scene.link_at(family.feature, family.other_feature, day, day - DAYS_LATER),
    ),
    "the child is completed": lambda family, day: family.enter(family.child, "Completed", day),
    "the child is started": lambda family, day: family.enter(family.child, "InProgress", day),
    "the grandchild is completed": lambda family, day: family.enter(
        family.grandchild, "Completed", day
    ),
    "the child is estimated": lambda family, day: family.child.then(
        family.scene.ago(day * DAY), family.scene.effort(day / 10)
    ),
    "the child is in the recycle bin for days": lambda family, day: _delete_and_restore(
        family, family.child, day
    ),
    "the feature is in the recycle bin for days": lambda family, day: _delete_and_restore(
        family, family.feature, day
    ),
    "the epic is in the recycle bin for days": lambda family, day: _delete_and_restore(
        family, family.epic, day
    ),
    "the child is removed for days": lambda family, day: _remove_and_resume(
        family, family.child, day
    ),
    "the epic is removed for days": lambda family, day: _remove_and_resume(
        family, family.epic, day
    ),
    "the child is moved to another project": lambda family, day: family.child.then(
        family.scene.ago(day * DAY), family.scene.elsewhere()
    ),
    "the feature is moved to another project": lambda family, day: family.feature.then(
        family.scene.ago(day * DAY), family.scene.elsewhere()
    ),
    "the feature becomes a requirement": lambda family, day: family.change(
        family.feature, day, type_name=family.scene.requirement.name
    ),
    "the task becomes a feature": lambda family, day: family.change(
        family.task, day, type_name=family.scene.feature
    ),
}


@dataclass(frozen=True)
class Restructured:
    """An epic whose hierarchy and items change, one event after the other."""

    events: tuple[str, ...]
    category: str
    is_due: bool

    def tell(self, scene: Scene) -> None:
        """Add the changes of the story."""
        family = _family(scene, self.category)
        for number, event in enumerate(self.events):
            EVENTS[event](family, FIRST_DAY - 10 - number * DAYS_BETWEEN)
        if self.is_due:
            due = scene.ago(scene.rng.choice((0, 1, 2)) * DAY).isoformat().replace("+00:00", "Z")
            family.epic.then(scene.ago(2 * DAY), {processes.TARGET_DATE: due})


def _family(scene: Scene, category: str) -> Family:
    def item(type_name: str = "", category: str = "Proposed") -> Script:
        return scene.item(scene.ago(FIRST_DAY * DAY), category=category, type_name=type_name)

    epic, feature, task = item("Epic", category), item(scene.feature, category), item("Task")
    family = Family(scene, epic, feature, item(scene.feature), item(), task, item())
    for parent, child in (
        (epic, feature),
        (epic, family.other_feature),
        (feature, family.child),
        (feature, task),
        (task, family.grandchild),
    ):
        scene.link_at(parent, child, FIRST_DAY)
    return family
