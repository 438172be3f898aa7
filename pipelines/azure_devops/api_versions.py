"""The versions of the REST API, and the servers that support them.

Source: https://learn.microsoft.com/azure/devops/integrate/concepts/rest-api-versioning
"""

from collections.abc import Mapping

from pipelines.errors import UserActionRequired

LATEST = "7.1"
OLDEST = "5.0"  # the first in which everything critical is generally available
PREVIEW = "-preview"

SERVERS: Mapping[str, str] = {
    "1.0": "Team Foundation Server 2015",
    "2.0": "Team Foundation Server 2015 Update 1",
    "3.0": "Team Foundation Server 2017",
    "4.0": "Team Foundation Server 2018",
    "4.1": "Team Foundation Server 2018 Update 2",
    "5.0": "Azure DevOps Server 2019",
    "5.1": "Azure DevOps Server 2019 Update 1",
    "6.0": "Azure DevOps Server 2020",
    "7.0": "Azure DevOps Server 2022",
    "7.1": "Azure DevOps Server 2022.1 or Azure DevOps Services",
}
"""The first server for each latest version of its API."""


def is_sufficient(version: str) -> bool:
    """Return whether a version such as `6.0` has everything critical."""
    return _order(version) >= _order(OLDEST)


def described(version: str) -> str:
    """Return the version with the first server that supports it, such as `6.0 (Azure DevOps Server 2020)`."""
    server = SERVERS.get(version)
    return f"{version} ({server})" if server else version


def too_old(url: str, version: str) -> UserActionRequired:
    """Return the error for a server whose latest version is not sufficient."""
    return UserActionRequired(
        f"The server at {url} supports API version {described(version)} at most, and {described(OLDEST)} or "
        "later is needed. Upgrade the server, or read a collection on a newer one."
    )


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))
