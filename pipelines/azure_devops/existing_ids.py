"""All ids that exist: the only way to notice items that were destroyed, for the feeds say nothing of it."""

from collections.abc import Iterator
from itertools import pairwise

from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.directory import Directory
from pipelines.http import errors

RESOURCE = "work_item_sweep"
PAGE_IDS = 10_000  # a query with more than 20,000 results is an error


def existing_ids(client: AzureDevOpsClient) -> Iterator[int]:
    """The ids of all work items that the token sees and that are not in a recycle bin, ascending.

    Raises:
        UnexpectedShape: If they do not come in order: some may have been left out.
    """
    last = 0
    while True:
        page = list(
            client.records(
                RESOURCE,
                "_apis/wit/wiql",
                key="workItems",
                params={"$top": PAGE_IDS},
                json={
                    "query": f"SELECT [System.Id] FROM WorkItems WHERE [System.Id] > {last} "
                    "ORDER BY [System.Id]"
                },
            )
        )
        if not page:
            return
        ids = [last, *(int(item["id"]) for item in page)]
        if any(one >= next_one for one, next_one in pairwise(ids)):
            raise errors.UnexpectedShape("The ids of a query do not come in the order asked for.")
        yield from ids[1:]
        last = ids[-1]


def recycled_ids(directory: Directory) -> list[int] | None:
    """The ids of all items in a recycle bin; none where a bin cannot be listed, or is too full to be."""
    bins = directory.client.side_by_side(
        lambda project: [
            int(item["id"])
            for item in directory.client.records(RESOURCE, f"{project['id']}/_apis/wit/recyclebin")
        ],
        directory.projects,
    )
    try:
        return [item_id for _, ids in bins for item_id in ids]
    except (errors.RequestRejected, errors.AccessDenied, errors.NotFound):
        return None
