"""The only way to the terminal: everything that is printed is shown as it is, never interpreted."""

from typing import Any

from rich.console import Console
from rich.text import Text

from pipelines.printable import printable, printable_line


class Terminal(Console):
    """A console that shows strings as `pipelines.printable` returns them, without markup and highlighting."""

    def __init__(self, **options: Any) -> None:
        """Accept the options of `Console`."""
        super().__init__(**options, markup=False, emoji=False, highlight=False)

    def render_str(self, text: str, **options: Any) -> Text:
        """Return a string as text, also the title and the cells of a table."""
        plain = {"markup": False, "emoji": False, "highlight": False}
        return super().render_str(printable_line(text), **options | plain)


def print_line(console: Console, text: str, style: str = "") -> None:
    """Print one line, which is not wrapped."""
    console.print(Text(printable_line(text), style), soft_wrap=True)


def value(text: str | None, style: str = "") -> Text:
    """Return a value from outside as text of its own, such as the cell of a table."""
    return Text(printable(text or ""), style)
