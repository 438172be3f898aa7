"""Expected rows of `work_item_segments`: what the service returns for the saved queries of the settings."""

from collections.abc import Iterator

from sample_organization.azure_devops.wiql import parse_query
from sample_organization.model.organization import Project, Revision
from tests.oracle.names import same
from tests.oracle.velocity import Row
from tests.oracle.world import World


def work_item_segments(world: World) -> list[Row]:
    """One row per path of a query and item that it returns in any project."""
    known = {item.id for item in world.located_items}
    pairs = {
        (query_path, revision.id)
        for setting in world.parameters.segments
        for query_path, revision in _results(world, setting)
        if revision.id in known
    }
    return [{"segment": path, "work_item_id": item_id} for path, item_id in pairs]


def _results(world: World, setting: str) -> Iterator[tuple[str, Revision]]:
    """Yield each result of a query with the query's path."""
    beginning, _, rest = setting.partition("/")
    projects = world.organization.projects
    named = [project for project in projects if same(project.name, beginning)]
    for project in named or projects:
        wanted = rest if named else setting
        for query in project.queries:
            if same(query.path, wanted):
                yield from ((query.path, found) for found in _run(world, project, query.wiql))


def _run(world: World, project: Project, text: str) -> Iterator[Revision]:
    """Yield the items of a project that fulfil a query now, whatever `as_of` is."""
    query = parse_query(text, project.name, world.organization.present)
    for history in world.organization.items.values():
        current = max(history, key=lambda revision: revision.rev)
        fields = current.fields
        is_deleted = bool(fields.get("System.IsDeleted"))
        if fields["System.TeamProject"] == project.name and not is_deleted and query.test(current):
            yield current
