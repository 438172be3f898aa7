"""Links of work items to commits, pull requests, builds and web pages, read for given items.

Adding or removing such a link makes a revision, so the revisions tell which items to read again.
"""

from collections.abc import Iterator, Sequence

import pyarrow as pa

from pipelines.azure_devops import converters
from pipelines.azure_devops.client import Shape
from pipelines.azure_devops.declarations import INTEGER, STRING, TIMESTAMP, Rows, table_schema
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.responses import Record
from pipelines.azure_devops.tables import table_of
from pipelines.http.errors import NotFound, UnexpectedShape

RESOURCE = "work_item_relations"
ITEMS_PER_REQUEST = 200  # the service's limit
PRIMARY_KEY = ("work_item_id", "position")
RELATIONS_SHAPE: Shape = {"value": list}
RESOURCE_LINKS = frozenset({"artifactlink", "hyperlink"})

WORK_ITEM_RELATIONS_SCHEMA = table_schema(
    "work_item_id",
    "position",
    "rev",
    work_item_id=INTEGER,
    position=INTEGER,  # 0 is the item itself: it was read, whether or not it has links
    rev=INTEGER,  # the item's revision that was read
    rel=STRING,
    url=STRING,
    name=STRING,
    comment=STRING,
    authorized_date=TIMESTAMP,
    resource_created_date=TIMESTAMP,
)


def read_relations(
    organization: AzureDevOpsOrganization, work_item_ids: Sequence[int]
) -> Iterator[pa.Table]:
    """Yield the relations of up to 200 items at a time; an item that no longer exists has no rows.

    Raises:
        ApiError: If the service rejects a request.
        UnexpectedShape: If a record is not a work item that was asked for.
    """
    batches = [
        list(work_item_ids[start : start + ITEMS_PER_REQUEST])
        for start in range(0, len(work_item_ids), ITEMS_PER_REQUEST)
    ]
    for _, items in organization.client.map_concurrently(
        lambda ids: _fetch_existing(organization, ids), batches
    ):
        rows = [row for item in items for row in relation_rows(item)]
        yield table_of(rows, WORK_ITEM_RELATIONS_SCHEMA)


def _fetch_existing(organization: AzureDevOpsOrganization, ids: list[int]) -> list[Record]:
    """Return the items that exist. A service that rejects them all because of one is asked for halves."""
    body = {"ids": ids, "$expand": "Relations", "errorPolicy": "Omit"}
    try:
        document = organization.client.document(
            RESOURCE, "_apis/wit/workitemsbatch", RELATIONS_SHAPE, json=body
        )
    except NotFound:
        if len(ids) == 1:
            return []
        middle = len(ids) // 2
        halves = ids[:middle], ids[middle:]
        return [item for half in halves for item in _fetch_existing(organization, half)]
    items = [item for item in document["value"] if item]  # one that does not exist may be null
    _require_asked(items, ids)
    return items


def _require_asked(items: list[Record], ids: list[int]) -> None:
    for item in items:
        item_id, rev = converters.integer(item.get("id")), converters.integer(item.get("rev"))
        if item_id not in ids or rev is None:
            raise UnexpectedShape(
                f"The response to a request for {len(ids)} work items contains one with id {item.get('id')} "
                f"and revision {item.get('rev')}, which was not asked for."
            )


def relation_rows(item: Record) -> Rows:
    """Yield a row for the item itself, then one for each link to an artifact or a web page."""
    key = {"work_item_id": converters.integer(item["id"]), "rev": converters.integer(item["rev"])}
    yield {**key, "position": 0}
    links = (
        link
        for link in item.get("relations") or ()
        if str(link.get("rel")).lower() in RESOURCE_LINKS and link.get("url")
    )
    for position, link in enumerate(links, start=1):
        attributes = link.get("attributes") or {}
        yield {
            **key,
            "position": position,
            "rel": link["rel"],
            "url": converters.string(link["url"]),
            "name": converters.string(attributes.get("name")),
            "comment": converters.string(attributes.get("comment")),
            "authorized_date": converters.timestamp(attributes.get("authorizedDate")),
            "resource_created_date": converters.timestamp(attributes.get("resourceCreatedDate")),
        }
