"""Projects, with the process of each selected one."""

from pipelines.azure_devops import converters
from pipelines.azure_devops.client import Shape
from pipelines.azure_devops.declarations import (
    BOOLEAN,
    STRING,
    TIMESTAMP,
    Rows,
    Snapshot,
    table_schema,
)
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.responses import Record
from pipelines.azure_devops.scopes import PROJECT_READ

PROJECTS_SCHEMA = table_schema(
    id=STRING,
    name=STRING,
    state=STRING,
    visibility=STRING,
    description=STRING,
    process_name=STRING,
    process_id=STRING,
    default_team_id=STRING,
    is_selected=BOOLEAN,  # false: visible to the token, but excluded by the setting `projects`
    last_update_time=TIMESTAMP,
)
PROJECT_SHAPE: Shape = {"id": str, "name": str}


def fetch_project_details(organization: AzureDevOpsOrganization) -> dict[str, Record]:
    """Return process and default team of each selected project, as columns, by project id."""

    def fetch(project: Record) -> Record:
        path, params = f"_apis/projects/{project['id']}", {"includeCapabilities": "true"}
        detail = organization.client.document("projects", path, PROJECT_SHAPE, params)
        process = (detail.get("capabilities") or {}).get("processTemplate") or {}
        return {
            "process_name": converters.string(process.get("templateName")),
            "process_id": converters.guid(process.get("templateTypeId")),
            "default_team_id": converters.guid((detail.get("defaultTeam") or {}).get("id")),
        }

    return {project["id"]: detail for project, detail in organization.by_project("projects", fetch)}


def project_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Yield every project that the token can see; only selected ones have a process and a default team."""
    details = organization.fetch_once(fetch_project_details)
    for project in organization.projects():
        yield {
            "id": converters.guid(project["id"]),
            "name": project["name"],
            "state": project.get("state"),
            "visibility": project.get("visibility"),
            "description": converters.string(project.get("description")),
            "is_selected": organization.is_selected(project),
            "last_update_time": converters.timestamp(project.get("lastUpdateTime")),
            **details.get(project["id"], {}),
        }


PROJECTS = Snapshot("projects", PROJECTS_SCHEMA, project_rows, PROJECT_READ, project_column="id")
