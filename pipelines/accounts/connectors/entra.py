"""Microsoft Entra ID, through Microsoft Graph."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dlt.sources.helpers.rest_client.auth import OAuth2ClientCredentials
from dlt.sources.rest_api.typing import RESTAPIConfig

from pipelines.accounts import responses
from pipelines.accounts.account import Account, Record, account, addresses, instant, latest
from pipelines.accounts.rest_connector import ApiKind, Records, settled
from pipelines.accounts.session import PlatformSession
from pipelines.accounts.settings import secret

PAGE_SIZE = 999  # at most; Graph gives fewer where it likes
FIELDS = (
    "id,userPrincipalName,mail,displayName,accountEnabled,userType,externalUserState,proxyAddresses,"
    "otherMails,employeeId,employeeType,employeeHireDate,department,createdDateTime"
)


@dataclass(frozen=True)
class EntraSettings:
    """Where the directory is and the application that may read it; `group_id` narrows it to a group."""

    tenant_id: str
    client_id: str
    client_secret: str = secret()
    group_id: str = ""
    sign_ins: bool = True
    base_url: str = "https://graph.microsoft.com/v1.0"
    login_url: str = "https://login.microsoftonline.com"


def declaration(settings: EntraSettings, session: PlatformSession) -> RESTAPIConfig:
    """The users of the directory, or of one group whatever its depth."""
    graph = settings.base_url.removesuffix("/").rsplit("/", 1)[0]
    group = f"groups/{settings.group_id}/transitiveMembers/microsoft.graph.user"
    # Graph tells sign-ins in the list of all users only.
    fields = FIELDS + (",signInActivity" if settings.sign_ins and not settings.group_id else "")
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
            "auth": settled(auth),
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
                    # Unquoted, the name would be read as a path and match nothing: one page only.
                    "paginator": {"type": "json_link", "next_url_path": "['@odata.nextLink']"},
                    "response_actions": [responses.with_list("value")],
                },
            }
        ],
    }


def accounts(records: Records, _: EntraSettings) -> Iterable[Account]:
    """One account per user; see `entra_account`."""
    return map(entra_account, records["users"])


def entra_account(record: Record) -> Account:
    """A user: addresses come from the directory, except `otherMails`, which people may set themselves."""
    username, mail = record["userPrincipalName"], record.get("mail")
    is_guest = record.get("userType") == "Guest"
    own = [mail, *_proxy_addresses(record), *([] if is_guest else [username])]
    hired = instant(record.get("employeeHireDate"))
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
        created_at=instant(record.get("createdDateTime")),
        last_sign_in_at=_last_sign_in(record.get("signInActivity") or {}),
    )


def _proxy_addresses(record: Record) -> Iterator[str]:
    """Addresses of mailboxes; other protocols than SMTP are no mail."""
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
    """The last successful one; where Entra does not tell it, the last attempt."""
    return instant(activity.get("lastSuccessfulSignInDateTime")) or latest(
        instant(activity.get("lastSignInDateTime")),
        instant(activity.get("lastNonInteractiveSignInDateTime")),
    )


ENTRA = ApiKind("entra", EntraSettings, ("base_url", "login_url"), declaration, accounts)
