"""Rows of the tables about people: access levels of users and groups, and identities."""

from pipelines.azure_devops import converters
from pipelines.azure_devops.directory import Directory
from pipelines.azure_devops.records import Record
from pipelines.azure_devops.snapshots import Rows


def user_entitlements(directory: Directory) -> Rows:
    """Users, service principals and managed identities with an access level."""
    for entitlement in directory.user_entitlements:
        user = entitlement.get("user") or entitlement.get("member") or {}
        level = entitlement.get("accessLevel") or {}
        yield {
            "id": converters.guid(entitlement["id"]),
            "subject_kind": user.get("subjectKind"),
            "meta_type": user.get("metaType"),
            "directory_alias": converters.text(user.get("directoryAlias")),
            "domain": converters.text(user.get("domain")),
            "principal_name": converters.text(user.get("principalName")),
            "mail_address": converters.text(user.get("mailAddress")),
            "origin": user.get("origin"),
            "origin_id": converters.guid(user.get("originId")),
            "display_name": converters.text(user.get("displayName")),
            "descriptor": converters.text(user.get("descriptor")),
            "is_deleted_in_origin": converters.flag(user.get("isDeletedInOrigin")),
            **_access_level(level),
            "msdn_license_type": level.get("msdnLicenseType"),
            "license_display_name": level.get("licenseDisplayName"),
            "assignment_source": level.get("assignmentSource"),
            "date_created": converters.instant_or_never(entitlement.get("dateCreated")),
            "last_accessed_date": converters.instant_or_never(entitlement.get("lastAccessedDate")),
        }


def user_entitlement_projects(directory: Directory) -> Rows:
    """The projects that each user is a member of, with the highest group there."""
    for entitlement in directory.user_entitlements:
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


def doubt_about_projects(directory: Directory) -> str | None:
    """A service that leaves the projects out says so by an empty list for everybody."""
    entitlements = directory.user_entitlements
    if not entitlements or any(each.get("projectEntitlements") for each in entitlements):
        return None
    return (
        f"no user of {len(entitlements):,} has a project, so the service has left them out: "
        "not used until somebody has one"
    )


def group_entitlements(directory: Directory) -> Rows:
    """Groups with a license rule."""
    for entitlement in directory.client.records(
        "group_entitlements",
        "_apis/groupentitlements",
        base_url=directory.client.urls.entitlements,
    ):
        group = entitlement.get("group") or {}
        yield {
            "id": converters.guid(entitlement["id"]),
            "display_name": converters.text(group.get("displayName")),
            "origin": group.get("origin"),
            "origin_id": converters.guid(group.get("originId")),
            "descriptor": converters.text(group.get("descriptor")),
            **_access_level(entitlement.get("licenseRule") or {}),
            "status": entitlement.get("status"),
            "last_executed": converters.instant_or_never(entitlement.get("lastExecuted")),
        }


def identities(directory: Directory) -> Rows:
    """Identities that work items and teams name and that have no entitlement."""
    for record in directory.identities():
        properties = record.get("properties") or {}
        yield {
            "id": converters.guid(record["id"]),
            "descriptor": converters.text(record.get("descriptor")),
            "subject_descriptor": converters.text(record.get("subjectDescriptor")),
            "display_name": converters.text(
                record.get("customDisplayName") or record.get("providerDisplayName")
            ),
            "is_active": converters.flag(record.get("isActive")),
            "is_container": converters.flag(record.get("isContainer")),
            "mail": _property(properties, "Mail"),
            "account": _property(properties, "Account"),
            "domain": _property(properties, "Domain"),
        }


def _access_level(level: Record) -> Record:
    return {
        "account_license_type": level.get("accountLicenseType"),
        "licensing_source": level.get("licensingSource"),
        "status": level.get("status"),
    }


def _property(properties: Record, name: str) -> str | None:
    """Identity properties are wrapped: `{"$type": "System.String", "$value": "…"}`."""
    value = properties.get(name)
    return converters.text(value.get("$value") if isinstance(value, dict) else value)
