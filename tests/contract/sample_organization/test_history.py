"""Fields and order that the history sets automatically."""

import pytest

from sample_organization.model.organization import format_timestamp
from sample_organization.model.processes import SCRUM
from tests.support.organizations import TinyOrganization, at

CLOSED = "Microsoft.VSTS.Common.ClosedDate"


@pytest.fixture
def tiny():
    return TinyOrganization()


def test_changes_are_applied_in_the_order_of_their_timestamps(tiny):
    late = tiny.story("2026-03-02")
    early = tiny.story("2026-03-01")
    tiny.change(early, "2026-03-04", effort=2)
    tiny.change(early, "2026-03-03", effort=1)
    organization = tiny.commit()
    assert early.id < late.id
    efforts = [
        r.fields.get("Microsoft.VSTS.Scheduling.StoryPoints") for r in organization.items[early.id]
    ]
    assert efforts == [None, 1, 2]


def test_changes_after_the_end_of_the_history_are_ignored(tiny):
    tiny.history._until = at("2026-03-01")
    story = tiny.story("2026-02-20")
    tiny.change(story, "2026-03-02", effort=1)
    tiny.story("2026-03-02")
    assert len(tiny.commit().revisions) == 1


def test_a_closed_date_comes_with_the_state_and_goes_with_it(tiny):
    story = tiny.story("2026-03-01")
    tiny.change(story, "2026-03-02", state="Closed")
    tiny.change(story, "2026-03-03", state="Active")
    first, closed, reopened = tiny.commit().items[story.id]
    assert closed.fields[CLOSED] == "2026-03-02T00:00:00Z"
    assert CLOSED not in first.fields
    assert CLOSED not in reopened.fields


def test_a_comment_belongs_to_one_revision_and_is_counted(tiny):
    story = tiny.story("2026-03-01")
    tiny.change(story, "2026-03-02", comment="Hello")
    tiny.change(story, "2026-03-03", effort=1)
    _, commented, after = tiny.commit().items[story.id]
    assert commented.fields["System.History"] == "Hello"
    assert "System.History" not in after.fields
    assert after.fields["System.CommentCount"] == 1


def test_none_empties_a_field_and_empty_fields_are_absent(tiny):
    story = tiny.story("2026-03-01", assigned_to=tiny.anna, tags=None)
    tiny.change(story, "2026-03-02", assigned_to=None)
    first, second = tiny.commit().items[story.id]
    assert first.fields["System.AssignedTo"] == tiny.anna
    assert "System.Tags" not in first.fields
    assert "System.AssignedTo" not in second.fields


def test_an_item_moves_to_another_project_with_its_area(tiny):
    beta = tiny.add_project("Beta", SCRUM)
    story = tiny.story("2026-03-01")
    tiny.change(
        story,
        "2026-03-02",
        area=beta.areas,
        type="Product Backlog Item",
        state="Approved",
        effort=8,
    )
    moved = tiny.commit().items[story.id][-1].fields
    assert moved["System.TeamProject"] == "Beta"
    assert moved["System.AreaId"] == beta.areas.id
    assert "System.AreaLevel2" not in moved
    assert moved["Microsoft.VSTS.Scheduling.Effort"] == 8


@pytest.mark.parametrize(
    ("text", "digit", "printed"),
    [
        ("2026-03-01 12:00:00", 0, "2026-03-01T12:00:00Z"),
        ("2026-03-01 12:00:00.230", 0, "2026-03-01T12:00:00.23Z"),
        ("2026-03-01 12:00:00.816624", 7, "2026-03-01T12:00:00.8166247Z"),
    ],
)
def test_timestamps_are_formatted_without_trailing_zeros(text, digit, printed):
    assert format_timestamp(at(text), digit) == printed


def test_an_item_keeps_a_given_id_and_the_next_one_counts_on_from_it(tiny):
    given = tiny.history.create(at("2026-03-02"), tiny.anna, "Bug", tiny.area, item_id=70)
    following = tiny.story("2026-03-03")
    tiny.commit()
    assert (given.id, following.id) == (70, 71)
