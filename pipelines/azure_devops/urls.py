"""The organization's URL, and the base URLs of its three APIs."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipelines.errors import UserActionRequired
from pipelines.http.origins import host_of
from pipelines.parsing import is_loopback

CLOUD_HOST = "dev.azure.com"
LEGACY_SUFFIX = ".visualstudio.com"


@dataclass(frozen=True)
class OrganizationUrls:
    """The base URLs of an organization, without a trailing slash.

    `core` serves projects and work items, `entitlements` licenses, `identities` people and groups.
    """

    organization: str
    core: str
    entitlements: str
    identities: str

    @property
    def hosts(self) -> frozenset[str]:
        """Hosts that the token may be sent to, as `host_of` returns them."""
        return frozenset(map(host_of, self._apis))

    @property
    def token_page(self) -> str:
        """URL of the page on which a user creates and renews personal access tokens."""
        return f"{self.core}/_usersSettings/tokens"

    @property
    def sends_token_in_clear(self) -> bool:
        """Whether the token would be sent over a network without encryption."""
        apis = [urlsplit(url) for url in self._apis]
        return any(api.scheme == "http" and not is_loopback(api.hostname or "") for api in apis)

    @property
    def _apis(self) -> tuple[str, str, str]:
        return self.core, self.entitlements, self.identities


def parse_organization_url(
    url: str, entitlements_url: str | None = None, identities_url: str | None = None
) -> OrganizationUrls:
    """Return the URLs of an organization in one of the cloud's two forms, or `https://{server}/{collection}`.

    Raises:
        UserActionRequired: If `url` has none of these forms, or another argument is not a URL.
    """
    if not _is_plain(url):
        raise _invalid_url(url)
    parts = urlsplit(url.strip().rstrip("/"))
    host, path = parts.netloc.lower(), parts.path.rstrip("/")
    base = f"{parts.scheme}://{host}"
    if host == CLOUD_HOST:
        organization = path.strip("/")
        if not organization or "/" in organization:
            raise _invalid_url(url)
        core, defaults = base + path, _cloud_apis(organization)
    elif host.endswith(LEGACY_SUFFIX):
        organization = host.split(".", 1)[0]
        core, defaults = base, _cloud_apis(organization)
    else:
        organization = path.rsplit("/", 1)[-1]
        if not organization:
            raise _invalid_url(url)
        core = base + path
        defaults = (core, core)
    return OrganizationUrls(
        organization,
        core,
        _api_url(entitlements_url, "ENTITLEMENTS_URL") or defaults[0],
        _api_url(identities_url, "IDENTITIES_URL") or defaults[1],
    )


def _cloud_apis(organization: str) -> tuple[str, str]:
    """Return the cloud's base URLs of licenses and people, for either form of the organization's URL."""
    return (
        f"https://vsaex.{CLOUD_HOST}/{organization}",
        f"https://vssps.{CLOUD_HOST}/{organization}",
    )


def _api_url(url: str | None, setting: str) -> str | None:
    if url is not None and not _is_plain(url):
        raise UserActionRequired(
            f"The setting SOURCES__AZURE_DEVOPS__{setting} is not a valid URL: `{_without_secrets(url)}`. "
            "Use the form https://server/collection, or remove the setting."
        )
    return url.strip().rstrip("/") if url else None


def _is_plain(url: str) -> bool:
    """Return whether it is an absolute URL without user, token and query."""
    parts = urlsplit(url.strip())
    is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    return is_web and "@" not in parts.netloc and not parts.query


def _without_secrets(url: str) -> str:
    """Return the URL without user name, token and query."""
    return re.sub(r"^(\w+://)?[^/]*@", r"\1", url.strip()).split("?", 1)[0]


def _invalid_url(url: str) -> UserActionRequired:
    return UserActionRequired(
        f"The organization URL `{_without_secrets(url)}` is not valid. Valid forms are "
        "https://dev.azure.com/{organization}, https://{organization}.visualstudio.com and "
        "https://{server}/{collection}. Set SOURCES__AZURE_DEVOPS__ORGANIZATION_URL."
    )


def is_same_organization(url: str, other_url: str) -> bool:
    """Return whether two URLs name one organization: in either form of the cloud, or on any port."""
    return _organization_key(url) == _organization_key(other_url)


def _organization_key(url: str) -> tuple[str, str]:
    parts = urlsplit(url.lower())
    host = parts.hostname or ""
    if host.endswith(LEGACY_SUFFIX):
        return CLOUD_HOST, host.removesuffix(LEGACY_SUFFIX)
    return host, parts.path.strip("/")
