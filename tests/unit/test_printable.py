"""Text from outside is shown as it is: it steers no terminal, log, pipeline agent or spreadsheet."""

import ast
import io
import json
from pathlib import Path

import pytest
from rich.table import Table

from pipelines.console.terminal import Terminal, print_line, value
from pipelines.errors import RunFailed
from pipelines.printable import (
    LINE_CHARACTERS,
    VALUE_CHARACTERS,
    escaped,
    escaped_json,
    one_line,
    printable,
    printable_line,
)
from tests.support.hostile import COMMANDS, HOSTILE, is_harmless

PIPELINES = Path(__file__).parents[2] / "pipelines"
TERMINAL = PIPELINES / "console" / "terminal.py"
# They end the process with constant messages.
SIGNALS = PIPELINES / "console" / "signals.py"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Zoë Müller, 日本語 🚀", "Zoë Müller, 日本語 🚀"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("one\r\nError: two\ttabs", r"one\r\nError: two\ttabs"),
        ("\x9b2J", r"\x9b2J"),
        ("right\u202eleft\u2069", r"right\u202eleft\u2069"),
        ("line\u2028paragraph\u2029", r"line\u2028paragraph\u2029"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("half\ud800", r"half\ud800"),
        ("##vso[task.uploadfile]x", "## vso[task.uploadfile]x"),
        ("a ##[group]b", "a ## [group]b"),
        ("####vso[x]", "#### vso[x]"),
        ("::set-output name=a::b", ": :set-output name=a: :b"),
        ("# heading ## C# ::1", "# heading ## C# ::1"),
        ("[red]no markup[/] :rocket:", "[red]no markup[/] :rocket:"),
    ],
)
def test_what_is_not_printable_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert printable(text) == shown
    assert escaped(text) == shown
    assert is_harmless(shown)


@pytest.mark.parametrize("character", ["a", "\x1b", "\u202e"])
def test_a_long_text_is_cut(character: str) -> None:
    assert len(printable(character * 100_000)) == VALUE_CHARACTERS
    assert len(printable_line(character * 100_000)) == LINE_CHARACTERS
    assert printable(character * 100_000).endswith("…")


def test_the_message_of_a_service_is_one_line() -> None:
    assert one_line("first\r\n  second\x0bthird\n") == "first second third"
    assert len(one_line("word\n" * 100_000)) == VALUE_CHARACTERS


def test_json_has_the_same_value_in_other_letters() -> None:
    document = {"title": HOSTILE, "lines": ["a\nb", "\x7f\u2028"]}
    text = escaped_json(json.dumps(document, ensure_ascii=False, indent=2))
    assert json.loads(text) == document
    assert all(is_harmless(line) for line in text.splitlines())
    assert not any(command in text for command in COMMANDS)


@pytest.mark.parametrize("is_terminal", [True, False])
@pytest.mark.parametrize("width", [20, 200])
def test_a_terminal_shows_lines_cells_and_values_as_they_are(is_terminal: bool, width: int) -> None:
    console = Terminal(
        file=io.StringIO(), force_terminal=is_terminal, width=width, color_system=None
    )
    table = Table("name", title=HOSTILE, box=None)
    table.add_row(HOSTILE)
    table.add_row(value(HOSTILE, "dim"))
    console.print(table)
    print_line(console, HOSTILE)
    console.print(value(HOSTILE), value(HOSTILE))
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert [line for line in lines if not is_harmless(line)] == []
    assert any("[bold]" in line for line in lines)


def test_an_error_is_one_line() -> None:
    error = RunFailed(f"first\n\n  second{HOSTILE * 100}")
    assert str(error).startswith("first  second")
    assert is_harmless(str(error))
    assert len(str(error)) == LINE_CHARACTERS


def printing(path: Path) -> list[str]:
    """What a module uses to print that does not go through `Terminal`."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module in (
            *("rich", "rich.console", "rich.markup", "rich.text"),
        ):
            names = {name.name for name in node.names} - {"Group", "RenderableType"}
            found += [f"{node.module}.{name}" for name in names]
        if isinstance(node, ast.Attribute) and ast.unparse(node) in (
            *("click.echo", "click.secho", "sys.stderr.write", "sys.stdout.write"),
        ):
            found.append(ast.unparse(node))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("print", "sys.stdout.write"):
            found.append("print")
    return found


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(PIPELINES.rglob("*.py")) if path not in (TERMINAL, SIGNALS)],
    ids=lambda path: str(path.relative_to(PIPELINES)),
)
def test_only_the_terminal_prints(path: Path) -> None:
    assert printing(path) == []
