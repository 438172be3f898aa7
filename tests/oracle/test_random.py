"""The oracle and the product agree on random organizations.

Organizations that differ are named by their seed: `ORACLE_SEED=7 ORACLE_ORGANIZATIONS=1` makes the one of
seed 7 again, alone. `ORACLE_ORGANIZATIONS` says how many are packed into a run, `ORACLE_SEED` the first;
`ORACLE_QUESTIONS=4` asks all questions and not only the first.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.oracle.packing import describe, pack
from tests.oracle.product import differences_when_served
from tests.oracle.question import Question
from tests.oracle.random_organizations import AFFECTS

FIRST_SEED = int(os.environ.get("ORACLE_SEED", "1"))
ORGANIZATIONS = int(os.environ.get("ORACLE_ORGANIZATIONS", "20"))
ASKED = int(os.environ.get("ORACLE_QUESTIONS", "1"))
QUESTIONS = {
    "New York, at midnight, after clocks went back": Question(
        datetime(2024, 11, 5, 5, tzinfo=UTC),
        "",
        "America/New_York",
        velocity_planning_days=1,
        velocity_incomplete_categories=frozenset({"InProgress"}),
        dependency_link_types=(AFFECTS,),
    ),
    "Berlin, days after clocks went forward": Question(
        datetime(2024, 4, 4, 15, 20, 10, 123456, tzinfo=UTC),
        "",
        "Europe/Berlin",
    ),
    "Auckland, the night when clocks go back": Question(
        datetime(2024, 4, 6, 14, 30, tzinfo=UTC), "", "Pacific/Auckland", velocity_planning_days=3
    ),
    "no zone, a microsecond before midnight": Question(
        datetime(2024, 2, 29, 23, 59, 59, 999999, tzinfo=UTC), "", velocity_planning_days=2
    ),
}


@pytest.mark.parametrize("name", list(QUESTIONS)[:ASKED])
def test_product_agrees_with_oracle(name: str, tmp_path: Path) -> None:
    question = QUESTIONS[name]
    packed = pack(question, range(FIRST_SEED, FIRST_SEED + ORGANIZATIONS))

    unlike = differences_when_served(packed.organization, question, tmp_path)

    assert not unlike, describe(packed, unlike)
