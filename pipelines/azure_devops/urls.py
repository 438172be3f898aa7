"""From the organization's URL to the base URLs of the three APIs."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from urllib3.util import parse_url

from pipelines.errors import UserActionRequired

CLOUD_HOST = "dev.azure.com"
LEGACY_SUFFIX = ".visualstudio.com"


@dataclass(frozen=True)
class OrganizationUrls:
    """Where an organization answers: no URL ends with a slash.

    `core` serves projects and work items, `entitlements` licenses, `identities` people and groups.
    """

    organization: str
    core: str
    entitlements: str
    identities: str

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts, with port, that the token may be sent to, as they stand in a request."""
        return frozenset(str(parse_url(url).netloc) for url in self._apis)

    @property
    def token_page(self) -> str:
        """The page on which a user creates and renews personal access tokens."""
        return f"{self.core}/_usersSettings/tokens"

    @property
    def sends_token_in_clear(self) -> bool:
        """Whether the token would cross a network without encryption."""
        apis = [urlsplit(url) for url in self._apis]
        return any(api.scheme == "http" and not is_loopback(api.hostname or "") for api in apis)

    @property
    def _apis(self) -> tuple[str, str, str]:
        return self.core, self.entitlements, self.identities


def parse_organization_url(
    url: str, entitlements_url: str | None = None, identities_url: str | None = None
) -> OrganizationUrls:
    """Accept the cloud's two forms and `https://{server}/{collection}`.

    Raises:
        UserActionRequired: If `url` has none of these forms, or another one is no URL.
    """
    if not _is_plain(url):
        raise _malformed(url)
    parts = urlsplit(url.strip().rstrip("/"))
    host, path = parts.netloc, parts.path.rstrip("/")
    base = f"{parts.scheme}://{host}"
    if host.lower() == CLOUD_HOST:
        organization = path.strip("/")
        if not organization or "/" in organization:
            raise _malformed(url)
        core, defaults = base + path, _cloud_apis(organization)
    elif host.lower().endswith(LEGACY_SUFFIX):
        organization = host.split(".", 1)[0]
        core, defaults = base, _cloud_apis(organization)
    else:
        organization = path.rsplit("/", 1)[-1]
        if not organization:
            raise _malformed(url)
        core = base + path
        defaults = (core, core)
    return OrganizationUrls(
        organization,
        core,
        _api_url(entitlements_url, "ENTITLEMENTS_URL") or defaults[0],
        _api_url(identities_url, "IDENTITIES_URL") or defaults[1],
    )


def _cloud_apis(organization: str) -> tuple[str, str]:
    """Where the cloud serves licenses and people, whichever form the organization's own URL has."""
    return (
        f"https://vsaex.{CLOUD_HOST}/{organization}",
        f"https://vssps.{CLOUD_HOST}/{organization}",
    )


def _api_url(url: str | None, setting: str) -> str | None:
    if url is not None and not _is_plain(url):
        raise UserActionRequired(
            f"The setting SOURCES__AZURE_DEVOPS__{setting} is no URL: `{_without_secrets(url)}`. "
            "Give one like https://server/collection, or none."
        )
    return url.strip().rstrip("/") if url else None


def _is_plain(url: str) -> bool:
    """Whether it is an absolute URL without user, token and query."""
    parts = urlsplit(url.strip())
    is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    return is_web and "@" not in parts.netloc and not parts.query


def _without_secrets(url: str) -> str:
    """The URL without what stands before an @ or behind a question mark: there may be a token."""
    return re.sub(r"^(\w+://)?[^/]*@", r"\1", url.strip()).split("?", 1)[0]


def _malformed(url: str) -> UserActionRequired:
    return UserActionRequired(
        f"The organization URL `{_without_secrets(url)}` is not one that Azure DevOps uses. Valid forms are "
        "https://dev.azure.com/{organization}, https://{organization}.visualstudio.com and "
        "https://{server}/{collection}. Set SOURCES__AZURE_DEVOPS__ORGANIZATION_URL."
    )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
