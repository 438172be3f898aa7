"""Settings of teams and processes (`_apis/work`, scope vso.work)."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, request

from sample_organization.azure_devops.context import (
    Json,
    json_response,
    list_response,
    organization,
)
from sample_organization.azure_devops.errors import bad_request, iteration_not_found
from sample_organization.model.organization import Backlog, Node, Project, Team, WorkItemType

work = Blueprint("work", __name__)
View = Callable[..., Response]


def _of_team(resource: str) -> Callable[[View], View]:
    """Register a view of a team's resource; without a team in the path, of the default team."""

    def register(view: View) -> View:
        work.add_url_rule(f"/<project>/<team>/_apis/work/{resource}", view_func=view)
        work.add_url_rule(
            f"/<project>/_apis/work/{resource}", view_func=view, defaults={"team": ""}
        )
        return view

    return register


@_of_team("teamsettings")
def show_team_settings(project: Project, team: Team) -> Response:
    """Show working days, bugs behavior and the backlog iteration."""
    backlogs = project.process.backlogs
    return json_response(
        {
            "backlogIteration": _iteration_reference(project, project.iterations),
            "bugsBehavior": team.bugs_behavior,
            "workingDays": list(team.working_days),
            "backlogVisibilities": {level.id: True for level in backlogs if level.kind != "task"},
            "defaultIteration": None,
            "defaultIterationMacro": "@currentIteration",
            "url": _url(project, team, "teamsettings"),
            "_links": _links(project, team),
        }
    )


@_of_team("teamsettings/iterations")
def list_team_iterations(project: Project, team: Team) -> Response:
    """List the iterations that the team has selected; `$timeframe` may be `current`."""
    rows = [_team_iteration(project, team, iteration) for iteration in team.iterations]
    wanted = request.args.get("$timeframe", "").lower()
    if wanted not in {"", "current"}:
        message = "Only the timeframe 'current' is supported."
        raise bad_request("InvalidTeamSettingsException", message)
    return list_response([row for row in rows if wanted in {"", row["attributes"]["timeFrame"]}])


@_of_team("teamsettings/iterations/<iteration_id>/teamdaysoff")
def show_team_days_off(project: Project, team: Team, iteration_id: str) -> Response:
    """Show the days off of the whole team in one of its iterations."""
    if all(iteration.identifier != iteration_id.lower() for iteration in team.iterations):
        raise iteration_not_found(iteration_id)
    days_off = team.days_off.get(iteration_id.lower(), [])
    iteration_url = _url(project, team, f"teamsettings/iterations/{iteration_id}")
    return json_response(
        {
            "daysOff": [
                {"start": node_date(start), "end": node_date(end)} for start, end in days_off
            ],
            "url": f"{iteration_url}/teamdaysoff",
            "_links": {
                **_links(project, team),
                "self": {"href": f"{iteration_url}/teamdaysoff"},
                "teamSettings": {"href": _url(project, team, "teamsettings")},
                "teamIteration": {"href": iteration_url},
            },
        }
    )


@_of_team("teamsettings/teamfieldvalues")
def show_team_field_values(project: Project, team: Team) -> Response:
    """Show the areas that the team owns, or its values of another team field."""
    values = [{"value": path, "includeChildren": includes} for path, includes in team.area_values]
    field_url = f"{organization().url}/_apis/wit/fields/{team.team_field}"
    return json_response(
        {
            "field": {"referenceName": team.team_field, "url": field_url},
            "defaultValue": values[0]["value"] if values else None,
            "values": values,
            "url": _url(project, team, "teamsettings/teamfieldvalues"),
            "_links": _links(project, team),
        }
    )


@_of_team("backlogconfiguration")
def show_backlog_configuration(project: Project, team: Team) -> Response:
    """Show backlog levels, their fields, and the category of each state."""
    levels = project.process.backlogs
    by_kind = {level.kind: level for level in levels}
    return json_response(
        {
            "taskBacklog": _backlog(project, by_kind["task"]),
            "requirementBacklog": _backlog(project, by_kind["requirement"]),
            "portfolioBacklogs": [
                _backlog(project, level) for level in reversed(levels) if level.kind == "portfolio"
            ],
            "workItemTypeMappedStates": [_mapped_states(kind) for kind in project.process.types],
            "backlogFields": {"typeFields": project.process.type_fields},
            "bugsBehavior": team.bugs_behavior,
            "hiddenBacklogs": [],
            "url": _url(project, team, "backlogconfiguration"),
        }
    )


@work.get("/<project>/_apis/work/processconfiguration")
def show_process_configuration(project: Project) -> Response:
    """Show the backlogs and fields of the process."""
    process = project.process
    by_kind = {level.kind: level for level in process.backlogs}
    portfolio = [level for level in reversed(process.backlogs) if level.kind == "portfolio"]
    bugs = Backlog(
        "Microsoft.BugCategory", "Bugs", "bug", 0, process.categories["Microsoft.BugCategory"]
    )
    return json_response(
        {
            "typeFields": {purpose: _field(name) for purpose, name in process.type_fields.items()},
            "taskBacklog": _category(project, by_kind["task"]),
            "requirementBacklog": _category(project, by_kind["requirement"]),
            "portfolioBacklogs": [_category(project, level) for level in portfolio],
            "bugWorkItems": _category(project, bugs),
            "url": f"{organization().url}/{project.id}/_apis/work/processconfiguration",
        }
    )


def node_date(day: date | None) -> str | None:
    """Return an iteration's date in the API's format: midnight, UTC."""
    return f"{day.isoformat()}T00:00:00Z" if day else None


def _url(project: Project, team: Team, resource: str) -> str:
    return f"{organization().url}/{project.id}/{team.id}/_apis/work/{resource}"


def _links(project: Project, team: Team) -> Json:
    project_url = f"{organization().url}/_apis/projects/{project.id}"
    return {
        "self": {"href": _url(project, team, "teamsettings")},
        "project": {"href": project_url},
        "team": {"href": f"{project_url}/teams/{team.id}"},
        "teamIterations": {"href": _url(project, team, "teamsettings/iterations")},
        "teamFieldValues": {"href": _url(project, team, "teamsettings/teamfieldvalues")},
    }


def _iteration_reference(project: Project, iteration: Node) -> Json:
    below_root = iteration.path.removeprefix(project.name)
    url = f"{organization().url}/{project.id}/_apis/wit/classificationNodes/Iterations"
    return {
        "id": iteration.identifier,
        "name": iteration.name,
        "path": below_root,
        "url": url + below_root.replace("\\", "/"),
    }


def _team_iteration(project: Project, team: Team, iteration: Node) -> Json:
    return {
        "id": iteration.identifier,
        "name": iteration.name,
        "path": iteration.path,
        "attributes": {
            "startDate": node_date(iteration.start),
            "finishDate": node_date(iteration.finish),
            "timeFrame": _time_frame(iteration),
        },
        "url": _url(project, team, f"teamsettings/iterations/{iteration.identifier}"),
    }


def _time_frame(iteration: Node) -> str:
    today = organization().present.date()
    if iteration.finish is not None and iteration.finish < today:
        return "past"
    if iteration.start is not None and iteration.start > today:
        return "future"
    return "current"


def _type_reference(project: Project, name: str) -> Json:
    url = f"{organization().url}/{project.id}/_apis/wit/workItemTypes/{name}"
    return {"name": name, "url": url}


def _category(project: Project, level: Backlog) -> Json:
    return {
        "name": level.name,
        "referenceName": level.id,
        "workItemTypes": [_type_reference(project, name) for name in level.type_names],
    }


def _backlog(project: Project, level: Backlog) -> Json:
    types = [_type_reference(project, name) for name in level.type_names]
    return {
        "id": level.id,
        "name": level.name,
        "rank": level.rank,
        "workItemCountLimit": 1000,
        "addPanelFields": [_field("System.Title")],
        "columnFields": [{"columnFieldReference": _field("System.Title"), "width": 400}],
        "workItemTypes": types,
        "defaultWorkItemType": types[0],
        "color": "009CCC",
        "isHidden": False,
        "type": level.kind,
    }


def _field(reference_name: str) -> Json:
    name = next(
        (field.name for field in organization().fields if field.reference_name == reference_name),
        reference_name,
    )
    url = f"{organization().url}/_apis/wit/fields/{reference_name}"
    return {"referenceName": reference_name, "name": name, "url": url}


def _mapped_states(kind: WorkItemType) -> Json:
    states = {state.name: state.category for state in kind.states}
    return {"workItemTypeName": kind.name, "states": states}
