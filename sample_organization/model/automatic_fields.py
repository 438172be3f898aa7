"""Fields that the service fills in by itself whenever somebody changes a work item."""

import uuid
from datetime import datetime

from sample_organization.model.organization import (
    STILL_CURRENT,
    Fields,
    FieldValue,
    Identity,
    Node,
    Process,
    instant_text,
)

Draft = dict[str, FieldValue | None]
"""Fields of a revision that is being written; None empties one."""

_ENTERED = {"InProgress": "Activated", "Resolved": "Resolved", "Completed": "Closed"}


def root(path: str) -> str:
    """Return the first segment of a path: the project's name."""
    return path.partition("\\")[0]


def stamp(rev: int, at: datetime, by: Identity) -> Fields:
    """Return what every revision says: who wrote it, and when."""
    return {
        "System.Rev": rev,
        "System.ChangedDate": instant_text(at),
        "System.ChangedBy": by,
        "System.AuthorizedDate": instant_text(at),
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
    """Return the fields that name an area, and the project that it lies in."""
    return {
        "System.TeamProject": root(area.path),
        "System.AreaId": area.id,
        "System.AreaPath": area.path,
        "System.NodeName": area.name,
        **_levels("Area", area.path),
    }


def iteration_fields(iteration: Node) -> Draft:
    """Return the fields that name an iteration."""
    return {
        "System.IterationId": iteration.id,
        "System.IterationPath": iteration.path,
        **_levels("Iteration", iteration.path),
    }


def state_fields(draft: Draft, state: str, process: Process, at: datetime, by: Identity) -> Draft:
    """Return the fields that a state brings along: dates by its category, columns of boards."""
    changed: Draft = {
        "System.State": state,
        "System.Reason": f"Moved to state {state}",
        "Microsoft.VSTS.Common.StateChangeDate": instant_text(at),
        "Microsoft.VSTS.Common.ClosedDate": None,
        "Microsoft.VSTS.Common.ClosedBy": None,
    }
    category = _category(process, draft["System.WorkItemType"], state)
    if category in _ENTERED:
        entered = f"Microsoft.VSTS.Common.{_ENTERED[category]}"
        changed |= {f"{entered}Date": instant_text(at), f"{entered}By": by}
    boards = (name for name in draft if name.endswith(("BoardColumn", "Kanban.Column")))
    return changed | dict.fromkeys(boards, state)


def _category(process: Process, type_name: FieldValue | None, state: str) -> str | None:
    categories = (kind.category_of(state) for kind in process.types if kind.name == type_name)
    return next(categories, None)
