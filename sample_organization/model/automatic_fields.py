"""Fields that the service sets whenever a work item changes."""

import uuid
from datetime import datetime

from sample_organization.model.organization import (
    STILL_CURRENT,
    Fields,
    FieldValue,
    Identity,
    Node,
    Process,
    format_timestamp,
)

Draft = dict[str, FieldValue | None]
"""Fields of a revision that is being written; None clears a field."""

_ENTERED = {"InProgress": "Activated", "Resolved": "Resolved", "Completed": "Closed"}


def project_name(path: str) -> str:
    """Return the first segment of a path: the project's name."""
    return path.partition("\\")[0]


def revision_fields(rev: int, at: datetime, by: Identity) -> Fields:
    """Return the fields of every revision: its author and timestamps."""
    return {
        "System.Rev": rev,
        "System.ChangedDate": format_timestamp(at),
        "System.ChangedBy": by,
        "System.AuthorizedDate": format_timestamp(at),
        "System.AuthorizedAs": by,
        "System.PersonId": uuid.UUID(by.id).int % 900_000_000,
        "System.RevisedDate": STILL_CURRENT,
    }


def _levels(prefix: str, path: str) -> Draft:
    levels = path.split("\\")
    return {
        f"System.{prefix}Level{depth}": levels[depth - 1] if depth <= len(levels) else None
        for depth in range(1, 4)
    }


def area_fields(area: Node) -> Draft:
    """Return the fields of an area and of its project."""
    return {
        "System.TeamProject": project_name(area.path),
        "System.AreaId": area.id,
        "System.AreaPath": area.path,
        "System.NodeName": area.name,
        **_levels("Area", area.path),
    }


def iteration_fields(iteration: Node) -> Draft:
    """Return the fields of an iteration."""
    return {
        "System.IterationId": iteration.id,
        "System.IterationPath": iteration.path,
        **_levels("Iteration", iteration.path),
    }


def state_fields(draft: Draft, state: str, process: Process, at: datetime, by: Identity) -> Draft:
    """Return the fields that a state change sets: dates of its category, and board columns."""
    changed: Draft = {
        "System.State": state,
        "System.Reason": f"Moved to state {state}",
        "Microsoft.VSTS.Common.StateChangeDate": format_timestamp(at),
        "Microsoft.VSTS.Common.ClosedDate": None,
        "Microsoft.VSTS.Common.ClosedBy": None,
    }
    category = _category(process, draft["System.WorkItemType"], state)
    if category in _ENTERED:
        entered = f"Microsoft.VSTS.Common.{_ENTERED[category]}"
        changed |= {f"{entered}Date": format_timestamp(at), f"{entered}By": by}
    boards = (name for name in draft if name.endswith(("BoardColumn", "Kanban.Column")))
    return changed | dict.fromkeys(boards, state)


def _category(process: Process, type_name: FieldValue | None, state: str) -> str | None:
    categories = (kind.category_of(state) for kind in process.types if kind.name == type_name)
    return next(categories, None)
