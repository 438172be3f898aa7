"""What a failed load means: our own error beneath dlt's, in words for the one who must act."""

import re

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


def explained(error: AdoFindingsError, urls: OrganizationUrls) -> AdoFindingsError:
    """What a failure in mid-run means: that the token had its scopes has been probed at the start."""
    if isinstance(error, errors.AuthenticationError):
        return RunFailed(
            f"The token stopped working during the run: {sentence(error)} Renew it at {urls.token_page}. "
            "What was loaded is kept; the next run continues from there."
        )
    if isinstance(error, errors.AccessDenied):
        return RunFailed(
            f"{sentence(error)} The token's owner lacks a permission there: ask for it, or leave the "
            "project out with the setting `projects`."
        )
    if isinstance(error, errors.RequestRejected) and "continuationToken=" in error.address:
        return RunFailed(
            f"{sentence(error)} If the service does not know the place any more at which the last run "
            "ended, `ado-findings run --full` reads everything again."
        )
    return error
