"""Iterations with dates, and subscriptions of teams to them, that any load contained.

Azure DevOps keeps no history of them. An iteration loses its dates if it is moved by command line, and teams
archive one by unsubscribing: what is known about its velocity must not disappear with that.
"""

from datetime import datetime

import duckdb

from pipelines import warehouse
from pipelines.errors import first_few

_ITERATIONS = """
    select
        project_id, id as node_id, identifier as iteration_id,
        start_date, finish_date, $noted_at as noted_at
    from raw.classification_nodes
    where
        lower(structure_type) = 'iteration' and identifier is not null
        and start_date is not null and finish_date is not null
    qualify row_number() over (partition by identifier order by id) = 1
"""

_TEAM_ITERATIONS = """
    select team_id, id as iteration_id, name, path, start_date, finish_date, $noted_at as noted_at
    from raw.team_iterations
    where start_date is not null and finish_date is not null
    qualify row_number() over (partition by team_id, id order by path) = 1
"""

_NEVER_DATED = """
    select projects.name || ' / ' || teams.name as team
    from raw.teams as teams
    inner join raw.projects as projects on teams.project_id = projects.id
    inner join raw.team_iterations as iterations on teams.id = iterations.team_id
    where teams.id not in (select team_id from raw.known_team_iterations)
    group by all
    order by all
"""

_LOST = """
    select count(*)
    from raw.known_team_iterations as known
    inner join raw.teams as teams on known.team_id = teams.id
    where not exists (
        select 1 from raw.team_iterations as loaded
        where
            loaded.team_id = known.team_id and loaded.id = known.iteration_id
            and loaded.start_date is not null and loaded.finish_date is not null
    )
    and known.start_date <= known.noted_at
"""


def remember_earlier(connection: duckdb.DuckDBPyConnection, noted_at: datetime) -> None:
    """Store what the last load contained and nothing has stored, before the next load replaces it."""
    warehouse.create_missing_tables(connection, warehouse.RETAINED_TABLES)
    if warehouse.has_raw_table(connection, "team_iterations"):
        connection.execute("begin")
        _insert_unknown(connection, noted_at)
        connection.execute("commit")


def remember(connection: duckdb.DuckDBPyConnection, noted_at: datetime) -> None:
    """Store what the load of `noted_at` contained; what it did not contain stays as last loaded."""
    connection.execute("begin")
    values = {"noted_at": noted_at.replace(tzinfo=None)}
    connection.execute(
        "delete from raw.known_iterations where iteration_id in "
        f"(select iteration_id from ({_ITERATIONS}))",
        values,
    )
    connection.execute(
        "delete from raw.known_team_iterations where (team_id, iteration_id) in "
        f"(select (team_id, iteration_id) from ({_TEAM_ITERATIONS}))",
        values,
    )
    _insert_unknown(connection, noted_at)
    connection.execute("commit")


def _insert_unknown(connection: duckdb.DuckDBPyConnection, noted_at: datetime) -> None:
    values = {"noted_at": noted_at.replace(tzinfo=None)}
    connection.execute(
        f"insert into raw.known_iterations select * from ({_ITERATIONS}) "
        "where iteration_id not in (select iteration_id from raw.known_iterations)",
        values,
    )
    connection.execute(
        f"insert into raw.known_team_iterations select * from ({_TEAM_ITERATIONS}) "
        "where (team_id, iteration_id) not in "
        "(select (team_id, iteration_id) from raw.known_team_iterations)",
        values,
    )


def remark(connection: duckdb.DuckDBPyConnection) -> str | None:
    """Name the teams whose iterations never had dates, and count the iterations that lost something."""
    teams = [team for (team,) in connection.sql(_NEVER_DATED).fetchall()]
    [(lost,)] = connection.sql(_LOST).fetchall()
    return "; ".join(filter(None, [_never_dated(teams), _lost(lost)])) or None


def _never_dated(teams: list[str]) -> str | None:
    if not teams:
        return None
    return (
        f"no iteration of {first_few(teams)} ever had dates, so these teams have "
        "no velocity. Set dates under Project settings > Boards > Project configuration"
    )


def _lost(count: int) -> str | None:
    if not count:
        return None
    return (
        f"iterations that lost their dates or their team since an earlier run: {count:,}. Their velocity "
        "remains, see `velocity.iteration_status`"
    )
