"""Generate the organization of a plan.

What the plan leaves open is random with the plan's own seed, independent of the organization's number: the
same plan with another number is the same organization with other ids. Ids of items and nodes are between
`number * 1000` and the next thousand, so that many organizations can be served as one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

from sample_organization.model.organization import (
    Fields,
    Identity,
    LinkChange,
    Project,
    Revision,
    format_timestamp,
    guid,
)
from sample_organization.model.processes import FIELDS
from tests.oracle.evidence import LINK_COUNTS, TESTED_BY
from tests.oracle.organizations.artifacts import random_artifact
from tests.oracle.organizations.item_histories import ItemHistory
from tests.oracle.organizations.plans import Plan
from tests.oracle.organizations.projects import make_project, random_teams
from tests.oracle.organizations.saved_queries import add_queries
from tests.oracle.organizations.scenes import Scene, Script
from tests.oracle.organizations.staff import Staffing, identity
from tests.oracle.rosters import StaffedOrganization
from tests.oracle.run_parameters import RunParameters
from tests.oracle.world import HIERARCHY

IDS_PER_ORGANIZATION = 1000
AFFECTS = "Microsoft.VSTS.Common.Affects"
LINK_TYPES = (
    HIERARCHY,
    HIERARCHY,
    "System.LinkTypes.Dependency",
    "System.LinkTypes.Dependency",
    "System.LinkTypes.Dependency",
    AFFECTS,
    "System.LinkTypes.Related",
    TESTED_BY,
    "System.LinkTypes.Remote.Dependency",
)
DAY, MICROSECOND = timedelta(days=1), timedelta(microseconds=1)
THRESHOLD_DAYS = (14, 30, 90, 180)
OLDEST_DAYS, NEWEST_DAYS = 70, 12


def make(plan: Plan, number: int, parameters: RunParameters) -> StaffedOrganization:
    """Return the organization of a plan, with the ids of a number."""
    maker = Maker(plan, number, parameters)
    maker.make()
    return maker.into


@dataclass(eq=False)
class Maker:
    """Generates one organization."""

    plan: Plan
    number: int
    parameters: RunParameters
    projects: list[Project] = field(default_factory=list)
    scripts: list[Script] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.into = StaffedOrganization("random", self.parameters.as_of, FIELDS)
        self.rng = Random(f"organization {self.plan.chance}")
        self.staff_rng = Random(f"staff {self.plan.chance}")
        self.artifact_rng = Random(f"artifacts {self.plan.chance}")
        self.first_id = self.number * IDS_PER_ORGANIZATION
        self.item_ids = count(self.first_id + 1)
        self.renamed_at = self.random_timestamp()
        self.people = [self._person(name) for name in ("Ada", "Bo", "Çelik")]

    def make(self) -> None:
        """Add projects, then items with interleaved changes, then links."""
        self._found_projects()
        self.timestamps = self._timestamps_of_interest()
        for _ in range(self.plan.wanderers):
            self._wander()
        for story in self.plan.stories:
            story.tell(Scene(self))
        for fields in self._interleaved():
            self._append(fields)
        for _ in range(self.rng.randrange(2 * len(self.scripts) + 1)):
            self._append_link_changes()
        for script in self.rng.sample(self.scripts, self.rng.choice((0, 0, 1))):
            self.into.destroy(script.id)
        for script in self.scripts:
            self._link_artifacts(script)
        # Of the first person, who was renamed, only the history tells.
        self.into.identities += self.people[1:]
        self._staff()

    def _found_projects(self) -> None:
        node_ids = iter(range(self.first_id, self.first_id + IDS_PER_ORGANIZATION))
        for number in range(self.plan.projects):
            kind = self.rng.choice(("Rail", "Zug & Söhne", "O_l 100%"))
            name = f"{kind} {self.number}-{number}"
            today, sprints = self.parameters.today, self.plan.past_sprints
            project = make_project(self.rng, today, name, node_ids, sprints)
            project.teams += random_teams(self.rng, project, self.plan.teams)
            self.projects.append(project)
        add_queries(Random(f"queries {self.plan.chance}"), self.projects)
        self.into.projects += self.projects

    def _person(self, name: str) -> Identity:
        return identity(self.staff_rng, f"{name} {self.number}")

    def _staff(self) -> None:
        others = [self._person(name) for name in ("Dee", "Eve", "Fay", "Gus")]
        self.into.identities += others[:2]
        people = [*self.people, *others]
        staffing = Staffing(self.staff_rng, self.number, self.parameters, self.projects, people)
        self.into.group_entitlements += staffing.group_rules
        self.into.user_entitlements += staffing.entitlements()
        self.into.earlier_loads += staffing.earlier_loads(self.into.user_entitlements)
        self.into.group_members |= staffing.fill_teams()
        self.into.rosters = staffing.rosters()

    def named(self, person: Identity, at: datetime) -> Identity:
        """Return the person with the name at that time: the first person was renamed."""
        if person is self.people[0] and at >= self.renamed_at:
            return replace(person, display_name=f"{person.display_name}-Lovelace")
        return person

    def _timestamps_of_interest(self) -> list[datetime]:
        """Return timestamps at which a definition's result changes, and a microsecond before and after."""
        as_of = self.parameters.as_of
        found = [as_of, *(as_of - timedelta(days=days) for days in THRESHOLD_DAYS)]
        zones = [ZoneInfo(self.parameters.time_zone), UTC]
        nodes = [node for project in self.projects for node in project.iterations.walk()]
        dates = [day for node in nodes for day in (node.start, node.finish) if day is not None]
        for day in [day + timedelta(days=later) for day in dates for later in range(4)]:
            midnights = (datetime.combine(day, time.min, zone) for zone in zones)
            found += [midnight.astimezone(UTC) for midnight in midnights]
        return [at + nudge for at in found for nudge in (-MICROSECOND, timedelta(), MICROSECOND)]

    def random_timestamp(self) -> datetime:
        """Return a timestamp around `as_of`, usually before it."""
        back = self.rng.uniform(-NEWEST_DAYS, self.rng.choice((OLDEST_DAYS, OLDEST_DAYS, 400)))
        return self.parameters.as_of - timedelta(days=back)

    def _timestamps(self, count: int) -> list[datetime]:
        pick = self.rng.random
        found = [
            self.rng.choice(self.timestamps) if pick() < 0.3 else self.random_timestamp()
            for _ in range(count)
        ]
        return found if pick() < 0.07 else sorted(found)

    def script(self, is_odd: bool) -> Script:
        """Return the script of a new item without revisions."""
        is_dated = self.rng.random() < 0.97
        script = Script(next(self.item_ids), ItemHistory(self, self.rng), is_odd, is_dated)
        self.scripts.append(script)
        return script

    def _wander(self) -> None:
        """Return the script of an item with random changes."""
        script = self.script(is_odd=True)
        for at in self._timestamps(self.rng.choice((1, 2, 3, 5, 8, 12))):
            script.history.add_random_changes(at, is_first=not script.revisions)
            script.then(at)

    def _interleaved(self) -> Iterator[Fields]:
        waiting = [iter(script.revisions) for script in self.scripts]
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
        """Add a link between two random items, and possibly remove it and add it again."""
        timestamps = self._timestamps(self.rng.choice((1, 1, 1, 2, 3)))
        self.link(self.rng.choice(LINK_TYPES), self._linkable(), self._linkable(), *timestamps)

    def link(self, rel: str, source_id: int, target_id: int, *timestamps: datetime) -> None:
        """Add a link at the first timestamp, remove it at the second, and so on."""
        projects = [self.rng.choice(self.projects).id for _ in range(2)]
        remote: dict[str, str] = {}
        if ".Remote." in rel:
            elsewhere = guid("a project elsewhere")
            projects[self.rng.randrange(2)] = elsewhere
            host = {"remoteHostName": "https://dev.azure.com/elsewhere"}
            remote = self.rng.choice(({}, {**host, "remoteProjectId": elsewhere}))
        for number, at in enumerate(timestamps):
            self.into.link_changes.append(
                LinkChange(
                    position=len(self.into.link_changes) + 1,
                    rel=rel,
                    source_id=source_id,
                    target_id=target_id,
                    changed_date=format_timestamp(at),
                    changed_by=self.named(self.rng.choice(self.people), at),
                    operation="remove" if number % 2 else "create",
                    source_project_id=projects[0],
                    target_project_id=projects[1],
                    remote=remote,
                )
            )

    def _link_artifacts(self, script: Script) -> None:
        """Link an item that counts links to artifacts; the counts are random."""
        counts = [revision.get(name) for revision in script.revisions for name in LINK_COUNTS]
        if not any(isinstance(count, int) and count > 0 for count in counts):
            return
        changed = [str(revision["System.ChangedDate"]) for revision in script.revisions]
        for number in range(self.artifact_rng.choice((0, 0, 1, 2, 3))):
            at = datetime.fromisoformat(self.artifact_rng.choice(changed))
            at += self.artifact_rng.choice((timedelta(), DAY - MICROSECOND, DAY, DAY + MICROSECOND))
            link = random_artifact(self.artifact_rng, number, at)
            self.into.resource_links.setdefault(script.id, []).append(link)

    def _linkable(self) -> int:
        """Return the id of an item, or rarely an unknown id."""
        is_missing = not self.scripts or self.rng.random() < 0.06
        return self.missing_id() if is_missing else self.rng.choice(self.scripts).id

    def missing_id(self) -> int:
        """Return an id that does not exist in the organization."""
        return self.first_id + IDS_PER_ORGANIZATION - self.rng.randrange(1, 4)
