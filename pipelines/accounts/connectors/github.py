"""GitHub: members through GraphQL, which has more fields; outside collaborators through REST."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from dlt.sources.helpers.rest_client.auth import BearerTokenAuth
from dlt.sources.rest_api.typing import EndpointResource, RESTAPIConfig
from requests import Response

from pipelines.accounts import responses
from pipelines.accounts.account import Account, Record, account, addresses
from pipelines.accounts.rest_connector import Again, Records, RestConnector, resolved
from pipelines.accounts.session import PlatformSession
from pipelines.accounts.settings import secret
from pipelines.errors import sentence
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
SAML_PROVIDER = """
samlIdentityProvider {
  externalIdentities(first: 100, after: $after) {
    edges { node { samlIdentity { nameId } user { databaseId } } }
    pageInfo { endCursor hasNextPage }
  }
}
"""
IDENTITIES = {
    "organization": f"""
query($organization: String!, $after: String) {{
  organization(login: $organization) {{ {SAML_PROVIDER} }}
}}
""",
    "enterprise": f"""
query($enterprise: String!, $after: String) {{
  enterprise(slug: $enterprise) {{ ownerInfo {{ {SAML_PROVIDER} }} }}
}}
""",
}
SAML_OWNERS = {"organization": ("organization",), "enterprise": ("enterprise", "ownerInfo")}
SAML_ADVICE = {
    "organization": (
        "If SAML is configured at the enterprise, set `enterprise` to its name in the address of GitHub. "
        "If it is configured here, the token's owner must own the organization. "
        "Otherwise set `saml = false`."
    ),
    "enterprise": (
        "The token's owner must own the enterprise, and the token needs the scope read:enterprise. "
        "If the enterprise does not sign in with SAML, set `saml = false`."
    ),
}


@dataclass(frozen=True)
class GitHubSettings:
    """The organization, and whether it has SAML sign-in, which links accounts to people.

    `enterprise` is the slug of the enterprise if SAML is configured there.
    """

    organization: str
    token: str = secret()
    saml: bool = False
    enterprise: str = ""
    outside_collaborators: bool = True
    base_url: str = "https://api.github.com"
    graphql_url: str = "https://api.github.com/graphql"


class NoSamlProvider(errors.UnexpectedResponse):
    """SAML identities are to be read, but GitHub returned no SAML provider."""


def declaration(settings: GitHubSettings, session: PlatformSession) -> RESTAPIConfig:
    """Return the declaration of members, outside collaborators and, if configured, SAML identities."""
    # Identities are first: without them the other lists are read once, after `again`.
    resources = [_identities(settings)] if settings.saml else []
    resources.append(_members(settings.organization, settings.graphql_url))
    if settings.outside_collaborators:
        resources.append(_outside_collaborators(settings))
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


def again(settings: GitHubSettings, error: errors.ApiError) -> Again | None:
    """Return how to read the members of an organization without a SAML provider of its own."""
    if not isinstance(error, NoSamlProvider):
        return None
    return Again(replace(settings, saml=False), error.explanation)


def _members(organization: str, url: str) -> EndpointResource:
    advice = (
        f"GitHub returned no members of `{organization}`: the token may not read them. A fine-grained "
        "token or an app needs Members: read, a classic token the scopes read:org and read:user"
    )
    path = ("data", "organization", "membersWithRole")
    actions = [responses.with_list(*path, "edges", advice=advice)]
    return _connection("members", url, MEMBERS, {"organization": organization}, path, actions)


def _identities(settings: GitHubSettings) -> EndpointResource:
    if settings.enterprise:
        return _identities_of("enterprise", settings.enterprise, settings.graphql_url)
    return _identities_of("organization", settings.organization, settings.graphql_url)


def _identities_of(owner: str, name: str, url: str) -> EndpointResource:
    """Return the identities of the SAML provider of an organization or enterprise."""
    advice = f"GitHub returned no SAML identities of the {owner} `{name}`. {SAML_ADVICE[owner]}"
    provider = ("data", *SAML_OWNERS[owner], "samlIdentityProvider")
    path = (*provider, "externalIdentities")
    actions = [
        _require_provider(provider, f"Members were read without identities. {advice}"),
        responses.with_list(*path, "edges", advice=advice),
    ]
    return _connection("identities", url, IDENTITIES[owner], {owner: name}, path, actions)


def _require_provider(path: tuple[str, ...], remark: str) -> Callable[[Response], None]:
    """Return a response action that raises if the owner is there, but not its SAML provider."""

    def require(response: Response) -> None:
        found = response.json()
        values = [found := (found or {}).get(name) for name in path]
        if values[1] is not None and values[-1] is None:
            raise NoSamlProvider(response, remark)

    return require


def _connection(
    name: str,
    url: str,
    query: str,
    variables: dict[str, Any],
    path: tuple[str, ...],
    actions: list[Any],
) -> EndpointResource:
    """Return a GraphQL list with cursor pagination."""
    return {
        "name": name,
        "endpoint": {
            "method": "POST",
            "path": url,
            # Single braces in a declaration are dlt's placeholders.
            "json": {
                "query": query.replace("{", "{{").replace("}", "}}"),
                "variables": variables | {"after": None},
            },
            "data_selector": ".".join((*path, "edges")),
            "paginator": {
                "type": "cursor",
                "cursor_path": ".".join((*path, "pageInfo", "endCursor")),
                "cursor_body_path": "variables.after",
                "has_more_path": ".".join((*path, "pageInfo", "hasNextPage")),
            },
            "response_actions": [raise_graphql_errors, *actions],
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
    if error_type == "RATE_LIMITED" or message.startswith("Something went wrong"):
        raise errors.TransientError(response, message)
    if error_type in ("FORBIDDEN", "INSUFFICIENT_SCOPES") or "required scopes" in message:
        raise errors.AccessDenied(response, message)
    if error_type == "NOT_FOUND":
        advice = (
            "Check the settings `organization` and `enterprise`, and that the token may see them"
        )
        raise errors.NotFound(response, f"{sentence(message)} {advice}")
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


GITHUB = RestConnector(
    "github", GitHubSettings, ("base_url", "graphql_url"), declaration, accounts, again
)
