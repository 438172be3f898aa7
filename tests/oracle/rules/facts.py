"""The input of rules: expected tables, and the world that they describe."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from sample_organization.model.organization import Identity, Team
from tests.oracle.backlog import days, is_recent
from tests.oracle.evidence import Evidence
from tests.oracle.items import STARTED, Item, Snapshot
from tests.oracle.membership import Membership
from tests.oracle.ownership import Ownership
from tests.oracle.velocity import Row, order_of
from tests.oracle.world import World

TEST_CATEGORIES = (
    "Microsoft.TestPlanCategory",
    "Microsoft.TestSuiteCategory",
    "Microsoft.TestCaseCategory",
    "Microsoft.SharedStepCategory",
)


@dataclass(frozen=True)
class Facts:
    """Expected tables, and the world that they describe."""

    world: World
    ownership: Ownership
    aging: list[Row]
    cycle_times: list[Row]
    velocity_items: list[Row]
    velocity: list[Row]
    flow: list[Row]
    state_spells: list[Row]
    blocked_spells: list[Row]
    dependencies: list[Row]
    progress: list[Row]
    progress_history: list[Row]
    membership: Membership

    @property
    def open_items(self) -> Iterator["EvaluatedItem"]:
        """Return the items that most rules evaluate."""
        return (evaluated for evaluated in self.items if evaluated.item.current.is_open)

    @property
    def completed_items(self) -> Iterator["EvaluatedItem"]:
        """The items that are completed and not deleted."""
        return (
            evaluated
            for evaluated in self.items
            if evaluated.category == "Completed" and not evaluated.now.is_deleted
        )

    @cached_property
    def items(self) -> list["EvaluatedItem"]:
        """Every item but those of a hidden type, for which no rule about items is raised."""
        return [
            EvaluatedItem(self, item)
            for item in self.world.located_items
            if not self.ownership.is_hidden(item.current)
        ]

    @cached_property
    def evidence(self) -> Evidence:
        """Return what items link to, and who did what to them."""
        return Evidence(self.world, self.ownership)

    @cached_property
    def aging_of(self) -> dict[object, Row]:
        """The row of each open item in `backlog_aging`."""
        return {row["work_item_id"]: row for row in self.aging}

    @cached_property
    def memberships(self) -> set[tuple[object, str]]:
        """Projects and their members."""
        return {
            (access.project.id, user.identity.id.lower())
            for user in self.world.entitlements
            for access in user.access
        }

    @cached_property
    def test_edits(self) -> dict[str, list[datetime]]:
        """When each account made a revision of a test plan, suite, case or shared steps."""
        projects = [*self.world.organization.projects, *self.world.organization.neighbors]
        types = {
            name.lower()
            for project in projects
            for category in TEST_CATEGORIES
            for name in project.process.categories.get(category, ())
        }
        found: dict[str, list[datetime]] = {}
        for item in self.world.items.values():
            for snapshot in item.snapshots:
                editor = snapshot.fields.get("System.ChangedBy")
                type_name = str(snapshot.fields["System.WorkItemType"]).lower()
                if isinstance(editor, Identity) and type_name in types:
                    found.setdefault(editor.id.lower(), []).append(snapshot.changed_at)
        return found

    @property
    def inputs(self) -> set[str]:
        """Return the inputs that were read."""
        parameters = self.world.parameters
        entitlements = set() if parameters.denied else {"entitlements"}
        return entitlements | ({"authority"} if parameters.authority else set())

    @cached_property
    def completed_efforts(self) -> dict[Team | None, list[float]]:
        """The efforts of what each team completed in the last 180 days, where there are any."""
        teams = {team.id: team for _, team in self.world.teams}
        found: dict[Team | None, list[float]] = {}
        for row in self.cycle_times:
            if row["team_id"] and row["effort"] is not None and is_recent(self.world, row):
                found.setdefault(teams[row["team_id"]], []).append(row["effort"])
        return found

    @property
    def teams_in_velocity(self) -> Iterator[tuple[str, list[Row]]]:
        """Each team with its past iterations, in order."""
        for team_id in sorted({row["team_id"] for row in self.velocity}):
            past = [
                row
                for row in self.velocity
                if row["team_id"] == team_id and row["timeframe"] == "past"
            ]
            yield team_id, sorted(past, key=order_of)

    def is_open(self, item_id: object) -> bool:
        """Whether an item is known and open."""
        item = self.world.items.get(int(str(item_id)))
        return item is not None and item.current.is_open

    def elapsed(self, since: object) -> timedelta:
        """Return the duration from a timestamp to `as_of`."""
        return self.world.parameters.as_of - since


@dataclass(frozen=True)
class EvaluatedItem:
    """An item with the values that rules read."""

    facts: Facts
    item: Item

    @property
    def id(self) -> int:
        return self.item.id

    @property
    def now(self) -> Snapshot:
        """The revision in force."""
        return self.item.current

    @property
    def category(self) -> str:
        """Its state category."""
        return self.now.category

    @property
    def is_started(self) -> bool:
        """Whether it is in progress or resolved."""
        return self.category in STARTED

    @property
    def level(self) -> str:
        """Its backlog level."""
        return self.facts.ownership.level(self.now)

    @property
    def is_requirement(self) -> bool:
        """Whether its backlog level is that of requirements."""
        return self.level == "requirement"

    @property
    def team(self) -> Team | None:
        """The owning team."""
        return self.facts.ownership.owner(self.now)

    @property
    def effort(self) -> float | None:
        """Its effort."""
        return self.facts.ownership.effort(self.now)

    @property
    def idle_days(self) -> float:
        """Days since the last meaningful change."""
        return days(self.facts.elapsed(self.item.last_meaningful_change_at))

    @property
    def has_parent(self) -> bool:
        """Whether an active link leads to a parent, known or not."""
        return self.id in self.facts.world.parents
