"""Rules of the family backlog."""

import re
from collections.abc import Callable, Iterator
from html import unescape

from sample_organization.model.organization import Project
from tests.oracle.backlog import percentile
from tests.oracle.names import same
from tests.oracle.ownership import is_in
from tests.oracle.rules.evaluation import Case, above, always, at_least, below, case
from tests.oracle.rules.facts import EvaluatedItem, Facts

ACCEPTANCE_CRITERIA = "Microsoft.VSTS.Common.AcceptanceCriteria"
EPIC, FEATURE = "Microsoft.EpicCategory", "Microsoft.FeatureCategory"


def stale_in_progress(facts: Facts) -> Iterator[Case]:
    for candidate in facts.open_items:
        idle = at_least(candidate.idle_days, 1, medium=14, high=30)
        yield case(candidate.id, idle, started=candidate.is_started)


def zombie(facts: Facts) -> Iterator[Case]:
    for candidate in facts.open_items:
        idle = at_least(candidate.idle_days, 1, low=90, medium=180)
        yield case(candidate.id, idle, proposed=candidate.category == "Proposed")


def aging_beyond_expectation(facts: Facts) -> Iterator[Case]:
    for candidate in facts.open_items:
        row = facts.aging_of[candidate.id]
        limits = {"medium": row["cycle_time_p85_days"], "high": row["cycle_time_p95_days"]}
        yield case(candidate.id, above(row["work_item_age_days"], 1, **limits))


def unestimated_near_start(facts: Facts) -> Iterator[Case]:
    for candidate in facts.open_items:
        yield case(
            candidate.id,
            always("medium"),
            requirement=candidate.is_requirement,
            unestimated=candidate.effort is None,
            near=_is_near(candidate),
        )


def missing_acceptance_criteria(facts: Facts) -> Iterator[Case]:
    for candidate in facts.open_items:
        yield case(
            candidate.id,
            below(len(_plain_text(candidate)), 1, low=10),
            requirement=candidate.is_requirement,
            has_field=_has_criteria(candidate),
            started_or_near=candidate.item.started_at is not None or _is_near(candidate),
        )


def _has_criteria(one: EvaluatedItem) -> bool:
    types = one.now.project.process.types if one.now.project else ()
    kind = next((kind for kind in types if same(kind.name, one.now.type)), None)
    return kind is not None and ACCEPTANCE_CRITERIA in kind.field_names


def _plain_text(one: EvaluatedItem) -> str:
    """The criteria without markup: no tags, entities as what they stand for, white space as one space."""
    html = one.now.text(ACCEPTANCE_CRITERIA) or ""
    return " ".join(unescape(re.sub("<[^>]*>", "", html)).split())


def unowned_in_progress(facts: Facts) -> Iterator[Case]:
    for candidate in facts.open_items:
        unowned = candidate.now.assignee is None
        yield case(candidate.id, always("medium"), started=candidate.is_started, unowned=unowned)


def orphan(facts: Facts) -> Iterator[Case]:
    with_portfolio = _projects_with(facts, lambda one: one.level == "portfolio")
    with_epic = _projects_with(facts, lambda one: _is_in(one, EPIC))
    for candidate in facts.open_items:
        is_feature = _is_in(candidate, FEATURE)
        yield case(
            candidate.id,
            always("informational"),
            requirement_or_feature=candidate.is_requirement or is_feature,
            without_parent=not candidate.has_parent,
            could_have_one=candidate.now.project in (with_epic if is_feature else with_portfolio),
        )


def _projects_with(facts: Facts, is_one: Callable[[EvaluatedItem], bool]) -> set[Project | None]:
    """The projects with an item of a kind, neither deleted nor removed, of a hidden type or not."""
    items = [EvaluatedItem(facts, item) for item in facts.world.located_items]
    return {
        candidate.now.project
        for candidate in items
        if not candidate.now.is_deleted and candidate.category != "Removed" and is_one(candidate)
    }


def _is_in(one: EvaluatedItem, category: str) -> bool:
    return one.now.project is not None and is_in(one.now.project.process, one.now.type, category)


def oversized(facts: Facts) -> Iterator[Case]:
    for candidate in facts.open_items:
        efforts = facts.completed_efforts.get(candidate.team, [])
        limit = percentile(efforts, 0.85) if efforts else None
        yield case(
            candidate.id, above(candidate.effort, 1, low=limit), ten_completed=len(efforts) >= 10
        )


def overdue_iteration(facts: Facts) -> Iterator[Case]:
    today = facts.world.question.today
    for candidate in facts.open_items:
        iteration = candidate.now.iteration
        yield case(
            candidate.id,
            always("medium"),
            subscribed=candidate.team is not None and iteration in candidate.team.iterations,
            over=iteration is not None
            and iteration.finish is not None
            and iteration.finish < today,
        )


def _is_near(one: EvaluatedItem) -> bool:
    """Whether the item is in a subscribed iteration of its owner that is current or next."""
    team, today = one.team, one.facts.world.question.today
    iterations = team.iterations if team else []
    coming = [one.start for one in iterations if one.start is not None and one.start > today]
    for iteration in iterations:
        start, finish = iteration.start, iteration.finish
        is_current = start is not None and finish is not None and start <= today <= finish
        is_next = bool(coming) and start == min(coming)
        if iteration is one.now.iteration and (is_current or is_next):
            return True
    return False
