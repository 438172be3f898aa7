"""Google Workspace."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dlt.sources.helpers.rest_client.auth import OAuth2ClientCredentials
from dlt.sources.rest_api.typing import RESTAPIConfig

from pipelines.accounts import responses
from pipelines.accounts.account import Account, Record, account, addresses, timestamp
from pipelines.accounts.rest_connector import Records, RestConnector, resolved
from pipelines.accounts.session import PlatformSession
from pipelines.accounts.settings import secret

PAGE_SIZE = 500  # the maximum
FIELDS = (
    "id,primaryEmail,aliases,nonEditableAliases,name/fullName,suspended,archived,isAdmin,isDelegatedAdmin,isGuestUser,"
    "lastLoginTime,creationTime,externalIds,organizations"
)


@dataclass(frozen=True)
class GoogleSettings:
    """An OAuth client, and the refresh token of an administrator who permits it to read users."""

    client_id: str
    client_secret: str = secret()
    refresh_token: str = secret()
    customer: str = "my_customer"
    base_url: str = "https://admin.googleapis.com/admin/directory/v1"
    token_url: str = "https://oauth2.googleapis.com/token"  # noqa: S105 - a URL


def declaration(settings: GoogleSettings, session: PlatformSession) -> RESTAPIConfig:
    """Return the declaration of the workspace's users, including suspended ones."""
    auth = OAuth2ClientCredentials(
        access_token_url=settings.token_url,
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        access_token_request_data={
            "grant_type": "refresh_token",
            "refresh_token": settings.refresh_token,
        },
        session=session,
    )
    return {
        "client": {"base_url": settings.base_url, "auth": resolved(auth), "session": session},
        "resources": [
            {
                "name": "users",
                "endpoint": {
                    "path": "users",
                    "params": {
                        "customer": settings.customer,
                        "maxResults": PAGE_SIZE,
                        "orderBy": "email",
                        "projection": "full",
                        "fields": f"nextPageToken,users({FIELDS})",
                    },
                    "data_selector": "users",
                    "paginator": {
                        "type": "cursor",
                        "cursor_path": "nextPageToken",
                        "cursor_param": "pageToken",
                    },
                    "response_actions": [responses.with_list("users")],
                },
            }
        ],
    }


def accounts(records: Records, _: Any) -> Iterable[Account]:
    """Return one account per user."""
    return map(google_account, records["users"])


def google_account(record: Record) -> Account:
    """A user, whose addresses administrators give."""
    main = record["primaryEmail"]
    aliases = [*(record.get("aliases") or ()), *(record.get("nonEditableAliases") or ())]
    work = _main_organization(record)
    return account(
        record["id"],
        username=main,
        email=main,
        other_emails=addresses(aliases, without=main),
        verified_emails=addresses([main, *aliases]),
        display_name=(record.get("name") or {}).get("fullName"),
        employee_number=_employee_number(record),
        account_status="suspended"
        if record.get("suspended") or record.get("archived")
        else "active",
        is_guest=bool(record.get("isGuestUser")),
        is_admin=bool(record.get("isAdmin") or record.get("isDelegatedAdmin")),
        department=work.get("department"),
        employment_type=work.get("description"),
        created_at=timestamp(record.get("creationTime")),
        last_sign_in_at=timestamp(record.get("lastLoginTime")),
    )


def _main_organization(record: Record) -> Record:
    found = sorted(
        record.get("organizations") or (), key=lambda organization: not organization.get("primary")
    )
    return found[0] if found else {}


def _employee_number(record: Record) -> str | None:
    """Return the external id of type `organization`, which is the employee number."""
    ids = record.get("externalIds") or ()
    return next((entry.get("value") for entry in ids if entry.get("type") == "organization"), None)


GOOGLE = RestConnector(
    "google",
    GoogleSettings,
    ("base_url", "token_url"),
    declaration,
    accounts,
    reads_sign_ins=lambda _: True,
)
