"""Identities that work items and teams refer to and that have no entitlement."""

from collections.abc import Iterator

from pipelines.azure_devops import converters
from pipelines.azure_devops.client import Shape
from pipelines.azure_devops.declarations import BOOLEAN, STRING, Rows, Snapshot, table_schema
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.responses import Record
from pipelines.azure_devops.scopes import IDENTITY_READ
from pipelines.http.errors import NotFound

IDENTITIES_SCHEMA = table_schema(
    id=STRING,
    descriptor=STRING,
    subject_descriptor=STRING,
    display_name=STRING,
    is_active=BOOLEAN,
    is_container=BOOLEAN,
    mail=STRING,
    account=STRING,
    directory_alias=STRING,
    domain=STRING,
)
IDENTITIES_SHAPE: Shape = {"value": list}
IDENTITIES_PER_REQUEST = 100


def fetch_identities(organization: AzureDevOpsOrganization) -> Iterator[Record]:
    """Yield the identities to look up, without those that do not exist."""
    ids = organization.find_identity_ids()
    for start in range(0, len(ids), IDENTITIES_PER_REQUEST):
        yield from _fetch_existing(organization, ids[start : start + IDENTITIES_PER_REQUEST])


def _fetch_existing(organization: AzureDevOpsOrganization, ids: list[str]) -> Iterator[Record]:
    try:
        document = organization.client.document(
            "identities",
            "_apis/identities",
            IDENTITIES_SHAPE,
            {"identityIds": ",".join(ids), "queryMembership": "None"},
            organization.client.urls.identities,
        )
        yield from (record for record in document["value"] if record)  # an unknown id is null
    except NotFound:
        if len(ids) == 1:
            return
        for identity_id in ids:
            yield from _fetch_existing(organization, [identity_id])


def identity_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Yield the identities to look up that exist."""
    for record in fetch_identities(organization):
        properties = record.get("properties") or {}
        yield {
            "id": converters.guid(converters.identifier(record)),
            "descriptor": converters.string(record.get("descriptor")),
            "subject_descriptor": converters.string(record.get("subjectDescriptor")),
            "display_name": converters.string(
                record.get("customDisplayName") or record.get("providerDisplayName")
            ),
            "is_active": converters.boolean(record.get("isActive")),
            "is_container": converters.boolean(record.get("isContainer")),
            "mail": _property(properties, "Mail"),
            "account": _property(properties, "Account"),
            "directory_alias": _property(properties, "DirectoryAlias"),
            "domain": _property(properties, "Domain"),
        }


def _property(properties: Record, name: str) -> str | None:
    """Return an identity property, which is wrapped: `{"$type": "System.String", "$value": "…"}`."""
    value = properties.get(name)
    return converters.string(value.get("$value") if isinstance(value, dict) else value)


IDENTITIES = Snapshot(
    "identities", IDENTITIES_SCHEMA, identity_rows, IDENTITY_READ, reads_warehouse=True
)
