"""Microsoft Entra ID, through Microsoft Graph."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from dlt.sources.helpers.rest_client.auth import OAuth2ClientCredentials
from dlt.sources.rest_api.typing import RESTAPIConfig

from pipelines.accounts import responses
from pipelines.accounts.account import Account, Record, account, addresses, latest, timestamp
from pipelines.accounts.rest_connector import (
    Again,
    Records,
    RestConnector,
    require_names,
    resolved,
)
from pipelines.accounts.session import PlatformSession
from pipelines.accounts.settings import secret
from pipelines.errors import sentence
from pipelines.http.errors import AccessDenied, ApiError

PAGE_SIZE = 999  # the maximum; Graph may return fewer
FIELDS = (
    "id,userPrincipalName,mail,displayName,accountEnabled,userType,externalUserState,proxyAddresses,"
    "otherMails,employeeId,employeeType,employeeHireDate,department,createdDateTime"
)

SIGN_INS_ADVICE = (
    "They require the permission AuditLog.Read.All and a license Entra ID P1 or P2. "
    "Without them set `sign_ins = false`."
)


@dataclass(frozen=True)
class EntraSettings:
    """The directory and the application that reads it; `group_id` restricts it to one group."""

    tenant_id: str
    client_id: str
    client_secret: str = secret()
    group_id: str = ""
    sign_ins: bool = True
    base_url: str = "https://graph.microsoft.com/v1.0"
    login_url: str = "https://login.microsoftonline.com"

    @property
    def reads_sign_ins(self) -> bool:
        """Return whether sign-ins are requested; Graph returns them in the list of all users only."""
        return self.sign_ins and not self.group_id


def declaration(settings: EntraSettings, session: PlatformSession) -> RESTAPIConfig:
    """Return the declaration of the directory's users, or the direct and nested members of one group."""
    graph = settings.base_url.removesuffix("/").rsplit("/", 1)[0]
    group = f"groups/{settings.group_id}/transitiveMembers/microsoft.graph.user"
    fields = FIELDS + (",signInActivity" if settings.reads_sign_ins else "")
    params: dict[str, Any] = {"$select": fields, "$top": PAGE_SIZE}
    if settings.group_id:
        params["$count"] = "true"
    auth = OAuth2ClientCredentials(
        access_token_url=f"{settings.login_url.rstrip('/')}/{settings.tenant_id}/oauth2/v2.0/token",
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        access_token_request_data={"scope": f"{graph}/.default"},
        session=session,
    )
    return {
        "client": {
            "base_url": settings.base_url,
            "auth": resolved(auth),
            "headers": {"ConsistencyLevel": "eventual"},
            "session": session,
        },
        "resources": [
            {
                "name": "users",
                "endpoint": {
                    "path": group if settings.group_id else "users",
                    "params": params,
                    "data_selector": "value",
                    # Unquoted, the name is parsed as a path, matches nothing, and only one page is read.
                    "paginator": {"type": "json_link", "next_url_path": "['@odata.nextLink']"},
                    "response_actions": [responses.with_list("value")],
                },
            }
        ],
    }


def again(settings: EntraSettings, error: ApiError) -> Again | None:
    """Return how to read users whose sign-ins Graph refuses: without sign-ins."""
    if not settings.reads_sign_ins or not isinstance(error, AccessDenied):
        return None
    remark = f"Sign-ins were not read: {sentence(error)} {SIGN_INS_ADVICE}"
    return Again(replace(settings, sign_ins=False), remark)


def accounts(records: Records, _: EntraSettings) -> Iterable[Account]:
    """Return one account per user.

    Raises:
        FieldsWithheld: If Graph returned ids only: the application may read the group, but not its members.
    """
    advice = "Grant the application the permission User.Read.All."
    require_names(records["users"], "users", advice, "userPrincipalName", "displayName", "mail")
    return map(entra_account, records["users"])


def entra_account(record: Record) -> Account:
    """Return a user. All addresses count as verified except `otherMails`, which users may set themselves."""
    username, mail = record["userPrincipalName"], record.get("mail")
    is_guest = _is_guest(record)
    own = [mail, *_proxy_addresses(record), *([] if is_guest else [username])]
    hired = timestamp(record.get("employeeHireDate"))
    return account(
        record["id"],
        username=username,
        email=mail,
        other_emails=addresses([*own, *(record.get("otherMails") or ())], without=mail),
        verified_emails=addresses(own),
        display_name=record.get("displayName"),
        employee_number=record.get("employeeId"),
        entra_object_id=record["id"],
        account_status=_status(record),
        department=record.get("department"),
        employment_type=record.get("employeeType"),
        is_guest=is_guest,
        start_date=hired.date() if hired else None,
        created_at=timestamp(record.get("createdDateTime")),
        last_sign_in_at=_last_sign_in(record.get("signInActivity") or {}),
    )


def _is_guest(record: Record) -> bool:
    """Return whether the home of the user is elsewhere; an invited user may count as a member here."""
    return (
        record.get("userType") == "Guest"
        or record.get("externalUserState") is not None
        or "#EXT#" in record["userPrincipalName"].upper()
    )


def _proxy_addresses(record: Record) -> Iterator[str]:
    """Yield the SMTP addresses of a mailbox."""
    for address in record.get("proxyAddresses") or ():
        protocol, _, mailbox = address.partition(":")
        if protocol.lower() == "smtp":
            yield mailbox


def _status(record: Record) -> str:
    if record.get("accountEnabled") is None:
        return "unknown"
    if not record["accountEnabled"]:
        return "suspended"
    return "pending" if record.get("externalUserState") == "PendingAcceptance" else "active"


def _last_sign_in(activity: Record) -> Any:
    """Return the last successful sign-in; if Entra does not report it, the last attempt."""
    return timestamp(activity.get("lastSuccessfulSignInDateTime")) or latest(
        timestamp(activity.get("lastSignInDateTime")),
        timestamp(activity.get("lastNonInteractiveSignInDateTime")),
    )


ENTRA = RestConnector(
    "entra",
    EntraSettings,
    ("base_url", "login_url"),
    declaration,
    accounts,
    again,
    reads_sign_ins=lambda settings: settings.reads_sign_ins,
)
