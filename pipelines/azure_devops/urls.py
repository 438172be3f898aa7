"""From the organization's URL to the base URLs of the three APIs."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

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
        """The hosts, with port, that the token may be sent to."""
        return frozenset(
            urlsplit(url).netloc for url in (self.core, self.entitlements, self.identities)
        )

    @property
    def token_page(self) -> str:
        """The page on which a user creates and renews personal access tokens."""
        return f"{self.core}/_usersSettings/tokens"

    @property
    def sends_token_in_clear(self) -> bool:
        """Whether the token would cross a network without encryption."""
        parts = urlsplit(self.core)
        return parts.scheme == "http" and not _is_loopback(parts.hostname or "")


def parse_organization_url(
    url: str, entitlements_url: str | None = None, identities_url: str | None = None
) -> OrganizationUrls:
    """Accept the cloud's two forms and `https://{server}/{collection}`.

    Raises:
        UserActionRequired: If `url` has none of these forms.
    """
    parts = urlsplit(url.strip().rstrip("/"))
    host, path = parts.netloc, parts.path.rstrip("/")
    if parts.scheme not in ("http", "https") or not host or "@" in host or parts.query:
        raise _malformed(url)
    base = f"{parts.scheme}://{host}"
    if host.lower() == CLOUD_HOST:
        organization = path.strip("/")
        if not organization or "/" in organization:
            raise _malformed(url)
        defaults = (f"https://vsaex.{CLOUD_HOST}{path}", f"https://vssps.{CLOUD_HOST}{path}")
        core = base + path
    elif host.lower().endswith(LEGACY_SUFFIX):
        organization = host.split(".", 1)[0]
        defaults = (
            f"https://{organization}.vsaex{LEGACY_SUFFIX}",
            f"https://{organization}.vssps{LEGACY_SUFFIX}",
        )
        core = base
    else:
        organization = path.rsplit("/", 1)[-1]
        if not organization:
            raise _malformed(url)
        core = base + path
        defaults = (core, core)
    return OrganizationUrls(
        organization,
        core,
        (entitlements_url or defaults[0]).rstrip("/"),
        (identities_url or defaults[1]).rstrip("/"),
    )


def _malformed(url: str) -> UserActionRequired:
    return UserActionRequired(
        f"The organization URL `{url}` is not one that Azure DevOps uses. Valid forms are "
        "https://dev.azure.com/{organization}, https://{organization}.visualstudio.com and "
        "https://{server}/{collection}. Set SOURCES__AZURE_DEVOPS__ORGANIZATION_URL."
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
