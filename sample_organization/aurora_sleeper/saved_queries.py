"""Saved queries of the company, two of which the sample's settings name as segments."""

from sample_organization.aurora_sleeper.company import BOOKING, Company
from sample_organization.model.organization import SavedQuery

SAMPLE_SEGMENTS = (
    "Shared Queries/Privacy",  # in several projects
    f"{BOOKING.name}/Shared Queries/Fares/Hot list",
)

_HOT_LIST = """
    SELECT [System.Id], [System.Title], [Microsoft.VSTS.Common.Priority]
    FROM WorkItems
    WHERE [System.TeamProject] = @project
        AND [System.AreaPath] UNDER 'Booking & Fares\\Fares'
        AND NOT [System.State] IN ('Closed', 'Removed')
        AND ([Microsoft.VSTS.Common.Priority] = 1 OR [System.ChangedDate] >= @today - 14)
    ORDER BY [Microsoft.VSTS.Common.Priority], [System.ChangedDate] DESC
"""
_PRIVACY = """
    SELECT [System.Id] FROM WorkItems
    WHERE [System.TeamProject] = @project AND [System.Tags] CONTAINS 'GDPR'
"""
_EPICS_WITH_FEATURES = """
    SELECT [System.Id] FROM WorkItemLinks
    WHERE [Source].[System.WorkItemType] = 'Epic' MODE (Recursive)
"""


def add_saved_queries(company: Company) -> None:
    """Give two projects a query of one path, and the first one a folder, a list and a tree as well."""
    booking, crew = company.organization.projects[:2]
    booking.queries += [
        SavedQuery("Shared Queries/Fares", is_folder=True),
        SavedQuery("Shared Queries/Fares/Hot list", _HOT_LIST),
        SavedQuery("Shared Queries/Epics with features", _EPICS_WITH_FEATURES, "tree"),
    ]
    for project in (booking, crew):
        project.queries.append(SavedQuery("Shared Queries/Privacy", _PRIVACY))
