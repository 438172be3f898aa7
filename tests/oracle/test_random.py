"""The oracle and the product agree on random organizations.

Hypothesis plans each organization with a seed, which is its number. `ORACLE_ORGANIZATIONS` is the number of
organizations in a run, `ORACLE_SEED` the first seed. `ORACLE_PARAMETERS=5` tests all sets of parameters
instead of the first, each with other organizations, and runs the data tests too. The smallest organization
with a difference is shrunk.
"""

import os
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.oracle.comparison import Difference
from tests.oracle.describing import describe
from tests.oracle.organizations.generator import AFFECTS, make
from tests.oracle.organizations.plans import plan_of
from tests.oracle.organizations.saved_queries import SEGMENTS
from tests.oracle.packing import Packed
from tests.oracle.product import differences_when_served
from tests.oracle.rosters import StaffedOrganization
from tests.oracle.run_parameters import ENTITLEMENTS, RunParameters
from tests.oracle.shrinking import Shrinking
from tests.support.parsing import models_only

FIRST_SEED = int(os.environ.get("ORACLE_SEED", "1"))
ORGANIZATIONS = int(os.environ.get("ORACLE_ORGANIZATIONS", "20"))
ASKED = int(os.environ.get("ORACLE_PARAMETERS", "1"))
MISTYPED = "Microsoft.VSTS.Common.Afects"
OFF = (
    "completed_without_code_link",
    "completed_without_pull_request",
    "one_person_did_it_all",
    "requirement_untested",
)
APPROVAL_STATES = (
    ("", "User Story", "New"),
    ("", "Product Backlog Item", "APPROVED"),
    ("", "bug", "Proposed"),
    ("", "Bug", "Active"),
)
BLOCKED_MARKERS = (
    ("", "tag", "Waiting (them)"),
    ("", "Column", "Waiting for rain"),
    ("", "column", "42"),
)
QUESTIONS = {
    "New York, at midnight, after clocks went back": RunParameters(
        datetime(2024, 11, 5, 5, tzinfo=UTC),
        "",
        "America/New_York",
        velocity_planning_days=1,
        velocity_incomplete_categories=frozenset({"InProgress"}),
        bulk_edit_items=3,
        approval_states=APPROVAL_STATES,
        blocked_markers=BLOCKED_MARKERS,
        dependency_link_types=(AFFECTS, MISTYPED),
        switched_on=OFF,
        segments=SEGMENTS,
    ),
    "Berlin, days after clocks went forward": RunParameters(
        datetime(2024, 4, 4, 15, 20, 10, 123456, tzinfo=UTC),
        "",
        "Europe/Berlin",
        bulk_edit_items=2,
        state_categories=(("", "", "Limbo", "InProgress"), ("", "Bug", "LIMBO", "Completed")),
        switched_on=OFF,
        authority="staff",
        everyone_on=("github",),
    ),
    "Auckland, when clocks go back": RunParameters(
        datetime(2024, 4, 6, 14, 30, tzinfo=UTC),
        "",
        "Pacific/Auckland",
        velocity_planning_days=3,
        bulk_edit_items=0,
        authority=None,
        segments=SEGMENTS[:1],
    ),
    "Havana, days after a midnight was skipped": RunParameters(
        datetime(2024, 3, 13, 22, tzinfo=UTC), "", "America/Havana", denied=ENTITLEMENTS
    ),
    "no zone, a microsecond before midnight": RunParameters(
        datetime(2024, 2, 29, 23, 59, 59, 999999, tzinfo=UTC),
        "",
        velocity_planning_days=2,
        everyone_on=("azure_devops",),
    ),
}


def seeds(name: str) -> range:
    """Return the seeds of the organizations for each set of parameters."""
    first = FIRST_SEED + list(QUESTIONS).index(name) * ORGANIZATIONS
    return range(first, first + ORGANIZATIONS)


@pytest.mark.parametrize("name", list(QUESTIONS)[:ASKED])
def test_product_agrees_with_oracle(name: str, tmp_path: Path) -> None:
    parameters = QUESTIONS[name]
    packed = Packed({number: make(plan_of(number), number, parameters) for number in seeds(name)})

    with models_only() if ASKED == 1 else nullcontext():
        unlike = differences_when_served(packed, parameters, tmp_path / "all")

    if unlike:
        seed = min(unlike, key=lambda number: len(packed.parts[number].revisions))
        lines = [f"{len(found)} differences with seed {number}" for number, found in unlike.items()]
        shrunk = _shrunk(seed, parameters, unlike[seed][0], tmp_path)
        pytest.fail("\n".join((*lines, "", f"Shrunk from seed {seed}:", shrunk)), pytrace=False)


def _shrunk(seed: int, parameters: RunParameters, unlike: Difference, tmp_path: Path) -> str:
    """Return the smallest organization that was found with the same kind of difference."""
    rounds = iter(range(1000))

    def run(parts: dict[int, StaffedOrganization]) -> dict[int, list[Difference]]:
        found = differences_when_served(Packed(parts), parameters, tmp_path / str(next(rounds)))
        return {
            number: [difference for difference in those if difference.kind == unlike.kind]
            for number, those in found.items()
        }

    def still_wrong(copies: dict[int, StaffedOrganization]) -> set[int]:
        return {number for number, those in run(copies).items() if those}

    plan = plan_of(seed)
    shrunk = Shrinking(lambda number: make(plan, number, parameters), still_wrong).shrink()
    return describe(shrunk, run({1: shrunk})[1])
