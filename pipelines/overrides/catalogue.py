"""The rule catalogue, as far as override files refer to it: the rules and their parameters."""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

from pipelines import parsing
from pipelines.errors import nearest
from pipelines.paths import PROJECT_DIR

CATALOGUE_FILE = PROJECT_DIR / "dbt_project" / "seeds" / "rule_catalogue.csv"
SEVERITIES = ("critical", "high", "medium", "low", "informational")
FAMILIES = ("velocity", "backlog", "dependency", "membership", "compliance", "data_quality")
SWITCH, AGGREGATES = "is_enabled", "aggregates"

# The parameters of the macro `rule_parameters`, each with the parser of its values.
PARAMETERS: Mapping[str, Callable[[str], float | bool]] = {
    "informational_threshold": parsing.number,
    "low_threshold": parsing.number,
    "medium_threshold": parsing.number,
    "high_threshold": parsing.number,
    "critical_threshold": parsing.number,
    "window_size": parsing.integer,
    "minimum_count": parsing.integer,
    "factor": parsing.number,
    "grace_days": parsing.number,
    SWITCH: parsing.boolean,
    AGGREGATES: parsing.boolean,
}

# By rule id, the names of the parameters that have a value in the catalogue.
Catalogue = Mapping[str, list[str]]


def severity_id(severity: str) -> int:
    """Return the number of a severity, 1 (informational) to 5 (critical), as defined by OCSF."""
    return len(SEVERITIES) - SEVERITIES.index(severity)


def read_catalogue(path: Path = CATALOGUE_FILE) -> Catalogue:
    """Return the parameters of each rule, by rule id."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            rule["rule_id"]: [name for name in PARAMETERS if rule[name]]
            for rule in csv.DictReader(file)
        }


def rules_on_items(path: Path = CATALOGUE_FILE) -> frozenset[str]:
    """Return the rules that compare a number of a single work item, not one among others, with thresholds."""
    with path.open(encoding="utf-8", newline="") as file:
        return frozenset(
            rule["rule_id"]
            for rule in csv.DictReader(file)
            if rule["subject_type"] == "work_item" and not rule["threshold_unit"]
        )


def unknown_rule(rule_id: str, catalogue: Catalogue) -> str:
    """Return the error text for a rule that is not in the catalogue."""
    return f"there is no rule `{rule_id}`. Nearest: {nearest(rule_id, catalogue)}"
