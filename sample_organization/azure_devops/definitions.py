"""Nodes, work item types, states, categories and fields (scope vso.work)."""

from urllib.parse import quote

from flask import Blueprint, Response

from sample_organization.azure_devops.context import (
    Json,
    integer_parameter,
    json_response,
    list_response,
    organization,
)
from sample_organization.azure_devops.errors import ApiError
from sample_organization.azure_devops.work import node_date
from sample_organization.model.organization import FieldDefinition, Node, Project, WorkItemType

definitions = Blueprint("definitions", __name__)
_STATE_COLORS = {
    "Proposed": "b2b2b2",
    "InProgress": "007acc",
    "Resolved": "ff9d00",
    "Completed": "339933",
    "Removed": "ffffff",
}


@definitions.get("/<project>/_apis/wit/classificationnodes")
def list_root_nodes(project: Project) -> Response:
    """List the two trees, areas and iterations, down to `$depth`."""
    depth = integer_parameter("$depth", 0)
    return list_response(
        [_node(project, root, depth) for root in (project.areas, project.iterations)]
    )


@definitions.get("/<project>/_apis/wit/classificationnodes/<group>")
@definitions.get("/<project>/_apis/wit/classificationnodes/<group>/<path:path>")
def show_node(project: Project, group: str, path: str = "") -> Response:
    """Show one node of a tree, down to `$depth`."""
    root = project.areas if group == "areas" else project.iterations
    below = path.strip("/\\").replace("/", "\\")
    wanted = f"{project.name}\\{below}" if below else project.name
    for node in root.walk():
        if node.path.lower() == wanted.lower():
            return json_response(_node(project, node, integer_parameter("$depth", 0)))
    message = f"VS402485: The path '{path}' does not exist."
    raise ApiError(404, "ClassificationNodeNotFoundException", message)


@definitions.get("/<project>/_apis/wit/workitemtypes")
def list_types(project: Project) -> Response:
    """List the types of a project with their states and fields."""
    return list_response([_type(project, kind) for kind in project.process.types])


@definitions.get("/<project>/_apis/wit/workitemtypes/<type_name>")
def show_type(project: Project, type_name: str) -> Response:
    """Show a type."""
    return json_response(_type(project, _find_type(project, type_name)))


@definitions.get("/<project>/_apis/wit/workitemtypes/<type_name>/states")
def list_states(project: Project, type_name: str) -> Response:
    """List the states of a type, in workflow order."""
    return list_response(_states(_find_type(project, type_name)))


@definitions.get("/<project>/_apis/wit/workitemtypecategories")
def list_categories(project: Project) -> Response:
    """List the categories with their types."""
    categories = project.process.categories
    return list_response([_category(project, name, types) for name, types in categories.items()])


@definitions.get("/_apis/wit/fields")
@definitions.get("/<project>/_apis/wit/fields")
def list_fields(project: Project | None = None) -> Response:
    """List the fields of the organization."""
    return list_response([_field(field) for field in organization().fields])


def _find_type(project: Project, name: str) -> WorkItemType:
    try:
        return project.process.type_named(name)
    except KeyError:
        message = f"VS402323: Work item kind {name} does not exist in project {project.name}."
        raise ApiError(404, "WorkItemTypeNotFoundException", message) from None


def _node(project: Project, node: Node, depth: int) -> Json:
    group = "Area" if node.kind == "area" else "Iteration"
    below = node.path.removeprefix(project.name)
    tree = f"{organization().url}/{project.id}/_apis/wit/classificationNodes/{group}s"
    url = tree + quote(below.replace("\\", "/"))
    shown: Json = {
        "id": node.id,
        "identifier": node.identifier,
        "name": node.name,
        "structureType": node.kind,
        "hasChildren": bool(node.children),
        "path": f"\\{project.name}\\{group}{below}",
        "url": url,
    }
    if not below:
        shown["_links"] = {"self": {"href": url}}
    if node.start or node.finish:
        dates = {"startDate": node_date(node.start), "finishDate": node_date(node.finish)}
        shown["attributes"] = {name: value for name, value in dates.items() if value}
    if node.children and depth > 0:
        shown["children"] = [_node(project, child, depth - 1) for child in node.children]
    return shown


def _type(project: Project, kind: WorkItemType) -> Json:
    fields = _type_fields(kind)
    states = _states(kind)
    icon = f"{organization().url}/_apis/wit/workItemIcons/icon_book"
    return {
        "name": kind.name,
        "referenceName": kind.reference_name,
        "description": "",
        "color": "009CCC",
        "icon": {"id": "icon_book", "url": icon},
        "isDisabled": kind.is_disabled,
        "xmlForm": "<FORM></FORM>",
        "fields": fields,
        "fieldInstances": fields,
        "transitions": {"": [{"to": states[0]["name"], "actions": None}]},
        "states": states,
        "url": f"{organization().url}/{project.id}/_apis/wit/workItemTypes/{quote(kind.name)}",
    }


def _type_fields(kind: WorkItemType) -> list[Json]:
    names = {field.reference_name: field.name for field in organization().fields}
    return [
        {
            "alwaysRequired": name == "System.Title",
            "referenceName": name,
            "name": names.get(name, name),
            "url": f"{organization().url}/_apis/wit/fields/{name}",
        }
        for name in kind.field_names
    ]


def _states(kind: WorkItemType) -> list[Json]:
    return [
        {"name": state.name, "color": _STATE_COLORS[state.category], "category": state.category}
        for state in kind.states
    ]


def _category(project: Project, reference_name: str, type_names: tuple[str, ...]) -> Json:
    base = f"{organization().url}/{project.id}/_apis/wit"
    types = [{"name": name, "url": f"{base}/workItemTypes/{quote(name)}"} for name in type_names]
    return {
        "name": reference_name.rpartition(".")[2],
        "referenceName": reference_name,
        "defaultWorkItemType": types[0] if types else None,
        "workItemTypes": types,
        "url": f"{base}/workItemTypeCategories/{reference_name}",
    }


def _field(field: FieldDefinition) -> Json:
    return {
        "name": field.name,
        "referenceName": field.reference_name,
        "type": field.type,
        "usage": "workItem",
        "readOnly": False,
        "canSortBy": True,
        "isQueryable": True,
        "isIdentity": field.is_identity,
        "isPicklist": field.is_picklist,
        "isPicklistSuggested": False,
        "isDeleted": False,
        "isLocked": False,
        "supportedOperations": [{"referenceName": "SupportedOperations.Equals", "name": "="}],
        "url": f"{organization().url}/_apis/wit/fields/{field.reference_name}",
    }
