"""The sample organization has the documented size and anomalies, and is the same on every machine."""

import hashlib
from collections import Counter
from itertools import pairwise
from pathlib import Path

import orjson

from sample_organization import SAMPLE_AS_OF, build_sample_organization, rosters_directory
from sample_organization.aurora_sleeper.build import write_sample_rosters
from sample_organization.model.organization import Organization, format_timestamp

DIGEST = "3c4394ec0c34274fa52f7b7a17c9ec569ab11ce6936adad7cdce3a634512daaa"


def digest(organization: Organization) -> str:
    listed = [
        organization.revisions,
        organization.link_changes,
        [(one.identity, one.license, one.last_accessed) for one in organization.user_entitlements],
    ]
    return hashlib.sha256(orjson.dumps(listed)).hexdigest()


def test_it_is_as_large_as_promised(sample):
    teams = [team for project in sample.projects for team in project.teams]
    assert len(sample.projects) >= 3
    assert len({project.process.name for project in sample.projects}) >= 3
    assert len(teams) >= 8
    assert len(sample.items) >= 2_500
    assert len(sample.revisions) >= 25_000
    assert len(sample.link_changes) >= 3_000
    assert len(sample.user_entitlements) >= 120
    assert len(sample.group_entitlements) >= 2


def test_it_covers_fifteen_months_of_two_week_sprints(sample):
    for project in sample.projects:
        starts = sorted(node.start for node in project.iterations.walk() if node.start)
        assert {(after - before).days for before, after in pairwise(starts)} == {14}
        past = [start for start in starts if start <= SAMPLE_AS_OF.date()]
        assert (past[-1] - past[0]).days >= 15 * 365.25 / 12 - 14


def test_two_builds_are_equal_and_equal_to_the_one_that_was_committed(sample):
    assert digest(sample) == digest(build_sample_organization()) == DIGEST


def test_history_ends_at_the_timestamp_of_the_sample(sample):
    end = format_timestamp(SAMPLE_AS_OF)
    assert max(str(r.fields["System.ChangedDate"]) for r in sample.revisions) <= end
    assert max(change.changed_date for change in sample.link_changes) <= end


def test_revisions_of_an_item_are_numbered_and_in_order_of_time(sample):
    for history in sample.items.values():
        assert [revision.rev for revision in history] == list(range(1, len(history) + 1))
        changed = [str(revision.fields["System.ChangedDate"])[:19] for revision in history]
        assert changed == sorted(changed)


def test_most_items_are_finished_and_there_are_anomalies(sample):
    current = [history[-1].fields for history in sample.items.values()]
    deleted = [fields for fields in current if fields.get("System.IsDeleted") is True]
    states = Counter(str(fields["System.State"]) for fields in current)
    assert (states["Closed"] + states["Done"]) / len(current) > 0.7
    assert 0 < len(deleted) < 100
    assert states["Triage"] > 0
    assert max(len(history) for history in sample.items.values()) > 100


def test_the_bundled_rosters_are_those_that_the_generator_writes(tmp_path: Path):
    write_sample_rosters(tmp_path)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    bundled = {path.name: path.read_bytes() for path in rosters_directory().iterdir()}
    assert set(written) == {"hr.csv", "depot.csv", "expectations.csv"}
    assert set(bundled) - set(written) == {
        "approval_states.csv",
        "thresholds.csv",
        "waivers.csv",
    }
    assert written.items() <= bundled.items()
