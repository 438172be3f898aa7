"""Notify all channels about a publication, or show what they would be sent."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipelines.notify.channels import Channel
from pipelines.notify.delivery import Delivery, deliver, message_due
from pipelines.notify.ledger import opened_ledger
from pipelines.notify.messages import Message
from pipelines.notify.selection import findings_by_recipient, read_open_findings
from pipelines.warehouse.data_folder import locked


def notify(
    database: Path, channels: Sequence[Channel], data_dir: Path, publication_mode: int
) -> list[Delivery]:
    """Send what is due to every recipient, and return what happened at each.

    Raises:
        UserActionRequired: If the data folder is in use, or the publication is damaged.
    """
    from pipelines.notify.sending import send  # imports Apprise, which takes half a second

    open_findings = read_open_findings(database)
    with locked(data_dir, publication_mode) as state_dir, opened_ledger(state_dir) as ledger:
        return list(deliver(channels, open_findings, ledger, send))


def preview(
    database: Path, channels: Sequence[Channel], state_dir: Path
) -> Iterator[tuple[Channel, str, list[Message]]]:
    """Yield the messages that are due to each recipient. Sends and records nothing.

    Raises:
        UserActionRequired: If the publication is damaged.
    """
    open_findings = read_open_findings(database)
    with opened_ledger(state_dir, read_only=True) as ledger:
        for channel in channels:
            for recipient, findings in findings_by_recipient(channel, open_findings.findings):
                key = (channel.name, recipient)
                due = message_due(key, findings, open_findings, ledger)
                yield channel, recipient, [*ledger.unconfirmed(key), *([due[0]] if due else [])]
