"""Errors of a run, by who must act.

AdoFindingsError
 +-- UserActionRequired   nothing was read or changed; the message says what to do (exit status 2)
 +-- RunFailed            the run failed; the previous publication is unchanged (exit status 1)
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from pipelines.printable import printable, printable_line
from pipelines.redaction import redacted

MAX_NAMED = 5  # of a list in a message


class AdoFindingsError(Exception):
    """Base of all errors whose message is written for users; `exit_code` is the command's exit status.

    The message is one line without credentials, whatever the values in it are.
    """

    exit_code = 1

    def __init__(self, message: str = "") -> None:
        text = " ".join(line.strip() for line in message.splitlines())
        super().__init__(printable_line(redacted(text)))


class UserActionRequired(AdoFindingsError):
    """The user must correct a setting, a token, a permission or a file before a run can start."""

    exit_code = 2


class RunFailed(AdoFindingsError):
    """The run failed."""


def own_error(failure: BaseException) -> AdoFindingsError | None:
    """Return the first of our own errors on the chain of causes of `failure`, or none."""
    error: BaseException | None = failure
    while error is not None and not isinstance(error, AdoFindingsError):
        error = error.__cause__ or error.__context__
    return error


def root_cause(failure: BaseException) -> BaseException:
    """Return the last error on the chain of causes of `failure`."""
    while cause := failure.__cause__ or failure.__context__:
        failure = cause
    return failure


def described(error: BaseException) -> str:
    """Return the name of an error of Python or a library, with the first line of its message."""
    lines = str(error).splitlines() or [""]
    return f"{type(error).__name__}: {lines[0]}".rstrip(": ")


def sentence(error: object) -> str:
    """Return the message with exactly one full stop at its end."""
    return f"{str(error).strip().rstrip('.')}."


def nearest(name: str, names: Iterable[str]) -> str:
    """Return up to three of `names` that resemble `name`, else the first three: quoted, with commas."""
    known = sorted(set(names))
    found = get_close_matches(name, known, n=3, cutoff=0.4) or known[:3]
    return ", ".join(f"`{printable(match)}`" for match in found)


def first_few(names: Sequence[str], separator: str = ", ") -> str:
    """Return the first names of a list that may be long, and how many others there are."""
    others = len(names) - MAX_NAMED
    more = f" and {others:,} more" if others > 0 else ""
    return f"{separator.join(names[:MAX_NAMED])}{more}"
