"""Days off of teams, one request per team and iteration.

The API returns the days off of one team and one iteration at a time. `iterationcapacities` returns totals for
all teams of an iteration, but counts days off of team members, so it does not show which teams have days off.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.azure_devops import converters
from pipelines.azure_devops.client import Shape
from pipelines.azure_devops.declarations import INTEGER, STRING, TIMESTAMP, Rows, table_schema
from pipelines.azure_devops.organization import OF_ONE_PART, AzureDevOpsOrganization
from pipelines.azure_devops.responses import Record
from pipelines.errors import sentence
from pipelines.http.errors import well_formed

RESOURCE = "team_days_off"
DAYS_OFF_SHAPE: Shape = {"daysOff": list}
LOAD_KEY = ("team_id", "iteration_id")

TEAM_DAYS_OFF_SCHEMA = table_schema(
    "team_id",
    "iteration_id",
    "position",
    team_id=STRING,
    iteration_id=STRING,
    position=INTEGER,  # 0 is the iteration itself: it was read, whether or not it has days off
    start_date=TIMESTAMP,
    end_date=TIMESTAMP,  # included
)


@dataclass(frozen=True)
class TeamToRead:
    """A team with the iterations whose days off to read."""

    project_id: str
    project_name: str
    team_id: str
    team_name: str
    iteration_ids: tuple[str, ...]


@dataclass(frozen=True)
class TeamRead:
    """How reading a team ended: with rows, and with a problem if it ended early."""

    team: TeamToRead
    rows: tuple[Record, ...]
    problem: str | None = None


def read_days_off(
    organization: AzureDevOpsOrganization, teams: Sequence[TeamToRead]
) -> Iterator[TeamRead]:
    """Read the days off of teams; one that cannot be read costs only itself.

    Raises:
        ApiError: If the service no longer responds to the token.
    """
    for _, result in organization.client.map_concurrently(
        lambda team: _read_team(organization, team), teams
    ):
        yield result


def _read_team(organization: AzureDevOpsOrganization, team: TeamToRead) -> TeamRead:
    rows: list[Record] = []
    try:
        for iteration_id in team.iteration_ids:
            with well_formed(RESOURCE):
                rows += list(_iteration_rows(organization, team, iteration_id))
    except OF_ONE_PART as error:
        if not organization.concerns_one_part(error):
            raise
        return TeamRead(team, tuple(rows), sentence(error).rstrip("."))
    return TeamRead(team, tuple(rows))


def _iteration_rows(
    organization: AzureDevOpsOrganization, team: TeamToRead, iteration_id: str
) -> Rows:
    root = f"{team.project_id}/{team.team_id}/_apis/work/teamsettings/iterations"
    document = organization.client.document(
        RESOURCE, f"{root}/{iteration_id}/teamdaysoff", DAYS_OFF_SHAPE
    )
    key = {"team_id": team.team_id, "iteration_id": iteration_id}
    yield {**key, "position": 0}
    for position, days in enumerate(document["daysOff"], start=1):
        start, end = converters.timestamp(days["start"]), converters.timestamp(days["end"])
        if start is None or end is None:
            raise ValueError("`start` or `end` is not a valid timestamp")
        yield {**key, "position": position, "start_date": start, "end_date": end}
