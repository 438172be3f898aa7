"""Access levels of users and groups, and the projects and group rules of each user."""

from pipelines.azure_devops import converters, paginators
from pipelines.azure_devops.declarations import (
    BOOLEAN,
    STRING,
    TIMESTAMP,
    Rows,
    Snapshot,
    table_schema,
)
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.responses import Record
from pipelines.azure_devops.scopes import ENTITLEMENT_READ
from pipelines.http.errors import UnexpectedShape

USER_ENTITLEMENTS_SCHEMA = table_schema(
    loaded_at=TIMESTAMP,
    id=STRING,
    subject_kind=STRING,
    meta_type=STRING,
    directory_alias=STRING,
    domain=STRING,
    principal_name=STRING,
    mail_address=STRING,
    origin=STRING,
    origin_id=STRING,
    display_name=STRING,
    descriptor=STRING,
    is_deleted_in_origin=BOOLEAN,
    account_license_type=STRING,
    licensing_source=STRING,
    msdn_license_type=STRING,
    git_hub_license_type=STRING,
    license_display_name=STRING,
    status=STRING,
    assignment_source=STRING,
    date_created=TIMESTAMP,
    last_accessed_date=TIMESTAMP,  # 0001-01-01 (never) is null
)

USER_ENTITLEMENT_PROJECTS_SCHEMA = table_schema(
    loaded_at=TIMESTAMP,
    user_id=STRING,
    project_id=STRING,
    project_name=STRING,
    group_type=STRING,
    group_display_name=STRING,
    assignment_source=STRING,
)

USER_ENTITLEMENT_GROUP_RULES_SCHEMA = table_schema(
    loaded_at=TIMESTAMP,
    user_id=STRING,
    group_id=STRING,
    group_display_name=STRING,
    account_license_type=STRING,
    licensing_source=STRING,
    status=STRING,
)

GROUP_ENTITLEMENTS_SCHEMA = table_schema(
    loaded_at=TIMESTAMP,
    id=STRING,
    display_name=STRING,
    origin=STRING,
    origin_id=STRING,
    descriptor=STRING,
    account_license_type=STRING,
    licensing_source=STRING,
    status=STRING,
    last_executed=TIMESTAMP,
)
LIST_KEYS = ("members", "items", "value")  # names of the list, of which a page may have two


def fetch_user_entitlements(organization: AzureDevOpsOrganization) -> list[Record]:
    """Return everyone with an access level, with their projects and group rules.

    Raises:
        UnexpectedShape: If a page may lack users.
    """
    pages = organization.client.records(
        "user_entitlements",
        "_apis/userentitlements",
        key="$",
        params={"select": "Projects,Grouprules"},
        paginator=paginators.body_token(),
        base_url=organization.client.urls.entitlements,
    )
    return converters.deduplicated(member for page in pages for member in _members(page))


def _members(page: Record) -> list[Record]:
    named = (page.get(key) for key in LIST_KEYS)
    lists = [members for members in named if isinstance(members, list)]
    if not lists:
        raise UnexpectedShape(f"A page of user entitlements has none of {', '.join(LIST_KEYS)}.")
    members: list[Record] = next(filter(None, lists), [])
    if not all(
        isinstance(member, dict) and converters.guid(member.get("id")) for member in members
    ):
        raise UnexpectedShape("A user entitlement has no `id`.")
    return members


def missing_projects_reason(organization: AzureDevOpsOrganization) -> str | None:
    """Return why the projects are incomplete: the service omits them by an empty list for every user."""
    entitlements = organization.fetch_once(fetch_user_entitlements)
    if not entitlements or any(user.get("projectEntitlements") for user in entitlements):
        return None
    return (
        f"incomplete: none of {len(entitlements):,} users has a project, so the service has omitted them. "
        "Rules use the previous load until a user has a project again"
    )


def missing_group_rules_reason(organization: AzureDevOpsOrganization) -> str | None:
    """Return why the group rules are incomplete: somebody has a license by a rule, but nobody has a rule."""
    entitlements = organization.fetch_once(fetch_user_entitlements)
    if any(user.get("groupAssignments") for user in entitlements):
        return None
    by_rule = sum(_is_by_rule(user) for user in entitlements)
    if not by_rule:
        return None
    return (
        f"incomplete: {by_rule:,} users have a license by a group rule, but none of them has a rule, so the "
        "service has omitted them. Rules use the previous load until a user has a group rule again"
    )


def _is_by_rule(entitlement: Record) -> bool:
    source = (entitlement.get("accessLevel") or {}).get("assignmentSource")
    return str(source).lower() == "grouprule"


def user_entitlement_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Yield users, service principals and managed identities with an access level."""
    for entitlement in organization.fetch_once(fetch_user_entitlements):
        user = entitlement.get("user") or entitlement.get("member") or {}
        level = entitlement.get("accessLevel") or {}
        yield {
            "id": converters.guid(entitlement["id"]),
            "subject_kind": user.get("subjectKind"),
            "meta_type": user.get("metaType"),
            "directory_alias": converters.string(user.get("directoryAlias")),
            "domain": converters.string(user.get("domain")),
            "principal_name": converters.string(user.get("principalName")),
            "mail_address": converters.string(user.get("mailAddress")),
            "origin": user.get("origin"),
            "origin_id": converters.guid(user.get("originId")),
            "display_name": converters.string(user.get("displayName")),
            "descriptor": converters.string(user.get("descriptor")),
            "is_deleted_in_origin": converters.boolean(user.get("isDeletedInOrigin")),
            **_access_level(level),
            "msdn_license_type": level.get("msdnLicenseType"),
            "git_hub_license_type": level.get("gitHubLicenseType"),
            "license_display_name": level.get("licenseDisplayName"),
            "assignment_source": level.get("assignmentSource"),
            "date_created": converters.timestamp_or_never(entitlement.get("dateCreated")),
            "last_accessed_date": converters.timestamp_or_never(
                entitlement.get("lastAccessedDate")
            ),
        }


def _access_level(level: Record) -> Record:
    return {
        "account_license_type": level.get("accountLicenseType"),
        "licensing_source": level.get("licensingSource"),
        "status": level.get("status"),
    }


def user_entitlement_project_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Yield the projects of each user, with the user's highest group there."""
    for entitlement in organization.fetch_once(fetch_user_entitlements):
        for project in entitlement.get("projectEntitlements") or []:
            group = project.get("group") or {}
            reference = project.get("projectRef") or {}
            yield {
                "user_id": converters.guid(entitlement["id"]),
                "project_id": converters.guid(reference.get("id")),
                "project_name": reference.get("name"),
                "group_type": group.get("groupType"),
                "group_display_name": group.get("displayName"),
                "assignment_source": project.get("assignmentSource"),
            }


def user_entitlement_group_rule_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Yield the group rules of each user, with the license that the rule gives."""
    for entitlement in organization.fetch_once(fetch_user_entitlements):
        for rule in entitlement.get("groupAssignments") or []:
            group = rule.get("group") or {}
            yield {
                "user_id": converters.guid(entitlement["id"]),
                "group_id": converters.guid(rule.get("id")),
                "group_display_name": converters.string(group.get("displayName")),
                **_access_level(rule.get("licenseRule") or {}),
                "status": rule.get("status"),
            }


def group_entitlement_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Yield the groups with a license rule."""
    client = organization.client
    for entitlement in client.records(
        "group_entitlements", "_apis/groupentitlements", base_url=client.urls.entitlements
    ):
        group = entitlement.get("group") or {}
        yield {
            "id": converters.guid(converters.identifier(entitlement)),
            "display_name": converters.string(group.get("displayName")),
            "origin": group.get("origin"),
            "origin_id": converters.guid(group.get("originId")),
            "descriptor": converters.string(group.get("descriptor")),
            **_access_level(entitlement.get("licenseRule") or {}),
            "status": entitlement.get("status"),
            "last_executed": converters.timestamp_or_never(entitlement.get("lastExecuted")),
        }


USER_ENTITLEMENTS = Snapshot(
    "user_entitlements",
    USER_ENTITLEMENTS_SCHEMA,
    user_entitlement_rows,
    ENTITLEMENT_READ,
    is_retained=True,
    load_group="user_entitlements",
)
USER_ENTITLEMENT_PROJECTS = Snapshot(
    "user_entitlement_projects",
    USER_ENTITLEMENT_PROJECTS_SCHEMA,
    user_entitlement_project_rows,
    ENTITLEMENT_READ,
    is_retained=True,
    load_group="user_entitlements",
    incomplete_reason=missing_projects_reason,
)
USER_ENTITLEMENT_GROUP_RULES = Snapshot(
    "user_entitlement_group_rules",
    USER_ENTITLEMENT_GROUP_RULES_SCHEMA,
    user_entitlement_group_rule_rows,
    ENTITLEMENT_READ,
    is_retained=True,
    load_group="user_entitlements",
    incomplete_reason=missing_group_rules_reason,
)
GROUP_ENTITLEMENTS = Snapshot(
    "group_entitlements",
    GROUP_ENTITLEMENTS_SCHEMA,
    group_entitlement_rows,
    ENTITLEMENT_READ,
    is_retained=True,
)
