"""Packs many random organizations into one, and tells from a difference which of them it is in."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipelines.sample.organization import Identity, Organization
from pipelines.sample.processes import FIELDS
from tests.oracle.comparison import Difference
from tests.oracle.question import Question
from tests.oracle.random_organizations import IDS_PER_SEED, Maker

SHOWN = 6
NOISE = {
    "System.Id",
    "System.Rev",
    "System.ChangedDate",
    "System.RevisedDate",
    "System.Watermark",
}


@dataclass
class Packed:
    """Many random organizations in one, and which seed each id belongs to."""

    organization: Organization
    seeds: dict[str, int] = field(default_factory=dict)

    def seed_of(self, difference: Difference) -> int:
        """The seed of the organization in which the difference is."""
        parts = [part for value in difference.key for part in str(value).split("/")]
        known = [self.seeds[part] for part in parts if part in self.seeds]
        return known[0] if known else int(parts[-1]) // IDS_PER_SEED


def pack(question: Question, seeds: Iterable[int]) -> Packed:
    """Make the organizations of some seeds."""
    packed = Packed(Organization("random", question.as_of, FIELDS))
    for seed in seeds:
        maker = Maker(seed, question, packed.organization)
        maker.make()
        # Of the first person, who was renamed, only the history tells.
        packed.organization.identities += maker.people[1:]
        packed.seeds |= {team.id: seed for project in maker.projects for team in project.teams}
        packed.seeds |= {str(item_id): seed for item_id in maker.item_ids}
    return packed


def describe(packed: Packed, unlike: list[Difference]) -> str:
    """The first differences of each seed, with the history of the first item among them."""
    by_seed: dict[int, list[Difference]] = {}
    for difference in unlike:
        by_seed.setdefault(packed.seed_of(difference), []).append(difference)
    lines = [f"{len(unlike)} differences in {len(by_seed)} organizations"]
    for seed, found in sorted(by_seed.items(), key=lambda one: len(one[1])):
        lines += ["", f"seed {seed}: {len(found)}", *(f"  {one}" for one in found[:SHOWN])]
        item_ids = [part for one in found for part in one.key if isinstance(part, int)]
        lines += [f"    {line}" for one in item_ids[:1] for line in _history(packed, one)]
    return "\n".join(lines)


def _history(packed: Packed, item_id: int) -> list[str]:
    """An item's revisions, one line each: what changed, without what always does."""
    lines: list[str] = []
    before: dict[str, object] = {}
    for revision in packed.organization.items.get(item_id, []):
        now = {name: _short(value) for name, value in revision.fields.items() if name not in NOISE}
        gone = dict.fromkeys(before.keys() - now.keys(), "gone")
        changed = {name: value for name, value in now.items() if before.get(name) != value} | gone
        told = ", ".join(f"{name.rpartition('.')[2]}={value}" for name, value in changed.items())
        lines.append(f"{item_id} rev {revision.rev} {revision.fields['System.ChangedDate']} {told}")
        before = now
    return lines


def _short(value: object) -> object:
    return value.display_name if isinstance(value, Identity) else value
