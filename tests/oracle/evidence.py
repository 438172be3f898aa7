"""Expected rows of artifact_links and change_evidence."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from urllib.parse import quote, unquote

from sample_organization.model.organization import Identity, ResourceLink
from tests.oracle.items import STARTED, Item, Snapshot, instant_of
from tests.oracle.names import same
from tests.oracle.ownership import BUG, Ownership, is_in
from tests.oracle.velocity import Row
from tests.oracle.world import World

TESTED_BY = "Microsoft.VSTS.Common.TestedBy"
LINK_COUNTS = ("System.ExternalLinkCount", "System.HyperLinkCount")
COMMITS = frozenset({"commit", "changeset", "github_commit"})
PULL_REQUESTS = frozenset({"pull_request", "github_pull_request"})
REFS = {"GB": "branch", "GT": "tag", "GC": "commit"}
GITHUB = {
    "Commit": "github_commit",
    "PullRequest": "github_pull_request",
    "Issue": "github_issue",
    "Branch": "github_branch",
}
HISTORY = timedelta(days=400)


@dataclass(frozen=True)
class Artifact:
    """What a URI says."""

    kind: str
    project_id: str | None = None
    repository_id: str | None = None
    artifact_id: str | None = None
    page: str | None = None


OTHER = Artifact("other")


def parsed(uri: str, item_project_id: str) -> Artifact:
    """Take a URI apart; `page` is relative to the organization."""
    if uri.startswith("http"):
        return Artifact("hyperlink", page=uri)
    tool, _, rest = uri.removeprefix("vstfs:///").partition("/")
    kind, _, encoded = rest.partition("/")
    parser = _PARSERS.get(tool)
    return parser(kind, unquote(encoded), item_project_id) if parser else OTHER


def _git(kind: str, path: str, _: str) -> Artifact:
    parts = path.split("/", 2)
    if len(parts) < 3 or not all(parts):
        return OTHER
    project, repository, rest = parts
    base = f"{project.lower()}/_git/{repository.lower()}"
    if kind == "Commit":
        return _commit(project, repository, rest)
    if kind == "PullRequestId" and rest.isdecimal():
        page = f"{base}/pullrequest/{rest}"
        return Artifact("pull_request", project.lower(), repository.lower(), rest, page)
    if kind == "Ref" and rest[:2] in REFS and rest[2:]:
        if rest[:2] == "GC":
            return _commit(project, repository, rest[2:])
        page = f"{base}?version={rest[:2]}{quote(rest[2:], safe='')}"
        return Artifact(REFS[rest[:2]], project.lower(), repository.lower(), rest[2:], page)
    return OTHER


def _commit(project: str, repository: str, sha: str) -> Artifact:
    page = f"{project.lower()}/_git/{repository.lower()}/commit/{quote(sha, safe='')}"
    return Artifact("commit", project.lower(), repository.lower(), sha, page)


def _wiki(kind: str, path: str, _: str) -> Artifact:
    parts = path.split("/", 2)
    if kind != "WikiPage" or len(parts) < 3:
        return OTHER
    project, wiki, page = parts
    url = f"{project.lower()}/_wiki/wikis/{wiki.lower()}?pagePath=%2F{quote(page, safe='')}"
    return Artifact("wiki_page", project.lower(), None, page, url)


def _github(kind: str, path: str, _: str) -> Artifact:
    split: Callable[[str], tuple[str, str, str]] = (
        (lambda text: text.partition("/"))
        if kind == "Branch"
        else (lambda text: text.rpartition("/"))
    )
    repository, _slash, rest = split(path)
    if kind not in GITHUB or not repository or not rest:
        return OTHER
    return Artifact(GITHUB[kind], None, repository.lower(), rest)


def _numbered(name: str, page: str) -> Callable[[str, str, str], Artifact]:
    def parse(kind: str, path: str, item_project_id: str) -> Artifact:
        if not path.isdecimal():
            return OTHER
        return Artifact(name, None, None, path, f"{item_project_id}/{page}{path}")

    return parse


def _release(kind: str, path: str, _: str) -> Artifact:
    match = re.fullmatch(r"([^:]+):(\d+):\d+", path)
    if not match:
        return OTHER
    page = f"{match[1].lower()}/_release?releaseId={match[2]}&_a=release-summary"
    return Artifact("release", match[1].lower(), None, match[2], page)


def _test(kind: str, path: str, _: str) -> Artifact:
    return Artifact("test_result", artifact_id=path) if kind == "TcmResult" else OTHER


_PARSERS: dict[str, Callable[[str, str, str], Artifact]] = {
    "Git": _git,
    "Wiki": _wiki,
    "GitHub": _github,
    "Build": _numbered("build", "_build/results?buildId="),
    "VersionControl": _numbered("changeset", "_versionControl/changeset/"),
    "ReleaseManagement": _release,
    "TestManagement": _test,
}


@dataclass(frozen=True)
class Evidence:
    """What items link to, and who did what to them."""

    world: World
    ownership: Ownership

    def artifact_rows(self) -> list[Row]:
        """Return one row per item and URI."""
        base = self.world.parameters.organization_url
        return [
            {
                "work_item_id": item.id,
                "artifact_uri": link.uri,
                "kind": artifact.kind,
                "link_name": link.name or ("Hyperlink" if artifact.kind == "hyperlink" else None),
                "project_id": artifact.project_id,
                "repository_id": artifact.repository_id,
                "artifact_id": artifact.artifact_id,
                "added_at": instant_of(link.added_date),
                "resource_created_at": link.resource_created_date
                and instant_of(link.resource_created_date),
                "comment": link.comment or None,
                "url": artifact.page
                if artifact.kind == "hyperlink" or not artifact.page
                else f"{base}/{artifact.page}",
            }
            for item in self.world.located_items
            for link, artifact in self.links_of(item)
        ]

    def links_of(self, item: Item) -> list[tuple[ResourceLink, Artifact]]:
        """Return what an item links to at `as_of`, if its links can be read."""
        project = item.current.project
        assert project
        found: dict[str, ResourceLink] = {}
        for link in self.world.organization.resource_links.get(item.id, ()):
            if self.world.parameters.now.includes(instant_of(link.added_date)):
                found.setdefault(link.uri, link)
        links = found.values() if self._can_read(item) else ()
        return [(link, parsed(link.uri, project.id)) for link in links]

    def is_known(self, item: Item) -> bool:
        """Whether what the item links to is known: read, or there never was a link."""
        return self._can_read(item) or not self._ever_linked(item)

    def _can_read(self, item: Item) -> bool:
        """A deleted item cannot be read, and one that never had links is not."""
        revisions = self.world.organization.items[item.id]
        is_deleted = max(revisions, key=lambda one: one.rev).fields.get("System.IsDeleted")
        return is_deleted is not True and self._ever_linked(item)

    def _ever_linked(self, item: Item) -> bool:
        revisions = self.world.organization.items[item.id]
        counts = (one.fields.get(name, 0) for one in revisions for name in LINK_COUNTS)
        return any(isinstance(count, int) and count > 0 for count in counts)

    def code_links(self, item: Item) -> list[tuple[ResourceLink, Artifact]]:
        """Return the links to commits, changesets and pull requests."""
        kinds = COMMITS | PULL_REQUESTS
        return [(link, one) for link, one in self.links_of(item) if one.kind in kinds]

    @cached_property
    def tests(self) -> dict[int, set[int]]:
        """The tests of each item that has any."""
        found: dict[int, set[int]] = {}
        for link in self.world.links:
            if same(link.rel, TESTED_BY) and link.is_active:
                found.setdefault(link.source_id, set()).add(link.target_id)
        return found

    def changes(self) -> Iterator[Item]:
        """Return the requirements and bugs that were completed in the last 400 days."""
        for item in self.world.located_items:
            now = item.current
            is_completed = now.category == "Completed" and not now.is_deleted
            since = self.world.parameters.as_of - item.completed_at
            if self.is_change(now) and is_completed and since <= HISTORY:
                yield item

    def is_change(self, now: Snapshot) -> bool:
        """Whether the item is a requirement or a bug."""
        assert now.project
        is_bug = is_in(now.project.process, now.type, BUG)
        is_requirement = self.ownership.level(now) == "requirement"
        return (is_requirement or is_bug) and not self.ownership.is_hidden(now)

    def change_rows(self) -> list[Row]:
        """Return one row per change."""
        return [self._change_row(item) for item in self.changes()]

    def _change_row(self, item: Item) -> Row:
        kinds = [artifact.kind for _, artifact in self.links_of(item)]
        tests, is_known = self.tests.get(item.id, set()), self.is_known(item)
        approval = self.approval(item)
        started, completed = self.started_by(item), self.completed_by(item)

        def known(value: object) -> object:
            return value if is_known else None

        code = [kind for kind in kinds if kind in COMMITS | PULL_REQUESTS]
        return {
            "work_item_id": item.id,
            "has_parent": item.id in self.world.parents,
            "is_approved": None if approval is None else bool(approval),
            "approved_by_id": _changer(approval[-1]) if approval else None,
            "started_by_id": started,
            "completed_by_id": completed,
            "is_completed_by_another": started != completed if started and completed else None,
            "has_code_link": known(bool(code)),
            "has_pull_request": known(bool(PULL_REQUESTS & set(kinds))),
            "has_build": known("build" in kinds),
            "has_test": bool(tests),
            "evidence_count": known(len(code) + kinds.count("build") + len(tests)),
            "url": self.world.url(item),
        }

    def approval(self, item: Item) -> list[Snapshot] | None:
        """Return the revisions that approved an item before it was started; none if nothing can."""
        project = item.current.project
        assert project
        states = {
            state.lower()
            for name, type_name, state in self.world.parameters.approval_states
            if (not name or same(name, project.name))
            and (not type_name or same(type_name, item.current.type))
        }
        if not states:
            return None
        entered = [
            snapshot
            for previous, snapshot in zip([None, *item.snapshots], item.snapshots, strict=False)
            if (snapshot.state or "").lower() in states
            and (previous is None or (previous.state or "") != (snapshot.state or ""))
        ]
        start = self._start(item) or (
            self._completion(item) if item.current.category == "Completed" else None
        )
        return [one for one in entered if start is None or one.rev < start.rev]

    def started_by(self, item: Item) -> object:
        """Return the id of whoever first started the item."""
        start = self._start(item)
        return _changer(start) if start else None

    def completed_by(self, item: Item) -> object:
        """Return the id of whoever completed the item."""
        return _changer(self._completion(item))

    def _start(self, item: Item) -> Snapshot | None:
        return next((one for one in item.snapshots if one.category in STARTED), None)

    def _completion(self, item: Item) -> Snapshot:
        start = item.current
        for snapshot in reversed(item.snapshots):
            if snapshot.category != "Completed":
                break
            start = snapshot
        return start

    def first_code_link_at(self, item: Item) -> datetime | None:
        """Return when the first commit, changeset or pull request was linked."""
        links = self.code_links(item)
        return min((instant_of(link.added_date) for link, _ in links), default=None)


def _changer(snapshot: Snapshot) -> object:
    person = snapshot.fields["System.ChangedBy"]
    return person.id if isinstance(person, Identity) else None
