"""Any service with SCIM 2.0 (RFC 7643, 7644), with the cursors of RFC 9865 if it supports them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from dlt.sources.helpers.rest_client.auth import BearerTokenAuth
from dlt.sources.rest_api.typing import EndpointResource, RESTAPIConfig

from pipelines.accounts import responses
from pipelines.accounts.account import Account, Record, account, addresses, timestamp
from pipelines.accounts.connectors.scim_paging import NoTotal, PageRepeated, Paging, ScimPaginator
from pipelines.accounts.rest_connector import Again, Records, RestConnector, resolved
from pipelines.accounts.session import PlatformSession
from pipelines.accounts.settings import secret
from pipelines.errors import UserActionRequired
from pipelines.http import errors

EXTERNAL_IDS = ("entra_object_id", "employee_number")
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@dataclass(frozen=True)
class ScimSettings:
    """The service's URL and token, and the account field that `externalId` contains, if any."""

    base_url: str
    token: str = secret()
    external_id: str = ""

    def __post_init__(self) -> None:
        """Raise UserActionRequired for another field than those of `EXTERNAL_IDS`."""
        if self.external_id not in ("", *EXTERNAL_IDS):
            known = " or ".join(EXTERNAL_IDS)
            raise UserActionRequired(f"`external_id` must be {known}, not `{self.external_id}`.")


@dataclass(frozen=True)
class ScimAttempt(ScimSettings):
    """Settings with what earlier attempts have shown about the service's pages.

    `first_error` is why the list could not be read if the service uses no cursors.
    """

    paging: Paging = field(default_factory=Paging)
    first_error: errors.ApiError | None = None


def declaration(settings: ScimSettings, session: PlatformSession) -> RESTAPIConfig:
    """Return the declaration of the users, and of the configuration if the list may have no total."""
    paging = _paging(settings)
    resources: list[EndpointResource] = [
        {
            "name": "users",
            "endpoint": {
                "path": "Users",
                "data_selector": "Resources",
                "paginator": ScimPaginator(paging),
                "response_actions": [
                    responses.with_list("Resources", may_be_absent_if=_has_no_rows)
                ],
            },
        }
    ]
    if paging.may_lack_total:
        resources.append(_CONFIGURATION)
    return {
        "client": {
            "base_url": settings.base_url,
            "auth": resolved(BearerTokenAuth(token=settings.token)),
            "headers": {"Accept": "application/scim+json"},
            "session": session,
        },
        "resources": [*resources],
    }


_CONFIGURATION: EndpointResource = {
    "name": "configuration",
    "endpoint": {
        "path": "ServiceProviderConfig",
        "data_selector": "$",
        "paginator": {"type": "single_page"},
        "response_actions": [],
    },
}


def _has_no_rows(page: Any) -> bool:
    return isinstance(page, dict) and 0 in (page.get("totalResults"), page.get("itemsPerPage"))


def again(settings: ScimSettings, error: errors.ApiError) -> Again | None:
    """Return how to read the users after an error that says how the service pages.

    Raises:
        ApiError: The first error, if cursors do not help.
    """
    paging, first_error = _paging(settings).after(error), _first_error(settings)
    if first_error and (paging is None or isinstance(error, errors.UnexpectedResponse)):
        raise first_error from error
    if paging is None:
        return None
    tries_cursors = isinstance(error, PageRepeated | NoTotal)
    return Again(
        ScimAttempt(
            settings.base_url,
            settings.token,
            settings.external_id,
            paging,
            error if tries_cursors else first_error,
        )
    )


def accounts(records: Records, settings: ScimSettings) -> Iterable[Account]:
    """Return one account per user.

    Raises:
        ApiError: If the list has no total, and the service does not say that it uses cursors.
    """
    for configuration in records.get("configuration", []):
        first_error = _first_error(settings)
        if first_error and (configuration.get("pagination") or {}).get("cursor") is not True:
            raise first_error
    return [scim_account(record, settings.external_id) for record in records["users"]]


def _paging(settings: ScimSettings) -> Paging:
    return settings.paging if isinstance(settings, ScimAttempt) else Paging()


def _first_error(settings: ScimSettings) -> errors.ApiError | None:
    return settings.first_error if isinstance(settings, ScimAttempt) else None


def scim_account(record: Record, external_id: str = "") -> Account:
    """Return a user. Its addresses are verified, because they were provisioned."""
    emails = sorted(record.get("emails") or (), key=lambda email: not email.get("primary"))
    values = [email.get("value") for email in emails]
    main = next((value for value in values if value), None)
    work = record.get(ENTERPRISE) or {}
    fields = {external_id: record.get("externalId")} if external_id else {}
    return account(
        record["id"],
        **{
            "username": record["userName"],
            "email": main,
            "other_emails": addresses(values, without=main),
            "verified_emails": addresses(values),
            "display_name": _name(record),
            "employee_number": work.get("employeeNumber"),
            "account_status": _status(record.get("active")),
            "department": work.get("department"),
            "manager": _manager(work.get("manager")),
            "employment_type": record.get("userType"),
            "created_at": timestamp((record.get("meta") or {}).get("created")),
            **fields,
        },
    )


def _name(record: Record) -> str | None:
    name = record.get("name") or {}
    parts = " ".join(filter(None, (name.get("givenName"), name.get("familyName"))))
    return record.get("displayName") or name.get("formatted") or parts or None


def _status(active: Any) -> str:
    """Return the status; some services return the boolean as a string."""
    return {"true": "active", "false": "suspended"}.get(str(active).lower(), "unknown")


def _manager(manager: Any) -> str | None:
    """Return the name; services return an object (RFC 7643) or only an id."""
    if isinstance(manager, dict):
        return manager.get("displayName") or manager.get("value")
    return str(manager) if manager else None


SCIM = RestConnector("scim", ScimSettings, ("base_url",), declaration, accounts, again)
