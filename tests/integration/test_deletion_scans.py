"""Deletion scans: which items are flagged as destroyed, which are not, and which are unflagged."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Request, Response

from pipelines.azure_devops import wiql
from pipelines.extract.coverage import CoverageLog, LoadStatus
from pipelines.extract.deletion_scan import DeletionScan
from pipelines.extract.extraction import flag_deleted_items, scan_existing_ids
from sample_organization import PageSizes, serve
from sample_organization.model.organization import Organization
from tests.integration.test_extraction import Warehouse
from tests.support.organizations import TinyOrganization, at

Hook = Callable[[Request], Response | None]


@pytest.fixture
def raw(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)


@pytest.fixture
def tiny() -> TinyOrganization:
    return TinyOrganization()


def flagged(raw: Warehouse) -> list[int]:
    found = raw.rows("select work_item_id from raw.destroyed_work_items order by 1")
    return [item_id for (item_id,) in found]


def refuses(path: str) -> Hook:
    return lambda request: Response(status=403) if request.path.lower().endswith(path) else None


def before(path: str, happens: Callable[[], object]) -> Hook:
    """Call a function just before requests to a path are handled."""

    def hook(request: Request) -> None:
        if request.path.lower().endswith(path):
            happens()

    return hook


class Hidden:
    """Hides an item from the token for a while, as if its area were restricted."""

    def __init__(self, organization: Organization, item_id: int) -> None:
        self._organization = organization
        self._item = item_id, organization.items[item_id]
        self._revisions = organization.revisions
        organization.destroy(item_id)

    def show(self) -> None:
        item_id, history = self._item
        self._organization.items[item_id] = history
        self._organization.revisions = self._revisions


def test_a_deletion_scan_flags_destroyed_items_only(raw: Warehouse, tiny: TinyOrganization) -> None:
    _kept, recycled, gone, emptied_out = (tiny.story("2026-02-20") for _ in range(4))
    tiny.delete(emptied_out, "2026-02-28")
    with serve(tiny.commit()) as server:
        raw.load(server)
        tiny.delete(recycled, "2026-03-01")
        tiny.commit()
        tiny.organization.destroy(gone.id)
        tiny.organization.destroy(emptied_out.id)
        swept = raw.load(server, with_sweep=True)
    assert flagged(raw) == [gone.id, emptied_out.id]
    [message] = [each.message for each in swept.coverage if each.resource == "work_item_sweep"]
    assert message == (
        "2 known work items were permanently deleted or are no longer visible to the token"
    )


@pytest.mark.exhaustive
def test_a_deletion_scan_is_due_after_sweep_days_and_not_in_an_empty_warehouse(
    raw: Warehouse, tiny: TinyOrganization
) -> None:
    tiny.story("2026-02-20")

    def is_due(day: int, every: int, hour: int = 2) -> bool:
        started_at = datetime(2027, 1, day, hour, tzinfo=UTC)
        return DeletionScan(raw.path, started_at).is_due(timedelta(days=every))

    assert not is_due(1, every=0)
    with serve(tiny.commit()) as server:
        organization = raw.load(server).organization
        assert is_due(1, every=7)
        scan = DeletionScan(raw.path, datetime(2027, 1, 1, 2, tzinfo=UTC))
        coverage = CoverageLog(organization.client)
        scan_existing_ids(scan, organization, coverage)
        flag_deleted_items(scan, coverage)
    assert [is_due(day, every=7) for day in (1, 7, 8)] == [False, False, True]
    assert [is_due(day, every=0) for day in (1, 2)] == [True, True]
    assert is_due(2, every=1, hour=1), "the scheduler was quicker tonight"
    assert not is_due(1, every=1, hour=8), "a second run in the morning"


def test_a_deletion_scan_that_fails_flags_nothing(raw: Warehouse, tiny: TinyOrganization) -> None:
    gone, _kept = tiny.story("2026-02-20"), tiny.story("2026-02-21")

    with serve(tiny.commit(), hooks=[refuses("/wiql")]) as server:
        raw.load(server)
        tiny.organization.destroy(gone.id)
        extraction = raw.load(server, with_sweep=True)
    assert flagged(raw) == []
    [swept] = [each for each in extraction.coverage if each.resource == "work_item_sweep"]
    assert (swept.status, swept.is_complete) == (LoadStatus.DENIED, False)


@pytest.mark.exhaustive
def test_a_recycle_bin_that_cannot_be_listed_keeps_deleted_items_from_being_flagged(
    raw: Warehouse, tiny: TinyOrganization
) -> None:
    _kept, recycled, gone = (tiny.story("2026-02-20") for _ in range(3))
    tiny.delete(recycled, "2026-02-28")
    with serve(tiny.commit(), hooks=[refuses("/recyclebin")]) as server:
        raw.load(server)
        tiny.organization.destroy(gone.id)
        swept = raw.load(server, with_sweep=True)
    assert flagged(raw) == [gone.id]
    assert all(each.is_complete for each in swept.coverage)


@pytest.mark.parametrize(
    "moment", ["/wiql", pytest.param("/recyclebin", marks=pytest.mark.exhaustive), "meanwhile"]
)
def test_items_that_change_during_a_deletion_scan_are_not_flagged(
    moment: str, raw: Warehouse, tiny: TinyOrganization
) -> None:
    deleted, restored, _kept = (tiny.story("2026-02-20") for _ in range(3))
    tiny.delete(restored, "2026-02-28")
    is_over = False

    def day() -> None:
        nonlocal is_over
        if not is_over:
            is_over = True
            tiny.delete(deleted, "2026-03-02")
            tiny.history.restore(restored, at("2026-03-02"), tiny.anna)
            tiny.story("2026-03-02")
            tiny.commit()

    with serve(tiny.commit()) as server:
        raw.load(server)
        server.hooks.append(before(moment, day))
        raw.load(server, with_sweep=True, meanwhile=day)
    assert raw.rows("select count(*) from raw.work_item_revisions") == [(7,)]
    assert flagged(raw) == []


@pytest.mark.exhaustive
def test_an_item_that_is_visible_again_is_unflagged_by_the_next_deletion_scan(
    raw: Warehouse, tiny: TinyOrganization
) -> None:
    item, _kept = tiny.story("2026-02-20"), tiny.story("2026-02-21")
    with serve(tiny.commit()) as server:
        raw.load(server)
        hidden = Hidden(tiny.organization, item.id)
        raw.load(server, with_sweep=True)
        assert flagged(raw) == [item.id]
        hidden.show()
        raw.load(server)
        assert flagged(raw) == [item.id], "nothing has reported that it is back"
        raw.load(server, with_sweep=True)
    assert flagged(raw) == []


@pytest.mark.exhaustive
def test_an_item_with_a_revision_after_it_was_flagged_is_unflagged(
    raw: Warehouse, tiny: TinyOrganization
) -> None:
    item, _kept = tiny.story("2026-02-20"), tiny.story("2026-02-21")
    with serve(tiny.commit()) as server:
        raw.load(server)
        hidden = Hidden(tiny.organization, item.id)
        raw.load(server, with_sweep=True)
        hidden.show()
        tiny.change(item, "2026-03-02", state="Active")
        tiny.commit()
        raw.load(server)
    assert flagged(raw) == []


@pytest.mark.exhaustive
def test_a_deletion_scan_reads_pages_below_the_query_limit(
    raw: Warehouse, tiny: TinyOrganization, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [tiny.story("2026-02-20") for _ in range(11)]
    pages = PageSizes(query_results=5)
    monkeypatch.setattr(wiql, "PAGE_IDS", 4)
    with serve(tiny.commit(), pages=pages) as server:
        raw.load(server)
        for place in (0, 4, 10):
            tiny.organization.destroy(items[place].id)
        server.requests.clear()
        raw.load(server, with_sweep=True)
        asked = [each.query["$top"] for each in server.requests if each.path.endswith("/wiql")]
    assert flagged(raw) == [items[place].id for place in (0, 4, 10)]
    assert asked == ["4"] * 3


def test_the_pages_of_a_deletion_scan_are_below_the_limit_of_the_service() -> None:
    assert PageSizes().query_results > wiql.PAGE_IDS
