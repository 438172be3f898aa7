"""The declarations by which a sample run reads the platforms of the sample organization."""

from pipelines.platforms import Platform
from pipelines.platforms.kinds.entra import ENTRA, EntraSettings
from pipelines.platforms.kinds.github import GITHUB, GitHubSettings
from pipelines.platforms.kinds.scim import SCIM, ScimSettings
from pipelines.platforms.kinds.slack import SLACK, SlackSettings
from pipelines.sample.company import MAIL_DOMAIN
from pipelines.sample.platforms.context import PLATFORM_SECRET


def declared_sample_platforms(url: str) -> tuple[Platform, ...]:
    """The platforms that are served below `url`."""
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
