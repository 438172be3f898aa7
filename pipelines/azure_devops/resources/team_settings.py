"""Settings of each team: working days, area paths, iterations and backlogs."""

from collections.abc import Iterator

from pipelines.azure_devops import converters
from pipelines.azure_devops.client import Shape
from pipelines.azure_devops.declarations import (
    BOOLEAN,
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

TEAM_SETTINGS_SCHEMA = table_schema(
    team_id=STRING,
    project_id=STRING,
    bugs_behavior=STRING,
    working_days=STRING,  # English day names in lower case, separated by commas
    backlog_iteration_id=STRING,
    default_iteration_id=STRING,
)

TEAM_FIELD_VALUES_SCHEMA = table_schema(
    team_id=STRING, field=STRING, value=STRING, include_children=BOOLEAN
)

TEAM_ITERATIONS_SCHEMA = table_schema(
    team_id=STRING,
    id=STRING,
    name=STRING,
    path=STRING,
    start_date=TIMESTAMP,
    finish_date=TIMESTAMP,
)

# One row per team, backlog and work item type. `type` is portfolio, requirement or task.
TEAM_BACKLOGS_SCHEMA = table_schema(
    team_id=STRING, id=STRING, name=STRING, type=STRING, rank=INTEGER, work_item_type=STRING
)

# The field that a team's backlog uses for each purpose: Effort, Order, RemainingWork, Activity, Team.
TEAM_BACKLOG_FIELDS_SCHEMA = table_schema(team_id=STRING, type=STRING, reference_name=STRING)

TEAM_SETTINGS_SHAPE: Shape = {"bugsBehavior": str, "workingDays": list}
TEAM_FIELD_VALUES_SHAPE: Shape = {"field": dict, "values": list}
BACKLOG_CONFIGURATION_SHAPE: Shape = {"requirementBacklog": dict, "backlogFields": dict}


def fetch_documents(
    organization: AzureDevOpsOrganization, resource: str, path: str, shape: Shape
) -> Iterator[tuple[Record, Record]]:
    """Yield each team with its document at `path`."""
    return organization.by_team(
        resource,
        lambda team: organization.client.document(resource, f"{_work_root(team)}/{path}", shape),
    )


def fetch_iterations(
    organization: AzureDevOpsOrganization,
) -> Iterator[tuple[Record, list[Record]]]:
    """Yield each team with the iterations it subscribed to."""
    resource, path = "team_iterations", "teamsettings/iterations"
    return organization.by_team(
        resource,
        lambda team: list(organization.client.records(resource, f"{_work_root(team)}/{path}")),
    )


def fetch_backlog_configurations(
    organization: AzureDevOpsOrganization,
) -> list[tuple[Record, Record]]:
    """Return each team with its backlog configuration."""
    path, shape = "backlogconfiguration", BACKLOG_CONFIGURATION_SHAPE
    return list(fetch_documents(organization, "team_backlogs", path, shape))


def _work_root(team: Record) -> str:
    return f"{team['projectId']}/{team['id']}/_apis/work"


def team_settings_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Yield bug behavior, working days and default iterations of each team."""
    for team, settings in fetch_documents(
        organization, "team_settings", "teamsettings", TEAM_SETTINGS_SHAPE
    ):
        yield {
            "team_id": converters.guid(team["id"]),
            "project_id": converters.guid(team["projectId"]),
            "bugs_behavior": settings["bugsBehavior"],
            "working_days": ",".join(str(day).lower() for day in settings["workingDays"]),
            "backlog_iteration_id": _iteration_id(settings, "backlogIteration"),
            "default_iteration_id": _iteration_id(settings, "defaultIteration"),
        }


def _iteration_id(settings: Record, name: str) -> str | None:
    return converters.guid((settings.get(name) or {}).get("id"))


def team_field_value_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Yield the area paths that belong to each team, or its values of another team field."""
    documents = fetch_documents(
        organization, "team_field_values", "teamsettings/teamfieldvalues", TEAM_FIELD_VALUES_SHAPE
    )
    for team, document in documents:
        for value in document["values"]:
            yield {
                "team_id": converters.guid(team["id"]),
                "field": document["field"].get("referenceName"),
                "value": value["value"],
                "include_children": converters.boolean(value.get("includeChildren")),
            }


def team_iteration_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Yield the iterations each team subscribed to, including those without dates."""
    for team, iterations in fetch_iterations(organization):
        for iteration in iterations:
            dates = iteration.get("attributes") or {}
            yield {
                "team_id": converters.guid(team["id"]),
                "id": converters.guid(iteration["id"]),
                "name": iteration.get("name"),
                "path": iteration.get("path"),
                "start_date": converters.timestamp(dates.get("startDate")),
                "finish_date": converters.timestamp(dates.get("finishDate")),
            }


def team_backlog_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Yield the work item types of each backlog of each team."""
    for team, configuration in organization.fetch_once(fetch_backlog_configurations):
        for level in ("task", "requirement", "portfolio"):
            for backlog in _backlogs(configuration, level):
                for work_item_type in backlog.get("workItemTypes") or []:
                    yield {
                        "team_id": converters.guid(team["id"]),
                        "id": backlog.get("id"),
                        "name": backlog.get("name"),
                        "type": level,
                        "rank": converters.integer(backlog.get("rank")),
                        "work_item_type": work_item_type["name"],
                    }


def _backlogs(configuration: Record, level: str) -> list[Record]:
    if level == "portfolio":
        return configuration.get("portfolioBacklogs") or []
    backlog = configuration.get(f"{level}Backlog")
    return [backlog] if backlog else []


def team_backlog_field_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Yield the field that each team's backlog maps to each purpose, such as Effort."""
    for team, configuration in organization.fetch_once(fetch_backlog_configurations):
        type_fields = configuration["backlogFields"].get("typeFields") or {}
        for purpose, reference_name in type_fields.items():
            yield {
                "team_id": converters.guid(team["id"]),
                "type": purpose,
                "reference_name": reference_name,
            }


TEAM_SETTINGS = Snapshot("team_settings", TEAM_SETTINGS_SCHEMA, team_settings_rows, WORK_READ)
TEAM_FIELD_VALUES = Snapshot(
    "team_field_values",
    TEAM_FIELD_VALUES_SCHEMA,
    team_field_value_rows,
    WORK_READ,
    keys=(("team_id", "value", "include_children"),),
)
TEAM_ITERATIONS = Snapshot(
    "team_iterations",
    TEAM_ITERATIONS_SCHEMA,
    team_iteration_rows,
    WORK_READ,
    keys=(("team_id", "id"),),
)
TEAM_BACKLOGS = Snapshot("team_backlogs", TEAM_BACKLOGS_SCHEMA, team_backlog_rows, WORK_READ)
TEAM_BACKLOG_FIELDS = Snapshot(
    "team_backlog_fields", TEAM_BACKLOG_FIELDS_SCHEMA, team_backlog_field_rows, WORK_READ
)
