import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.azure_devops.resources.revisions import (
    WORK_ITEM_REVISIONS_SCHEMA,
    content_hash,
    revision_row,
)

BASE: dict[str, Any] = {
    "System.Title": "Sign in",
    "System.State": "Active",
    "System.AssignedTo": {"id": "a1", "displayName": "Ana"},
    "Microsoft.VSTS.Scheduling.StoryPoints": 3,
}
LONG_TEXT = frozenset({"System.Description", "System.History"})


def row_of(**fields: Any) -> dict[str, Any]:
    named = {name.replace("__", "."): value for name, value in fields.items()}
    return revision_row({"id": 7, "rev": 1, "fields": named}, LONG_TEXT)


@pytest.mark.parametrize(
    "change",
    [
        {"Microsoft.VSTS.Common.StackRank": 12.5},
        {"System.BoardColumn": "Doing", "System.BoardColumnDone": True},
        {"WEF_0123_Kanban.Column": "Doing", "WEF_0123_System.ExtensionMarker": True},
        {"System.ChangedDate": "2026-01-02T00:00:00Z", "System.ChangedBy": {"id": "b2"}},
        {"System.Parent": 4, "System.RelatedLinkCount": 2, "System.Watermark": 99},
        {"System.CommentCount": 2, "System.History": "Done?"},
        {"System.Tags": "blocked"},
        {"System.AssignedTo": {"id": "a1", "displayName": "Ana Maria"}},
        {"Microsoft.VSTS.Scheduling.StoryPoints": 3.0},
        {"System.Description": "", "Custom.Risk": None},
        {"System.IsDeleted": False},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_is_no_content_leaves_the_hash(change: dict[str, Any]) -> None:
    assert content_hash({**BASE, **change}) == content_hash(BASE)


@pytest.mark.parametrize(
    "change",
    [
        {"System.Title": "Sign in with SSO"},
        {"System.AssignedTo": {"id": "b2", "displayName": "Ana"}},
        {"System.AssignedTo": None},
        {"Microsoft.VSTS.Scheduling.StoryPoints": 5},
        {"Microsoft.VSTS.Scheduling.StoryPoints": None},
        {"System.Description": "As a user"},
        {"System.IsDeleted": True},
        {"Custom.Risk": False},
    ],
    ids=lambda change: next(iter(change)),
)
def test_content_changes_the_hash(change: dict[str, Any]) -> None:
    assert content_hash({**BASE, **change}) != content_hash(BASE)


@given(st.permutations(list(BASE)))
def test_the_order_of_fields_means_nothing(names: list[str]) -> None:
    assert content_hash({name: BASE[name] for name in names}) == content_hash(BASE)


def test_a_row_has_no_column_beside_the_schema() -> None:
    assert set(row_of(System__Title="x")) <= set(WORK_ITEM_REVISIONS_SCHEMA.names)


def test_no_field_is_lost() -> None:
    row = row_of(
        System__Title="x",
        System__Description="<p>long</p>",
        System__AreaLevel1="P",
        Custom__Sponsor={"id": "a1", "displayName": "Ana"},
    )
    assert json.loads(row["long_text"]) == {"System.Description": "<p>long</p>"}
    assert json.loads(row["other_fields"]) == {
        "System.AreaLevel1": "P",
        "Custom.Sponsor": {"id": "a1", "displayName": "Ana"},
    }


def test_what_the_service_writes_into_a_revision_afterwards_leaves_the_row_as_it_is() -> None:
    before = row_of(System__Title="x", System__RevisedDate="9999-01-01T00:00:00Z")
    after = row_of(
        System__Title="x",
        System__RevisedDate="2026-01-02T00:00:00Z",
        System__Parent=4,
        System__RelatedLinkCount=1,
        System__RemoteLinkCount=1,
    )
    assert after == before


def test_a_value_of_another_type_stays_in_the_json() -> None:
    fields = {"Microsoft.VSTS.Common.Priority": "urgent"}
    row = revision_row({"id": 7, "rev": 1, "fields": fields}, LONG_TEXT)
    assert row["priority"] is None
    assert json.loads(row["other_fields"]) == fields


@pytest.mark.parametrize(("history", "expected"), [("Done", True), ("", False), (None, False)])
def test_a_comment_is_noted(history: str | None, expected: bool) -> None:
    assert row_of(System__History=history)["has_history"] is expected
