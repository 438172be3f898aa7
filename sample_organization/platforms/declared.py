"""The settings with which a sample run reads the platforms of the sample organization."""

from pipelines.accounts import Platform
from pipelines.accounts.connectors.entra import ENTRA, EntraSettings
from pipelines.accounts.connectors.github import GITHUB, GitHubSettings
from pipelines.accounts.connectors.scim import SCIM, ScimSettings
from pipelines.accounts.connectors.slack import SLACK, SlackSettings
from sample_organization.aurora_sleeper.company import MAIL_DOMAIN
from sample_organization.platforms.context import PLATFORM_SECRET


def declared_sample_platforms(url: str) -> tuple[Platform, ...]:
    """Return the platforms that are served below `url`."""
    entra = EntraSettings(
        tenant_id="aurora-sleeper",
        client_id="ado-findings",
        client_secret=PLATFORM_SECRET,
        base_url=f"{url}/entra/v1.0",
        login_url=f"{url}/entra/login",
    )
    github = GitHubSettings(
        organization="aurora-sleeper",
        token=PLATFORM_SECRET,
        base_url=f"{url}/github",
        graphql_url=f"{url}/github/graphql",
    )
    slack = SlackSettings(token=PLATFORM_SECRET, base_url=f"{url}/slack")
    wiki = ScimSettings(base_url=f"{url}/scim", token=PLATFORM_SECRET)
    return (
        Platform("entra", ENTRA, entra, frozenset({f"svc-backup@{MAIL_DOMAIN}"})),
        Platform("github", GITHUB, github, frozenset({"aurora-bot"})),
        Platform("slack", SLACK, slack),
        Platform("wiki", SCIM, wiki),
    )
