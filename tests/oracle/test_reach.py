"""Random organizations come close to every threshold and condition of every rule.

Over the organizations of `make test-oracle` each rule is raised at each of its severities, is nearly raised
at each of its thresholds, and each of its conditions is at least once the only one that is not met.
"""

import pytest

from tests.oracle.expectation import facts_about
from tests.oracle.findings import RULES
from tests.oracle.organizations.generator import make
from tests.oracle.organizations.plans import plan_of
from tests.oracle.test_random import QUESTIONS, seeds


@pytest.mark.exhaustive
def test_random_organizations_come_close_to_every_rule_from_all_sides() -> None:
    wanted = {(rule.id, f"raised {severity}") for rule in RULES for severity in rule.severities}
    seen = set()
    for name, parameters in QUESTIONS.items():
        for number in seeds(name):
            facts = facts_about(make(plan_of(number), number, parameters), parameters)
            for rule in RULES:
                for case in rule.cases(facts):
                    wanted |= {(rule.id, aspect) for aspect in case.wanted}
                    seen |= {(rule.id, aspect) for aspect in case.seen}

    assert sorted(wanted - seen) == []
