"""The report of `ado-findings check`: the token's scopes and the connection to each platform."""

from collections.abc import Iterable

from rich.table import Table

from pipelines.accounts import Platform
from pipelines.azure_devops.scopes import ProbeResult
from pipelines.console.terminal import Terminal, print_line


def print_scopes(results: Iterable[ProbeResult], token_page: str | None, console: Terminal) -> None:
    """Print each scope with its state, whether a run needs it, and what is missing without it."""
    table = Table("scope", "state", "needed", box=None, pad_edge=False)
    table.add_column("without it", overflow="fold")
    for result in results:
        needed = "yes" if result.scope.is_critical else "optional"
        table.add_row(result.scope.name, result.state, needed, result.scope.without_it)
    console.print(table)
    if token_page:
        print_line(console, f"Create or edit tokens at {token_page}")


def print_platforms(states: Iterable[tuple[Platform, str]], console: Terminal) -> None:
    """Print for each platform whether it can be read."""
    for platform, state in states:
        print_line(console, f"Platform {platform.name} ({platform.connector.name}): {state}")
