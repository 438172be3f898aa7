"""Slack."""

from collections.abc import Iterable
from dataclasses import dataclass

from dlt.sources.helpers.rest_client.auth import BearerTokenAuth
from dlt.sources.rest_api.typing import RESTAPIConfig
from requests import Response

from pipelines.accounts import responses
from pipelines.accounts.account import Account, Record, account
from pipelines.accounts.rest_connector import Records, RestConnector, resolved
from pipelines.accounts.session import PlatformSession
from pipelines.accounts.settings import secret
from pipelines.http import errors

PAGE_SIZE = 200  # Slack's recommendation
SLACKBOT = "USLACKBOT"
INVALID_TOKEN = {"invalid_auth", "not_authed", "account_inactive", "token_expired", "token_revoked"}
DENIED = {
    "missing_scope",
    "no_permission",
    "access_denied",
    "not_allowed_token_type",
    "ekm_access_denied",
}


@dataclass(frozen=True)
class SlackSettings:
    """The bot's token; `team_id` selects a workspace for a token of an organization with several."""

    token: str = secret()
    team_id: str = ""
    base_url: str = "https://slack.com/api"


def declaration(settings: SlackSettings, session: PlatformSession) -> RESTAPIConfig:
    """Return the declaration of the workspace's users, including deactivated ones."""
    team = {"team_id": settings.team_id} if settings.team_id else {}
    return {
        "client": {
            "base_url": settings.base_url,
            "auth": resolved(BearerTokenAuth(token=settings.token)),
            "session": session,
        },
        "resources": [
            {
                "name": "users",
                "endpoint": {
                    "path": "users.list",
                    "params": {"limit": PAGE_SIZE, **team},
                    "data_selector": "members",
                    "paginator": {
                        "type": "cursor",
                        "cursor_path": "response_metadata.next_cursor",
                        "cursor_param": "cursor",
                    },
                    "response_actions": [raise_slack_error, responses.with_list("members")],
                },
            }
        ],
    }


def raise_slack_error(response: Response) -> None:
    """Raise the error in a response, which Slack returns with status 200."""
    body = response.json()
    if not isinstance(body, dict) or body.get("ok"):
        return
    code = str(body.get("error") or "unnamed error")
    if code in ("ratelimited", "internal_error", "fatal_error", "service_unavailable"):
        raise errors.TransientError(response, code)
    if code in INVALID_TOKEN:
        raise errors.AuthenticationError(response, code)
    if code in DENIED:
        needed = f", needed: {body['needed']}" if body.get("needed") else ""
        raise errors.AccessDenied(response, code + needed)
    raise errors.RequestRejected(response, code)


def accounts(records: Records, _: SlackSettings) -> Iterable[Account]:
    """Return one account per user.

    Raises:
        FieldsWithheld: If no person has an address: the token lacks a scope, and no account could match.
    """
    found = [slack_account(record) for record in records["users"]]
    people = [account for account in found if account["account_type"] == "human"]
    if people and not any(person.get("email") for person in people):
        raise errors.FieldsWithheld(
            "Slack returned no email address: the token lacks the scope users:read.email. Add it."
        )
    return found


def slack_account(record: Record) -> Account:
    """Return a user. An address is verified if its owner has confirmed it."""
    profile = record.get("profile") or {}
    is_service = record.get("is_bot") or record.get("is_app_user") or record["id"] == SLACKBOT
    email = profile.get("email")
    return account(
        record["id"],
        username=record.get("name"),
        email=email,
        verified_emails=email if record.get("is_email_confirmed") else None,
        display_name=profile.get("real_name") or record.get("real_name"),
        account_status=_status(record),
        account_type="service" if is_service else "human",
        is_guest=bool(record.get("is_restricted") or record.get("is_ultra_restricted")),
        is_admin=_is_admin(record) or _is_admin(record.get("enterprise_user") or {}),
    )


def _is_admin(roles: Record) -> bool:
    """Return whether the roles in a workspace, or in the organization of several, are an administrator's."""
    return bool(roles.get("is_admin") or roles.get("is_owner"))


def _status(record: Record) -> str:
    if record.get("deleted"):
        return "deprovisioned"
    return "pending" if record.get("is_invited_user") else "active"


SLACK = RestConnector("slack", SlackSettings, ("base_url",), declaration, accounts)
