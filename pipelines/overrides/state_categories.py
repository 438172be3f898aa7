"""state_categories.csv: the category of states, everywhere, for a project, or for a work item type."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.csv_files import CsvFile, Row, is_present, read_csv_file
from pipelines.overrides import schema
from pipelines.overrides.projects_and_teams import ProjectsAndTeams, UnknownNameError

REQUIRED, OPTIONAL = ("state", "category"), ("project", "work_item_type")
CATEGORIES = ("Proposed", "InProgress", "Resolved", "Completed", "Removed")


@dataclass(frozen=True)
class StateCategories:
    """The file, validated as far as possible without the organization's projects.

    Types and states are not compared with those of the organization: the file is about states that no
    type has any more.
    """

    file: CsvFile

    def resolve(self, projects_and_teams: Callable[[], ProjectsAndTeams]) -> pa.Table:
        """Return the lines with ids of projects in `schema.STATE_CATEGORIES`.

        Lines for projects that are not selected are dropped. `projects_and_teams` is called only if a line
        names a project.

        Raises:
            UserActionRequired: If a project is unknown, or two lines mean the same.
        """
        has_names = any(row.get("project") for _, row in self.file.rows)
        known = projects_and_teams() if has_names else ProjectsAndTeams((), ())
        resolved = (_resolved(self.file, line, row, known) for line, row in self.file.rows)
        rows = [row for row in resolved if row is not None]
        columns = ("project_id", "work_item_type", "state")
        self.file.refuse_repetition(
            "state", [(row["line_number"], _key(row, columns)) for row in rows]
        )
        return pa.Table.from_pylist(rows, schema=schema.STATE_CATEGORIES)


def read_state_categories(path: Path) -> StateCategories | None:
    """Read and validate the file; return none if it does not exist.

    Raises:
        UserActionRequired: If a value is not valid, with file, line and column.
    """
    if not is_present(path):
        return None
    file = read_csv_file(path)
    file.refuse_other_columns(REQUIRED, OPTIONAL)
    for line, row in file.rows:
        for column in REQUIRED:
            file.filled(line, row, column)
        file.cell(line, row, "category", _category)
    return StateCategories(file)


def _category(value: str) -> str:
    for category in CATEGORIES:
        if value.lower() == category.lower():
            return category
    raise ValueError(f"valid category. Use one of {', '.join(CATEGORIES)}.")


def _resolved(file: CsvFile, line: int, row: Row, known: ProjectsAndTeams) -> dict[str, Any] | None:
    try:
        project = known.project(row["project"]) if row.get("project") else None
    except UnknownNameError as error:
        if not known.is_complete:
            return None
        raise file.fault(line, error.column, str(error)) from error
    if project and not project.is_selected:
        return None
    return {
        "line_number": line,
        "project_id": project and project.id,
        "work_item_type": row.get("work_item_type") or None,
        "state": row["state"],
        "state_category": _category(row["category"]),
    }


def _key(row: dict[str, Any], columns: tuple[str, ...]) -> str:
    """Return what a line is about: its values in `columns`, separated."""
    return " / ".join(str(row[column] or "every").lower() for column in columns)
