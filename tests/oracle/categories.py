"""The category of a state: the first source of the contract's ladder that knows the state."""

from collections.abc import Iterable

from sample_organization.model.organization import Project, WorkItemType
from tests.oracle.names import same

CATEGORIES = ("Proposed", "InProgress", "Resolved", "Completed", "Removed")
OF_MICROSOFT = {
    "Proposed": ("New", "Proposed", "To Do", "Approved"),
    "InProgress": ("Active", "Committed", "Doing", "In Progress"),
    "Resolved": ("Resolved",),
    "Completed": ("Closed", "Done"),
    "Removed": ("Removed",),
}
Line = tuple[str, str, str, str]  # project, work item type, state, category


def category_of(
    state: object,
    type_name: str,
    project: Project | None,
    projects: Iterable[Project],
    lines: Iterable[Line],
) -> str:
    """Return the category of a state of a type in a project."""
    if not isinstance(state, str) or not state:
        return "Unknown"
    own_types = project.process.types if project else ()
    every_type = [kind for other in projects for kind in other.process.types]
    for found in (
        _listed(state, type_name, project, lines),
        _defined(state, [kind for kind in own_types if same(kind.name, type_name)]),
        _defined(state, own_types),
        _defined(state, every_type),
        _of_microsoft(state),
    ):
        if found:
            return found
    return "Unknown"


def _listed(
    state: str, type_name: str, project: Project | None, lines: Iterable[Line]
) -> str | None:
    """The line that fits most closely: with both names, with a project, with a type, with neither."""
    fitting = [
        line
        for line in lines
        if same(line[2], state)
        and (not line[0] or (project is not None and same(line[0], project.name)))
        and (not line[1] or same(line[1], type_name))
    ]
    closest = max(fitting, key=lambda line: (bool(line[0]), bool(line[1])), default=None)
    return closest and closest[3]


def _defined(state: str, types: Iterable[WorkItemType]) -> str | None:
    """The first category in order that one of the types gives the state."""
    known = {one.category for kind in types for one in kind.states if same(one.name, state)}
    return next((category for category in CATEGORIES if category in known), None)


def _of_microsoft(state: str) -> str | None:
    for category, names in OF_MICROSOFT.items():
        if any(same(name, state) for name in names):
            return category
    return None
