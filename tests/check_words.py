"""Fail on the words that docs/glossary.md replaces: `python -m tests.check_words [PREFIX ...]`."""

import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
GLOSSARY = ROOT / "docs" / "glossary.md"
TABLE = "| instead of | write | pattern |"

# Prefixes of the paths that are checked by default: all tracked text files.
SCOPE = ("",)
SUFFIXES = {".csv", ".md", ".py", ".sql", ".toml", ".yml"}
EXCLUDED = {"docs/glossary.md", "CHANGELOG.md"}

# A phrase may continue on the next line, after a quotation mark or the marker of a comment.
GAP = r"""(?:[ \t]+|[ \t"']*\n[ \t"'#>*-]*)"""


class Word(NamedTuple):
    """A row of the glossary's table: the pattern to search for, and what to write instead."""

    pattern: re.Pattern[str]
    replacement: str


def words() -> list[Word]:
    """Return the rows of the glossary's table that have a pattern."""
    _, _, table = GLOSSARY.read_text(encoding="utf-8").partition(TABLE)
    lines = takewhile(lambda line: line.startswith("|"), table.strip().splitlines())
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines]
    return [
        Word(_compiled(pattern), replacement.strip())
        for _, replacement, pattern in rows
        if pattern.strip("- ")
    ]


def _compiled(cell: str) -> re.Pattern[str]:
    pattern = cell.strip().strip("`").replace(r"\|", "|")
    return re.compile(rf"(?<![\w-])(?:{pattern.replace(' ', GAP)})(?!\w)", re.IGNORECASE)


def files(scope: tuple[str, ...]) -> list[Path]:
    """Return the tracked text files whose paths begin with one of the prefixes."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [
        ROOT / name
        for name in sorted(listed.stdout.splitlines())
        if name.startswith(scope) and name not in EXCLUDED and (ROOT / name).is_file()
        if Path(name).suffix in SUFFIXES or Path(name).name == "Makefile"
    ]


def violations(path: Path, avoided: list[Word]) -> Iterator[str]:
    """Yield a message for each avoided word in a file."""
    text = path.read_text(encoding="utf-8")
    for word in avoided:
        for match in word.pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            found = " ".join(match[0].split())
            yield f"{path.relative_to(ROOT)}:{line}: {found} → {word.replacement}"


def main(scope: tuple[str, ...]) -> int:
    """Print every avoided word in scope; return the exit status."""
    avoided = words()
    found = [line for path in files(scope) for line in violations(path, avoided)]
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:]) or SCOPE))
