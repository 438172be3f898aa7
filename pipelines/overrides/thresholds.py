"""thresholds.csv: parameters of the rule catalogue, changed everywhere, for a project, or for a team."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.csv_files import CsvFile, Row, is_present, read_csv_file
from pipelines.overrides import schema
from pipelines.overrides.catalogue import AGGREGATES, PARAMETERS, SWITCH, Catalogue, unknown_rule
from pipelines.overrides.projects_and_teams import ProjectsAndTeams, project_and_team
from pipelines.overrides.segments import NO_SEGMENTS, Segments, normalized

REQUIRED, OPTIONAL = ("rule_id", "parameter", "value"), ("project", "team", "segment")


@dataclass(frozen=True)
class Thresholds:
    """The file, validated as far as possible without the organization's projects and teams."""

    file: CsvFile

    def resolve(self, projects_and_teams: Callable[[], ProjectsAndTeams]) -> pa.Table:
        """Return the lines with ids of projects and teams in `schema.THRESHOLDS`.

        Lines for projects that are not selected or left out are dropped. `projects_and_teams` is called only
        if a line names a project or team.

        Raises:
            UserActionRequired: If a project or team is unknown, or two lines mean the same.
        """
        has_names = any(row.get("project") or row.get("team") for _, row in self.file.rows)
        known = projects_and_teams() if has_names else ProjectsAndTeams((), ())
        resolved = (_resolved(self.file, line, row, known) for line, row in self.file.rows)
        rows = [row for row in resolved if row is not None]
        columns = ("rule_id", "parameter", "project_id", "team_id", "segment")
        self.file.refuse_repetition(
            "rule_id", [(row["line_number"], _key(row, columns)) for row in rows]
        )
        return pa.Table.from_pylist(rows, schema=schema.THRESHOLDS)


def read_thresholds(
    path: Path, catalogue: Catalogue, segments: Segments = NO_SEGMENTS
) -> Thresholds | None:
    """Read and validate the file; return none if it does not exist.

    Raises:
        UserActionRequired: If a value is not valid, with file, line and column.
    """
    if not is_present(path):
        return None
    file = read_csv_file(path)
    file.refuse_other_columns(REQUIRED, OPTIONAL)
    for line, row in file.rows:
        _validate(file, line, row, catalogue)
        _validate_segment(file, line, row, segments)
    columns = ("rule_id", "parameter", *OPTIONAL)
    file.refuse_repetition(
        "rule_id", [(line, _key(row, columns).lower()) for line, row in file.rows]
    )
    return Thresholds(file)


def _validate(file: CsvFile, line: int, row: Row, catalogue: Catalogue) -> None:
    rule_id = file.filled(line, row, "rule_id")
    if rule_id not in catalogue:
        raise file.fault(line, "rule_id", unknown_rule(rule_id, catalogue))
    parameter = file.filled(line, row, "parameter")
    if parameter not in catalogue[rule_id]:
        problem = f"`{rule_id}` has no parameter `{parameter}`. Use one of {', '.join(catalogue[rule_id])}"
        raise file.fault(line, "parameter", problem)
    for column in OPTIONAL:
        if parameter == SWITCH and row.get(column):
            problem = f"must be empty: `{SWITCH}` applies to the complete organization"
            raise file.fault(line, column, problem)
    if parameter == AGGREGATES and row.get("team"):
        raise file.fault(
            line, "team", f"must be empty: `{AGGREGATES}` applies to complete projects"
        )
    file.filled(line, row, "value")
    file.cell(line, row, "value", PARAMETERS[parameter])


def _validate_segment(file: CsvFile, line: int, row: Row, segments: Segments) -> None:
    if file.cell(line, row, "segment", segments.path) is None:
        return
    for column in ("project", "team"):
        if row.get(column):
            problem = "must be empty in a line for a segment, which is valid wherever its items are"
            raise file.fault(line, column, problem)
    if row["parameter"] == AGGREGATES:
        problem = f"must be empty: `{AGGREGATES}` applies to complete projects"
        raise file.fault(line, "segment", problem)
    if not segments.may_change(row["rule_id"]):
        problem = (
            f"must be empty: `{row['rule_id']}` does not compare single work items with a number"
        )
        raise file.fault(line, "segment", problem)


def _resolved(file: CsvFile, line: int, row: Row, known: ProjectsAndTeams) -> dict[str, Any] | None:
    found = project_and_team(file, line, row, known)
    if found is None:
        return None
    project, team = found
    return {
        "line_number": line,
        "rule_id": row["rule_id"],
        "project_id": team.project_id if team else project and project.id,
        "team_id": team and team.id,
        "segment": normalized(row["segment"]) if row.get("segment") else None,
        "parameter": row["parameter"],
        "value": str(PARAMETERS[row["parameter"]](row["value"])).lower().removesuffix(".0"),
    }


def _key(row: dict[str, Any], columns: tuple[str, ...]) -> str:
    """Return what a line is about: its values in `columns`."""
    return " ".join(str(row[column]) for column in columns if row.get(column))
