"""The examples of docs/metrics: from the histories on the pages come the figures on the pages."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.support.histories import WrittenHistories, build
from tests.support.pages import Example, examples, result_of, table_under

pytestmark = pytest.mark.xdist_group("metrics")

PAGES = Path(__file__).parents[2] / "docs" / "metrics"
NOW = "2026-03-20 18:00"
TABLES = {
    "velocity": ["velocity", "velocity_items"],
    "backlog_aging": ["backlog_aging"],
    "cycle_time": ["cycle_times"],
    "flow": ["flow_daily", "flow_history"],
    "spells": ["state_spells", "blocked_spells"],
    "dependencies": ["dependency_links"],
    "progress": ["portfolio_progress", "portfolio_progress_history"],
    "forecasts": ["forecasts"],
}
COMPARISON = "The same history in dbt_jira"
OURS = {
    "committed at start": "sum(effort_planned) filter (where is_planned)",
    "at the end": "sum(effort_end) filter (where is_completed or is_completed_late or is_incomplete)",
    "completed": "sum(effort_end) filter (where is_completed)",
}
# After the definitions of jira__sprint_enhanced, which the page describes.
THEIRS = """
    with

    revisions as (

        select
            item,
            cast("changed at" as timestamp) as changed_at,
            last_value(nullif(iteration, '') ignore nulls) over so_far as sprint,
            cast(last_value(nullif("story points", '') ignore nulls) over so_far as double) as points,
            last_value(nullif(state, '') ignore nulls) over so_far in ('Closed', 'Removed') as is_resolved
        from history
        window so_far as (partition by item order by cast(rev as integer))

    ),

    resolutions as (

        select item, min(changed_at) as resolved_at
        from revisions
        where is_resolved and not exists (
            from revisions as later
            where later.item = revisions.item
                and later.changed_at > revisions.changed_at
                and not later.is_resolved
        )
        group by item

    ),

    days as (

        select unnest(['start', 'end']) as day, cast(unnest([start, finish]) as date) as date
        from iterations
        where iteration = 'Sprint 1'

    ),

    snapshots as (

        select
            day,
            date,
            item,
            arg_max(sprint, changed_at) as sprint,
            arg_max(points, changed_at) as points
        from revisions
        inner join days on cast(changed_at as date) <= date
        group by day, date, item

    )

    select
        sum(case when day = 'start' then points end) as "committed at start",
        sum(case when day = 'end' then points end) as "at the end",
        sum(case when day = 'end' and resolved_at < date + 1 then points end) as completed
    from snapshots
    left join resolutions using (item)
    where sprint = 'Sprint 1'
"""


def page(name: str) -> Path:
    return PAGES / f"{name}.md"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables over the histories of all pages, built at once."""
    written = WrittenHistories(NOW, table_under(page("README"), "The examples"))
    for name in TABLES:
        title = page(name).read_text().splitlines()[0].removeprefix("# ")
        links = table_under(page(name), "Links") if name == "dependencies" else []
        has_parents = name in ("progress", "forecasts")
        hierarchy = table_under(page(name), "Parents") if has_parents else []
        written.add(title, table_under(page(name), "Example"), links, hierarchy)
    tables = [table for tables in TABLES.values() for table in tables]
    return build(written.organization, tables, tmp_path_factory.mktemp("metrics"))


@pytest.fixture
def tables(built: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(built), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize(
    "example",
    [
        pytest.param(example, id=f"{name}-{number}")
        for name in TABLES
        for number, example in enumerate(examples(page(name)), 1)
    ],
)
def test_an_example_has_the_figures_on_its_page(
    example: Example, tables: duckdb.DuckDBPyConnection
) -> None:
    assert example.result.count("\n") > 2, "a header, and a row at least"
    assert result_of(tables, example.query) == example.result


@pytest.mark.parametrize("name", TABLES)
def test_a_history_is_short_and_an_example_follows(name: str) -> None:
    assert 5 <= len(table_under(page(name), "Example")) <= 8
    assert examples(page(name))


def test_every_page_is_in_the_index() -> None:
    index = page("README").read_text()
    pages = {path.name for path in PAGES.glob("*.md")} - {"README.md"}
    assert {name for name in pages if f"]({name})" in index} == pages
    assert pages == {f"{name}.md" for name in TABLES} | {"catalogue.md", "project_health.md"}


def test_the_other_tracker_counts_what_the_page_says(tables: duckdb.DuckDBPyConnection) -> None:
    compared = table_under(page("velocity"), COMPARISON)
    ours = tables.sql(
        f"select {', '.join(OURS.values())} from velocity_items "
        "inner join velocity using (team_id, iteration_id) "
        "where velocity.project_name = 'Velocity' and velocity.iteration_name = 'Sprint 1'"
    ).fetchall()
    assert [float(row["ours"]) for row in compared] == list(ours[0])
    with duckdb.connect() as connection:
        _table(connection, "history", table_under(page("velocity"), "Example"))
        _table(connection, "iterations", table_under(page("README"), "The examples"))
        theirs = connection.sql(THEIRS)
        assert [row["points"] for row in compared] == theirs.columns == list(OURS)
        assert [float(row["theirs"]) for row in compared] == list(theirs.fetchall()[0])
    assert all(row["why"].endswith(".") for row in compared)


def _table(connection: duckdb.DuckDBPyConnection, name: str, rows: list[dict[str, str]]) -> None:
    columns = ", ".join(f'"{column}" varchar' for column in rows[0])
    connection.execute(f"create table {name} ({columns})")
    marks = ", ".join("?" for _ in rows[0])
    connection.executemany(
        f"insert into {name} values ({marks})", [list(row.values()) for row in rows]
    )
