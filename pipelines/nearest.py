"""Names that a misspelt one may have meant, for messages."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, names: Iterable[str]) -> str:
    """Up to three of `names` that resemble `name`, else the first ones, quoted and separated by commas."""
    known = sorted(set(names))
    found = get_close_matches(name, known, n=3, cutoff=0.4) or known[:3]
    return ", ".join(f"`{each}`" for each in found)
