"""The catalogue of the rules, as far as users may change it: which rules there are, and their parameters."""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

from pipelines import parsing
from pipelines.errors import nearest
from pipelines.paths import PROJECT_DIR

CATALOGUE_FILE = PROJECT_DIR / "dbt_project" / "seeds" / "rule_catalogue.csv"
SWITCH = "is_enabled"

# As in the macro `rule_parameters`, with what a value may be.
PARAMETERS: Mapping[str, Callable[[str], float | bool]] = {
    "informational_threshold": parsing.number,
    "low_threshold": parsing.number,
    "medium_threshold": parsing.number,
    "high_threshold": parsing.number,
    "critical_threshold": parsing.number,
    "window_size": parsing.whole_number,
    "minimum_count": parsing.whole_number,
    "factor": parsing.number,
    "grace_days": parsing.number,
    SWITCH: parsing.boolean,
}

# The names of the parameters of each rule: those for which the catalogue has a value.
Catalogue = Mapping[str, list[str]]


def read_catalogue(path: Path = CATALOGUE_FILE) -> Catalogue:
    """The parameters of each rule, by rule."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            rule["rule_id"]: [name for name in PARAMETERS if rule[name]]
            for rule in csv.DictReader(file)
        }


def unknown_rule(rule_id: str, catalogue: Catalogue) -> str:
    """What is wrong with the name of a rule that the catalogue does not have."""
    return f"there is no rule `{rule_id}`. Nearest: {nearest(rule_id, catalogue)}"
