"""The text of a message: the new findings, or a summary for a recipient that has had no message."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipelines.notify.selection import Finding, OpenFindings
from pipelines.overrides.catalogue import SEVERITIES
from pipelines.printable import printable

MAX_FINDINGS = 20  # of a message; the others are counted
MAX_OF_SUMMARY = 5
_MENTION = re.compile(r"[@!](?=(here|channel|everyone|all|group)\b)", re.IGNORECASE)


@dataclass(frozen=True)
class Message:
    """A text with an id, which is the same however often the message is sent."""

    message_id: str
    title: str
    body: str


def news(open_findings: OpenFindings, findings: Sequence[Finding]) -> Message:
    """Return the message about findings that the recipient has not been notified of."""
    count = len(findings)
    title = f"{count} new finding{'' if count == 1 else 's'} in {open_findings.organization}"
    return _message("news", title, open_findings, findings, MAX_FINDINGS)


def summary(open_findings: OpenFindings, findings: Sequence[Finding]) -> Message:
    """Return the first message to a recipient: how many findings are open, and the most severe."""
    count = len(findings)
    title = f"{count} open finding{'' if count == 1 else 's'} in {open_findings.organization}"
    return _message("summary", title, open_findings, findings, MAX_OF_SUMMARY)


def _message(
    template: str, title: str, open_findings: OpenFindings, findings: Sequence[Finding], limit: int
) -> Message:
    message_id = uuid4().hex[:12]
    counts = Counter(finding.severity for finding in findings)
    body = (
        _templates()
        .get_template(f"{template}.txt.jinja")
        .render(
            as_of=open_findings.as_of,
            message_id=message_id,
            findings=findings[:limit],
            remaining=max(len(findings) - limit, 0),
            counts=[(name, counts[name]) for name in SEVERITIES if counts[name]],
        )
    )
    return Message(message_id, _inert(title), body)


def _templates() -> Environment:
    environment = Environment(  # noqa: S701 - plain text, which `inert` makes safe
        loader=PackageLoader("pipelines.notify"),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["inert"] = _inert
    return environment


def _inert(text: str) -> str:
    """Return a text from outside that mentions nobody, is no markup and has no control characters."""
    text = printable(text).replace("<", "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}")
    text = text.replace(">", "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}")
    return _MENTION.sub(lambda found: f"{found[0]} ", text)
