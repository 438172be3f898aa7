"""The ids of all existing work items: the feeds never report permanently deleted ones."""

from collections.abc import Iterator
from itertools import pairwise

from pipelines.azure_devops import converters
from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.responses import Record
from pipelines.http import errors

RESOURCE = "work_item_sweep"
PAGE_IDS = 10_000  # the service rejects a query with more than 20,000 results


def fetch_existing_ids(client: AzureDevOpsClient) -> Iterator[int]:
    """Yield the ids of all work items visible to the token, without recycle bins, in ascending order.

    Raises:
        UnexpectedShape: If an id is missing, or they are not in ascending order: some may be missing.
    """
    last_id = 0
    while ids := [_item_id(item) for item in _query_ids(client, last_id)]:
        if any(item_id >= next_id for item_id, next_id in pairwise([last_id, *ids])):
            raise errors.UnexpectedShape(
                f"The work item query returned ids out of order after id {last_id}."
            )
        yield from ids
        last_id = ids[-1]


def _query_ids(client: AzureDevOpsClient, after_id: int) -> Iterator[Record]:
    query = f"SELECT [System.Id] FROM WorkItems WHERE [System.Id] > {after_id} ORDER BY [System.Id]"
    return client.records(
        RESOURCE,
        "_apis/wit/wiql",
        key="workItems",
        params={"$top": PAGE_IDS},
        json={"query": query},
    )


def _item_id(item: Record) -> int:
    """Return the id of a work item.

    Raises:
        UnexpectedShape: If it has none: which items exist is then not known.
    """
    found = converters.integer(item.get("id"))
    if found is None:
        raise errors.UnexpectedShape(f"A record of {RESOURCE} is not of the expected form (no id).")
    return found


def fetch_recycled_ids(organization: AzureDevOpsOrganization) -> list[int] | None:
    """Return the ids of all items in recycle bins, or none if one cannot be listed or is too large to be."""
    ids_by_project = organization.client.map_concurrently(
        lambda project: [
            _item_id(item)
            for item in organization.client.records(
                RESOURCE, f"{project['id']}/_apis/wit/recyclebin"
            )
        ],
        organization.projects(),
    )
    try:
        return [item_id for _, ids in ids_by_project for item_id in ids]
    except (errors.ApiError, errors.UnexpectedShape) as error:
        if not organization.concerns_one_part(error):
            raise
        return None
