"""People of the groups that are members of teams.

Azure DevOps knows the members of its own groups, and of the directory groups that it has synchronized. A
group without any known member counts as unread, never as empty: the coverage names its teams.
"""

from collections.abc import Iterator

from pipelines.azure_devops import converters
from pipelines.azure_devops.client import Shape
from pipelines.azure_devops.declarations import STRING, Rows, Snapshot, table_schema
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.resources.teams import fetch_members_by_team
from pipelines.azure_devops.responses import Record
from pipelines.azure_devops.scopes import IDENTITY_READ
from pipelines.errors import AdoFindingsError, first_few

TEAM_GROUP_MEMBERS_SCHEMA = table_schema(group_id=STRING, id=STRING)
IDENTITIES_SHAPE: Shape = {"value": list}
IDS_PER_REQUEST = 50
GROUP_DESCRIPTORS = ("aadgp.", "vssgp.")

Groups = dict[str, list[str]]
"""The groups that are members of teams, by id: each with the names of its teams."""


def team_groups(organization: AzureDevOpsOrganization) -> Groups:
    """Return the groups that are members of teams."""
    groups: Groups = {}
    for team, members in organization.fetch_once(fetch_members_by_team):
        for member in members:
            person = converters.identity(member)
            if person.id and _is_group(person):
                name = f"{team.get('projectName')} / {team['name']} (group {person.name})"
                groups.setdefault(person.id, []).append(name)
    return groups


def team_group_member_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Yield the members of each group, nested ones included; a nested group is a row as well.

    Raises:
        AdoFindingsError: If the service cannot be read; the coverage then names all teams with groups.
    """
    groups = team_groups(organization)
    unread = dict(groups)
    try:
        for record in _fetch_groups(organization, sorted(groups)):
            group_id = converters.identifier(record).lower()
            for member_id in _member_ids(organization, record):
                unread.pop(group_id, None)
                yield {"group_id": group_id, "id": member_id}
    except AdoFindingsError:
        _name_unread(organization, groups)
        raise
    _name_unread(organization, unread)


def _fetch_groups(organization: AzureDevOpsOrganization, ids: list[str]) -> Iterator[Record]:
    for start in range(0, len(ids), IDS_PER_REQUEST):
        wanted = ",".join(ids[start : start + IDS_PER_REQUEST])
        yield from _fetch(organization, {"identityIds": wanted, "queryMembership": "Expanded"})


def _member_ids(organization: AzureDevOpsOrganization, group: Record) -> list[str]:
    """Return the ids of a group's members; a server that returns descriptors only is asked for the ids."""
    ids = [converters.guid(member) for member in group.get("memberIds") or []]
    if not ids:
        descriptors = [member for member in group.get("members") or [] if isinstance(member, str)]
        for start in range(0, len(descriptors), IDS_PER_REQUEST):
            wanted = ",".join(descriptors[start : start + IDS_PER_REQUEST])
            found = _fetch(organization, {"descriptors": wanted, "queryMembership": "None"})
            ids += [converters.guid(converters.identifier(record)) for record in found]
    return sorted({member_id for member_id in ids if member_id})


def _fetch(organization: AzureDevOpsOrganization, params: dict[str, str]) -> list[Record]:
    document = organization.client.document(
        "team_group_members",
        "_apis/identities",
        IDENTITIES_SHAPE,
        params,
        organization.client.urls.identities,
    )
    return [record for record in document["value"] if record]  # an unknown id is null


def _is_group(identity: converters.Identity) -> bool:
    return identity.is_container or (identity.descriptor or "").startswith(GROUP_DESCRIPTORS)


def _name_unread(organization: AzureDevOpsOrganization, unread: Groups) -> None:
    if not unread:
        return
    teams = sorted({team for names in unread.values() for team in names})
    organization.client.usage.of("team_group_members").remarks.append(
        f"people of these teams are not known, because they are members through a group: "
        f"{first_few(teams)}. Findings about the members of these teams remain unchanged"
    )


TEAM_GROUP_MEMBERS = Snapshot(
    "team_group_members",
    TEAM_GROUP_MEMBERS_SCHEMA,
    team_group_member_rows,
    IDENTITY_READ,
    is_needed=lambda organization: bool(team_groups(organization)),
    keys=(("group_id", "id"),),
)
