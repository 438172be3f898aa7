"""The projects and teams that a run left out: their table, and what the coverage says about them."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa

from pipelines import warehouse
from pipelines.azure_devops.gaps import Gap, advised, described
from pipelines.azure_devops.resources.projects import PROJECTS
from pipelines.azure_devops.resources.teams import TEAMS

NOT_LISTED = "deleted, or no longer visible to the token"
ADVICE_NOT_LISTED = "Request access, or select the projects to read with the setting `projects`."


def unlisted(project_id: str, name: str) -> Gap:
    """Return the gap for a project that earlier loads contain and that is no longer listed."""
    return Gap(PROJECTS.name, project_id, name, "", "", NOT_LISTED, ADVICE_NOT_LISTED)


def write(warehouse_path: Path, gaps: Iterable[Gap]) -> None:
    """Replace the gaps of the last run by those of this one."""
    columns = warehouse.COVERAGE_GAPS.names
    rows = [{name: getattr(gap, name) or None for name in columns} for gap in gaps]
    with warehouse.connect(warehouse_path) as connection:
        table = pa.Table.from_pylist(rows, schema=warehouse.COVERAGE_GAPS)
        warehouse.replace_table(connection, "coverage_gaps", table)


def incomplete_reasons(gaps: Iterable[Gap]) -> Mapping[str, str]:
    """Return, by resource, what is left out of it and why.

    What is left out because of another resource is missing from the lists of projects and teams as well.
    """
    found: dict[str, list[Gap]] = {}
    for gap in gaps:
        list_name = TEAMS.name if gap.team_id else PROJECTS.name
        for resource in {gap.resource, list_name}:
            found.setdefault(resource, []).append(gap)
    return {
        resource: f"left out: {described(left_out)}. Findings about them remain unchanged. "
        f"{advised(left_out)}".strip().rstrip(".")
        for resource, left_out in found.items()
    }
