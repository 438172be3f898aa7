"""Format an organization and its differences as text."""

from collections.abc import Iterator

from sample_organization.model.organization import (
    Identity,
    LinkChange,
    Node,
    Organization,
    Project,
    Team,
)
from tests.oracle.comparison import Difference

NOISE = {
    "System.Id",
    "System.Rev",
    "System.ChangedDate",
    "System.RevisedDate",
    "System.Watermark",
    "System.CreatedDate",
}


def describe(organization: Organization, unlike: list[Difference]) -> str:
    """Yield the differences, then the content of the organization."""
    lines = [str(difference) for difference in unlike]
    for project in organization.projects:
        lines += ["", f"{project.name}: {project.process.name}"]
        lines += [f"  {line}" for line in _project(project)]
    for item_id in organization.items:
        lines += ["", *_history(organization, item_id)]
    lines += ["", *(_link(change) for change in organization.link_changes)]
    return "\n".join(lines)


def _project(project: Project) -> Iterator[str]:
    for kind in project.process.types:
        yield f"type {kind.name}: " + ", ".join(
            f"{state.name} {state.category}" for state in kind.states
        )
    yield "hidden: " + ", ".join(project.process.categories.get("Microsoft.HiddenCategory", ()))
    yield from (f"team {_team(team)}" for team in project.teams)


def _team(team: Team) -> str:
    areas = [f"{path}{' and below' if below else ''}" for path, below in team.area_values]
    if team.team_field != "System.AreaPath":
        areas = [f"{team.team_field} = {value}" for value, _ in team.area_values]
    iterations = [_iteration(node) for node in team.iterations]
    return f"{team.name}, bugs {team.bugs_behavior}: {', '.join(areas)}; {', '.join(iterations)}"


def _iteration(node: Node) -> str:
    return f"{node.id} {node.start} to {node.finish}"


def _link(change: LinkChange) -> str:
    return f"{change.changed_date} {change.operation} {change.rel} {change.source_id} -> {change.target_id}"


def _history(organization: Organization, item_id: int) -> Iterator[str]:
    """Yield one line per revision with the changed fields, without those that always change."""
    before: dict[str, object] = {}
    for revision in organization.items[item_id]:
        now = {name: _short(value) for name, value in revision.fields.items() if name not in NOISE}
        gone = dict.fromkeys(before.keys() - now.keys(), "gone")
        changed = {name: value for name, value in now.items() if before.get(name) != value} | gone
        lines = ", ".join(f"{name.rpartition('.')[2]}={value}" for name, value in changed.items())
        yield f"{item_id} rev {revision.rev} {revision.fields['System.ChangedDate']} {lines}"
        before = now


def _short(value: object) -> object:
    return value.display_name if isinstance(value, Identity) else value
