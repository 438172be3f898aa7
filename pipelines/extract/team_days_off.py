"""Load the days off of teams: those of near iterations in every run, those of others once."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import dlt
import pyarrow as pa
from dlt.extract import DltResource

from pipelines import warehouse
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.resources.team_days_off import (
    LOAD_KEY,
    RESOURCE,
    TEAM_DAYS_OFF_SCHEMA,
    TeamRead,
    TeamToRead,
    read_days_off,
)
from pipelines.azure_devops.scopes import WORK_READ
from pipelines.azure_devops.source import retained
from pipelines.azure_devops.tables import table_of
from pipelines.errors import first_few
from pipelines.extract.coverage import CoverageLog
from pipelines.extract.loader import Loader

# Days that an iteration may have ended before today, or start after it.
READ_ONCE_PAST, READ_ONCE_AHEAD = 470, 180  # forecasts of the last 52 weeks look at 90 days before
READ_ALWAYS_PAST, READ_ALWAYS_AHEAD = 7, 28

_DUE = """
    select distinct
        projects.id as project_id, projects.name as project_name,
        teams.id as team_id, teams.name as team_name, iterations.id as iteration_id
    from raw.team_iterations as iterations
    inner join raw.teams as teams on iterations.team_id = teams.id
    inner join raw.projects as projects on teams.project_id = projects.id
    left join raw.team_days_off as loaded
        on iterations.team_id = loaded.team_id and iterations.id = loaded.iteration_id
    where
        cast(iterations.finish_date as date) >= $once_from
        and cast(iterations.start_date as date) <= $once_until
        and (
            $reads_all
            or loaded.team_id is null
            or (
                cast(iterations.finish_date as date) >= $always_from
                and cast(iterations.start_date as date) <= $always_until
            )
        )
    order by all
"""


def load_team_days_off(
    organization: AzureDevOpsOrganization,
    loader: Loader,
    coverage: CoverageLog,
    today: date,
    full_refresh: bool = False,
) -> None:
    """Load what is due; a team that cannot be read is named and keeps the days off of its last load.

    Raises:
        RunFailed: If the token stopped working.
    """
    with coverage.optional([RESOURCE], WORK_READ):
        due = teams_to_read(loader, today, full_refresh)
        reads = list(read_days_off(organization, due))
        rows = [row for read in reads for row in read.rows]
        coverage.usage.of(RESOURCE).add(rows=sum(row["position"] > 0 for row in rows))
        if rows:
            loader.load(_source(table_of(rows, TEAM_DAYS_OFF_SCHEMA)))
        coverage.add_loaded(RESOURCE, WORK_READ.code, None, _incomplete_reason(reads))


def teams_to_read(loader: Loader, today: date, reads_all: bool = False) -> list[TeamToRead]:
    """Return each team with those of its dated iterations that are due."""
    bounds = {
        "once_from": today - timedelta(days=READ_ONCE_PAST),
        "once_until": today + timedelta(days=READ_ONCE_AHEAD),
        "always_from": today - timedelta(days=READ_ALWAYS_PAST),
        "always_until": today + timedelta(days=READ_ALWAYS_AHEAD),
    }
    with warehouse.connect(loader.warehouse_path) as connection:
        warehouse.create_missing_tables(connection, {RESOURCE: TEAM_DAYS_OFF_SCHEMA})
        rows = connection.execute(_DUE, {**bounds, "reads_all": reads_all}).fetchall()
    iterations_by_team: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for project_id, project_name, team_id, team_name, iteration_id in rows:
        iterations_by_team[project_id, project_name, team_id, team_name].append(iteration_id)
    return [TeamToRead(*team, tuple(ids)) for team, ids in iterations_by_team.items()]


def _incomplete_reason(reads: Sequence[TeamRead]) -> str | None:
    problems = [
        f"team {read.team.project_name} / {read.team.team_name} ({read.problem})"
        for read in reads
        if read.problem
    ]
    if not problems:
        return None
    return (
        f"the days off of these teams were not read: {first_few(problems)}. They are those of the last load; "
        "where there was none, the weekdays of the team's settings are its working days"
    )


@dlt.source(name="azure_devops", max_table_nesting=0)
def _source(table: pa.Table) -> Iterator[DltResource]:
    yield retained([table], RESOURCE, LOAD_KEY)
