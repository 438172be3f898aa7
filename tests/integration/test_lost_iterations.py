"""Iterations that lose dates or subscription, or are deleted, between two runs: their velocity remains."""

from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import duckdb
import pytest

from sample_organization import serve
from sample_organization.model.history import Item
from tests.integration.test_runs import TOKENS, Row, Runs, rows
from tests.support.organizations import TinyOrganization

pytestmark = [pytest.mark.exhaustive, pytest.mark.xdist_group("lost_iterations")]

OVERDUE, ROLLED_OVER = ("overdue_iteration", "1"), ("repeated_rollover", "4")
STATUSES = ["unsubscribed", "undated", "deleted"]


class TwoRuns(NamedTuple):
    runs: Runs
    velocity: list[list[Row]]
    items: list[list[Row]]
    subscriptions: list[Row]
    team_id: str


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory: pytest.TempPathFactory) -> TwoRuns:
    """Run before the iterations are lost, and twice after it."""
    tiny = TinyOrganization()
    tiny.add_team(tiny.project, "Kanban Crew", [tiny.add_iteration(tiny.project, "Some day")])
    later = tiny.add_iteration(tiny.project, "Later", date(2099, 1, 5), date(2099, 1, 16))
    tiny.team.iterations.append(later)
    items = [add_items(tiny, number) for number in range(3)]
    rolled_over = items[1][0]
    tiny.change(rolled_over, "2026-03-29", iteration=tiny.sprints[2])
    tiny.change(rolled_over, "2026-04-20", iteration=tiny.project.iterations)
    runs, velocity, evidence = Runs(tmp_path_factory.mktemp("lost"), has_data_tests=True), [], []
    with serve(tiny.commit(), tokens=TOKENS) as server:
        for run in range(3):
            if run == 1:
                lose_iterations(tiny, items[2])
            runs.run(server.url)
            velocity.append(published(runs, "from velocity order by finish_date"))
            evidence.append(published(runs, "from velocity_items order by all"))
    subscriptions = published(runs, "from team_iterations")
    return TwoRuns(runs, velocity, evidence, subscriptions, tiny.team.id)


def add_items(tiny: TinyOrganization, number: int) -> list[Item]:
    """Add an item that is never completed, one that is completed late, and one in time."""
    sprint = tiny.sprints[number]
    left, late, done = (
        tiny.story(
            ("2026-03-01", "2026-03-15", "2026-03-29")[number],
            title=f"Story {number}",
            effort=effort,
            state="Active",
            iteration=sprint,
        )
        for effort in (3, 5, 1)
    )
    tiny.change(done, f"{sprint.start} 12:00", state="Closed")
    tiny.change(late, "2026-04-20", state="Closed")
    return [left, late, done]


def lose_iterations(tiny: TinyOrganization, items: list[Item]) -> None:
    """Unsubscribe from the first sprint and the plan, move the second sprint, and delete the third."""
    _, moved, deleted = tiny.sprints
    tiny.team.iterations = [moved]
    moved.start = moved.finish = None
    tiny.project.iterations.children.remove(deleted)
    for item in items:
        now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"
        tiny.change(item, now, iteration=tiny.project.iterations)
    tiny.commit()


def published(runs: Runs, query: str) -> list[Row]:
    with duckdb.connect(str(runs.data_dir / "findings.duckdb"), read_only=True) as connection:
        return rows(connection, query)


def without(rows: list[Row], *columns: str) -> list[dict[str, Any]]:
    return [{name: row[name] for name in row if name not in columns} for row in rows]


def test_velocity_that_is_known_stays(two_runs: TwoRuns) -> None:
    before, after, later = (
        without(velocity, "as_of", "iteration_status") for velocity in two_runs.velocity
    )
    assert [row["planned_effort"] for row in before] == [9.0, 9.0, 12.0]
    assert before == after == later


def test_the_items_behind_it_stay(two_runs: TwoRuns) -> None:
    columns = ("as_of", "title", "url")
    before, after, later = (without(items, *columns) for items in two_runs.items)
    assert before == after == later != []


def test_the_status_of_each_iteration_is_marked(two_runs: TwoRuns) -> None:
    assert [[row["iteration_status"] for row in rows] for rows in two_runs.velocity] == [
        ["current"] * 3,
        STATUSES,
        STATUSES,
    ]


def test_subscriptions_are_as_last_loaded(two_runs: TwoRuns) -> None:
    found = [row for row in two_runs.subscriptions if row["team_id"] == two_runs.team_id]
    assert [(row["iteration_path"], row["start_date"]) for row in found] == [
        ("Alpha\\Sprint 2", None)
    ]


def test_findings_about_them_are_not_resolved(two_runs: TwoRuns) -> None:
    key = ("low_delivery_reliability", two_runs.team_id)
    for finding in (key, OVERDUE, ROLLED_OVER):
        statuses = [run[finding]["status"] for run in two_runs.runs.findings if finding in run]
        assert statuses == ["new", "in_progress", "in_progress"], finding


def test_the_coverage_names_what_was_lost_and_who_never_had_dates(two_runs: TwoRuns) -> None:
    first, second, _ = (run["team_iterations"]["message"] for run in two_runs.runs.coverage)
    never = "no iteration of Alpha / Kanban Crew ever had dates"
    assert never in first
    assert "lost" not in first
    assert second.count(never) == 1
    assert "lost their dates or their team since an earlier run: 3." in second
    assert "Note: team_iterations: no iteration of Alpha" in two_runs.runs.outputs[0]
