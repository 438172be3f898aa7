"""The organization's work item fields."""

from typing import TYPE_CHECKING

from pipelines.azure_devops import converters
from pipelines.azure_devops.declarations import BOOLEAN, STRING, Rows, Snapshot, table_schema
from pipelines.azure_devops.responses import Record
from pipelines.azure_devops.scopes import WORK_READ

if TYPE_CHECKING:
    from pipelines.azure_devops.organization import AzureDevOpsOrganization

FIELDS_SCHEMA = table_schema(
    reference_name=STRING,
    name=STRING,
    type=STRING,
    usage=STRING,
    is_identity=BOOLEAN,
    is_picklist=BOOLEAN,
    is_deleted=BOOLEAN,
)
LONG_TEXT_TYPES = ("html", "plaintext", "history")


def fetch_fields(organization: "AzureDevOpsOrganization") -> list[Record]:
    """Return the organization's work item fields."""
    return list(organization.client.records("fields", "_apis/wit/fields"))


def long_text_fields(organization: "AzureDevOpsOrganization") -> frozenset[str]:
    """Return the reference names of the fields that hold long text."""
    return frozenset(
        field["referenceName"]
        for field in organization.fetch_once(fetch_fields)
        if str(field.get("type")).lower() in LONG_TEXT_TYPES
    )


def field_rows(organization: "AzureDevOpsOrganization") -> Rows:
    """Yield the organization's work item fields."""
    for field in organization.fetch_once(fetch_fields):
        yield {
            "reference_name": converters.identifier(field, "referenceName"),
            "name": field.get("name"),
            "type": field.get("type"),
            "usage": field.get("usage"),
            "is_identity": converters.boolean(field.get("isIdentity")),
            "is_picklist": converters.boolean(field.get("isPicklist")),
            "is_deleted": converters.boolean(field.get("isDeleted")),
        }


FIELDS = Snapshot("fields", FIELDS_SCHEMA, field_rows, WORK_READ)
