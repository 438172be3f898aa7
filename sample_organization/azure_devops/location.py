"""Resource locations and the caller's identity, which clients request first (any scope)."""

import orjson
from flask import Blueprint, Response

from sample_organization.azure_devops.context import (
    json_response,
    list_response,
    organization,
    requested_url,
)
from sample_organization.azure_devops.identities import identity_record
from sample_organization.model.organization import guid

location = Blueprint("location", __name__)

_AREAS = {
    "core": "79134c72-4a58-4b42-976c-04e7115f32bf",
    "wit": "5264459e-e5e0-4bd8-b118-0985e68a4ec5",
    "work": "1d4f49f9-02b9-4e26-b826-2cdb6195f2a9",
    "MemberEntitlementManagement": "68ddce18-2501-45f1-a17b-7931a9922690",
    "IMS": "8a3d49b8-91f0-46ef-b33d-dda338c25db3",
}
_PLAIN = "_apis/{resource}"
_USER = "_apis/{resource}/{userId}"
_PROJECT = "_apis/{resource}/{*projectId}"
_TEAM = "_apis/projects/{projectId}/{resource}/{*teamId}"
_OF_TEAM = "_apis/projects/{projectId}/teams/{teamId}/{resource}"
_FOR_TEAM = "{project}/{team}/_apis/{area}/{resource}"
_TEAM_SETTINGS = "{project}/{team}/_apis/{area}/teamsettings/{resource}"
_TEAM_ITERATION = _TEAM_SETTINGS.replace("{resource}", "iterations/{iterationId}/{resource}")
_IN_PROJECT = "{project}/_apis/{area}/{resource}"
_OF_ITEM = "{project}/_apis/{area}/workItems/{id}/{resource}"
_OF_TYPE = "{project}/_apis/{area}/workItemTypes/{type}/{resource}"
_NODE = "{project}/_apis/{area}/{resource}/{structureGroup}/{*path}"
_QUERY = "{project}/_apis/{area}/{resource}/{*query}"
_REPORTING = "{project}/_apis/{area}/reporting/{resource}"
_RESOURCES = {
    "Location": (
        ("e81700f7-3be2-46de-8624-2eb35882fcaa", "ResourceAreas", _PLAIN, 1),
        ("00d9565f-ed9c-4a06-9a50-00e7896ccab4", "ConnectionData", _PLAIN, 1),
    ),
    "core": (
        ("603fe2ac-9723-48b9-88ad-09305aa6c6e1", "projects", _PROJECT, 4),
        ("d30a3dd1-f8ba-442a-b86a-bd0c0c383e59", "teams", _TEAM, 3),
        ("294c494c-2600-4d7e-b76c-3dd50c3c95be", "members", _OF_TEAM, 2),
    ),
    "work": (
        ("c3c1012b-bea7-49d7-b45e-1664e566f84c", "teamsettings", _FOR_TEAM, 1),
        ("7799f497-3cb5-4f16-ad4f-5cd06012db64", "backlogconfiguration", _FOR_TEAM, 1),
        ("c9175577-28a1-4b06-9197-8636af9f64ad", "iterations", _TEAM_SETTINGS, 1),
        ("2d4faa2e-9150-4cbf-a47a-932b1b4a0773", "teamdaysoff", _TEAM_ITERATION, 1),
        ("07ced576-58ed-49e6-9c1e-5cb53ab8bf2a", "teamfieldvalues", _TEAM_SETTINGS, 1),
        ("f901ba42-86d2-4b0c-89c1-3f86d06daa84", "processconfiguration", _IN_PROJECT, 1),
    ),
    "wit": (
        ("72c7ddf8-2cdc-4f60-90cd-ab71c14a399b", "workItems", _IN_PROJECT + "/{id}", 3),
        ("908509b6-4248-4475-a1cd-829139ba419f", "workItemsBatch", _IN_PROJECT, 1),
        ("a00c85a5-80fa-4565-99c3-bcd2181434bb", "revisions", _OF_ITEM + "/{revisionNumber}", 3),
        ("6570bf97-d02c-4a91-8d93-3abe9895b1a9", "updates", _OF_ITEM + "/{updateNumber}", 3),
        ("1a9c53f7-f243-4447-b110-35ef023636e4", "wiql", _IN_PROJECT, 2),
        ("a67d190c-c41f-424b-814d-0e906f659301", "queries", _QUERY, 2),
        ("b70d8d39-926c-465e-b927-b1bf0e5ca0e0", "recyclebin", _IN_PROJECT, 2),
        ("f828fe59-dd87-495d-a17c-7a8d6211ca6c", "workItemRevisions", _REPORTING, 2),
        ("b5b5b6d0-0308-40a1-b3f4-b9bb3c66878f", "workItemLinks", _REPORTING, 3),
        ("a70579d1-f53a-48ee-a5be-7be8659023b9", "classificationNodes", _IN_PROJECT, 2),
        ("5a172953-1b41-49d3-840a-33f79c3ce89f", "classificationNodes", _NODE, 2),
        ("7c8d7a76-4a09-43e8-b5df-bd792f4ac6aa", "workItemTypes", _IN_PROJECT + "/{type}", 2),
        ("7c9d7a76-4a09-43e8-b5df-bd792f4ac6aa", "states", _OF_TYPE, 1),
        ("9b9f5734-36c8-415e-ba67-f83b45c31408", "workItemTypeCategories", _IN_PROJECT, 2),
        ("b51fd764-e5c2-4b9b-aaf7-3395cf4bdd94", "fields", _IN_PROJECT, 3),
        ("f5d33bc9-5b49-4a3c-a9bd-f3cd46dd2165", "workItemRelationTypes", _IN_PROJECT, 2),
    ),
    "MemberEntitlementManagement": (
        ("387f832c-dbf2-4643-88e9-c1aa94dbb737", "UserEntitlements", _PLAIN, 3),
        ("8480c6eb-ce60-47e9-88df-eca3c801638b", "UserEntitlements", _USER, 3),
        ("9bce1f43-2629-419f-8f6c-7503be58a4f3", "GroupEntitlements", _PLAIN, 1),
    ),
    "IMS": (("28010c54-d0c0-4c89-a5b0-1c9e188b9fb7", "Identities", _PLAIN, 1),),
}


@location.route("/_apis", methods=["OPTIONS"], provide_automatic_options=False)
def list_resource_locations() -> Response:
    """List the resources with their route templates; no API version is needed."""
    rows = [
        {
            "id": resource_id,
            "area": area,
            "resourceName": name,
            "routeTemplate": route,
            "resourceVersion": version,
            "minVersion": "1.0",
            "maxVersion": "7.2",
            "releasedVersion": "7.1",
        }
        for area, resources in _RESOURCES.items()
        for resource_id, name, route, version in resources
    ]
    body = orjson.dumps({"count": len(rows), "value": rows})
    return Response(body, content_type="application/json; charset=utf-8")


@location.get("/_apis/resourceareas")
def list_resource_areas() -> Response:
    """List the resource areas; all have the same host here."""
    url = f"{requested_url()}/"
    return list_response(
        [{"id": area_id, "name": name, "locationUrl": url} for name, area_id in _AREAS.items()]
    )


@location.get("/_apis/connectiondata")
def show_connection() -> Response:
    """Show the caller's identity."""
    user = organization().identities[0] if organization().identities else None
    shown = identity_record(user) if user else {"id": guid("nobody"), "isActive": True}
    return json_response(
        {
            "authenticatedUser": shown,
            "authorizedUser": shown,
            "instanceId": guid("instance", organization().name),
            "deploymentId": guid("deployment"),
            "deploymentType": "hosted",
            "locationServiceData": {"lastChangeId": 1, "lastChangeId64": 1},
        }
    )
