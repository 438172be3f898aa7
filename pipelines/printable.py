"""Text from outside as it may be printed and logged: it moves no cursor, forges no line and runs no command.

Names, titles and messages of services are data, but a terminal carries out escape sequences, and the agent
of a pipeline carries out commands that it finds in the output (`##vso[...]`, `##[...]`, `::name::`).
"""

import json
import re
import unicodedata

VALUE_CHARACTERS = 300  # of one value, such as a name or the message of a service
LINE_CHARACTERS = 3_000  # of a line with several values
ELLIPSIS = "…"
MARKUP = "\\|`*_[]<>"  # of Markdown, inside a line; the backslash first, which escapes the others

# Control, format (such as the direction of writing), surrogate, line and paragraph separator.
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
# The prefixes of commands. Agents find `##` anywhere in a line, and `::` at its beginning, which may be any
# character of a cell once a table is wrapped.
_COMMAND = re.compile(r"##(?=\w*\[)|::(?=[A-Za-z])")


def printable(text: str) -> str:
    """Return one value on one line, as `escaped` and with at most `VALUE_CHARACTERS`."""
    return _cut(escaped(_cut(text, VALUE_CHARACTERS)), VALUE_CHARACTERS)


def printable_line(text: str) -> str:
    """Return a line with several values like `printable`, with at most `LINE_CHARACTERS`."""
    return _cut(escaped(_cut(text, LINE_CHARACTERS)), LINE_CHARACTERS)


def one_line(text: str) -> str:
    """Return the message of a service or library, which may have line breaks, like `printable`."""
    return printable(" ".join(text[: 2 * LINE_CHARACTERS].split()))


def escaped(text: str) -> str:
    r"""Return `text` with escapes such as `\x1b`, and with a blank in the prefixes of commands: `## vso[`."""
    if not text.isprintable():
        text = "".join(map(_shown, text))
    return _COMMAND.sub(lambda match: "## " if match[0] == "##" else ": :", text)


def escaped_markdown(text: str, markup: str = MARKUP) -> str:
    """Return one value on one line of Markdown like `printable`, with a backslash before `markup`."""
    text = printable(" ".join(text.split()))
    for character in markup:
        text = text.replace(character, f"\\{character}")
    return text


def escaped_json(text: str) -> str:
    r"""Return a JSON document of the same value, with escapes such as `\u202e` in its strings."""
    if not text.isprintable():
        text = "".join(map(_shown_in_json, text))
    return _COMMAND.sub(lambda match: f"{match[0][0]}\\u{ord(match[0][1]):04x}", text)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + ELLIPSIS


def _is_unsafe(character: str) -> bool:
    return unicodedata.category(character) in _UNSAFE_CATEGORIES


def _shown(character: str) -> str:
    if not _is_unsafe(character):
        return character
    number = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _shown_in_json(character: str) -> str:
    """Return the escape of a character; line ends of a document are between its strings."""
    if character == "\n" or not _is_unsafe(character):
        return character
    return json.dumps(character)[1:-1]
