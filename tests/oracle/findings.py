"""Expected findings: what each rule says about each subject."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.oracle.rules import backlog, compliance, data_quality, dependency, velocity
from tests.oracle.rules.facts import Facts
from tests.oracle.rules.judging import Case
from tests.oracle.velocity import Row


@dataclass(frozen=True)
class Rule:
    """A rule, as the contract's table lists it."""

    judge: Callable[[Facts], Iterator[Case]]
    family: str
    subject_type: str
    severities: tuple[str, ...]
    is_off: bool = False

    @property
    def id(self) -> str:
        """Its name."""
        return self.judge.__name__


RULES = (
    Rule(backlog.stale_in_progress, "backlog", "work_item", ("medium", "high")),
    Rule(backlog.zombie, "backlog", "work_item", ("low", "medium")),
    Rule(backlog.aging_beyond_expectation, "backlog", "work_item", ("medium", "high")),
    Rule(backlog.unestimated_near_start, "backlog", "work_item", ("medium",)),
    Rule(backlog.missing_acceptance_criteria, "backlog", "work_item", ("low",)),
    Rule(backlog.unowned_in_progress, "backlog", "work_item", ("medium",)),
    Rule(backlog.orphan, "backlog", "work_item", ("informational",)),
    Rule(backlog.oversized, "backlog", "work_item", ("low",)),
    Rule(backlog.overdue_iteration, "backlog", "work_item", ("medium",)),
    Rule(dependency.blocked_without_link, "dependency", "work_item", ("medium",)),
    Rule(velocity.repeated_rollover, "velocity", "work_item", ("medium", "high")),
    Rule(velocity.scope_creep, "velocity", "team_iteration", ("medium", "high")),
    Rule(velocity.low_delivery_reliability, "velocity", "team", ("medium", "high")),
    Rule(velocity.velocity_drop, "velocity", "team", ("medium",)),
    Rule(velocity.unstable_velocity, "velocity", "team", ("low",)),
    Rule(velocity.throughput_gap, "velocity", "team", ("low",)),
    Rule(velocity.more_started_than_finished, "velocity", "team", ("low",)),
    Rule(dependency.dependency_late, "dependency", "dependency", ("high",)),
    Rule(dependency.dependency_violated, "dependency", "dependency", ("medium", "high")),
    Rule(dependency.dependency_cycle, "dependency", "dependency_cycle", ("high",)),
    Rule(dependency.dependency_broken, "dependency", "dependency", ("high",)),
    Rule(dependency.dependency_unscheduled, "dependency", "dependency", ("medium",)),
    Rule(dependency.cross_team_dependency_unowned, "dependency", "dependency", ("medium",)),
    Rule(compliance.closed_with_open_children, "compliance", "work_item", ("medium",)),
    Rule(compliance.open_with_all_children_closed, "compliance", "work_item", ("low",)),
    Rule(compliance.skipped_states, "compliance", "work_item", ("low",)),
    Rule(compliance.changed_after_close, "compliance", "work_item", ("low",)),
    Rule(compliance.completed_without_code_link, "compliance", "work_item", ("low",), is_off=True),
    Rule(compliance.reopened_repeatedly, "compliance", "work_item", ("medium",)),
    Rule(data_quality.unknown_state, "data_quality", "state", ("low",)),
    Rule(data_quality.link_target_unreadable, "data_quality", "dependency", ("informational",)),
    Rule(data_quality.incomplete_extract, "data_quality", "organization", ("high",)),
)


def findings(facts: Facts) -> list[Row]:
    """One row per finding, all of them seen for the first time; whether one is waived is another matter."""
    return [
        {
            "rule_id": rule.id,
            "subject_uid": one.subject_uid,
            "family": rule.family,
            "subject_type": rule.subject_type,
            "severity": one.severity,
            "baseline_state": "new",
            "first_seen_at": facts.world.question.as_of,
            "last_seen_at": facts.world.question.as_of,
        }
        for rule in RULES
        if not rule.is_off or rule.id in facts.world.question.switched_on
        for one in rule.judge(facts)
        if one.severity
    ]
