"""An Okta organization."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dlt.sources.helpers.rest_client.auth import APIKeyAuth
from dlt.sources.rest_api.typing import RESTAPIConfig

from pipelines.accounts import responses
from pipelines.accounts.account import Account, Record, account, addresses, instant
from pipelines.accounts.rest_connector import ApiKind, Records, settled
from pipelines.accounts.session import PlatformSession
from pipelines.accounts.settings import secret

PAGE_SIZE = 200
STATUSES = {
    "ACTIVE": "active",
    "RECOVERY": "active",
    "PASSWORD_EXPIRED": "active",
    "LOCKED_OUT": "active",
    "STAGED": "pending",
    "PROVISIONED": "pending",
    "SUSPENDED": "suspended",
    "DEPROVISIONED": "deprovisioned",
}


@dataclass(frozen=True)
class OktaSettings:
    """Where the organization is, such as `https://acme.okta.com`."""

    org_url: str
    token: str = secret()


def declaration(settings: OktaSettings, session: PlatformSession) -> RESTAPIConfig:
    """The users of every status: without a filter Okta leaves out those that were deactivated."""
    every_status = " or ".join(f'status eq "{status}"' for status in STATUSES)
    return {
        "client": {
            "base_url": settings.org_url,
            "auth": settled(APIKeyAuth(name="Authorization", api_key=f"SSWS {settings.token}")),
            "headers": {
                "Content-Type": "application/json; okta-response=omitCredentials,omitCredentialsLinks"
            },
            "session": session,
        },
        "resources": [
            {
                "name": "users",
                "endpoint": {
                    "path": "api/v1/users",
                    "params": {"limit": PAGE_SIZE, "filter": every_status},
                    "data_selector": "$",
                    "paginator": {"type": "header_link", "links_next_key": "next"},
                    "response_actions": [responses.with_list()],
                },
            }
        ],
    }


def accounts(records: Records, _: Any) -> Iterable[Account]:
    """One account per user; see `okta_account`."""
    return map(okta_account, records["users"])


def okta_account(record: Record) -> Account:
    """A user. The second address is for recovering a password, and the user's own claim."""
    profile = record["profile"]
    email, login = profile.get("email"), profile["login"]
    names = filter(None, (profile.get("firstName"), profile.get("lastName")))
    return account(
        record["id"],
        username=login,
        email=email,
        other_emails=addresses([profile.get("secondEmail")], without=email),
        verified_emails=email,
        display_name=profile.get("displayName") or " ".join(names),
        employee_number=profile.get("employeeNumber"),
        account_status=STATUSES.get(record["status"], "unknown"),
        department=profile.get("department"),
        manager=profile.get("manager"),
        employment_type=profile.get("userType"),
        created_at=instant(record.get("created")),
        last_sign_in_at=instant(record.get("lastLogin")),
    )


OKTA = ApiKind("okta", OktaSettings, ("org_url",), declaration, accounts)
