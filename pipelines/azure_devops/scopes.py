"""The scopes of a personal access token: what each opens, and how to find out whether it is granted."""

from dataclasses import dataclass, replace
from enum import StrEnum

from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.records import Record
from pipelines.errors import RunFailed, UserActionRequired, sentence
from pipelines.extract.failures import advised
from pipelines.http import errors

PROBE_ATTEMPTS = 3


@dataclass(frozen=True)
class Scope:
    """A scope as the token page names it, and a cheap request that only this scope answers."""

    code: str
    name: str
    is_critical: bool
    without_it: str
    api: str  # which of the organization's URLs
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
    UNAVAILABLE = "unavailable"  # nothing at this address: no such API, or no such organization
    UNREACHABLE = "unreachable"
    FAILED = "failed"  # an answer, but neither data nor a refusal of the token


@dataclass(frozen=True)
class ProbeResult:
    """One scope's state, with the error that showed it."""

    scope: Scope
    state: ScopeState
    error: RunFailed | None = None


def probe(client: AzureDevOpsClient) -> list[ProbeResult]:
    """Ask one cheap question per scope, without trying for long, and none of a host that did not answer."""
    results: list[ProbeResult] = []
    silent: dict[str, ProbeResult] = {}  # by base URL
    for scope in SCOPES:
        base_url = getattr(client.urls, scope.api)
        known = silent.get(base_url)
        result = replace(known, scope=scope) if known else probe_scope(client, scope)
        if result.state is ScopeState.UNREACHABLE:
            silent[base_url] = result
        results.append(result)
    return results


def probe_scope(client: AzureDevOpsClient, scope: Scope) -> ProbeResult:
    """Ask one cheap question that this scope answers."""
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


def is_dead(client: AzureDevOpsClient) -> bool:
    """Whether a token that had the critical scopes is not accepted for them any more."""
    return probe_scope(client, WORK_READ).state is ScopeState.MISSING


def require_critical(results: list[ProbeResult], token_page: str) -> None:
    """Raise when the run cannot start, with what to do about it.

    Raises:
        UserActionRequired: If the URL or the token must be corrected.
        RunFailed: If the service itself has a fault that may pass.
    """
    refused = [
        result
        for result in results
        if result.scope.is_critical and result.state is not ScopeState.GRANTED
    ]
    if not refused:
        return
    states = {result.state for result in results}
    first = refused[0]
    if isinstance(first.error, errors.TransientError):
        raise RunFailed(advised(first.error))
    if first.state is ScopeState.UNREACHABLE:
        raise UserActionRequired(str(first.error))
    if first.state in (ScopeState.UNAVAILABLE, ScopeState.FAILED):
        raise UserActionRequired(f"{sentence(first.error)} Check the organization URL.")
    if ScopeState.GRANTED not in states:
        raise UserActionRequired(
            f"Azure DevOps does not accept the token: {sentence(first.error)} It may be mistyped, expired, "
            f"revoked, or of another organization. Create a new one at {token_page}"
        )
    names = ", ".join(f"`{result.scope.name}`" for result in refused)
    raise UserActionRequired(
        f"The token lacks the scope {names}: {sentence(first.error)} Edit its scopes at {token_page}"
    )
