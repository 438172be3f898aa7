"""The projects and teams that the API lists, for override files that refer to them."""

from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.overrides.projects_and_teams import Project, ProjectsAndTeams, Team


def listed_projects_and_teams(organization: AzureDevOpsOrganization) -> ProjectsAndTeams:
    """Return the projects that the token can see and the teams of the selected ones."""
    projects = [
        Project(project["id"].lower(), project["name"], organization.is_selected(project))
        for project in organization.projects()
    ]
    teams = [
        Team(team["id"].lower(), team["name"], team["projectId"].lower())
        for team in organization.teams()
    ]
    return ProjectsAndTeams(projects, teams, is_complete=not organization.gaps.project_ids)
