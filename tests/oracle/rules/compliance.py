"""Rules of the family compliance."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.oracle.backlog import days
from tests.oracle.evidence import COMMITS, PULL_REQUESTS
from tests.oracle.items import GONE, STARTED, Item, changed_content, is_move
from tests.oracle.rules.evaluation import Case, above, always, at_least, case
from tests.oracle.rules.facts import Facts


def closed_with_open_children(facts: Facts) -> Iterator[Case]:
    for evaluated in facts.items:
        yield case(
            evaluated.id,
            always("medium"),
            completed=evaluated.category == "Completed",
            not_deleted=not evaluated.now.is_deleted,
            open_child=any(facts.is_open(child) for child in facts.world.children(evaluated.id)),
        )


def open_with_all_children_closed(facts: Facts) -> Iterator[Case]:
    """Children that are deleted or cannot be read are neither open nor closed."""
    for evaluated in facts.open_items:
        known = [facts.world.items.get(child) for child in facts.world.children(evaluated.id)]
        children = [child for child in known if child and not child.current.is_deleted]
        closed = [child for child in children if child.current.category in GONE]
        last = max((_closed_at(child) for child in closed), default=None)
        yield case(
            evaluated.id,
            at_least(days(facts.elapsed(last)) if last else None, 1, low=7),
            none_open=not any(child.current.is_open for child in children),
            one_completed=any(child.current.category == "Completed" for child in closed),
        )


def _closed_at(item: Item) -> datetime:
    """Return when the current run of its category, Completed or Removed, began."""
    return item.run_start(lambda one: one.category == item.current.category)


def skipped_states(facts: Facts) -> Iterator[Case]:
    """Skip imported items: nobody moved them from state to state."""
    for evaluated in facts.completed_items:
        if evaluated.item.is_imported:
            continue
        earlier = [
            snapshot
            for snapshot in evaluated.item.snapshots
            if snapshot.rev < _closing_rev(evaluated.item)
        ]
        yield case(
            evaluated.id,
            always("low"),
            requirement=evaluated.is_requirement,
            was_proposed=bool(earlier) and earlier[-1].category == "Proposed",
        )


def _closing_rev(item: Item) -> int:
    """The number of the first revision of the run of Completed that lasts until today."""
    not_completed = [
        snapshot.rev for snapshot in item.snapshots if snapshot.category != "Completed"
    ]
    last_before = max(not_completed, default=0)
    return min(snapshot.rev for snapshot in item.snapshots if snapshot.rev > last_before)


def changed_after_close(facts: Facts) -> Iterator[Case]:
    """Compare timestamps, independent of the order of `rev`."""
    for evaluated in facts.completed_items:
        changes = [evaluated.item.snapshots[0].changed_at]
        for earlier, later in evaluated.item.steps:
            if later.is_bulk_edit or is_move(earlier, later):
                continue
            if changed_content(earlier, later) - {"System.Tags"}:
                changes.append(later.changed_at)
        hours = (max(changes) - evaluated.item.completed_at) / timedelta(hours=1)
        yield case(evaluated.id, above(hours, 1, low=24))


def completed_without_code_link(facts: Facts) -> Iterator[Case]:
    """Skip items of which nobody could read what they link to."""
    for evaluated in facts.completed_items:
        if not facts.evidence.is_known(evaluated.item):
            continue
        yield case(
            evaluated.id,
            always("low"),
            requirement=evaluated.is_requirement,
            no_link=not facts.evidence.code_links(evaluated.item),
        )


def requirement_untested(facts: Facts) -> Iterator[Case]:
    for evaluated in facts.completed_items:
        yield case(
            evaluated.id,
            always("low"),
            requirement=evaluated.is_requirement,
            no_test=evaluated.id not in facts.evidence.tests,
        )


def completed_without_pull_request(facts: Facts) -> Iterator[Case]:
    for evaluated in facts.completed_items:
        kinds = {artifact.kind for _, artifact in facts.evidence.code_links(evaluated.item)}
        yield case(
            evaluated.id,
            always("low"),
            requirement=evaluated.is_requirement,
            commit=bool(kinds & COMMITS),
            no_pull_request=not kinds & PULL_REQUESTS,
        )


def one_person_did_it_all(facts: Facts) -> Iterator[Case]:
    """Skip imported items, which one person or tool has written."""
    for item in facts.evidence.changes():
        creator = item.current.fields["System.CreatedBy"]
        started = facts.evidence.started_by(item)
        if started is None:
            continue
        yield case(
            item.id,
            always("informational"),
            not_imported=not item.is_imported,
            creator_started=getattr(creator, "id", None) == started,
            starter_completed=facts.evidence.completed_by(item) == started,
        )


def started_without_approval(facts: Facts) -> Iterator[Case]:
    changes = {item.id for item in facts.evidence.changes()}
    for evaluated in facts.items:
        if not facts.evidence.is_change(evaluated.now):
            continue
        approval = facts.evidence.approval(evaluated.item)
        yield case(
            evaluated.id,
            always("medium"),
            started=evaluated.is_started or evaluated.id in changes,
            not_deleted=not evaluated.now.is_deleted,
            not_imported=not evaluated.item.is_imported,
            approvable=approval is not None,
            not_approved=not approval,
        )


def code_linked_after_close(facts: Facts) -> Iterator[Case]:
    for evaluated in facts.completed_items:
        linked_at = facts.evidence.first_code_link_at(evaluated.item)
        hours = (
            (linked_at - evaluated.item.completed_at) / timedelta(hours=1) if linked_at else None
        )
        yield case(evaluated.id, above(hours, 1, informational=24))


def reopened_repeatedly(facts: Facts) -> Iterator[Case]:
    for evaluated in facts.items:
        yield case(
            evaluated.id,
            at_least(evaluated.item.reopened_count, 1, medium=2),
            not_deleted=not evaluated.now.is_deleted,
        )


def estimate_changed_after_start(facts: Facts) -> Iterator[Case]:
    """Compare each estimate with the last one before it, in the field that the item's effort is in now."""
    for evaluated in facts.open_items:
        started, estimates, changes = False, [], 0
        field = facts.ownership.effort_field(evaluated.now)
        for snapshot in evaluated.item.snapshots:
            effort = snapshot.effort(field) if field else None
            if effort is not None:
                changes += bool(started and estimates and estimates[-1] != effort)
                estimates.append(effort)
            started = started or snapshot.category in STARTED
        yield case(evaluated.id, at_least(changes, 1, low=1), requirement=evaluated.is_requirement)
