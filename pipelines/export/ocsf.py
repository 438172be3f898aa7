"""The open findings as events of the Open Cybersecurity Schema Framework (OCSF): class Detection Finding."""

from datetime import UTC, datetime
from typing import Any

from pipelines import __version__
from pipelines.export.open_findings import Row

SCHEMA_VERSION = "1.3.0"
FINDINGS, DETECTION_FINDING = 2, 2004  # category and class
CREATE, UPDATE = 1, 2  # activities
USER, OTHER_ACCOUNT = 1, 99
STATUSES = {"new": (1, "New"), "in_progress": (2, "In Progress")}


def ocsf_event(finding: Row) -> dict[str, Any]:
    """Return the event of a finding."""
    activity = CREATE if finding["status"] == "new" else UPDATE
    status_id, status = STATUSES[finding["status"]]
    event = {
        "activity_id": activity,
        "category_uid": FINDINGS,
        "class_uid": DETECTION_FINDING,
        "type_uid": 100 * DETECTION_FINDING + activity,
        "time": _milliseconds(finding["as_of"]),
        "severity_id": finding["severity_id"],
        "severity": finding["severity"].capitalize(),
        "status_id": status_id,
        "status": status,
        "message": finding["reason"],
        "finding_info": _finding_info(finding),
        "metadata": _metadata(finding),
        "resources": [_resource(finding)],
        "remediation": {"desc": finding["remediation"]},
    }
    return event | {
        "unmapped": {"evidence": finding["evidence"], "team": finding["team_name"] or ""}
    }


def _finding_info(finding: Row) -> dict[str, Any]:
    info = {
        "uid": finding["finding_uid"],
        "title": finding["title"],
        "desc": finding["reason"],
        "types": [finding["rule_id"], finding["family"]],
        "created_time": _milliseconds(finding["first_seen_at"]),
        "first_seen_time": _milliseconds(finding["since_at"]),
        "last_seen_time": _milliseconds(finding["last_seen_at"]),
    }
    return info | ({"src_url": finding["subject_url"]} if finding["subject_url"] else {})


def _metadata(finding: Row) -> dict[str, Any]:
    product = {"name": "ado-findings", "vendor_name": "ado-findings", "version": __version__}
    return {"version": SCHEMA_VERSION, "product": product, "tenant_uid": finding["organization"]}


def _resource(finding: Row) -> dict[str, Any]:
    """Return the subject, with its owner where there is one."""
    resource = {
        "uid": finding["subject_uid"],
        "type": finding["subject_type"],
        "name": finding["title"],
    }
    names = [finding[name] for name in ("owner_name", "owner_email", "owner_id") if finding[name]]
    return resource | ({"owner": _owner(finding, names[0])} if names else {})


def _owner(finding: Row, name: str) -> dict[str, Any]:
    uid = finding["owner_id"] or finding["owner_email"] or name
    owner = {"uid": uid, "name": name, "type_id": USER, "account": _account(uid, name)}
    return owner | ({"email_addr": finding["owner_email"]} if finding["owner_email"] else {})


def _account(uid: str, name: str) -> dict[str, Any]:
    return {"uid": uid, "name": name, "type_id": OTHER_ACCOUNT, "type": "Azure DevOps"}


def _milliseconds(moment: datetime) -> int:
    """Return a timestamp, which is in UTC, in milliseconds since 1970."""
    return int(moment.replace(tzinfo=UTC).timestamp() * 1000)
