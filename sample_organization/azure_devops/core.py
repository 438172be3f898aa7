"""Projects, teams and their members (`_apis/projects`, scope vso.project)."""

from typing import TypeVar

from flask import Blueprint, Response, request

from sample_organization.azure_devops.context import (
    Json,
    boolean,
    integer_parameter,
    json_response,
    list_response,
    organization,
    service,
)
from sample_organization.model.organization import Project, Team, TeamMember

core = Blueprint("core", __name__)
_Row = TypeVar("_Row")


@core.get("/_apis/projects")
def list_projects() -> Response:
    """List a page of projects; a header has the continuation token if there are more."""
    projects = organization().projects
    start = integer_parameter("continuationToken", integer_parameter("$skip", 0))
    end = start + min(integer_parameter("$top", service().pages.projects), service().pages.projects)
    response = list_response([_project(project) for project in projects[start:end]])
    if end < len(projects):
        response.headers["x-ms-continuationtoken"] = str(end)
    return response


@core.get("/_apis/projects/<project>")
def show_project(project: Project) -> Response:
    """Show a project, with its process if capabilities are requested."""
    team = project.teams[0]
    details = _project(project) | {
        "_links": {
            "self": {"href": _url(project)},
            "collection": {"href": f"{organization().url}/_apis/projectCollections/1"},
            "web": {"href": f"{organization().url}/{project.name}"},
        },
        "defaultTeam": {
            "id": team.id,
            "name": team.name,
            "url": f"{_url(project)}/teams/{team.id}",
        },
    }
    if boolean(request.args.get("includeCapabilities")):
        details["capabilities"] = _capabilities(project)
    return json_response(details)


@core.get("/_apis/projects/<project>/teams")
def list_teams(project: Project) -> Response:
    """List a page of a project's teams."""
    return list_response([_team(project, team) for team in _page(project.teams)])


@core.get("/_apis/projects/<project>/teams/<team>")
def show_team(project: Project, team: Team) -> Response:
    """Show a team."""
    return json_response(_team(project, team))


@core.get("/_apis/projects/<project>/teams/<team>/members")
def list_members(project: Project, team: Team) -> Response:
    """List a page of a team's direct members."""
    return list_response([_member(member) for member in _page(team.members)])


def _page(rows: list[_Row]) -> list[_Row]:
    start, most = integer_parameter("$skip", 0), service().pages.teams
    return rows[start : start + min(integer_parameter("$top", most), most)]


def _url(project: Project) -> str:
    return f"{organization().url}/_apis/projects/{project.id}"


def _project(project: Project) -> Json:
    described = {"description": project.description} if project.description else {}
    return {
        "id": project.id,
        "name": project.name,
        **described,
        "url": _url(project),
        "state": "wellFormed",
        "revision": 42,
        "visibility": "private",
        "lastUpdateTime": "2025-01-09T12:02:35.893Z",
    }


def _capabilities(project: Project) -> Json:
    return {
        "processTemplate": {
            "templateName": project.process.name,
            "templateTypeId": project.process.id,
        },
        "versioncontrol": {
            "sourceControlType": "Git",
            "gitEnabled": "True",
            "tfvcEnabled": "False",
        },
    }


def _team(project: Project, team: Team) -> Json:
    return {
        "id": team.id,
        "name": team.name,
        "url": f"{_url(project)}/teams/{team.id}",
        "description": team.description,
        "identityUrl": f"https://vssps.dev.azure.com/{organization().name}/_apis/Identities/{team.id}",
        "projectName": project.name,
        "projectId": project.id,
    }


def _member(member: TeamMember) -> Json:
    administers = {"isTeamAdmin": True} if member.is_team_admin else {}
    return {**administers, "identity": member.identity}
