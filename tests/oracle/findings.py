"""Expected findings of each rule."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tests.oracle.membership import AZURE_DEVOPS
from tests.oracle.rules import (
    backlog,
    compliance,
    data_quality,
    dependency,
    membership,
    velocity,
)
from tests.oracle.rules.evaluation import SEVERITIES, Case
from tests.oracle.rules.facts import Facts
from tests.oracle.velocity import Row


@dataclass(frozen=True)
class Rule:
    """A rule, as the contract's table lists it."""

    evaluate: Callable[[Facts], Iterator[Case]]
    family: str
    subject_type: str
    severities: tuple[str, ...]
    is_off: bool = False
    needs: frozenset[str] = frozenset()
    aggregates: bool = False
    population: tuple[str, ...] = ()  # the conditions of a subject that is evaluated at all

    @property
    def id(self) -> str:
        """Its name."""
        return self.evaluate.__name__

    def cases(self, facts: Facts) -> Iterable[Case]:
        """Return the evaluated subjects: none if the rule is off, or an input is missing."""
        is_off = self.is_off and self.id not in facts.world.parameters.switched_on
        return self.evaluate(facts) if self.needs <= facts.inputs and not is_off else ()


ENTITLEMENTS, AUTHORITY = frozenset({"entitlements"}), frozenset({"authority"})
# The rules whose rows in `membership_gaps` have a scope, each with its name and the name of its project.
SCOPES: dict[str, Callable[[Facts, str], list[tuple[str, object]]]] = {
    "work_assigned_without_entitlement": membership.items_of,
    "work_assigned_to_inactive": membership.items_of,
    "work_assigned_outside_project": membership.projects_outside,
    "team_member_without_entitlement": membership.teams_of,
    "group_rule_failing": lambda _, group_uid: [(group_uid, None)],
}
RULES = (
    Rule(backlog.stale_in_progress, "backlog", "work_item", ("medium", "high")),
    Rule(backlog.zombie, "backlog", "work_item", ("low", "medium")),
    Rule(backlog.blocked_too_long, "backlog", "work_item", ("medium", "high")),
    Rule(backlog.aging_beyond_expectation, "backlog", "work_item", ("medium", "high")),
    Rule(backlog.unestimated_near_start, "backlog", "work_item", ("medium",)),
    Rule(backlog.missing_acceptance_criteria, "backlog", "work_item", ("low",)),
    Rule(backlog.unowned_in_progress, "backlog", "work_item", ("medium",)),
    Rule(backlog.orphan, "backlog", "work_item", ("informational",)),
    Rule(backlog.oversized, "backlog", "work_item", ("low",)),
    Rule(backlog.overdue_iteration, "backlog", "work_item", ("medium",)),
    Rule(backlog.portfolio_item_without_children, "backlog", "work_item", ("low",)),
    Rule(backlog.target_date_passed, "backlog", "work_item", ("medium",)),
    Rule(dependency.blocked_without_link, "dependency", "work_item", ("medium",)),
    Rule(velocity.repeated_rollover, "velocity", "work_item", ("medium", "high")),
    Rule(velocity.feature_grew, "velocity", "work_item", ("low", "medium")),
    Rule(velocity.scope_creep, "velocity", "team_iteration", ("medium", "high")),
    Rule(velocity.low_delivery_reliability, "velocity", "team", ("medium", "high")),
    Rule(velocity.undercommitted, "velocity", "team", ("informational",)),
    Rule(velocity.throughput_signal, "velocity", "team", ("low",)),
    Rule(velocity.velocity_drop, "velocity", "team", ("medium",)),
    Rule(velocity.unstable_velocity, "velocity", "team", ("low",)),
    Rule(velocity.throughput_gap, "velocity", "team", ("low",)),
    Rule(velocity.more_started_than_finished, "velocity", "team", ("low",)),
    Rule(velocity.bottleneck_state, "velocity", "team", ("low",)),
    Rule(dependency.dependency_late, "dependency", "dependency", ("high",)),
    Rule(dependency.dependency_violated, "dependency", "dependency", ("medium", "high")),
    Rule(dependency.dependency_cycle, "dependency", "dependency_cycle", ("high",)),
    Rule(dependency.dependency_broken, "dependency", "dependency", ("high",)),
    Rule(dependency.dependency_unscheduled, "dependency", "dependency", ("medium",)),
    Rule(dependency.cross_team_dependency_unowned, "dependency", "dependency", ("medium",)),
    Rule(compliance.closed_with_open_children, "compliance", "work_item", ("medium",)),
    Rule(compliance.open_with_all_children_closed, "compliance", "work_item", ("low",)),
    Rule(
        compliance.skipped_states,
        "compliance",
        "work_item",
        ("low",),
        aggregates=True,
        population=("requirement",),
    ),
    Rule(compliance.changed_after_close, "compliance", "work_item", ("low",), aggregates=True),
    Rule(
        compliance.completed_without_code_link,
        "compliance",
        "work_item",
        ("low",),
        is_off=True,
        aggregates=True,
        population=("requirement",),
    ),
    Rule(compliance.requirement_untested, "compliance", "work_item", ("low",), is_off=True),
    Rule(
        compliance.completed_without_pull_request, "compliance", "work_item", ("low",), is_off=True
    ),
    Rule(
        compliance.one_person_did_it_all,
        "compliance",
        "work_item",
        ("informational",),
        is_off=True,
    ),
    Rule(compliance.started_without_approval, "compliance", "work_item", ("medium",)),
    Rule(compliance.code_linked_after_close, "compliance", "work_item", ("informational",)),
    Rule(compliance.estimate_changed_after_start, "compliance", "work_item", ("low",)),
    Rule(compliance.reopened_repeatedly, "compliance", "work_item", ("medium",)),
    *(
        Rule(evaluate, "membership", "account", severities, needs=ENTITLEMENTS)
        for evaluate, severities in (
            (membership.paid_license_inactive, ("informational", "low", "medium", "high")),
            (membership.paid_license_never_used, ("medium",)),
            (membership.work_assigned_without_entitlement, ("high",)),
            (membership.work_assigned_to_inactive, ("medium",)),
            (membership.work_assigned_outside_project, ("medium",)),
            (membership.team_member_without_entitlement, ("medium",)),
            (membership.guest_unreviewed, ("low", "medium", "high")),
            (membership.paid_license_without_project, ("low",)),
            (membership.service_account_privileged, ("low", "high")),
            (membership.test_plans_license_unneeded, ("medium",)),
            (membership.subscriber_pays_twice, ("medium",)),
            (membership.direct_license_shadows_rule, ("low",)),
        )
    ),
    Rule(
        membership.group_rule_failing,
        "membership",
        "organization",
        ("medium",),
        needs=ENTITLEMENTS,
    ),
    *(
        Rule(evaluate, "membership", subject_type, severities, needs=AUTHORITY)
        for evaluate, subject_type, severities in (
            (membership.offboarded_but_active, "account", ("high", "critical")),
            (membership.account_without_person, "account", ("medium",)),
            (membership.contractor_expired, "account", ("high",)),
            (membership.missing_on_platform, "person", ("low",)),
            (membership.duplicate_accounts, "person", ("medium",)),
        )
    ),
    Rule(data_quality.unknown_state, "data_quality", "state", ("low",)),
    Rule(
        data_quality.link_target_unreadable,
        "data_quality",
        "dependency",
        ("informational",),
        aggregates=True,
        population=("active", "not_remote"),
    ),
    Rule(data_quality.unknown_link_type, "data_quality", "organization", ("low",)),
    Rule(data_quality.incomplete_extract, "data_quality", "organization", ("high",)),
)


def findings(facts: Facts) -> list[Row]:
    """Return one row per finding, all of them new; waivers are not applied."""
    return [
        {
            "rule_id": rule.id,
            "subject_uid": subject_uid,
            "family": rule.family,
            "subject_type": subject_type,
            "severity": severity,
            "baseline_state": "new",
            "first_seen_at": facts.world.parameters.as_of,
            "last_seen_at": facts.world.parameters.as_of,
        }
        for rule in RULES
        for subject_type, subject_uid, severity in raised(rule, facts)
    ]


def raised(rule: Rule, facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Yield the type, uid and severity of each subject: a project instead of most subjects in it."""
    cases = [
        one for one in rule.cases(facts) if all(one.conditions[name] for name in rule.population)
    ]
    violations = [one for one in cases if one.severity]
    aggregated = most_violated(facts, cases, violations) if rule.aggregates else set()
    for project_id in aggregated:
        those = [one for one in violations if project_of(facts, one) == project_id]
        severities = {str(one.severity) for one in those}
        yield "project", f"{project_id}/{rule.id}", max(severities, key=SEVERITIES.index)
    for one in violations:
        if project_of(facts, one) not in aggregated:
            yield rule.subject_type, one.subject_uid, str(one.severity)


def most_violated(facts: Facts, cases: list[Case], violations: list[Case]) -> set[str]:
    """Return the projects with 50 violations at least, and of more than half of the cases."""
    evaluated = Counter(project_of(facts, one) for one in cases)
    violated = Counter(project_of(facts, one) for one in violations)
    return {
        project_id
        for project_id, count in violated.items()
        if project_id and count >= 50 and count * 2 > evaluated[project_id]
    }


def project_of(facts: Facts, one: Case) -> str | None:
    """Return the project of an item, or of the first end of a link that is known."""
    ids = [int(part) for part in one.subject_uid.split("/") if part.isdecimal()]
    known = [facts.world.items[item_id] for item_id in ids if item_id in facts.world.items]
    project = known[0].current.project if known else None
    return project and project.id


def membership_gaps(facts: Facts) -> list[Row]:
    """Return one row per finding about access, with its subject."""
    return [
        _gap(facts, rule, case, scope, project_name)
        for rule in RULES
        if rule.family == "membership"
        for case in rule.cases(facts)
        if case.severity
        for scope, project_name in _scopes(facts, rule, case)
    ]


def _scopes(facts: Facts, rule: Rule, one: Case) -> list[tuple[str, object]]:
    scopes = SCOPES.get(rule.id)
    return scopes(facts, one.subject_uid.partition("/")[2]) if scopes else [("", None)]


def _gap(facts: Facts, rule: Rule, one: Case, scope: str, project_name: object) -> Row:
    accounts = {f"{each.platform}/{each.uid}": each for each in facts.membership.accounts}
    account = accounts.get(one.subject_uid) if rule.subject_type == "account" else None
    if rule.subject_type == "organization":
        platform, person = AZURE_DEVOPS, None
    elif account:
        platform, person = account.platform, facts.membership.person_of(account)
    else:
        person_id, _, platform = one.subject_uid.rpartition("/")
        person = facts.membership.people[person_id]
    named = {"display_name": "person_name", "email": "email"}
    return {
        "gap_type": rule.id,
        "account_uid": account.uid if account else None,
        "person_id": person.id if person else None,
        "platform": platform,
        "scope": scope,
        "project_name": project_name,
        "severity": one.severity,
        **{
            column: person.line[name]
            for name, column in named.items()
            if person and person.line.get(name)
        },
    }
