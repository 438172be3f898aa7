"""What could not be read of single projects and teams: they are left out and named, and the run goes on."""

from collections.abc import Iterator, Sequence
from threading import Lock
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.azure_devops.responses import Record
from pipelines.errors import first_few
from pipelines.printable import printable


class Gap(NamedTuple):
    """A project, or a team of it, that is left out because one of its resources could not be read."""

    resource: str
    project_id: str
    project_name: str
    team_id: str  # empty for a project
    team_name: str
    reason: str
    advice: str

    @property
    def title(self) -> str:
        """The name as in Azure DevOps, such as `project Fabrikam` or `team Fabrikam / Web`."""
        if self.team_name:
            return f"team {printable(self.project_name)} / {printable(self.team_name)}"
        return f"project {printable(self.project_name)}"


def gap(resource: str, project: Record, team: Record | None, reason: str, advice: str = "") -> Gap:
    """Return the gap for a project or a team, as listed by the service."""
    return Gap(
        resource,
        project["id"].lower(),
        project["name"],
        team["id"].lower() if team else "",
        team["name"] if team else "",
        reason,
        advice,
    )


class Gaps:
    """The gaps of one run. Threads may add to them."""

    def __init__(self) -> None:
        self._gaps: list[Gap] = []
        self._lock = Lock()

    def add(self, added: Gap) -> None:
        """Leave a project or team out."""
        with self._lock:
            self._gaps.append(added)

    def __iter__(self) -> Iterator[Gap]:
        """Iterate over the gaps by name."""
        return iter(sorted(self._gaps, key=lambda gap: (gap.title, gap.resource)))

    @property
    def project_ids(self) -> set[str]:
        """The ids of the projects that are left out."""
        return {gap.project_id for gap in self if not gap.team_id}

    @property
    def team_ids(self) -> set[str]:
        """The ids of the teams that are left out by themselves, not with their project."""
        return {gap.team_id for gap in self if gap.team_id}


def without_ids(table: pa.Table, column: str, ids: set[str]) -> pa.Table:
    """Return the rows whose id in `column` is not in `ids`: all of them if there is no such column."""
    if not ids or column not in table.column_names:
        return table
    return table.filter(pc.invert(pc.is_in(table[column], pa.array(sorted(ids), pa.string()))))


def described(gaps: Sequence[Gap]) -> str:
    """Return the names of what is left out, each with the reason: `project Alpha (GET ... returned 403)`."""
    return first_few([f"{gap.title} ({gap.reason.rstrip('.')})" for gap in gaps])


def advised(gaps: Sequence[Gap]) -> str:
    """Return what to do about gaps."""
    return " ".join(dict.fromkeys(gap.advice for gap in gaps if gap.advice))
