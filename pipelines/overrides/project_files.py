"""Override files whose lines are about one project or about all: the states and markers that teams use.

Types, states and tags are not compared with those of the organization: they may be gone, or come later.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.csv_files import CsvFile, Row, is_present, read_csv_file
from pipelines.overrides import schema
from pipelines.overrides.projects_and_teams import ProjectsAndTeams, project_and_team

CATEGORIES = ("Proposed", "InProgress", "Resolved", "Completed", "Removed")
MARKERS = ("tag", "column")


def _category(value: str) -> str:
    return _one_of(CATEGORIES, "category", value)


def _marker(value: str) -> str:
    return _one_of(MARKERS, "marker", value)


def _one_of(known: tuple[str, ...], what: str, value: str) -> str:
    for name in known:
        if value.lower() == name.lower():
            return name
    raise ValueError(f"valid {what}. Use one of {', '.join(known)}.")


@dataclass(frozen=True)
class Declaration:
    """What a file contains.

    Attributes:
        schema: The raw table: line number, project, then one column for each of the file.
        required: Columns of the file in which every cell is filled; the others, and `project`, are optional.
        key: What no two lines of one project share.
        converters: Functions that check cells and return their values, by column; other cells are kept.
    """

    schema: pa.Schema
    required: tuple[str, ...]
    key: tuple[str, ...]
    converters: Mapping[str, Callable[[str], str]]

    @property
    def columns(self) -> dict[str, str]:
        """Return the columns of the file, with those of the table that they fill."""
        columns = {name: name for name in self.schema.names[2:]}
        return {"category" if name == "state_category" else name: name for name in columns}

    def convert(self, column: str, value: str) -> str:
        """Return the value of a cell. Raises ValueError."""
        return self.converters.get(column, str)(value)


STATE_CATEGORIES = Declaration(
    schema.STATE_CATEGORIES,
    required=("state", "category"),
    key=("work_item_type", "state"),
    converters={"category": _category},
)
APPROVAL_STATES = Declaration(
    schema.APPROVAL_STATES, required=("state",), key=("work_item_type", "state"), converters={}
)
BLOCKED_MARKERS = Declaration(
    schema.BLOCKED_MARKERS,
    required=("marker", "name"),
    key=("marker", "name"),
    converters={"marker": _marker},
)


@dataclass(frozen=True)
class ProjectFile:
    """A file, validated as far as possible without the organization's projects; none if it does not exist."""

    declaration: Declaration
    file: CsvFile | None

    def resolve(self, projects_and_teams: Callable[[], ProjectsAndTeams]) -> pa.Table:
        """Return the lines with ids of projects, in the schema of the declaration.

        Lines for projects that are not selected are dropped. `projects_and_teams` is called only if a line
        names a project.

        Raises:
            UserActionRequired: If a project is unknown, or two lines mean the same.
        """
        if self.file is None:
            return self.declaration.schema.empty_table()
        has_names = any(row.get("project") for _, row in self.file.rows)
        known = projects_and_teams() if has_names else ProjectsAndTeams((), ())
        resolved = (self._resolved(self.file, line, row, known) for line, row in self.file.rows)
        rows = [row for row in resolved if row is not None]
        columns = ("project_id", *self.declaration.key)
        self.file.refuse_repetition(
            columns[-1], [(row["line_number"], _key(row, columns)) for row in rows]
        )
        return pa.Table.from_pylist(rows, schema=self.declaration.schema)

    def _resolved(
        self, file: CsvFile, line: int, row: Row, known: ProjectsAndTeams
    ) -> dict[str, Any] | None:
        found = project_and_team(file, line, row, known)
        if found is None:
            return None
        values = {
            name: self.declaration.convert(column, row[column]) if row.get(column) else None
            for column, name in self.declaration.columns.items()
        }
        return {"line_number": line, "project_id": found.project and found.project.id, **values}


def read_project_file(path: Path, declaration: Declaration) -> ProjectFile:
    """Read and validate a file.

    Raises:
        UserActionRequired: If a value is not valid, with file, line and column.
    """
    if not is_present(path):
        return ProjectFile(declaration, None)
    file = read_csv_file(path)
    optional = ("project", *(set(declaration.columns) - set(declaration.required)))
    file.refuse_other_columns(declaration.required, optional)
    for line, row in file.rows:
        for column in declaration.required:
            file.filled(line, row, column)
        for column, convert in declaration.converters.items():
            file.cell(line, row, column, convert)
    return ProjectFile(declaration, file)


def _key(row: dict[str, Any], columns: tuple[str, ...]) -> str:
    """Return what a line is about: its values in `columns`, separated."""
    return " / ".join(str(row[column] or "every").lower() for column in columns)
