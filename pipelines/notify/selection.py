"""The open findings of a publication that a channel is notified of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.notify.channels import EACH_OWNER, Channel, Line
from pipelines.overrides.catalogue import severity_id
from pipelines.publication_file import last_run, opened

_QUERY = """
    select
        finding_uid,
        reopened_count,
        severity,
        severity_id,
        family,
        title,
        reason,
        coalesce(subject_url, '') as url,
        coalesce(project_name, '') as project,
        coalesce(team_name, '') as team,
        coalesce(owner_name, '') as owner_name,
        coalesce(owner_email, '') as owner_email
    from findings
    where is_open
    order by severity_id desc, family, title, finding_uid
"""


@dataclass(frozen=True)
class Finding:
    """An open finding; strings that it does not have are empty."""

    finding_uid: str
    reopened_count: int
    severity: str
    severity_id: int
    family: str
    title: str
    reason: str
    url: str
    project: str
    team: str
    owner_name: str
    owner_email: str

    @property
    def occurrence(self) -> tuple[str, int]:
        """What is notified once: the finding, and again each time that it is reopened."""
        return self.finding_uid, self.reopened_count


@dataclass(frozen=True)
class OpenFindings:
    """The open findings of a publication, highest severity first."""

    organization: str
    as_of: datetime
    findings: tuple[Finding, ...]


def read_open_findings(database: Path) -> OpenFindings:
    """Return the open findings of a published database.

    Raises:
        UserActionRequired: If it is damaged.
    """
    with opened(database) as connection:
        rows = connection.sql(_QUERY).fetchall()
        run = last_run(connection)
    findings = tuple(Finding(*row) for row in rows)
    return OpenFindings(run["organization"], run["as_of"], findings)


def findings_by_recipient(
    channel: Channel, findings: Iterable[Finding]
) -> Iterator[tuple[str, list[Finding]]]:
    """Yield the mail address of each recipient, empty for a channel that is one itself, with its findings.

    Findings whose owner has no mail address are for no owner.
    """
    selected = [
        finding for finding in findings if any(_asks_for(line, finding) for line in channel.lines)
    ]
    if not channel.is_for_owners:
        yield "", selected
        return
    for address in sorted({finding.owner_email.lower() for finding in selected} - {""}):
        yield address, [finding for finding in selected if finding.owner_email.lower() == address]


def _asks_for(line: Line, finding: Finding) -> bool:
    owners = {finding.owner_email.lower(), finding.owner_name.lower()}
    return (
        line.project in (None, finding.project.lower())
        and line.team in (None, finding.team.lower())
        and line.family in (None, finding.family)
        and (line.owner in (None, EACH_OWNER) or line.owner in owners)
        and finding.severity_id >= severity_id(line.severity)
    )
