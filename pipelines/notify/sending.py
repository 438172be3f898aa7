"""Hand a message to a channel, through Apprise."""

import logging

from apprise import Apprise, NotifyFormat
from apprise.logger import LogCapture

from pipelines.errors import UserActionRequired
from pipelines.notify.channels import Channel
from pipelines.notify.messages import Message
from pipelines.printable import one_line
from pipelines.redaction import redacted

logger = logging.getLogger(__name__)


def send(channel: Channel, recipient: str, message: Message) -> bool:
    """Send a message and return whether the channel has accepted it; log a warning if not."""
    sender = sender_of(channel, recipient)
    with LogCapture(level=logging.WARNING) as output:
        is_accepted = sender.notify(
            body=message.body, title=message.title, body_format=NotifyFormat.TEXT
        )
        reasons = output.getvalue()
    if not is_accepted:
        logger.warning(
            "Channel %s did not accept a message. It is sent again in the next run. %s",
            channel.name,
            one_line(redacted(reasons, [channel.url, *channel.url.split("/")])),
        )
    return bool(is_accepted)


def sender_of(channel: Channel, recipient: str = "") -> Apprise:
    """Return what sends to a channel.

    Raises:
        UserActionRequired: If its address is not one that Apprise knows; the message does not repeat it.
    """
    sender = Apprise()
    with LogCapture(level=logging.CRITICAL):
        is_valid = sender.add(channel.url_of(recipient))
    if not is_valid:
        raise UserActionRequired(
            f"The address of channel `{channel.name}` is not a valid URL of Apprise. Correct it: "
            "docs/notifications.md has one example for each kind of channel."
        )
    return sender
