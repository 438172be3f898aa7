"""Text that tries to steer whoever shows it, and the check that a shown line is harmless."""

import re
import unicodedata

COMMANDS = ("##vso[", "##[", "::set-output", "::error")
HOSTILE = (
    "=1+1 \x1b[31mred\x1b]0;title\x07 \x9b2J \u202egnol\u202c \u2066a\u2069 \u200b "
    "##vso[task.uploadfile]/etc/passwd ##[error]no ::set-output name=a::b "
    "[bold]markup[/bold] [/] :boom: \"double\" 'single' `back` \\ | <b> & %0A {{ 1 }} "
    "\r\nError: forged\r\n::error::forged\n##vso[task.complete result=Failed]\u2028::error ::x\u2029\x7f\x00"
)
_UNSAFE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_COMMAND = re.compile(r"##vso\[|##\[|^\s*::[a-z]", re.IGNORECASE)


def is_harmless(line: str) -> bool:
    """Return whether a line has no control or format characters, and no command of a pipeline."""
    return not any(unicodedata.category(one) in _UNSAFE for one in line) and not _COMMAND.search(
        line
    )
