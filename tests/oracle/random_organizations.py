"""Small random organizations, odd in every way that Azure DevOps allows.

Each is made from one seed and shares nothing with the others, so that many fit into one that is served:
ids of items and nodes lie between `seed * 1000` and the next thousand.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from pipelines.sample.organization import (
    Fields,
    Identity,
    LinkChange,
    Organization,
    Project,
    Revision,
    descriptor,
    guid,
    instant_text,
)
from tests.oracle.question import Question
from tests.oracle.random_lives import Life
from tests.oracle.random_projects import make_project, random_teams
from tests.oracle.world import HIERARCHY

IDS_PER_SEED = 1000
AFFECTS = "Microsoft.VSTS.Common.Affects"
LINK_TYPES = (
    HIERARCHY,
    HIERARCHY,
    "System.LinkTypes.Dependency",
    "System.LinkTypes.Dependency",
    "System.LinkTypes.Dependency",
    AFFECTS,
    "System.LinkTypes.Related",
    "System.LinkTypes.Remote.Dependency",
)
# Projects, items, teams of each project: from a corner to a crowd that fills iterations and percentiles.
SIZES = ((1, 4, 4), (2, 12, 2), (3, 20, 2), (1, 40, 2), (1, 200, 1))
MICROSECOND = timedelta(microseconds=1)
THRESHOLD_DAYS = (14, 30, 90, 180)
OLDEST_DAYS, NEWEST_DAYS = 70, 12


@dataclass(eq=False)
class Maker:
    """Makes one random organization inside a larger one."""

    seed: int
    question: Question
    into: Organization
    rng: Random = field(init=False)
    projects: list[Project] = field(default_factory=list)
    item_ids: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = Random(f"organization {self.seed}")
        self.first_id = self.seed * IDS_PER_SEED
        self.renamed_at = self.some_instant()
        self.people = [self._person(name) for name in ("Ada", "Bo", "Çelik")]

    def make(self) -> None:
        """Add projects, then items in an order of changes of their own, then links."""
        node_ids = iter(range(self.first_id, self.first_id + IDS_PER_SEED))
        projects, items, teams = self.rng.choice(SIZES)
        for number in range(projects):
            project = make_project(self.rng, self.question.today, self.seed, number, node_ids)
            project.teams += random_teams(self.rng, project, teams)
            self.projects.append(project)
        self.into.projects += self.projects
        self.instants = self._interesting_instants()
        revisions = [self._revisions(self.first_id + 1 + number) for number in range(items)]
        for fields in self._interleaved(revisions):
            self._append(fields)
        for _ in range(self.rng.randrange(2 * len(self.item_ids))):
            self._append_link_changes()
        for item_id in self.rng.sample(self.item_ids, self.rng.choice((0, 0, 1))):
            self.into.destroy(item_id)

    def _person(self, name: str) -> Identity:
        key = f"{name} {self.seed}"
        return Identity(guid("person", key), key, f"{key}@random.example", descriptor("aad", key))

    def named(self, person: Identity, at: datetime) -> Identity:
        """The person by the name of that time: the first one changed it."""
        if person is self.people[0] and at >= self.renamed_at:
            return replace(person, display_name=f"{person.display_name}-Lovelace")
        return person

    def _interesting_instants(self) -> list[datetime]:
        """Where definitions change their mind, and a microsecond before and after."""
        as_of = self.question.as_of
        found = [as_of, *(as_of - timedelta(days=days) for days in THRESHOLD_DAYS)]
        zones = [ZoneInfo(self.question.time_zone), UTC]
        nodes = [node for project in self.projects for node in project.iterations.walk()]
        dates = [day for node in nodes for day in (node.start, node.finish) if day is not None]
        for day in [day + timedelta(days=later) for day in dates for later in range(4)]:
            midnights = (datetime.combine(day, time.min, zone) for zone in zones)
            found += [one.astimezone(UTC) for one in midnights]
        return [at + nudge for at in found for nudge in (-MICROSECOND, timedelta(), MICROSECOND)]

    def some_instant(self) -> datetime:
        """An instant around the one that the question asks about, most often before it."""
        back = self.rng.uniform(-NEWEST_DAYS, self.rng.choice((OLDEST_DAYS, OLDEST_DAYS, 400)))
        return self.question.as_of - timedelta(days=back)

    def _instants(self, count: int) -> list[datetime]:
        pick = self.rng.random
        found = [
            self.rng.choice(self.instants) if pick() < 0.3 else self.some_instant()
            for _ in range(count)
        ]
        return found if pick() < 0.07 else sorted(found)

    def _revisions(self, item_id: int) -> list[Fields]:
        self.item_ids.append(item_id)
        instants = self._instants(self.rng.choice((1, 2, 3, 5, 8, 12)))
        life = Life(self, self.rng)
        is_dated = self.rng.random() < 0.97
        revisions = []
        for rev, at in enumerate(instants, 1):
            life.go_on(at, is_first=rev == 1)
            stamp: Fields = {"System.Id": item_id, "System.Rev": rev}
            if is_dated:
                stamp["System.CreatedDate"] = instant_text(instants[0])
            revisions.append({**life.revision(at), **stamp})
        return revisions

    def _interleaved(self, histories: list[list[Fields]]) -> Iterator[Fields]:
        waiting = [iter(history) for history in histories]
        while waiting:
            history = self.rng.choice(waiting)
            fields = next(history, None)
            if fields is None:
                waiting.remove(history)
            else:
                yield fields

    def _append(self, fields: Fields) -> None:
        watermark = len(self.into.revisions) + 1
        item_id, rev = int(str(fields["System.Id"])), int(str(fields["System.Rev"]))
        self.into.append(
            Revision(item_id, rev, watermark, {**fields, "System.Watermark": watermark})
        )

    def _append_link_changes(self) -> None:
        """Add a link, and perhaps remove it and add it again."""
        rel = self.rng.choice(LINK_TYPES)
        ends = [self._linkable() for _ in range(2)]
        projects = [self.rng.choice(self.projects).id for _ in range(2)]
        remote: dict[str, str] = {}
        if ".Remote." in rel:
            elsewhere = guid("a project elsewhere")
            projects[self.rng.randrange(2)] = elsewhere
            remote = self.rng.choice(({}, {"remoteProjectId": elsewhere}))
        instants = self._instants(self.rng.choice((1, 1, 1, 2, 3)))
        for number, at in enumerate(instants):
            self.into.link_changes.append(
                LinkChange(
                    position=len(self.into.link_changes) + 1,
                    rel=rel,
                    source_id=ends[0],
                    target_id=ends[1],
                    changed_date=instant_text(at),
                    changed_by=self.named(self.rng.choice(self.people), at),
                    operation="remove" if number % 2 else "create",
                    source_project_id=projects[0],
                    target_project_id=projects[1],
                    remote=remote,
                )
            )

    def _linkable(self) -> int:
        """An item, or rarely an id that nobody here knows."""
        missing = self.first_id + IDS_PER_SEED - self.rng.randrange(1, 4)
        return missing if self.rng.random() < 0.06 else self.rng.choice(self.item_ids)
