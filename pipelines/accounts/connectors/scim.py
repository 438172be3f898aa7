"""Any service with SCIM 2.0 (RFC 7643, 7644), with the cursors of RFC 9865 if it supports them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dlt.sources.helpers.rest_client.auth import BearerTokenAuth
from dlt.sources.helpers.rest_client.paginators import BasePaginator
from dlt.sources.rest_api.typing import RESTAPIConfig
from requests import Request, Response

from pipelines.accounts import responses
from pipelines.accounts.account import Account, Record, account, addresses, timestamp
from pipelines.accounts.rest_connector import Records, RestConnector, resolved
from pipelines.accounts.session import PlatformSession
from pipelines.accounts.settings import secret
from pipelines.errors import UserActionRequired
from pipelines.http import errors

PAGE_SIZE = 100
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


class ScimPaginator(BasePaginator):
    """Requests the page after the rows received, which may be fewer than requested; rows count from 1."""

    def __init__(self) -> None:
        super().__init__()
        self._received = 0
        self._cursor: str | None = None

    def init_request(self, request: Request) -> None:
        """Request the first page."""
        request.params = {**(request.params or {}), "startIndex": 1, "count": PAGE_SIZE}

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        """Stop at the total.

        Raises:
            UnexpectedResponse: If the list ends before it, or there is no total.
        """
        page = response.json()
        self._received += len(data or [])
        self._cursor = page.get("nextCursor")
        if "totalResults" not in page:
            raise errors.UnexpectedResponse(response, "the page has no `totalResults`")
        missing = int(page["totalResults"]) - self._received
        self._has_next_page = bool(self._cursor) or missing > 0
        if missing > 0 and not data and not self._cursor:
            raise errors.UnexpectedResponse(
                response, f"the list ended {missing} rows before its `totalResults`"
            )

    def update_request(self, request: Request) -> None:
        """Request the page after the rows received."""
        position = ("cursor", self._cursor) if self._cursor else ("startIndex", 1 + self._received)
        request.params = dict([("count", PAGE_SIZE), position])


def declaration(settings: ScimSettings, session: PlatformSession) -> RESTAPIConfig:
    """Return the declaration of the users."""
    return {
        "client": {
            "base_url": settings.base_url,
            "auth": resolved(BearerTokenAuth(token=settings.token)),
            "headers": {"Accept": "application/scim+json"},
            "session": session,
        },
        "resources": [
            {
                "name": "users",
                "endpoint": {
                    "path": "Users",
                    "data_selector": "Resources",
                    "paginator": ScimPaginator(),
                    "response_actions": [
                        responses.with_list("Resources", may_be_absent_if=_has_no_rows)
                    ],
                },
            }
        ],
    }


def _has_no_rows(page: Any) -> bool:
    return isinstance(page, dict) and page.get("totalResults") == 0


def accounts(records: Records, settings: ScimSettings) -> Iterable[Account]:
    """Return one account per user."""
    return (scim_account(record, settings.external_id) for record in records["users"])


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


SCIM = RestConnector("scim", ScimSettings, ("base_url",), declaration, accounts)
