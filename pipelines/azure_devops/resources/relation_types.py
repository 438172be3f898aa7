"""The organization's types of links between work items, if the settings name any."""

from pipelines.azure_devops import converters
from pipelines.azure_devops.declarations import BOOLEAN, STRING, Rows, Snapshot, table_schema
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.scopes import WORK_READ

RELATION_TYPES_SCHEMA = table_schema(
    reference_name=STRING,
    name=STRING,
    usage=STRING,
    topology=STRING,
    is_enabled=BOOLEAN,
    is_directional=BOOLEAN,
    is_forward=BOOLEAN,
    is_remote=BOOLEAN,
    opposite_end_reference_name=STRING,
)


def relation_type_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Yield a row for each direction of a link type, and for each kind of link to another resource."""
    path = "_apis/wit/workitemrelationtypes"
    for relation_type in organization.client.records("relation_types", path):
        attributes = relation_type.get("attributes") or {}
        yield {
            "reference_name": converters.identifier(relation_type, "referenceName"),
            "name": relation_type.get("name"),
            "usage": attributes.get("usage"),
            "topology": attributes.get("topology"),
            "is_enabled": converters.boolean(attributes.get("enabled")),
            "is_directional": converters.boolean(attributes.get("directional")),
            "is_forward": converters.boolean(attributes.get("isForward")),
            "is_remote": converters.boolean(attributes.get("remote")),
            "opposite_end_reference_name": attributes.get("oppositeEndReferenceName"),
        }


def _is_needed(organization: AzureDevOpsOrganization) -> bool:
    return bool(organization.dependency_link_types)


RELATION_TYPES = Snapshot(
    "relation_types",
    RELATION_TYPES_SCHEMA,
    relation_type_rows,
    WORK_READ,
    is_optional=True,
    is_needed=_is_needed,
)
