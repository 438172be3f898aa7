"""Where the teams keep their code: repositories of which only the URIs exist."""

from datetime import datetime
from itertools import count

from sample_organization.model.history import Artifact
from sample_organization.model.organization import Project, Team, guid

ON_GITHUB = frozenset({"Checkout Café"})
IN_VERSION_CONTROL = frozenset({"Depot Köln"})  # Team Foundation Version Control


class Repository:
    """The repository of a team, with numbers for its pull requests and builds."""

    def __init__(self, project: Project, team: Team) -> None:
        self._team_name = team.name
        self._git = f"{project.id}%2F{guid('repository', team.name)}%2F"
        self._github = f"{guid('connection to GitHub', team.name)}%2F"
        self._numbers = count(1)

    def review(self, at: datetime) -> Artifact:
        """Return the next pull request, or the next changeset of a team without any."""
        number = next(self._numbers)
        if self._team_name in ON_GITHUB:
            uri = f"vstfs:///GitHub/PullRequest/{self._github}{number}"
            return Artifact(uri, "GitHub Pull Request", created=at)
        if self._team_name in IN_VERSION_CONTROL:
            uri = f"vstfs:///VersionControl/Changeset/{700 + number}"
            return Artifact(uri, "Fixed in Changeset", created=at)
        return Artifact(
            f"vstfs:///Git/PullRequestId/{self._git}{number}", "Pull Request", created=at
        )

    def commit(self, at: datetime, comment: str = "") -> Artifact:
        """Return a commit."""
        sha = guid("commit", self._team_name, at.isoformat()).replace("-", "") + "0a1b2c3d"
        return Artifact(f"vstfs:///Git/Commit/{self._git}{sha}", "Fixed in Commit", comment, at)

    def branch(self, name: str) -> Artifact:
        """Return a branch."""
        return Artifact(f"vstfs:///Git/Ref/{self._git}GB{name.replace('/', '%2F')}", "Branch")

    def build(self, at: datetime) -> Artifact:
        """Return the next build."""
        uri = f"vstfs:///Build/Build/{4000 + next(self._numbers)}"
        return Artifact(uri, "Integrated in build", created=at)
