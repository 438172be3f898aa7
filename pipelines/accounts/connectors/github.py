"""GitHub: members through GraphQL, which has more fields; outside collaborators through REST."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dlt.sources.helpers.rest_client.auth import BearerTokenAuth
from dlt.sources.rest_api.typing import EndpointResource, RESTAPIConfig
from requests import Response

from pipelines.accounts import responses
from pipelines.accounts.account import Account, Record, account, addresses
from pipelines.accounts.rest_connector import Records, RestConnector, resolved
from pipelines.accounts.session import PlatformSession
from pipelines.accounts.settings import secret
from pipelines.http import errors

PAGE_SIZE = 100  # the maximum
MEMBERS = """
query($organization: String!, $after: String) {
  organization(login: $organization) {
    membersWithRole(first: 100, after: $after) {
      edges {
        role
        node { databaseId login name email organizationVerifiedDomainEmails(login: $organization) }
      }
      pageInfo { endCursor hasNextPage }
    }
  }
}
"""
IDENTITIES = """
query($organization: String!, $after: String) {
  organization(login: $organization) {
    samlIdentityProvider {
      externalIdentities(first: 100, after: $after) {
        edges { node { samlIdentity { nameId } user { databaseId } } }
        pageInfo { endCursor hasNextPage }
      }
    }
  }
}
"""


@dataclass(frozen=True)
class GitHubSettings:
    """The organization, and whether it has SAML sign-in, which links accounts to people."""

    organization: str
    token: str = secret()
    saml: bool = False
    outside_collaborators: bool = True
    base_url: str = "https://api.github.com"
    graphql_url: str = "https://api.github.com/graphql"


def declaration(settings: GitHubSettings, session: PlatformSession) -> RESTAPIConfig:
    """Return the declaration of members, outside collaborators and, if configured, SAML identities."""
    resources: list[EndpointResource] = [
        _connection("members", settings, MEMBERS, "organization", "membersWithRole")
    ]
    if settings.outside_collaborators:
        resources.append(_outside_collaborators(settings))
    if settings.saml:
        path = ("organization", "samlIdentityProvider", "externalIdentities")
        resources.append(_connection("identities", settings, IDENTITIES, *path))
    return {
        "client": {
            "base_url": settings.base_url,
            "auth": resolved(BearerTokenAuth(token=settings.token)),
            "headers": {
                "Accept": "application/vnd.github+json",
                "X-GitHub-Api-Version": "2022-11-28",
            },
            "session": session,
        },
        "resources": [*resources],
    }


def _connection(name: str, settings: GitHubSettings, query: str, *path: str) -> EndpointResource:
    """Return a GraphQL list with cursor pagination."""
    data_path = ("data", *path)
    variables = {"organization": settings.organization, "after": None}
    return {
        "name": name,
        "endpoint": {
            "method": "POST",
            "path": settings.graphql_url,
            # Single braces in a declaration are dlt's placeholders.
            "json": {"query": query.replace("{", "{{").replace("}", "}}"), "variables": variables},
            "data_selector": ".".join((*data_path, "edges")),
            "paginator": {
                "type": "cursor",
                "cursor_path": ".".join((*data_path, "pageInfo", "endCursor")),
                "cursor_body_path": "variables.after",
                "has_more_path": ".".join((*data_path, "pageInfo", "hasNextPage")),
            },
            "response_actions": [raise_graphql_errors, responses.with_list(*data_path, "edges")],
        },
    }


def _outside_collaborators(settings: GitHubSettings) -> EndpointResource:
    return {
        "name": "outside_collaborators",
        "endpoint": {
            "path": f"orgs/{settings.organization}/outside_collaborators",
            "params": {"per_page": PAGE_SIZE},
            "data_selector": "$",
            "paginator": {"type": "header_link", "links_next_key": "next"},
            "response_actions": [responses.with_list()],
        },
    }


def raise_graphql_errors(response: Response) -> None:
    """Raise the error in a response with status 200, which may contain a part of the data as well."""
    body = response.json()
    problems = body.get("errors") if isinstance(body, dict) else None
    if not problems:
        return
    error_type, message = problems[0].get("type"), str(problems[0].get("message"))
    if error_type == "RATE_LIMITED":
        raise errors.TransientError(response, message)
    if error_type in ("FORBIDDEN", "INSUFFICIENT_SCOPES") or "required scopes" in message:
        raise errors.AccessDenied(response, message)
    if error_type == "NOT_FOUND":
        raise errors.NotFound(response, message)
    raise errors.RequestRejected(response, message)


def accounts(records: Records, _: GitHubSettings) -> Iterator[Account]:
    """Yield one account per member and outside collaborator."""
    names = dict(_saml_names(records.get("identities", [])))
    for edge in records["members"]:
        yield member_account(edge, names.get(edge["node"]["databaseId"]))
    for record in records.get("outside_collaborators", []):
        yield collaborator_account(record)


def member_account(edge: Record, saml_name: str | None = None) -> Account:
    """Return a member. Addresses of verified domains and the name at the identity provider are verified."""
    node = edge["node"]
    verified = list(node.get("organizationVerifiedDomainEmails") or ())
    if saml_name and "@" in saml_name:
        verified.insert(0, saml_name)
    known = [*verified, node.get("email")]
    main = next((address for address in known if address), None)
    return account(
        node["databaseId"],
        username=node["login"],
        email=main,
        other_emails=addresses(known, without=main),
        verified_emails=addresses(verified),
        display_name=node.get("name"),
        is_guest=False,
        is_admin=edge["role"] == "ADMIN",
    )


def collaborator_account(record: Record) -> Account:
    """Return an outside collaborator; GitHub returns no address for them."""
    return account(
        record["id"],
        username=record["login"],
        account_type="service" if record.get("type") == "Bot" else "human",
        is_guest=True,
        is_admin=False,
    )


def _saml_names(edges: list[Record]) -> Iterator[tuple[Any, str]]:
    for edge in edges:
        node = edge["node"]
        if node.get("user") and node.get("samlIdentity"):
            yield node["user"]["databaseId"], node["samlIdentity"]["nameId"]


GITHUB = RestConnector("github", GitHubSettings, ("base_url", "graphql_url"), declaration, accounts)
