"""What was sent, or would be sent, to the channels."""

from collections.abc import Iterable, Sequence

from pipelines.console.terminal import Terminal, print_line
from pipelines.notify.channels import FILE, Channel
from pipelines.notify.delivery import Delivery
from pipelines.notify.messages import Message
from pipelines.printable import printable


def print_deliveries(deliveries: Iterable[Delivery], output: Terminal) -> None:
    """Print a line for each message, and one for each recipient that refused one."""
    deliveries = list(deliveries)
    for delivery in deliveries:
        name = _recipient(delivery.channel, delivery.recipient)
        for message in delivery.messages:
            print_line(output, f"Notified {name}: {printable(message.title)}")
        if delivery.is_failed:
            print_line(output, f"Not notified {name}: the channel did not accept the message")
    if not any(delivery.messages or delivery.is_failed for delivery in deliveries):
        print_line(output, "Nothing new to send.")


def print_preview(
    messages: Iterable[tuple[Channel, str, Sequence[Message]]], output: Terminal
) -> None:
    """Print each message in full."""
    is_quiet = True
    for channel, recipient, due in messages:
        for message in due:
            is_quiet = False
            print_line(
                output, f"To {_recipient(channel.name, recipient)}: {printable(message.title)}"
            )
            for line in message.body.splitlines():
                print_line(output, f"    {line}".rstrip())
    if is_quiet:
        print_line(output, "Nothing new to send.")


def print_no_channels(folder: str, output: Terminal) -> None:
    """Print where the channels would be declared."""
    print_line(
        output,
        f"No channels: {printable(folder)}/{FILE} does not exist. docs/notifications.md has an example.",
    )


def _recipient(channel: str, recipient: str) -> str:
    return f"{channel} ({printable(recipient)})" if recipient else channel
