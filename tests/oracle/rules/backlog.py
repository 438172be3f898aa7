"""Rules of the family backlog."""

import re
from collections.abc import Callable, Iterator
from html import unescape

from sample_organization.model.organization import Project
from tests.oracle.backlog import percentile
from tests.oracle.names import same
from tests.oracle.ownership import is_in
from tests.oracle.progress import target_date
from tests.oracle.rules.evaluation import Case, above, always, at_least, below, case
from tests.oracle.rules.facts import EvaluatedItem, Facts

ACCEPTANCE_CRITERIA = "Microsoft.VSTS.Common.AcceptanceCriteria"
EPIC, FEATURE = "Microsoft.EpicCategory", "Microsoft.FeatureCategory"


def stale_in_progress(facts: Facts) -> Iterator[Case]:
    for evaluated in facts.open_items:
        idle = at_least(evaluated.idle_days, 1, medium=14, high=30)
        yield case(evaluated.id, idle, started=evaluated.is_started)


def zombie(facts: Facts) -> Iterator[Case]:
    for evaluated in facts.open_items:
        idle = at_least(evaluated.idle_days, 1, low=90, medium=180)
        yield case(evaluated.id, idle, proposed=evaluated.category == "Proposed")


def blocked_too_long(facts: Facts) -> Iterator[Case]:
    current = {row["work_item_id"]: row for row in facts.blocked_spells if row["is_current"]}
    for evaluated in facts.open_items:
        row = current.get(evaluated.id)
        yield case(evaluated.id, at_least(row["days"] if row else None, 1, medium=5, high=14))


def aging_beyond_expectation(facts: Facts) -> Iterator[Case]:
    for evaluated in facts.open_items:
        row = facts.aging_of[evaluated.id]
        limits = {"medium": row["cycle_time_p85_days"], "high": row["cycle_time_p95_days"]}
        yield case(evaluated.id, above(row["work_item_age_days"], 1, **limits))


def unestimated_near_start(facts: Facts) -> Iterator[Case]:
    for evaluated in facts.open_items:
        yield case(
            evaluated.id,
            always("medium"),
            requirement=evaluated.is_requirement,
            unestimated=evaluated.effort is None,
            near=_is_near(evaluated),
        )


def missing_acceptance_criteria(facts: Facts) -> Iterator[Case]:
    for evaluated in facts.open_items:
        yield case(
            evaluated.id,
            below(len(_plain_text(evaluated)), 1, low=10),
            requirement=evaluated.is_requirement,
            has_field=_has_criteria(evaluated),
            started_or_near=evaluated.item.started_at is not None or _is_near(evaluated),
        )


def _has_criteria(one: EvaluatedItem) -> bool:
    types = one.now.project.process.types if one.now.project else ()
    kind = next((kind for kind in types if same(kind.name, one.now.type)), None)
    return kind is not None and ACCEPTANCE_CRITERIA in kind.field_names


def _plain_text(one: EvaluatedItem) -> str:
    """Return the criteria as plain text: no tags, entities decoded, whitespace collapsed."""
    html = one.now.text(ACCEPTANCE_CRITERIA) or ""
    return " ".join(unescape(re.sub("<[^>]*>", "", html)).split())


def unowned_in_progress(facts: Facts) -> Iterator[Case]:
    for evaluated in facts.open_items:
        unowned = evaluated.now.assignee is None
        yield case(evaluated.id, always("medium"), started=evaluated.is_started, unowned=unowned)


def orphan(facts: Facts) -> Iterator[Case]:
    with_portfolio = _projects_with(facts, lambda one: one.level == "portfolio")
    with_epic = _projects_with(facts, lambda one: _is_in(one, EPIC))
    for evaluated in facts.open_items:
        is_feature = _is_in(evaluated, FEATURE)
        yield case(
            evaluated.id,
            always("informational"),
            requirement_or_feature=evaluated.is_requirement or is_feature,
            without_parent=not evaluated.has_parent,
            could_have_one=evaluated.now.project in (with_epic if is_feature else with_portfolio),
        )


def _projects_with(facts: Facts, is_one: Callable[[EvaluatedItem], bool]) -> set[Project | None]:
    """The projects with an item of a kind, neither deleted nor removed, of a hidden type or not."""
    items = [EvaluatedItem(facts, item) for item in facts.world.located_items]
    return {
        evaluated.now.project
        for evaluated in items
        if not evaluated.now.is_deleted and evaluated.category != "Removed" and is_one(evaluated)
    }


def _is_in(one: EvaluatedItem, category: str) -> bool:
    return one.now.project is not None and is_in(one.now.project.process, one.now.type, category)


def oversized(facts: Facts) -> Iterator[Case]:
    for evaluated in facts.open_items:
        efforts = facts.completed_efforts.get(evaluated.team, [])
        limit = percentile(efforts, 0.85) if efforts else None
        yield case(
            evaluated.id, above(evaluated.effort, 1, low=limit), ten_completed=len(efforts) >= 10
        )


def overdue_iteration(facts: Facts) -> Iterator[Case]:
    today = facts.world.parameters.today
    for evaluated in facts.open_items:
        iteration = evaluated.now.iteration
        yield case(
            evaluated.id,
            always("medium"),
            subscribed=evaluated.team is not None and iteration in evaluated.team.iterations,
            over=iteration is not None
            and iteration.finish is not None
            and iteration.finish < today,
        )


def portfolio_item_without_children(facts: Facts) -> Iterator[Case]:
    totals = {row["work_item_id"]: row["total_items"] for row in facts.progress}
    for evaluated in facts.open_items:
        yield case(
            evaluated.id,
            always("low"),
            portfolio=evaluated.level == "portfolio",
            started=evaluated.is_started,
            childless=not totals.get(evaluated.id),
        )


def target_date_passed(facts: Facts) -> Iterator[Case]:
    for evaluated in facts.open_items:
        due = target_date(facts.world, evaluated.now)
        days_late = (facts.world.parameters.today - due).days if due else None
        yield case(evaluated.id, above(days_late, 1, medium=0))


def _is_near(one: EvaluatedItem) -> bool:
    """Whether the item is in a subscribed iteration of its owner that is current or next."""
    team, today = one.team, one.facts.world.parameters.today
    iterations = team.iterations if team else []
    coming = [one.start for one in iterations if one.start is not None and one.start > today]
    for iteration in iterations:
        start, finish = iteration.start, iteration.finish
        is_current = start is not None and finish is not None and start <= today <= finish
        is_next = bool(coming) and start == min(coming)
        if iteration is one.now.iteration and (is_current or is_next):
            return True
    return False
