"""The error that a run fails with, from the one that a request was answered with."""

from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.azure_devops.advice import advice, advised
from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.scopes import is_token_dead
from pipelines.errors import AdoFindingsError, RunFailed, sentence
from pipelines.http import errors


@contextmanager
def explaining_failures(client: AzureDevOpsClient) -> Iterator[None]:
    """Replace an error raised in the block by the error that the run fails with."""
    try:
        yield
    except AdoFindingsError as error:
        failure = run_failure(error, client)
        if failure is error:
            raise
        raise failure from error


def run_failure(error: AdoFindingsError, client: AzureDevOpsClient) -> AdoFindingsError:
    """Return the error that the run fails with; the token's scopes were verified when it started.

    After a rejection of the token, one request finds out whether the token still works.
    """
    if isinstance(error, errors.RefusedByPolicy):
        return RunFailed(advised(error))
    if isinstance(error, errors.AuthenticationError) and is_token_dead(client):
        return token_stopped(error, client)
    if isinstance(error, errors.AuthenticationError | errors.AccessDenied):
        return RunFailed(f"{advised(error)} The run cannot continue without this.")
    if isinstance(error, errors.RequestRejected) and "continuationToken=" in error.url:
        return RunFailed(
            f"{sentence(error)} If the service no longer accepts the stored continuation token, "
            "`ado-findings run --full-refresh` reads everything again."
        )
    return RunFailed(advised(error)) if advice(error) else error


def token_stopped(error: errors.AuthenticationError, client: AzureDevOpsClient) -> RunFailed:
    """Return the error for a token that expired or was revoked during the run."""
    return RunFailed(
        f"The token stopped working during the run: {sentence(error)} Renew it at "
        f"{client.urls.token_page}. The next run resumes from the last committed load."
    )
