"""Rules of the family backlog."""

import re
from collections.abc import Callable, Iterator
from html import unescape

from sample_organization.model.organization import Project
from tests.oracle.backlog import percentile
from tests.oracle.names import same
from tests.oracle.ownership import is_in
from tests.oracle.rules.facts import Facts, JudgedItem
from tests.oracle.rules.judging import Case, above, always, at_least, below, case

ACCEPTANCE_CRITERIA = "Microsoft.VSTS.Common.AcceptanceCriteria"
EPIC, FEATURE = "Microsoft.EpicCategory", "Microsoft.FeatureCategory"


def stale_in_progress(facts: Facts) -> Iterator[Case]:
    for judged in facts.open_items:
        idle = at_least(judged.idle_days, 1, medium=14, high=30)
        yield case(judged.id, idle, started=judged.is_started)


def zombie(facts: Facts) -> Iterator[Case]:
    for judged in facts.open_items:
        idle = at_least(judged.idle_days, 1, low=90, medium=180)
        yield case(judged.id, idle, proposed=judged.category == "Proposed")


def aging_beyond_expectation(facts: Facts) -> Iterator[Case]:
    for judged in facts.open_items:
        row = facts.aging_of[judged.id]
        limits = {"medium": row["cycle_time_p85_days"], "high": row["cycle_time_p95_days"]}
        yield case(judged.id, above(row["work_item_age_days"], 1, **limits))


def unestimated_near_start(facts: Facts) -> Iterator[Case]:
    for judged in facts.open_items:
        yield case(
            judged.id,
            always("medium"),
            requirement=judged.is_requirement,
            unestimated=judged.effort is None,
            near=_is_near(judged),
        )


def missing_acceptance_criteria(facts: Facts) -> Iterator[Case]:
    for judged in facts.open_items:
        yield case(
            judged.id,
            below(len(_plain_text(judged)), 1, low=10),
            requirement=judged.is_requirement,
            has_field=_has_criteria(judged),
            started_or_near=judged.item.started_at is not None or _is_near(judged),
        )


def _has_criteria(one: JudgedItem) -> bool:
    types = one.now.project.process.types if one.now.project else ()
    kind = next((kind for kind in types if same(kind.name, one.now.type)), None)
    return kind is not None and ACCEPTANCE_CRITERIA in kind.field_names


def _plain_text(one: JudgedItem) -> str:
    """The criteria without markup: no tags, entities as what they stand for, white space as one space."""
    html = one.now.text(ACCEPTANCE_CRITERIA) or ""
    return " ".join(unescape(re.sub("<[^>]*>", "", html)).split())


def unowned_in_progress(facts: Facts) -> Iterator[Case]:
    for judged in facts.open_items:
        unowned = judged.now.assignee is None
        yield case(judged.id, always("medium"), started=judged.is_started, unowned=unowned)


def orphan(facts: Facts) -> Iterator[Case]:
    with_portfolio = _projects_with(facts, lambda one: one.level == "portfolio")
    with_epic = _projects_with(facts, lambda one: _is_in(one, EPIC))
    for judged in facts.open_items:
        is_feature = _is_in(judged, FEATURE)
        yield case(
            judged.id,
            always("informational"),
            requirement_or_feature=judged.is_requirement or is_feature,
            without_parent=not judged.has_parent,
            could_have_one=judged.now.project in (with_epic if is_feature else with_portfolio),
        )


def _projects_with(facts: Facts, is_one: Callable[[JudgedItem], bool]) -> set[Project | None]:
    """The projects with an item of a kind, neither deleted nor removed, of a hidden type or not."""
    items = [JudgedItem(facts, item) for item in facts.world.located_items]
    return {
        judged.now.project
        for judged in items
        if not judged.now.is_deleted and judged.category != "Removed" and is_one(judged)
    }


def _is_in(one: JudgedItem, category: str) -> bool:
    return one.now.project is not None and is_in(one.now.project.process, one.now.type, category)


def oversized(facts: Facts) -> Iterator[Case]:
    for judged in facts.open_items:
        efforts = facts.completed_efforts.get(judged.team, [])
        limit = percentile(efforts, 0.85) if efforts else None
        yield case(judged.id, above(judged.effort, 1, low=limit), ten_completed=len(efforts) >= 10)


def overdue_iteration(facts: Facts) -> Iterator[Case]:
    today = facts.world.question.today
    for judged in facts.open_items:
        iteration = judged.now.iteration
        yield case(
            judged.id,
            always("medium"),
            subscribed=judged.team is not None and iteration in judged.team.iterations,
            over=iteration is not None
            and iteration.finish is not None
            and iteration.finish < today,
        )


def _is_near(one: JudgedItem) -> bool:
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
