"""Settings of each team: working days, area paths, iterations and backlogs."""

from collections.abc import Callable
from typing import NamedTuple

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


class BacklogRows(NamedTuple):
    """What the backlog configuration of one team says."""

    backlogs: list[Record]
    fields: list[Record]


def fetch_backlog_rows(organization: AzureDevOpsOrganization) -> list[BacklogRows]:
    """Return the rows of each team's backlog configuration."""
    resource, shape = "team_backlogs", BACKLOG_CONFIGURATION_SHAPE

    def fetch(team: Record) -> BacklogRows:
        path = f"{_work_root(team)}/backlogconfiguration"
        configuration = organization.client.document(resource, path, shape)
        backlogs, fields = _backlog_rows(team, configuration), _field_rows(team, configuration)
        return BacklogRows(list(backlogs), list(fields))

    return [rows for _, rows in organization.by_team(resource, fetch)]


def _rows_of_documents(
    organization: AzureDevOpsOrganization,
    resource: str,
    path: str,
    shape: Shape,
    rows_of: Callable[[Record, Record], Rows],
) -> Rows:
    """Return the rows of each team's document at `path`."""
    return organization.rows_by_team(
        resource,
        lambda team: organization.client.document(resource, f"{_work_root(team)}/{path}", shape),
        rows_of,
    )


def _work_root(team: Record) -> str:
    return f"{team['projectId']}/{team['id']}/_apis/work"


def team_settings_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Return bug behavior, working days and default iterations of each team."""
    return _rows_of_documents(
        organization, "team_settings", "teamsettings", TEAM_SETTINGS_SHAPE, _rows_of_settings
    )


def _rows_of_settings(team: Record, settings: Record) -> Rows:
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
    """Return the area paths that belong to each team, or its values of another team field."""
    resource, path = "team_field_values", "teamsettings/teamfieldvalues"
    return _rows_of_documents(
        organization, resource, path, TEAM_FIELD_VALUES_SHAPE, _rows_of_field_values
    )


def _rows_of_field_values(team: Record, document: Record) -> Rows:
    for value in document["values"]:
        yield {
            "team_id": converters.guid(team["id"]),
            "field": document["field"].get("referenceName"),
            "value": value["value"],
            "include_children": converters.boolean(value.get("includeChildren")),
        }


def team_iteration_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Return the iterations each team subscribed to, including those without dates."""
    resource, path = "team_iterations", "teamsettings/iterations"
    return organization.rows_by_team(
        resource,
        lambda team: list(organization.client.records(resource, f"{_work_root(team)}/{path}")),
        _rows_of_iterations,
    )


def _rows_of_iterations(team: Record, iterations: list[Record]) -> Rows:
    for iteration in iterations:
        dates = iteration.get("attributes") or {}
        yield {
            "team_id": converters.guid(team["id"]),
            "id": converters.guid(converters.identifier(iteration)),
            "name": iteration.get("name"),
            "path": iteration.get("path"),
            "start_date": converters.timestamp(dates.get("startDate")),
            "finish_date": converters.timestamp(dates.get("finishDate")),
        }


def team_backlog_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Yield the work item types of each backlog of each team."""
    for rows in organization.fetch_once(fetch_backlog_rows):
        yield from rows.backlogs


def _backlog_rows(team: Record, configuration: Record) -> Rows:
    for level in ("task", "requirement", "portfolio"):
        for backlog in _backlogs(configuration, level):
            for work_item_type in backlog.get("workItemTypes") or []:
                yield {
                    "team_id": converters.guid(team["id"]),
                    "id": backlog.get("id"),
                    "name": backlog.get("name"),
                    "type": level,
                    "rank": converters.integer(backlog.get("rank")),
                    "work_item_type": converters.identifier(work_item_type, "name"),
                }


def _backlogs(configuration: Record, level: str) -> list[Record]:
    if level == "portfolio":
        return configuration.get("portfolioBacklogs") or []
    backlog = configuration.get(f"{level}Backlog")
    return [backlog] if backlog else []


def team_backlog_field_rows(organization: AzureDevOpsOrganization) -> Rows:
    """Yield the field that each team's backlog maps to each purpose, such as Effort."""
    for rows in organization.fetch_once(fetch_backlog_rows):
        yield from rows.fields


def _field_rows(team: Record, configuration: Record) -> Rows:
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
