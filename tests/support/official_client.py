"""Microsoft's Python client, connected to the server of a test."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

Row = dict[str, Any]


class OfficialClient:
    """Microsoft's client, connected to a server.

    It keeps where things are in a folder, by default in the home of whoever runs the tests: not here.
    """

    def __init__(self, url: str, token: str, cache: Path) -> None:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("AZURE_DEVOPS_CACHE_DIR", str(cache))  # read once, on import
            connection_type = import_module("azure.devops.connection").Connection
        credentials = import_module("msrest.authentication").BasicAuthentication("", token)
        clients = connection_type(base_url=url, creds=credentials).clients_v7_1
        self.core = clients.get_core_client()
        self.work = clients.get_work_client()
        self.items = clients.get_work_item_tracking_client()
        self.entitlements = clients.get_member_entitlement_management_client()
        self.identities = clients.get_identity_client()
        self.location = clients.get_location_client()
        self.item_models = import_module("azure.devops.v7_1.work_item_tracking.models")
        self._repair_feeds()

    def _repair_feeds(self) -> None:
        """Let pages of the feeds be read: as generated, their classes have no attribute at all."""
        for name in ("ReportingWorkItemRevisionsBatch", "ReportingWorkItemLinksBatch"):
            self.items._deserialize.dependencies[name] = self.item_models.StreamedBatch

    def context(self, project: str, team: str | None = None) -> Any:
        """A team, or a project, by name or id."""
        return self.item_models.TeamContext(project=project, team=team)

    def found(self, query: str, **options: Any) -> list[int]:
        """The ids that a query finds."""
        result = self.items.query_by_wiql(self.item_models.Wiql(query=query), **options)
        return [item.id for item in result.work_items]

    def teams(self) -> Iterator[Any]:
        """The teams of all projects."""
        for project in self.core.get_projects():
            yield from self.core.get_teams(project.id)

    def settings_of_teams(self, read: Callable[[Any], Any]) -> Iterator[tuple[Any, Any]]:
        """Each team with what `read` gives for it."""
        for team in self.teams():
            yield team, read(self.context(team.project_id, team.id))


def whole_feed(read: Callable[..., Any], **options: Any) -> Iterator[Row]:
    """The rows of a feed until its last page."""
    batch = read(**options)
    yield from batch.values
    options.pop("start_date_time", None)
    while not batch.is_last_batch:
        batch = read(continuation_token=batch.continuation_token, **options)
        yield from batch.values
