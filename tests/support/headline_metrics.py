"""The headline number of each metric: SQL over `metrics`, and what `mf query` is asked for.

A number that adds up over teams is that of the organization, else that of the first team by id.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.paths import PROJECT_DIR

DEFINITIONS = PROJECT_DIR / "dbt_project" / "seeds" / "metric_definitions.csv"
OF_A_TEAM = "team_id = (select min(team_id) from metrics where metric_id = '{id}')"
OF_THE_LAST_DATE = "date = (select max(date) from metrics where metric_id = '{id}')"
OF_THE_ORGANIZATION = "project_id = 'all' and team_id = 'all'"


@dataclass(frozen=True)
class Headline:
    """How one number comes from the rows of a metric, and how MetricFlow groups the same."""

    metric_id: str
    aggregate: str
    conditions: tuple[str, ...] = ()
    group_by: str = ""  # of `mf query`; empty for the total
    is_first: bool = True  # which of the groups, in their order

    @property
    def sql(self) -> str:
        """One number, on any engine with standard SQL and a table `metrics`."""
        conditions = ["metric_id = '{id}'", *self.conditions]
        query = f"select {self.aggregate} from metrics where {' and '.join(conditions)}"
        return query.format(id=self.metric_id)


def definitions(path: Path = DEFINITIONS) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def headline(metric: Mapping[str, str]) -> Headline:
    """Return the headline of a line of the catalogue, by its rules for adding up."""
    metric_id = metric["metric_id"]
    over_teams = metric["is_additive_over_teams"] == "true"
    over_time = metric["is_additive_over_time"] == "true"
    if over_teams:
        return Headline(metric_id, "sum(value)", () if over_time else (OF_THE_LAST_DATE,))
    if over_time:
        return Headline(metric_id, "sum(value)", (OF_A_TEAM,), "team")
    if metric["unit"] == "ratio":
        return Headline(metric_id, "sum(numerator) / sum(denominator)")
    conditions = (OF_THE_ORGANIZATION, OF_THE_LAST_DATE)
    return Headline(metric_id, "max(value)", conditions, "metric_time__month", is_first=False)


HEADLINES = {metric["metric_id"]: headline(metric) for metric in definitions()}
