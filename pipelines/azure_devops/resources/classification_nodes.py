"""Areas and iterations of the selected projects."""

from collections.abc import Iterator

from pipelines.azure_devops import converters
from pipelines.azure_devops.declarations import (
    INTEGER,
    STRING,
    TIMESTAMP,
    Rows,
    Snapshot,
    table_schema,
)
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.responses import Record
from pipelines.azure_devops.scopes import WORK_READ

# `path` is the API's own: a leading backslash and an extra second segment "Area" or "Iteration".
CLASSIFICATION_NODES_SCHEMA = table_schema(
    project_id=STRING,
    id=INTEGER,
    identifier=STRING,
    name=STRING,
    structure_type=STRING,
    path=STRING,
    start_date=TIMESTAMP,
    finish_date=TIMESTAMP,
)
MAX_DEPTH = 14  # the deepest tree of areas or iterations that Azure DevOps allows


def _with_descendants(node: Record, parent_path: str) -> Iterator[Record]:
    """Yield the node and everything below it, each with its path, which older servers omit."""
    is_root = parent_path.count("\\") == 1
    own_name = str(node.get("structureType")).title() if is_root else node.get("name")
    path = node.get("path") or f"{parent_path}\\{own_name}"
    yield {**node, "path": path}
    for child in node.get("children") or []:
        yield from _with_descendants(child, path)


def classification_node_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Return areas and iterations of the selected projects."""
    return organization.rows_by_project(
        "classification_nodes", "wit/classificationnodes", _rows_of, {"$depth": MAX_DEPTH}
    )


def _rows_of(project: Record, root: Record) -> Rows:
    for node in _with_descendants(root, f"\\{project['name']}"):
        dates = node.get("attributes") or {}
        yield {
            "project_id": converters.guid(project["id"]),
            "id": converters.integer(node.get("id")),
            "identifier": converters.guid(node.get("identifier")),
            "name": node.get("name"),
            "structure_type": node.get("structureType"),
            "path": node.get("path"),
            "start_date": converters.timestamp(dates.get("startDate")),
            "finish_date": converters.timestamp(dates.get("finishDate")),
        }


CLASSIFICATION_NODES = Snapshot(
    "classification_nodes",
    CLASSIFICATION_NODES_SCHEMA,
    classification_node_rows,
    WORK_READ,
    keys=(("project_id", "structure_type", "id"), ("structure_type", "identifier")),
    named_by=("project_id", "structure_type", "path"),
)
