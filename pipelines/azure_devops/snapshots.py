"""Rows of the tables that are read as a whole each time: from the directory, one function a table."""

from collections.abc import Iterator

from pipelines.azure_devops import converters
from pipelines.azure_devops.directory import Directory
from pipelines.azure_devops.records import Record

Rows = Iterator[Record]


def projects(directory: Directory) -> Rows:
    """Every project that the token sees, with the process of the selected ones."""
    for project in directory.projects:
        detail = directory.project_details.get(project["id"], {})
        process = detail.get("capabilities", {}).get("processTemplate", {})
        yield {
            "id": converters.guid(project["id"]),
            "name": project["name"],
            "state": project.get("state"),
            "visibility": project.get("visibility"),
            "description": converters.text(project.get("description")),
            "process_name": converters.text(process.get("templateName")),
            "process_id": converters.guid(process.get("templateTypeId")),
            "default_team_id": converters.guid((detail.get("defaultTeam") or {}).get("id")),
            "is_selected": directory.is_selected(project),
            "last_update_time": converters.instant(project.get("lastUpdateTime")),
        }


def teams(directory: Directory) -> Rows:
    """The teams of the selected projects."""
    for team in directory.teams:
        yield {
            "id": converters.guid(team["id"]),
            "name": team["name"],
            "project_id": converters.guid(team["projectId"]),
            "description": converters.text(team.get("description")),
        }


def team_members(directory: Directory) -> Rows:
    """Direct members of each team; a group that is a member is one row."""
    for team, members in directory.team_members:
        for member in members:
            person = converters.identity(member)
            yield {
                "team_id": converters.guid(team["id"]),
                "id": person.id,
                "display_name": person.name,
                "unique_name": person.unique_name,
                "descriptor": person.descriptor,
                "is_container": person.is_container,
                "is_deleted_in_origin": person.is_deleted_in_origin,
                "is_team_admin": converters.flag(member.get("isTeamAdmin")),
            }


def team_settings(directory: Directory) -> Rows:
    """Bugs behaviour, working days and default iterations of each team."""
    for team, settings in directory.team_settings:
        yield {
            "team_id": converters.guid(team["id"]),
            "project_id": converters.guid(team["projectId"]),
            "bugs_behavior": settings["bugsBehavior"],
            "working_days": ",".join(str(day).lower() for day in settings["workingDays"]),
            "backlog_iteration_id": converters.guid(
                (settings.get("backlogIteration") or {}).get("id")
            ),
            "default_iteration_id": converters.guid(
                (settings.get("defaultIteration") or {}).get("id")
            ),
        }


def team_field_values(directory: Directory) -> Rows:
    """The area paths that belong to each team."""
    for team, document in directory.team_field_values:
        for value in document["values"]:
            yield {
                "team_id": converters.guid(team["id"]),
                "field": document["field"].get("referenceName"),
                "value": value["value"],
                "include_children": converters.flag(value.get("includeChildren")),
            }


def team_iterations(directory: Directory) -> Rows:
    """The iterations that each team subscribed to, undated ones included."""
    for team, iterations in directory.team_iterations:
        for iteration in iterations:
            dates = iteration.get("attributes") or {}
            yield {
                "team_id": converters.guid(team["id"]),
                "id": converters.guid(iteration["id"]),
                "name": iteration.get("name"),
                "path": iteration.get("path"),
                "start_date": converters.instant(dates.get("startDate")),
                "finish_date": converters.instant(dates.get("finishDate")),
            }


def team_backlogs(directory: Directory) -> Rows:
    """The work item types of each backlog of each team."""
    for team, configuration in directory.backlog_configurations:
        for level in ("task", "requirement", "portfolio"):
            for backlog in _backlogs_of(configuration, level):
                for work_item_type in backlog.get("workItemTypes") or []:
                    yield {
                        "team_id": converters.guid(team["id"]),
                        "id": backlog.get("id"),
                        "name": backlog.get("name"),
                        "type": level,
                        "rank": converters.integer(backlog.get("rank")),
                        "work_item_type": work_item_type["name"],
                    }


def _backlogs_of(configuration: Record, level: str) -> list[Record]:
    if level == "portfolio":
        return configuration.get("portfolioBacklogs") or []
    backlog = configuration.get(f"{level}Backlog")
    return [backlog] if backlog else []


def team_backlog_fields(directory: Directory) -> Rows:
    """The field that each team's backlog maps to each purpose, as Effort."""
    for team, configuration in directory.backlog_configurations:
        type_fields = configuration["backlogFields"].get("typeFields") or {}
        for purpose, reference_name in type_fields.items():
            yield {
                "team_id": converters.guid(team["id"]),
                "type": purpose,
                "reference_name": reference_name,
            }


def classification_nodes(directory: Directory) -> Rows:
    """Areas and iterations of the selected projects."""
    for project, node in directory.classification_nodes():
        dates = node.get("attributes") or {}
        yield {
            "project_id": converters.guid(project["id"]),
            "id": converters.integer(node.get("id")),
            "identifier": converters.guid(node.get("identifier")),
            "name": node.get("name"),
            "structure_type": node.get("structureType"),
            "path": node.get("path"),
            "start_date": converters.instant(dates.get("startDate")),
            "finish_date": converters.instant(dates.get("finishDate")),
        }


def work_item_types(directory: Directory) -> Rows:
    """Work item types of the selected projects."""
    for work_item_type in directory.work_item_types:
        yield {
            "project_id": converters.guid(work_item_type["projectId"]),
            "name": work_item_type["name"],
            "reference_name": work_item_type["referenceName"],
            "is_disabled": converters.flag(work_item_type["isDisabled"]),
            "field_names": converters.json_text(work_item_type["fieldNames"]),
        }


def work_item_type_states(directory: Directory) -> Rows:
    """The states of each type, with their category, in workflow order."""
    for work_item_type in directory.work_item_types:
        for position, state in enumerate(work_item_type["states"]):
            yield {
                "project_id": converters.guid(work_item_type["projectId"]),
                "work_item_type": work_item_type["name"],
                "name": state["name"],
                "category": state.get("category"),
                "position": position,
            }


def work_item_type_categories(directory: Directory) -> Rows:
    """The types of each category, as Microsoft.RequirementCategory."""
    categories_of_projects = directory.per_project(
        "work_item_type_categories", "wit/workitemtypecategories"
    )
    for project, categories in categories_of_projects:
        for category in categories:
            for work_item_type in category.get("workItemTypes") or []:
                yield {
                    "project_id": converters.guid(project["id"]),
                    "reference_name": category["referenceName"],
                    "work_item_type": work_item_type["name"],
                }


def fields(directory: Directory) -> Rows:
    """The organization's work item fields."""
    for field in directory.fields:
        yield {
            "reference_name": field["referenceName"],
            "name": field.get("name"),
            "type": field.get("type"),
            "usage": field.get("usage"),
            "is_identity": converters.flag(field.get("isIdentity")),
            "is_picklist": converters.flag(field.get("isPicklist")),
            "is_deleted": converters.flag(field.get("isDeleted")),
        }
