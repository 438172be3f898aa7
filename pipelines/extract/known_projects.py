"""What earlier loads contained about projects that the token may no longer see.

The feeds return nothing more about the items of such a project, and do not report them as deleted.
"""

from collections.abc import Iterable
from datetime import datetime

import duckdb

from pipelines import warehouse

# An item's project is that of its latest revision with a known project, as in `int_revision_locations`:
# tests/integration/test_definitions.py compares the two.
ITEM_PROJECTS = """
    select
        revisions.id,
        max_by(
            coalesce(
                areas.project_id,
                known_areas.project_id,
                iterations.project_id,
                projects.id,
                known_projects.project_id
            ),
            revisions.rev
        ) as project_id
    from raw.work_item_revisions as revisions
    left join raw.classification_nodes as areas
        on revisions.area_id = areas.id and lower(areas.structure_type) = 'area'
    left join raw.known_areas as known_areas on revisions.area_id = known_areas.area_id
    left join raw.classification_nodes as iterations
        on revisions.iteration_id = iterations.id and lower(iterations.structure_type) = 'iteration'
    left join raw.projects as projects on lower(revisions.team_project) = lower(projects.name)
    left join (
        select lower(project_name) as name_key, max_by(project_id, noted_at) as project_id
        from raw.known_projects
        group by all
    ) as known_projects on lower(revisions.team_project) = known_projects.name_key
    group by revisions.id
"""

# An area never changes its project. A project may have had several names, and has one set of states.
_REMEMBER = (
    """
    delete from raw.known_projects
    where (project_id, project_name) in (select (id, name) from raw.projects)
    """,
    """
    insert into raw.known_projects select id, name, $noted_at from raw.projects
    """,
    """
    insert into raw.known_areas
    select id, project_id from raw.classification_nodes
    where lower(structure_type) = 'area' and id not in (select area_id from raw.known_areas)
    """,
    """
    delete from raw.known_states
    where project_id in (select project_id from raw.work_item_type_states)
    """,
    """
    insert into raw.known_states
    select project_id, work_item_type, name, category from raw.work_item_type_states
    """,
)


def remember(connection: duckdb.DuckDBPyConnection, noted_at: datetime) -> None:
    """Store what the last load contained about projects, before the next one replaces it."""
    warehouse.create_missing_tables(connection, warehouse.RETAINED_TABLES)
    if not warehouse.has_raw_table(connection, "projects"):
        return
    connection.execute("begin")
    for statement in _REMEMBER:
        values = {"noted_at": noted_at.replace(tzinfo=None)} if "$noted_at" in statement else {}
        connection.execute(statement, values)
    connection.execute("commit")


def missing(connection: duckdb.DuckDBPyConnection, listed: Iterable[str]) -> dict[str, str]:
    """Return the projects that have known items and are not among the `listed` ids: latest names by id."""
    connection.execute(
        """
        create or replace temp table missing as
        select project_id, max_by(project_name, noted_at) as latest_name from raw.known_projects
        where project_id not in (select unnest(?))
        group by project_id
        """,
        [list(listed)],
    )
    if not connection.execute("select 1 from missing").fetchall():
        return {}  # as in almost every run: finding the project of every item is slow
    found = connection.sql(
        f"""
        select project_id, latest_name from missing
        where project_id in (
            select project_id from ({ITEM_PROJECTS}) as items
            where id not in (select work_item_id from raw.destroyed_work_items)
        )
        order by latest_name
        """
    )
    return dict(found.fetchall())


def count_excluded_items(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the number of items that are in no selected project and not permanently deleted."""
    [(items,)] = connection.sql(
        f"""
        select count(*) from ({ITEM_PROJECTS}) as items
        where
            not exists (
                select 1 from raw.projects
                where projects.id = items.project_id and projects.is_selected
            )
            and id not in (select work_item_id from raw.destroyed_work_items)
        """
    ).fetchall()
    return int(items)
