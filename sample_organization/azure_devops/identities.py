"""Identities (`_apis/identities`, scope vso.identity)."""

from collections.abc import Callable

from flask import Blueprint, Response, request

from sample_organization.azure_devops.context import Json, list_response, organization, tenant
from sample_organization.azure_devops.errors import bad_request
from sample_organization.model.organization import Identity

identities = Blueprint("identities", __name__)


@identities.get("/_apis/identities")
def find_identities() -> Response:
    """Look up identities by ids, descriptors or a search filter; unknown ids are left out."""
    test = _identity_test()
    known = dict.fromkeys([*organization().identities, *organization().group_members])
    return list_response([identity_record(identity) for identity in known if test(identity)])


def _identity_test() -> Callable[[Identity], bool]:
    keys: dict[str, Callable[[Identity], str]] = {
        "identityIds": lambda identity: identity.id,
        "subjectDescriptors": lambda identity: identity.descriptor,
        "descriptors": _claims,
    }
    for name in keys.keys() & request.args.keys():
        wanted = set(request.args[name].lower().split(","))
        return lambda identity: keys[name](identity).lower() in wanted
    text = request.args.get("filterValue", "").lower()
    if "searchFilter" not in request.args or not text:
        message = "One of identityIds, descriptors, subjectDescriptors or searchFilter is needed."
        raise bad_request("VssPropertyValidationException", message)
    return lambda identity: text in (identity.display_name.lower(), identity.unique_name.lower())


def _claims(identity: Identity) -> str:
    if identity.is_container:
        return f"Microsoft.TeamFoundation.Identity;S-1-9-{identity.id}"
    return f"Microsoft.IdentityModel.Claims.ClaimsIdentity;{tenant()}\\{identity.unique_name}"


def identity_record(identity: Identity) -> Json:
    """Return an identity with all details."""
    container = {"isContainer": True} if identity.is_container else {}
    is_expanded = request.args.get("queryMembership", "None") != "None"
    members = organization().group_members.get(identity, []) if is_expanded else []
    return {
        "id": identity.id,
        "descriptor": _claims(identity),
        "subjectDescriptor": identity.descriptor,
        "providerDisplayName": identity.display_name,
        "isActive": not identity.is_deleted_in_origin,
        **container,
        "members": [_claims(member) for member in members],
        "memberOf": [],
        "memberIds": [member.id for member in members],
        "properties": _properties(identity),
        "resourceVersion": 2,
        "metaTypeId": 255 if identity.is_container else 0,
    }


def _properties(identity: Identity) -> Json:
    values = {
        "SchemaClassName": "Group" if identity.is_container else "User",
        "Domain": tenant(),
        "Account": identity.unique_name,
        "Mail": identity.unique_name,
        "SpecialType": "Generic",
        "DirectoryAlias": identity.unique_name.partition("@")[0],
    }
    return {name: {"$type": "System.String", "$value": value} for name, value in values.items()}
