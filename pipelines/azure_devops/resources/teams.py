"""Teams of the selected projects, and their direct members."""

from pipelines.azure_devops import converters, paginators
from pipelines.azure_devops.declarations import BOOLEAN, STRING, Rows, Snapshot, table_schema
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.responses import Record
from pipelines.azure_devops.scopes import PROJECT_READ

TEAMS_SCHEMA = table_schema(id=STRING, name=STRING, project_id=STRING, description=STRING)

TEAM_MEMBERS_SCHEMA = table_schema(
    team_id=STRING,
    id=STRING,
    display_name=STRING,
    unique_name=STRING,
    descriptor=STRING,
    is_container=BOOLEAN,
    is_deleted_in_origin=BOOLEAN,
    is_team_admin=BOOLEAN,
)


def fetch_members(organization: AzureDevOpsOrganization, team: Record) -> list[Record]:
    """Return the identities that are direct members of a team, each with `isTeamAdmin`."""
    members = organization.client.records(
        "team_members",
        f"_apis/projects/{team['projectId']}/teams/{team['id']}/members",
        paginator=paginators.SkipTopPaginator(),
    )
    return converters.deduplicated(
        {**member["identity"], "isTeamAdmin": member.get("isTeamAdmin")} for member in members
    )


def fetch_members_by_team(
    organization: AzureDevOpsOrganization,
) -> list[tuple[Record, list[Record]]]:
    """Return each team with its direct members."""
    return list(
        organization.by_team("team_members", lambda team: fetch_members(organization, team))
    )


def team_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Yield the teams of the selected projects."""
    for team in organization.teams():
        yield {
            "id": converters.guid(team["id"]),
            "name": team["name"],
            "project_id": converters.guid(team["projectId"]),
            "description": converters.string(team.get("description")),
        }


def team_member_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Yield the direct members of each team; a group that is a member is one row."""
    for team, members in organization.fetch_once(fetch_members_by_team):
        for member in members:
            person = converters.identity(member)
            yield {
                "team_id": converters.guid(team["id"]),
                "id": person.id,
                "display_name": person.name,
                "unique_name": person.unique_name,
                "descriptor": person.descriptor,
                "is_container": person.is_container,
                "is_deleted_in_origin": person.is_deleted_in_origin,
                "is_team_admin": converters.boolean(member.get("isTeamAdmin")),
            }


TEAMS = Snapshot(
    "teams",
    TEAMS_SCHEMA,
    team_rows,
    PROJECT_READ,
    keys=(("id",),),
    named_by=("project_id", "name"),
    team_column="id",
)
TEAM_MEMBERS = Snapshot(
    "team_members", TEAM_MEMBERS_SCHEMA, team_member_rows, PROJECT_READ, keys=(("team_id", "id"),)
)
