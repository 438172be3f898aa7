"""Shrinking keeps the parts that a difference needs, and nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime

from tests.oracle.organizations.generator import make
from tests.oracle.organizations.plans import Plan, plan_of
from tests.oracle.rosters import StaffedOrganization
from tests.oracle.run_parameters import RunParameters
from tests.oracle.shrinking import COPIES_AT_ONCE, Shrinking
from tests.oracle.world import World

PARAMETERS = RunParameters(datetime(2024, 4, 4, tzinfo=UTC), "")
CROWD = Plan(chance=3, projects=2, teams=2, past_sprints=3, wanderers=15, stories=())


def shrunk(
    plan: Plan, is_wrong: Callable[[StaffedOrganization], bool]
) -> tuple[StaffedOrganization, list[int]]:
    assert is_wrong(make(plan, 1, PARAMETERS))
    sizes = []

    def still_wrong(copies: dict[int, StaffedOrganization]) -> set[int]:
        sizes.append(len(copies))
        return {number for number, copy in copies.items() if is_wrong(copy)}

    shrinking = Shrinking(lambda number: make(plan, number, PARAMETERS), still_wrong)
    return shrinking.shrink(), sizes


def is_restored(organization: StaffedOrganization) -> bool:
    """Return whether an item was deleted and later restored."""
    return any(
        earlier.is_deleted and not later.is_deleted
        for item in World(organization, PARAMETERS).items.values()
        for earlier, later in item.steps
    )


def waits_for_an_epic(organization: StaffedOrganization) -> bool:
    """Return whether an item depends on an epic."""
    world = World(organization, PARAMETERS)
    epics = {item.id for item in world.items.values() if item.current.type == "Epic"}
    return any("Dependency" in link.rel and link.source_id in epics for link in world.links)


def test_two_revisions_of_one_item_are_left() -> None:
    organization, sizes = shrunk(CROWD, is_restored)

    deleted, restored = organization.revisions
    assert deleted.id == restored.id
    assert "System.Title" not in restored.fields
    assert len(organization.projects) == 1
    assert not organization.link_changes
    assert max(sizes) <= COPIES_AT_ONCE
    assert len(sizes) <= 20


def test_a_link_is_left_with_the_item_that_it_needs() -> None:
    organization, _ = shrunk(CROWD, waits_for_an_epic)

    (epic,) = {revision.id for revision in organization.revisions}
    (link,) = organization.link_changes
    assert link.source_id == epic


def test_a_plan_makes_the_same_organization_with_other_ids() -> None:
    plan = plan_of(3)

    one, two = make(plan, 1, PARAMETERS), make(plan, 2, PARAMETERS)

    assert [revision.id + 1000 for revision in one.revisions] == [
        revision.id for revision in two.revisions
    ]
    assert not {project.id for project in one.projects} & {project.id for project in two.projects}
    assert plan == plan_of(3) != plan_of(4)
