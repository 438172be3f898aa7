"""What can go wrong with a run, by who must act.

AdoFindingsError
 +-- UserActionRequired   nothing was read or changed; the message says what to do (exit status 2)
 +-- RunFailed            the run failed on its way; the old publication stands (exit status 1)
"""

from collections.abc import Iterable
from difflib import get_close_matches


class AdoFindingsError(Exception):
    """Base of all errors whose message is meant for a person; `exit_code` is the command's status."""

    exit_code = 1


class UserActionRequired(AdoFindingsError):
    """The user must change a setting, a token, a permission or a file before a run can start."""

    exit_code = 2


class RunFailed(AdoFindingsError):
    """The run could not be finished."""


def sentence(error: object) -> str:
    """The message with one full stop at its end: others' messages come with and without."""
    return f"{str(error).strip().rstrip('.')}."


def nearest(name: str, names: Iterable[str]) -> str:
    """Up to three of `names` that resemble `name`, else the first ones, quoted and separated by commas."""
    known = sorted(set(names))
    found = get_close_matches(name, known, n=3, cutoff=0.4) or known[:3]
    return ", ".join(f"`{each}`" for each in found)
