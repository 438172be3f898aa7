"""What a failed load means: our own error beneath dlt's, in words for the one who must act."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from dlt.pipeline.exceptions import PipelineStepFailed

from pipelines.azure_devops.urls import OrganizationUrls
from pipelines.errors import AdoFindingsError, RunFailed, sentence
from pipelines.http import errors


def cause(failure: BaseException) -> AdoFindingsError:
    """Our own error beneath dlt's; what is not ours is a fault of the program or the machine."""
    error: BaseException | None = failure
    while error is not None and not isinstance(error, AdoFindingsError):
        error = error.__cause__ or error.__context__
    return error or RunFailed(f"The load failed: {_reason(failure)}")


def _reason(failure: BaseException) -> str:
    """The line that names the innermost error: dlt's message holds whole tracebacks."""
    text = str(getattr(failure, "exception", failure))
    named = re.findall(r"^[\w.]*(?:Error|Exception): .+", text, re.MULTILINE)
    return named[-1] if named else text


# What to do about an error that the message of the service does not say itself.
_ADVICE: Mapping[type[RunFailed], str] = {
    errors.TransientError: (
        "It was asked several times. Run again later; if it lasts, look at https://status.dev.azure.com, or "
        "ask who runs the server or a proxy on the way to it."
    ),
    errors.AccessDenied: (
        "The token's owner lacks a permission there: ask for it, or use the token of somebody who has it."
    ),
    errors.NotFound: (
        "It may have been renamed or deleted during the run: run again. If it comes again, check the "
        "organization URL, and that a server is of a version with API 7.1."
    ),
    errors.RequestRejected: (
        "The request is the same for every organization: look up the code in the message, and check that a "
        "server is of a version with API 7.1."
    ),
    errors.UnexpectedResponse: (
        "Something on the way may have answered in the service's place: open the address in a browser, and "
        "run again. If it comes again, report it with this message."
    ),
    errors.UnexpectedShape: "Run again. If it comes again, report it with this message.",
}


def advised(error: AdoFindingsError) -> str:
    """The message of an error, with what to do about it."""
    advice = next((each for kind, each in _ADVICE.items() if isinstance(error, kind)), None)
    return f"{sentence(error)} {advice}" if advice else str(error)


@contextmanager
def explaining(urls: OrganizationUrls) -> Iterator[None]:
    """Turn what the reading of a critical resource raises into the error that the run fails with."""
    try:
        yield
    except (PipelineStepFailed, errors.ApiError) as failure:
        raise explained(cause(failure), urls) from failure


def explained(error: AdoFindingsError, urls: OrganizationUrls) -> AdoFindingsError:
    """What a failure in mid-run means: that the token had its scopes has been probed at the start."""
    if isinstance(error, errors.AuthenticationError):
        return RunFailed(
            f"The token stopped working during the run: {sentence(error)} Renew it at {urls.token_page}. "
            "What was loaded is kept; the next run continues from there."
        )
    if isinstance(error, errors.AccessDenied):
        return RunFailed(f"{advised(error)} Or leave the project out with the setting `projects`.")
    if isinstance(error, errors.RequestRejected) and "continuationToken=" in error.address:
        return RunFailed(
            f"{sentence(error)} If the service does not know the place any more at which the last run "
            "ended, `ado-findings run --full` reads everything again."
        )
    return RunFailed(advised(error)) if isinstance(error, tuple(_ADVICE)) else error
