"""Notify every channel what it has not been notified of."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipelines.notify.channels import Channel
from pipelines.notify.ledger import Ledger, Occurrence, Recipient
from pipelines.notify.messages import Message, news, summary
from pipelines.notify.selection import Finding, OpenFindings, findings_by_recipient

Send = Callable[[Channel, str, Message], bool]


@dataclass(frozen=True)
class Delivery:
    """What happened at one recipient.

    Attributes:
        messages: Those that the channel accepted.
        is_failed: Whether it refused one, which the next run sends again.
    """

    channel: str
    recipient: str
    messages: tuple[Message, ...] = ()
    is_failed: bool = False


def deliver(
    channels: Sequence[Channel], open_findings: OpenFindings, ledger: Ledger, send: Send
) -> Iterator[Delivery]:
    """Send what is due to each recipient, and yield what happened. A channel that fails costs no other."""
    for channel in channels:
        for recipient, findings in findings_by_recipient(channel, open_findings.findings):
            yield _deliver(channel, recipient, findings, open_findings, ledger, send)


def _deliver(
    channel: Channel,
    recipient: str,
    findings: Sequence[Finding],
    open_findings: OpenFindings,
    ledger: Ledger,
    send: Send,
) -> Delivery:
    key = (channel.name, recipient)
    sent: list[Message] = []
    while message := _next_message(key, findings, open_findings, ledger):
        if not send(channel, recipient, message):
            return Delivery(channel.name, recipient, tuple(sent), is_failed=True)
        ledger.confirm(message)
        sent.append(message)
    return Delivery(channel.name, recipient, tuple(sent))


def _next_message(
    key: Recipient, findings: Sequence[Finding], open_findings: OpenFindings, ledger: Ledger
) -> Message | None:
    """Return the message that the channel may not have accepted, else the recorded one that is due now."""
    unconfirmed = ledger.unconfirmed(key)
    if unconfirmed:
        return unconfirmed[0]
    due = message_due(key, findings, open_findings, ledger)
    if due is None:
        return None
    ledger.record(key, *due)
    return due[0]


def message_due(
    key: Recipient, findings: Sequence[Finding], open_findings: OpenFindings, ledger: Ledger
) -> tuple[Message, list[Occurrence]] | None:
    """Return the message about what the recipient does not know yet, with what it is about."""
    notified = ledger.notified(key)
    due_findings = [finding for finding in findings if finding.occurrence not in notified]
    if not due_findings:
        return None
    write = news if ledger.knows(key) else summary
    return write(open_findings, due_findings), [finding.occurrence for finding in due_findings]
