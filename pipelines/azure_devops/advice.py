"""What an error of Azure DevOps means for the person who must act on it."""

from collections.abc import Mapping

from pipelines.errors import AdoFindingsError, RunFailed, sentence
from pipelines.http import errors

_NOT_PERMITTED = (
    "The token's owner lacks a permission. Request it, or use the token of a user who has it."
)

# What to do about an error whose message from the service does not say it.
_ADVICE: Mapping[type[RunFailed], str] = {
    errors.TransientError: (
        "All retries failed. Run again later. If the error persists, see https://status.dev.azure.com, or "
        "ask the administrator of the server or of a proxy in between."
    ),
    errors.RefusedByPolicy: (
        "A sign-in policy of the tenant refuses this machine or address, or tokens of this sort; a new token "
        "does not help. Ask the administrator of Microsoft Entra ID or of the organization, see "
        "docs/troubleshooting.md."
    ),
    errors.AuthenticationError: _NOT_PERMITTED,  # of a token that works elsewhere
    errors.AccessDenied: _NOT_PERMITTED,
    errors.NotFound: (
        "It may have been renamed or deleted during the run: run again. If the error persists, check the "
        "organization URL."
    ),
    errors.NotConfigured: (
        "Azure DevOps reports these settings as invalid. Correct them under Project settings > Boards > Team "
        "configuration."
    ),
    errors.UnsupportedApiVersion: (
        "Set ADO_FINDINGS__API_VERSION to a version that the server supports, see docs/connecting.md."
    ),
    errors.RequestRejected: "Look up the error code in the message.",
    errors.UnexpectedResponse: (
        "A proxy may have responded instead of the service: open the URL in a browser, and run again. If the "
        "error persists, report it with this message."
    ),
    errors.UnexpectedShape: "Run again. If the error persists, report it with this message.",
}


def advice(error: Exception) -> str:
    """Return what to do about an error, or an empty string if its own message says it."""
    return next((text for error_type, text in _ADVICE.items() if isinstance(error, error_type)), "")


def advised(error: AdoFindingsError) -> str:
    """Return the message of an error, followed by what to do about it."""
    text = advice(error)
    return f"{sentence(error)} {text}" if text else str(error)
