"""What an error of Azure DevOps means for the person who must act on it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pipelines.azure_devops.urls import OrganizationUrls
from pipelines.errors import AdoFindingsError, RunFailed, sentence
from pipelines.http import errors

# What to do about an error whose message from the service does not say it.
_ADVICE: Mapping[type[RunFailed], str] = {
    errors.TransientError: (
        "All retries failed. Run again later. If the error persists, see https://status.dev.azure.com, or "
        "ask the administrator of the server or of a proxy in between."
    ),
    errors.AccessDenied: (
        "The token's owner lacks a permission. Request it, or use the token of a user who has it."
    ),
    errors.NotFound: (
        "It may have been renamed or deleted during the run: run again. If the error persists, check the "
        "organization URL; a server must support API version 7.1."
    ),
    errors.RequestRejected: (
        "Look up the error code in the message; a server must support API version 7.1."
    ),
    errors.UnexpectedResponse: (
        "A proxy may have responded instead of the service: open the URL in a browser, and run again. If the "
        "error persists, report it with this message."
    ),
    errors.UnexpectedShape: "Run again. If the error persists, report it with this message.",
}


def advised(error: AdoFindingsError) -> str:
    """Return the message of an error, followed by what to do about it."""
    advice = next(
        (advice for error_type, advice in _ADVICE.items() if isinstance(error, error_type)), None
    )
    return f"{sentence(error)} {advice}" if advice else str(error)


@contextmanager
def explaining_failures(urls: OrganizationUrls) -> Iterator[None]:
    """Replace an error raised in the block by the error that the run fails with."""
    try:
        yield
    except AdoFindingsError as error:
        failure = run_failure(error, urls)
        if failure is error:
            raise
        raise failure from error


def run_failure(error: AdoFindingsError, urls: OrganizationUrls) -> AdoFindingsError:
    """Return the error that the run fails with; the token's scopes were verified when it started."""
    if isinstance(error, errors.AuthenticationError):
        return RunFailed(
            f"The token stopped working during the run: {sentence(error)} Renew it at {urls.token_page}. "
            "The next run resumes from the last committed load."
        )
    if isinstance(error, errors.AccessDenied):
        return RunFailed(f"{advised(error)} Or exclude the project with the setting `projects`.")
    if isinstance(error, errors.RequestRejected) and "continuationToken=" in error.url:
        return RunFailed(
            f"{sentence(error)} If the service no longer accepts the stored continuation token, "
            "`ado-findings run --full-refresh` reads everything again."
        )
    return RunFailed(advised(error)) if isinstance(error, tuple(_ADVICE)) else error
