from typing import Any

import pytest

from pipelines.azure_devops.resources.work_item_links import link_change_row

FLAT = {
    "rel": "System.LinkTypes.Hierarchy",
    "sourceId": 7,
    "targetId": 8,
    "changedDate": "2026-03-18T17:17:52.02Z",
    "isActive": True,
}
NESTED = {
    "rel": "System.LinkTypes.Hierarchy",
    "attributes": {
        "linkType": "System.LinkTypes.Hierarchy-Forward",
        "sourceId": 7,
        "targetId": 8,
        "changedDate": "2026-03-18T17:17:52.02Z",
        "isActive": True,
        "changedOperation": "create",
    },
}


@pytest.mark.parametrize("change", [FLAT, NESTED], ids=["flat", "nested"])
def test_both_forms_give_the_same_row(change: dict[str, Any]) -> None:
    row = link_change_row(change, 3)
    assert (row["rel"], row["source_id"], row["target_id"]) == ("System.LinkTypes.Hierarchy", 7, 8)
    assert (row["changed_operation"], row["is_active"], row["feed_position"]) == ("create", True, 3)


def test_a_reverse_row_is_turned_round() -> None:
    row = link_change_row({**FLAT, "rel": "System.LinkTypes.Hierarchy-Reverse"}, 1)
    assert (row["rel"], row["source_id"], row["target_id"]) == ("System.LinkTypes.Hierarchy", 8, 7)


def test_an_inactive_row_without_an_operation_is_a_removal() -> None:
    assert link_change_row({**FLAT, "isActive": False}, 1)["changed_operation"] == "remove"
