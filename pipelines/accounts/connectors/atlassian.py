"""Atlassian: the managed accounts of an organization, which are those of its verified domains."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dlt.sources.helpers.rest_client.auth import BearerTokenAuth
from dlt.sources.rest_api.typing import RESTAPIConfig

from pipelines.accounts import responses
from pipelines.accounts.account import Account, Record, account, latest, timestamp
from pipelines.accounts.rest_connector import Records, RestConnector, resolved
from pipelines.accounts.session import PlatformSession
from pipelines.accounts.settings import secret

STATUSES = {"active": "active", "inactive": "suspended", "closed": "deprovisioned"}


@dataclass(frozen=True)
class AtlassianSettings:
    """The organization's id and an API key."""

    organization_id: str
    api_key: str = secret()
    base_url: str = "https://api.atlassian.com"


def declaration(settings: AtlassianSettings, session: PlatformSession) -> RESTAPIConfig:
    """Return the declaration of the managed accounts."""
    return {
        "client": {
            "base_url": settings.base_url,
            "auth": resolved(BearerTokenAuth(token=settings.api_key)),
            "session": session,
        },
        "resources": [
            {
                "name": "users",
                "endpoint": {
                    "path": f"admin/v1/orgs/{settings.organization_id}/users",
                    "data_selector": "data",
                    "paginator": {"type": "json_link", "next_url_path": "links.next"},
                    "response_actions": [responses.with_list("data")],
                },
            }
        ],
    }


def accounts(records: Records, _: Any) -> Iterable[Account]:
    """Return one account per user."""
    return map(atlassian_account, records["users"])


def atlassian_account(record: Record) -> Account:
    """Return a managed account; its license is paid if its access is billable."""
    email, products = record.get("email"), record.get("product_access") or ()
    return account(
        record["account_id"],
        username=email,
        email=email,
        verified_emails=email,
        display_name=record.get("name"),
        account_status=STATUSES.get(record.get("account_status") or "", "unknown"),
        account_type="service" if record.get("account_type") == "app" else "human",
        license_code=",".join(
            sorted({product["key"] for product in products if product.get("key")})
        ),
        is_license_paid=record.get("access_billable"),
        last_sign_in_at=latest(
            timestamp(record.get("last_active")),
            *(timestamp(product.get("last_active")) for product in products),
        ),
    )


ATLASSIAN = RestConnector(
    "atlassian",
    AtlassianSettings,
    ("base_url",),
    declaration,
    accounts,
    reads_sign_ins=lambda _: True,
)
