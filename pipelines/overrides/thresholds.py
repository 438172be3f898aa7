"""thresholds.csv: numbers of the rule catalogue, changed everywhere, for a project, or for a team."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.csv_files import CsvFile, Row, read_csv_file
from pipelines.overrides import schema
from pipelines.overrides.catalogue import PARAMETERS, SWITCH, Catalogue, unknown_rule
from pipelines.overrides.projects_and_teams import Places, UnknownPlaceError

REQUIRED, OPTIONAL = ("rule_id", "parameter", "value"), ("project", "team")


@dataclass(frozen=True)
class Thresholds:
    """The file, checked as far as it can be without knowing the organization."""

    file: CsvFile

    def located(self, places: Callable[[], Places]) -> pa.Table:
        """The lines with ids of projects and teams, as a table of `schema.THRESHOLDS`.

        A line for a project that is not read is left out. `places` is called if a line names one.

        Raises:
            UserActionRequired: If a project or team is unknown, or two lines mean the same.
        """
        names_places = any(row.get("project") or row.get("team") for _, row in self.file.rows)
        known = places() if names_places else Places((), ())
        found = (_located(self.file, line, row, known) for line, row in self.file.rows)
        rows = [row for row in found if row is not None]
        keys = ("rule_id", "parameter", "project_id", "team_id")
        self.file.refuse_repetition(
            "rule_id", [(each["line_number"], _said(each, keys)) for each in rows]
        )
        return pa.Table.from_pylist(rows, schema=schema.THRESHOLDS)


def read_thresholds(path: Path, catalogue: Catalogue) -> Thresholds | None:
    """Read and check the file; none if it does not exist.

    Raises:
        UserActionRequired: If something in it is not right, with file, line and column.
    """
    if not path.exists():
        return None
    file = read_csv_file(path)
    file.refuse_other_columns(REQUIRED, OPTIONAL)
    for line, row in file.rows:
        _check(file, line, row, catalogue)
    keys = ("rule_id", "parameter", "project", "team")
    file.refuse_repetition("rule_id", [(line, _said(row, keys).lower()) for line, row in file.rows])
    return Thresholds(file)


def _check(file: CsvFile, line: int, row: Row, catalogue: Catalogue) -> None:
    rule_id = file.filled(line, row, "rule_id")
    if rule_id not in catalogue:
        raise file.fault(line, "rule_id", unknown_rule(rule_id, catalogue))
    parameter = file.filled(line, row, "parameter")
    if parameter not in catalogue[rule_id]:
        problem = f"`{rule_id}` has no `{parameter}`, but {', '.join(catalogue[rule_id])}"
        raise file.fault(line, "parameter", problem)
    for place in ("project", "team"):
        if parameter == SWITCH and row.get(place):
            problem = f"must be empty: `{SWITCH}` holds for the whole organization"
            raise file.fault(line, place, problem)
    file.filled(line, row, "value")
    file.cell(line, row, "value", PARAMETERS[parameter])


def _located(file: CsvFile, line: int, row: Row, places: Places) -> dict[str, Any] | None:
    try:
        project = places.project(row["project"]) if row.get("project") else None
        if project and not project.is_read:
            return None
        team = places.team(row["team"], project) if row.get("team") else None
    except UnknownPlaceError as error:
        raise file.fault(line, error.column, str(error)) from error
    return {
        "line_number": line,
        "rule_id": row["rule_id"],
        "project_id": team.project_id if team else project and project.id,
        "team_id": team and team.id,
        "parameter": row["parameter"],
        "value": str(PARAMETERS[row["parameter"]](row["value"])).lower().removesuffix(".0"),
    }


def _said(row: dict[str, Any], keys: tuple[str, ...]) -> str:
    """What a line is about, in words."""
    return " ".join(str(row[key]) for key in keys if row.get(key))
