"""Work item types of the selected projects, with their states and categories."""

from urllib.parse import quote

from pipelines.azure_devops import converters
from pipelines.azure_devops.declarations import (
    BOOLEAN,
    INTEGER,
    JSON,
    STRING,
    Rows,
    Snapshot,
    table_schema,
)
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.responses import Record
from pipelines.azure_devops.scopes import WORK_READ
from pipelines.parsing import canonical_json

WORK_ITEM_TYPES_SCHEMA = table_schema(
    project_id=STRING, name=STRING, reference_name=STRING, is_disabled=BOOLEAN, field_names=JSON
)

WORK_ITEM_TYPE_STATES_SCHEMA = table_schema(
    project_id=STRING, work_item_type=STRING, name=STRING, category=STRING, position=INTEGER
)

WORK_ITEM_TYPE_CATEGORIES_SCHEMA = table_schema(
    project_id=STRING, reference_name=STRING, work_item_type=STRING
)


def fetch_work_item_types(organization: AzureDevOpsOrganization) -> list[Record]:
    """Return the work item types, each with its `projectId`, reduced to what is loaded."""
    types_by_project = organization.by_project(
        "work_item_types", lambda project: _fetch_types_of(organization, project)
    )
    return [work_item_type for _, types in types_by_project for work_item_type in types]


def _fetch_types_of(organization: AzureDevOpsOrganization, project: Record) -> list[Record]:
    types = organization.client.records(
        "work_item_types", f"{project['id']}/_apis/wit/workitemtypes"
    )
    return [_reduced_type(organization, project, work_item_type) for work_item_type in types]


def _reduced_type(
    organization: AzureDevOpsOrganization, project: Record, work_item_type: Record
) -> Record:
    fields = work_item_type.get("fields") or work_item_type.get("fieldInstances") or []
    return {
        "projectId": project["id"],
        "name": converters.identifier(work_item_type, "name"),
        "referenceName": work_item_type.get("referenceName"),
        "isDisabled": work_item_type.get("isDisabled"),
        "fieldNames": sorted(str(field.get("referenceName")) for field in fields),
        "states": [
            {"name": converters.identifier(state, "name"), "category": state.get("category")}
            for state in work_item_type.get("states")
            or _fetch_states(organization, project, work_item_type["name"])
        ],
    }


def _fetch_states(
    organization: AzureDevOpsOrganization, project: Record, type_name: str
) -> list[Record]:
    path = f"{project['id']}/_apis/wit/workitemtypes/{quote(type_name, safe='')}/states"
    return list(organization.client.records("work_item_types", path))


def work_item_type_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Yield the work item types."""
    for work_item_type in organization.fetch_once(fetch_work_item_types):
        yield {
            "project_id": converters.guid(work_item_type["projectId"]),
            "name": work_item_type["name"],
            "reference_name": work_item_type["referenceName"],
            "is_disabled": converters.boolean(work_item_type["isDisabled"]),
            "field_names": canonical_json(work_item_type["fieldNames"]),
        }


def work_item_type_state_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Yield the states of each type, with their category, in workflow order."""
    for work_item_type in organization.fetch_once(fetch_work_item_types):
        for position, state in enumerate(work_item_type["states"]):
            yield {
                "project_id": converters.guid(work_item_type["projectId"]),
                "work_item_type": work_item_type["name"],
                "name": state["name"],
                "category": state["category"],
                "position": position,
            }


def work_item_type_category_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Return the types of each category, such as Microsoft.RequirementCategory."""
    return organization.rows_by_project(
        "work_item_type_categories", "wit/workitemtypecategories", _rows_of_category
    )


def _rows_of_category(project: Record, category: Record) -> Rows:
    for work_item_type in category.get("workItemTypes") or []:
        yield {
            "project_id": converters.guid(project["id"]),
            "reference_name": converters.identifier(category, "referenceName"),
            "work_item_type": converters.identifier(work_item_type, "name"),
        }


WORK_ITEM_TYPES = Snapshot(
    "work_item_types", WORK_ITEM_TYPES_SCHEMA, work_item_type_rows, WORK_READ
)
WORK_ITEM_TYPE_STATES = Snapshot(
    "work_item_type_states", WORK_ITEM_TYPE_STATES_SCHEMA, work_item_type_state_rows, WORK_READ
)
WORK_ITEM_TYPE_CATEGORIES = Snapshot(
    "work_item_type_categories",
    WORK_ITEM_TYPE_CATEGORIES_SCHEMA,
    work_item_type_category_rows,
    WORK_READ,
)
