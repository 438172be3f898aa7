"""Okta."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dlt.sources.helpers.rest_client.auth import APIKeyAuth
from dlt.sources.rest_api.typing import RESTAPIConfig

from pipelines.accounts import responses
from pipelines.accounts.account import Account, Record, account, addresses, timestamp
from pipelines.accounts.rest_connector import Records, RestConnector, resolved
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
    """The URL of the organization, such as `https://acme.okta.com`, and an API token."""

    org_url: str
    token: str = secret()


def declaration(settings: OktaSettings, session: PlatformSession) -> RESTAPIConfig:
    """Return the declaration of users with any status; without a filter Okta omits deactivated ones."""
    every_status = " or ".join(f'status eq "{status}"' for status in STATUSES)
    return {
        "client": {
            "base_url": settings.org_url,
            "auth": resolved(APIKeyAuth(name="Authorization", api_key=f"SSWS {settings.token}")),
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
    """Return one account per user."""
    return map(okta_account, records["users"])


def okta_account(record: Record) -> Account:
    """Return a user. The second address is for password recovery and not verified."""
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
        created_at=timestamp(record.get("created")),
        last_sign_in_at=timestamp(record.get("lastLogin")),
    )


OKTA = RestConnector(
    "okta", OktaSettings, ("org_url",), declaration, accounts, reads_sign_ins=lambda _: True
)
