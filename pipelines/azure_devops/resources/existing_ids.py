"""The ids of all existing work items: the feeds never report permanently deleted ones."""

from collections.abc import Iterator

from pipelines.azure_devops import wiql
from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.http import errors

RESOURCE = "work_item_sweep"


def fetch_existing_ids(client: AzureDevOpsClient) -> Iterator[int]:
    """Yield the ids of all work items visible to the token, without recycle bins, in ascending order.

    Raises:
        UnexpectedShape: If an id is missing, or they are not in ascending order: some may be missing.
    """
    yield from wiql.ids_in_pages(lambda after_id: _query_ids(client, after_id))


def _query_ids(client: AzureDevOpsClient, after_id: int) -> Iterator[int]:
    query = f"SELECT [System.Id] FROM WorkItems WHERE [System.Id] > {after_id} ORDER BY [System.Id]"
    found = client.records(
        RESOURCE,
        "_apis/wit/wiql",
        key="workItems",
        params={"$top": wiql.PAGE_IDS},
        json={"query": query},
    )
    return (wiql.item_id(item, RESOURCE) for item in found)


def fetch_recycled_ids(organization: AzureDevOpsOrganization) -> list[int] | None:
    """Return the ids of all items in recycle bins, or none if one cannot be listed or is too large to be."""
    ids_by_project = organization.client.map_concurrently(
        lambda project: [
            wiql.item_id(item, RESOURCE)
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
