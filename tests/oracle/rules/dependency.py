"""Rules of the family dependency."""

from collections.abc import Iterator
from datetime import datetime

from tests.oracle.backlog import days
from tests.oracle.items import Item, Snapshot
from tests.oracle.rules.evaluation import Case, always, at_least, case
from tests.oracle.rules.facts import Facts
from tests.oracle.velocity import Row

BLOCKED_FIELD = "Microsoft.VSTS.CMMI.Blocked"


def blocked_without_link(facts: Facts) -> Iterator[Case]:
    for evaluated in facts.open_items:
        since = _blocked_since(evaluated.item)
        waiting = days(facts.elapsed(since)) if since else None
        # A remote predecessor is not known to be open.
        predecessors = [
            row["predecessor_id"]
            for row in facts.dependencies
            if row["successor_id"] == evaluated.id and not row["is_remote"]
        ]
        no_open_predecessor = not any(facts.is_open(item_id) for item_id in predecessors)
        yield case(
            evaluated.id, at_least(waiting, 1, medium=5), no_open_predecessor=no_open_predecessor
        )


def _blocked_since(item: Item) -> datetime | None:
    return item.run_start(_is_blocked) if _is_blocked(item.current) else None


def _is_blocked(snapshot: Snapshot) -> bool:
    tags = [tag.strip() for tag in (snapshot.text("System.Tags") or "").split(";")]
    words = [snapshot.state or "", *tags]
    return "blocked" in [word.lower() for word in words] or (
        snapshot.fields.get(BLOCKED_FIELD) == "Yes"
    )


def dependency_late(facts: Facts) -> Iterator[Case]:
    for row in facts.dependencies:
        yield case(_subject(row), always("high"), late=row["is_late"] is True)


def dependency_violated(facts: Facts) -> Iterator[Case]:
    for row in facts.dependencies:
        severity = "high" if row["successor_state_category"] == "Completed" else "medium"
        yield case(_subject(row), always(severity), violated=row["is_violated"] is True)


def dependency_broken(facts: Facts) -> Iterator[Case]:
    for row in facts.dependencies:
        yield case(
            _subject(row),
            always("high"),
            broken=row["is_broken"] is True,
            successor_open=_is_end_open(facts, row, "successor"),
        )


def dependency_unscheduled(facts: Facts) -> Iterator[Case]:
    for row in facts.dependencies:
        yield case(_subject(row), always("medium"), unscheduled=row["is_unscheduled"] is True)


def cross_team_dependency_unowned(facts: Facts) -> Iterator[Case]:
    for row in facts.dependencies:
        yield case(
            _subject(row),
            always("medium"),
            cross_team=row["is_cross_team"] is True,
            predecessor_open=_is_end_open(facts, row, "predecessor"),
            successor_open=_is_end_open(facts, row, "successor"),
            unowned=row["predecessor_assigned_to_id"] is None,
        )


def dependency_cycle(facts: Facts) -> Iterator[Case]:
    members: dict[str, set[object]] = {}
    for row in facts.dependencies:
        if row["is_circular"]:
            ends = {row["predecessor_id"], row["successor_id"]}
            members.setdefault(str(row["cycle_id"]), set()).update(ends)
    for cycle_id, item_ids in members.items():
        any_open = any(facts.is_open(item_id) for item_id in item_ids)
        yield case(cycle_id, always("high"), any_open=any_open)


def _subject(row: Row) -> str:
    return f"{row['link_type']}/{row['predecessor_id']}/{row['successor_id']}"


def _is_end_open(facts: Facts, row: Row, end: str) -> bool:
    """Whether the item at an end is known and open; a remote end is never a local item."""
    return row[f"{end}_state"] is not None and facts.is_open(row[f"{end}_id"])
