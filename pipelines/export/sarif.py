"""The open findings as SARIF 2.1.0, the format of results of static analysis that viewers read."""

from collections.abc import Sequence
from typing import Any

from pipelines import __version__
from pipelines.csv_output import iso_timestamp
from pipelines.export.open_findings import Row

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "note",
    "informational": "note",
}
BASELINE_STATES = {"reopened": "new"}  # SARIF has no other word for it


def sarif_log(findings: Sequence[Row], rules: Sequence[Row], run: Row) -> dict[str, Any]:
    """Return a log with one run: the rules, and one result per finding."""
    indexes = {rule["rule_id"]: index for index, rule in enumerate(rules)}
    driver = {
        "name": "ado-findings",
        "version": __version__,
        "rules": [_rule(rule) for rule in rules],
    }
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "automationDetails": {"id": f"{run['organization']}/{run['run_id']}"},
                "invocations": [
                    {"executionSuccessful": True, "endTimeUtc": iso_timestamp(run["as_of"])}
                ],
                "results": [_result(finding, indexes) for finding in findings],
            }
        ],
    }


def _rule(rule: Row) -> dict[str, Any]:
    return {
        "id": rule["rule_id"],
        "shortDescription": {"text": rule["rule_title"]},
        "help": {"text": rule["remediation"]},
        "properties": {
            "family": rule["family"],
            "tags": [control for control in (rule["controls"] or "").split(",") if control],
        },
    }


def _result(finding: Row, indexes: dict[str, int]) -> dict[str, Any]:
    result = {
        "ruleId": finding["rule_id"],
        "ruleIndex": indexes[finding["rule_id"]],
        "level": LEVELS[finding["severity"]],
        "message": {"text": f"{finding['title']}. {finding['reason']}"},
        "baselineState": BASELINE_STATES.get(finding["baseline_state"], finding["baseline_state"]),
        "fingerprints": {"findingUid/v1": finding["finding_uid"]},
        "locations": [{"logicalLocations": [_location(finding)]}],
        "properties": {
            name: finding[name]
            for name in ("severity", "family", "project_name", "team_name", "owner_name")
            if finding[name] is not None
        },
    }
    if finding["subject_url"]:
        result["hostedViewerUri"] = finding["subject_url"]
    return result


def _location(finding: Row) -> dict[str, str]:
    return {"kind": finding["subject_type"], "fullyQualifiedName": finding["subject_uid"]}
