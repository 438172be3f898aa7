"""Progress of a run on standard error."""

import io

import pytest
from rich.console import Console

from pipelines.console.progress import Progress
from pipelines.http.usage import UsageLedger


@pytest.mark.parametrize("is_terminal", [True, False], ids=["terminal", "file"])
def test_a_long_wait_is_shown_when_it_begins(is_terminal: bool) -> None:
    console = Console(file=io.StringIO(), force_terminal=is_terminal, width=100)
    ledger = UsageLedger()
    before = ledger.of("teams")
    with Progress(console).step("read the organization", ledger):
        before.pause(180, "as the service asks")
        ledger.of("fields").pause(12.3, "before another try")
        ledger.of("fields").pause(0.4, "before another try")
        shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "teams: waits 180 s as the service asks" in shown
    assert "fields: waits 12 s before another try" in shown
    assert shown.count("waits") == 2


def test_waits_outside_of_a_step_are_not_shown() -> None:
    console = Console(file=io.StringIO())
    ledger = UsageLedger()
    with Progress(console).step("read the organization", ledger):
        pass
    ledger.of("teams").pause(180, "as the service asks")
    assert "waits" not in console.file.getvalue()  # type: ignore[attr-defined]


def test_entries_can_be_iterated_while_a_thread_adds_one() -> None:
    ledger = UsageLedger()
    ledger.of("teams")
    iterated = iter(ledger.entries.values())
    ledger.of("fields").add(rows=2)
    assert [usage.resource for usage in iterated] == ["teams"]
    assert (list(ledger.entries), ledger.rows) == (["teams", "fields"], 2)
