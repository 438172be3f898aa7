"""User and group entitlements (scope vso.memberentitlementmanagement)."""

import base64

from flask import Blueprint, Response, request

from sample_organization.azure_devops.context import (
    Json,
    json_response,
    list_response,
    organization,
    service,
    tenant,
)
from sample_organization.azure_devops.errors import ApiError, bad_request
from sample_organization.model.organization import GroupEntitlement, ProjectAccess, UserEntitlement

entitlements = Blueprint("entitlements", __name__)

_LICENSE_NAMES = {
    "express": "Basic",
    "advanced": "Basic + Test Plans",
    "professional": "Visual Studio Professional",
    "stakeholder": "Stakeholder",
    "none": "None",
    "earlyAdopter": "Early Adopter",
}
_GROUP_NAMES = {
    "projectAdministrator": "Project Administrators",
    "projectContributor": "Project Contributors",
    "projectReader": "Project Readers",
    "projectStakeholder": "Project Stakeholders",
}


@entitlements.get("/_apis/userentitlements")
def list_users() -> Response:
    """List a page of users; the continuation token in the body is valid for the same query only."""
    users = organization().user_entitlements
    start = _token_start(request.args.get("continuationToken", ""))
    end = _page_end(start)
    selected = {part.strip().lower() for part in request.args.get("select", "").split(",")}
    shown = [_user(user, selected) for user in users[start:end]]
    token = _token(end) if end < len(users) else None
    return json_response(
        {"members": shown, "continuationToken": token, "totalCount": 0, "items": shown}
    )


@entitlements.get("/_apis/userentitlements/<user_id>")
def show_user(user_id: str) -> Response:
    """Show one user with all details."""
    for user in organization().user_entitlements:
        if user.identity.id == user_id:
            return json_response(_user(user, {"all"}))
    message = f"The user entitlement with id '{user_id}' could not be found."
    raise ApiError(404, "MemberNotFoundException", message)


@entitlements.get("/_apis/groupentitlements")
def list_groups() -> Response:
    """List the groups that have license rules."""
    return list_response([_group(group) for group in organization().group_entitlements])


def _page_end(start: int) -> int:
    # Real pages are short, and not of one size.
    size = service().pages.user_entitlements
    return start + max(1, size - (start + 4) % 7)


def _token(start: int) -> str:
    row = base64.b64encode(f"row {start:08d} {_query_key()}".encode()).decode()
    return f"+RID:~{row}==#RT:1#TRC:{start}#ISV:2#IEO:65551#QCF:4"


def _query_key() -> str:
    names = ("select", "$filter", "$orderBy")
    return "|".join(request.args.get(name, "").lower() for name in names)


def _token_start(token: str) -> int:
    if not token:
        return 0
    start = token.partition("#TRC:")[2].partition("#")[0]
    if not start.isdecimal() or token != _token(int(start)):
        # The service's response to a token that was not URL-encoded, or belongs to another query.
        message = "TF400898: An Internal Error Occurred. Activity Id: 00000000."
        raise bad_request("VssServiceException", message)
    return int(start)


def _user(user: UserEntitlement, selected: set[str]) -> Json:
    access = user.access if selected & {"projects", "all"} else ()
    group_rules = user.group_rules if selected & {"grouprules", "all"} else ()
    return {
        "id": user.identity.id,
        "user": _graph_user(user),
        "accessLevel": _access_level(user.license, user.licensing_source, user.status)
        | _subscriptions(user)
        | {"assignmentSource": user.assignment_source},
        "lastAccessedDate": user.last_accessed,
        "dateCreated": user.created,
        "projectEntitlements": [_project_access(project) for project in access],
        "extensions": [],
        "groupAssignments": [_group(rule) for rule in group_rules],
    }


def _graph_user(user: UserEntitlement) -> Json:
    identity = user.identity
    base = f"https://vssps.dev.azure.com/{organization().name}/_apis/Graph"
    own = f"{base}/Users/{identity.descriptor}"
    meta_type = {"metaType": user.meta_type} if user.meta_type else {}
    deleted = {"isDeletedInOrigin": True} if identity.is_deleted_in_origin else {}
    return {
        "subjectKind": user.subject_kind,
        **meta_type,
        "directoryAlias": user.directory_alias or identity.unique_name.partition("@")[0],
        "domain": tenant(),
        "principalName": identity.unique_name,
        "mailAddress": user.mail_address or identity.unique_name,
        "origin": "aad",
        "originId": user.origin_id,
        "displayName": identity.display_name,
        **deleted,
        "_links": {
            "self": {"href": own},
            "memberships": {"href": f"{base}/Memberships/{identity.descriptor}"},
            "storageKey": {"href": f"{base}/StorageKeys/{identity.descriptor}"},
        },
        "url": own,
        "descriptor": identity.descriptor,
    }


def _access_level(license_type: str, source: str, status: str) -> Json:
    return {
        "licensingSource": source,
        "accountLicenseType": license_type,
        "msdnLicenseType": "none",
        "gitHubLicenseType": "none",
        "licenseDisplayName": _LICENSE_NAMES.get(license_type, license_type),
        "status": status,
        "statusMessage": "",
        "assignmentSource": "unknown",
    }


def _subscriptions(user: UserEntitlement) -> Json:
    """Return the licenses that somebody else pays for."""
    is_subscriber = user.licensing_source == "msdn" and user.msdn_license == "none"
    return {
        "msdnLicenseType": "professional" if is_subscriber else user.msdn_license,
        "gitHubLicenseType": user.github_license,
    }


def _project_access(access: ProjectAccess) -> Json:
    return {
        "projectRef": {"id": access.project.id, "name": access.project.name},
        "group": {
            "groupType": access.group_type,
            "displayName": _GROUP_NAMES.get(access.group_type, access.group_type),
        },
        "projectPermissionInherited": "notInherited",
        "teamRefs": [],
        "assignmentSource": "unknown",
    }


def _group(group: GroupEntitlement) -> Json:
    identity = group.identity
    return {
        "id": identity.id,
        "group": {
            "subjectKind": "group",
            "description": "",
            "domain": tenant(),
            "principalName": f"[TEAM FOUNDATION]\\{identity.display_name}",
            "mailAddress": identity.unique_name,
            "origin": "aad",
            "originId": group.origin_id,
            "displayName": identity.display_name,
            "descriptor": identity.descriptor,
        },
        "licenseRule": _access_level(group.license, "account", "active"),
        "extensionRules": [],
        "projectEntitlements": [_project_access(project) for project in group.access],
        "lastExecuted": f"{organization().present:%Y-%m-%d}T03:00:00.5Z",
        "status": group.status,
    }
