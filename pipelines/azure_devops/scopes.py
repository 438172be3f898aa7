"""The scopes of a personal access token: what each opens, and how to find out whether it is granted."""

from dataclasses import dataclass, replace
from enum import StrEnum

from pipelines.azure_devops import errors
from pipelines.azure_devops.client import AzureDevOpsClient, Record
from pipelines.errors import UserActionRequired

PROBE_ATTEMPTS = 2


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


@dataclass(frozen=True)
class ProbeResult:
    """One scope's state, with the answer that showed it."""

    scope: Scope
    state: ScopeState
    message: str = ""


def probe(client: AzureDevOpsClient) -> list[ProbeResult]:
    """Ask one cheap question per scope, without trying for long."""
    impatient = replace(client, max_attempts=PROBE_ATTEMPTS)
    return [_probe_scope(impatient, scope) for scope in SCOPES]


def _probe_scope(client: AzureDevOpsClient, scope: Scope) -> ProbeResult:
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
        return ProbeResult(scope, ScopeState.MISSING, str(error))
    except errors.NotFound as error:
        return ProbeResult(scope, ScopeState.UNAVAILABLE, str(error))
    except errors.ConnectionFailed as error:
        return ProbeResult(scope, ScopeState.UNREACHABLE, str(error))
    return ProbeResult(scope, ScopeState.GRANTED)


def require_critical(results: list[ProbeResult], token_page: str) -> None:
    """Raise when the run cannot start, with what to do about it."""
    refused = [
        result
        for result in results
        if result.scope.is_critical and result.state is not ScopeState.GRANTED
    ]
    if not refused:
        return
    states = {result.state for result in results}
    first = refused[0]
    if first.state is ScopeState.UNREACHABLE:
        raise UserActionRequired(first.message)
    if first.state is ScopeState.UNAVAILABLE:
        raise UserActionRequired(f"{first.message}. Check the organization URL.")
    if ScopeState.GRANTED not in states:
        raise UserActionRequired(
            f"Azure DevOps does not accept the token: {first.message}. It may be mistyped, expired, "
            f"revoked, or of another organization. Create a new one at {token_page}"
        )
    names = ", ".join(f"`{result.scope.name}`" for result in refused)
    raise UserActionRequired(
        f"The token lacks the scope {names}: {first.message}. Edit its scopes at {token_page}"
    )
