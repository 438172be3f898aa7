"""The scopes of a personal access token, and a probe request for each."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from pipelines.azure_devops import api_versions
from pipelines.azure_devops.advice import advised
from pipelines.azure_devops.responses import Record
from pipelines.errors import RunFailed, UserActionRequired, sentence
from pipelines.http import errors

if TYPE_CHECKING:
    from pipelines.azure_devops.client import AzureDevOpsClient

PROBE_ATTEMPTS = 3


@dataclass(frozen=True)
class Scope:
    """A scope with its name on the token page, and a cheap request that only this scope permits."""

    code: str
    name: str
    is_critical: bool
    without_it: str
    api: str  # name of one of the organization's base URLs
    probe_path: str
    probe_key: str
    probe_params: Record


PROJECT_READ = Scope(
    "vso.project",
    "Project and Team: Read",
    True,
    "nothing can be read",
    "core",
    "_apis/projects",
    "value",
    {"$top": 1},
)
WORK_READ = Scope(
    "vso.work",
    "Work Items: Read",
    True,
    "nothing can be read",
    "core",
    "_apis/wit/reporting/workitemrevisions",
    "values",
    {"$maxPageSize": 1},
)
ENTITLEMENT_READ = Scope(
    "vso.memberentitlementmanagement",
    "Member Entitlement Management: Read",
    False,
    "license and entitlement findings are skipped",
    "entitlements",
    "_apis/userentitlements",
    "$",
    {},
)
IDENTITY_READ = Scope(
    "vso.identity",
    "Identity: Read",
    False,
    "people without a license are known by name only",
    "identities",
    "_apis/identities",
    "value",
    {"searchFilter": "General", "filterValue": "ado-findings", "queryMembership": "None"},
)
SCOPES = (PROJECT_READ, WORK_READ, ENTITLEMENT_READ, IDENTITY_READ)


class ScopeState(StrEnum):
    """What a probe found."""

    GRANTED = "granted"
    MISSING = "missing"
    UNAVAILABLE = "unavailable"  # nothing at this URL: no such API, or no such organization
    UNREACHABLE = "unreachable"
    FAILED = "failed"  # a response, but neither data nor a rejection of the token


@dataclass(frozen=True)
class ProbeResult:
    """One scope's state, with the error of its probe."""

    scope: Scope
    state: ScopeState
    error: RunFailed | None = None


def probe(client: "AzureDevOpsClient") -> list[ProbeResult]:
    """Send one cheap request per scope, with few retries, and none to a host that did not respond.

    If the server names an earlier API version as its latest, `client` uses that from then on.

    Raises:
        UserActionRequired: If that version is too old.
    """
    results = _probe_all(client)
    versions = [
        result.error.supported
        for result in results
        if isinstance(result.error, errors.UnsupportedApiVersion) and result.error.supported
    ]
    if not versions:
        return results
    if not api_versions.is_sufficient(versions[0]):
        raise api_versions.too_old(client.urls.core, versions[0])
    client.api_version = versions[0]
    client.usage.of("projects").remarks.append(
        f"read with API version {api_versions.described(versions[0])}, the latest of this server"
    )
    return _probe_all(client)


def _probe_all(client: "AzureDevOpsClient") -> list[ProbeResult]:
    results: list[ProbeResult] = []
    unreachable: dict[str, ProbeResult] = {}  # by base URL
    for scope in SCOPES:
        base_url = getattr(client.urls, scope.api)
        known = unreachable.get(base_url)
        result = replace(known, scope=scope) if known else probe_scope(client, scope)
        if result.state is ScopeState.UNREACHABLE:
            unreachable[base_url] = result
        results.append(result)
    return results


def probe_scope(client: "AzureDevOpsClient", scope: Scope) -> ProbeResult:
    """Send the cheap request that this scope permits."""
    client = replace(client, max_attempts=PROBE_ATTEMPTS)
    pages = client.pages(
        "connection_check",
        scope.probe_path,
        key=scope.probe_key,
        params=scope.probe_params,
        base_url=getattr(client.urls, scope.api),
    )
    try:
        next(pages)
    except (errors.AuthenticationError, errors.AccessDenied) as error:
        return ProbeResult(scope, ScopeState.MISSING, error)
    except errors.NotFound as error:
        return ProbeResult(scope, ScopeState.UNAVAILABLE, error)
    except errors.ConnectionFailed as error:
        return ProbeResult(scope, ScopeState.UNREACHABLE, error)
    except errors.ApiError as error:
        return ProbeResult(scope, ScopeState.FAILED, error)
    return ProbeResult(scope, ScopeState.GRANTED)


def is_token_dead(client: "AzureDevOpsClient") -> bool:
    """Return whether a token that had the critical scopes has lost them: it expired or was revoked."""
    return probe_scope(client, WORK_READ).state is ScopeState.MISSING


def require_critical(results: list[ProbeResult], token_page: str) -> None:
    """Raise if a critical scope is not granted.

    Raises:
        UserActionRequired: If the URL or the token must be corrected.
        RunFailed: If the service itself has a transient fault.
    """
    missing = [
        result
        for result in results
        if result.scope.is_critical and result.state is not ScopeState.GRANTED
    ]
    if not missing:
        return
    states = {result.state for result in results}
    first = missing[0]
    if isinstance(first.error, errors.RefusedByPolicy):
        raise UserActionRequired(advised(first.error))
    if isinstance(first.error, errors.TransientError):
        raise RunFailed(advised(first.error))
    if first.state is ScopeState.UNREACHABLE:
        raise UserActionRequired(str(first.error))
    if first.state in (ScopeState.UNAVAILABLE, ScopeState.FAILED):
        raise UserActionRequired(f"{sentence(first.error)} Check the organization URL.")
    if ScopeState.GRANTED not in states:
        raise UserActionRequired(
            f"Azure DevOps rejected the token: {sentence(first.error)} It may be mistyped, expired, revoked, "
            f"or from another organization. Create a new one at {token_page}"
        )
    names = ", ".join(f"`{result.scope.name}`" for result in missing)
    raise UserActionRequired(
        f"The token lacks the scope {names}: {sentence(first.error)} Edit its scopes at {token_page}"
    )
