"""All ids that exist: the only way to notice items that were destroyed, for the feeds say nothing of it."""

from collections.abc import Iterator

from pipelines.azure_devops.client import AzureDevOpsClient

RESOURCE = "work_item_sweep"
PAGE_IDS = 10_000  # a query with more than 20,000 results is an error


def existing_ids(client: AzureDevOpsClient) -> Iterator[int]:
    """The ids of all work items that the token sees and that are not in a recycle bin, ascending."""
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
        for item in page:
            yield item["id"]
        last = page[-1]["id"]
