"""Saved queries of random projects."""

from random import Random

from sample_organization.model.organization import Project, SavedQuery

URGENT, RECENT = "Shared Queries/Urgent", "Shared Queries/Team/Recent"
SEGMENTS = (URGENT.upper(), RECENT)
_CONDITIONS = (
    "[Microsoft.VSTS.Common.Priority] <= 2 OR NOT ([System.State] = 'Closed')",
    "[System.ChangedDate] >= @today - 30",
    "[System.WorkItemType] IN ('Bug', 'Task') AND [System.CreatedDate] < @today - 60",
)


def add_queries(rng: Random, projects: list[Project]) -> None:
    """Give the first project both queries, and each other one any of them."""
    for number, project in enumerate(projects):
        for path in (URGENT, RECENT):
            if number == 0 or rng.random() < 0.5:
                text = (
                    "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project "
                    f"AND ({rng.choice(_CONDITIONS)})"
                )
                project.queries.append(SavedQuery(path, text))
