"""The status as a text file for Prometheus' node exporter."""

from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from pipelines.status.status import Resource, Status, ended_at
from pipelines.warehouse.attempts import SUCCEEDED

PREFIX = "ado_findings"


def write_metrics(status: Status, path: Path) -> None:
    """Write the file in one step.

    Raises:
        OSError: If it cannot be written.
    """
    registry = CollectorRegistry()

    def gauge(name: str, description: str, value: float) -> None:
        Gauge(f"{PREFIX}_{name}", description, registry=registry).set(value)

    gauge("fresh", "1 if the last run succeeded recently, else 0.", status.state == "fresh")
    gauge("used_bytes", "Size of all files in the data folder.", status.used_bytes)
    if status.last_attempt:
        succeeded = status.last_attempt.status == SUCCEEDED
        gauge("last_attempt_succeeded", "1 if the last run or build published, else 0.", succeeded)
        ended = ended_at(status.last_attempt)
        if ended:
            gauge(
                "last_attempt_timestamp_seconds",
                "When the last run or build ended, in seconds since 1970.",
                ended.timestamp(),
            )
    if status.publication:
        published = status.publication
        gauge(
            "publication_timestamp_seconds",
            "When the run that published started, in seconds since 1970.",
            published.started_at.timestamp(),
        )
        gauge("findings", "Findings that are not resolved.", published.finding_count)
        _add_resources(registry, published.resources)
    write_to_textfile(str(path), registry)


def _add_resources(registry: CollectorRegistry, resources: tuple[Resource, ...]) -> None:
    gauges = {
        "row_count": ("resource_rows", "Rows that the run read of a resource."),
        "request_count": ("resource_requests", "Requests that the run sent for a resource."),
        "is_complete": ("resource_complete", "1 if a resource was read completely, else 0."),
    }
    for attribute, (name, description) in gauges.items():
        gauge = Gauge(f"{PREFIX}_{name}", description, ["resource"], registry=registry)
        for resource in resources:
            gauge.labels(resource.name).set(getattr(resource, attribute))
