"""Runs with many changes, and then a full refresh: the tables are the same, cell by cell."""

import shutil
from pathlib import Path

import pytest

from sample_organization import serve
from sample_organization.model.history import Item
from tests.integration.test_runs import TOKENS, Runs
from tests.resilience.test_command import PER_RUN_COLUMNS, publication
from tests.support import loading
from tests.support.organizations import PRESENT, TinyOrganization, at

pytestmark = [pytest.mark.exhaustive, pytest.mark.xdist_group("full")]

AFTERWARDS = {"ADO_FINDINGS__AS_OF": at(PRESENT).isoformat()}
DIFFERING = PER_RUN_COLUMNS | {"roster_loaded_at"}
FOLDER = "as_of/20260630T180000Z"


class Days:
    """Changes of a few items by day. The service adds links to existing revisions."""

    def __init__(self) -> None:
        self.tiny = TinyOrganization()
        beta = self.tiny.add_project("Beta")
        self.there = {"area": beta.areas, "iteration": beta.iterations}
        self.items = [self.tiny.story("2026-02-20", effort=n) for n in range(1, 7)]
        self.tiny.adopt(self.items[0], self.items[1], "2026-02-21")
        self.tiny.commit()

    def first(self) -> None:
        tiny, (one, two, three, four, *_) = self.tiny, self.items
        tiny.change(one, "2026-03-03", state="Active", iteration=tiny.sprints[0])
        tiny.adopt(three, two, "2026-03-04")
        tiny.depend(one, four, "2026-03-04")
        tiny.delete(four, "2026-03-05")
        tiny.commit()
        self._write_links_into(two, parent=three.id, links=1)
        self._write_links_into(one, parent=None, links=1)

    def second(self) -> None:
        tiny, (one, two, three, four, five, six) = self.tiny, self.items
        tiny.change(one, "2026-03-10", state="Closed")
        tiny.change(two, "2026-03-10", title="Another title")
        tiny.adopt(six, two, "2026-03-11")
        tiny.history.unlink(one, four, at("2026-03-11"), tiny.anna)
        tiny.history.restore(four, at("2026-03-12"), tiny.anna)
        tiny.change(five, "2026-03-12", **self.there)  # type: ignore[arg-type]
        tiny.depend(five, three, "2026-03-13")
        tiny.commit()
        self._write_links_into(two, parent=six.id, links=1)
        self._write_links_into(three, parent=None, links=1)

    def _write_links_into(self, item: Item, parent: int | None, links: int) -> None:
        current = self.tiny.organization.current(item.id)
        assert current is not None
        current.fields["System.RelatedLinkCount"] = links
        current.fields.pop("System.Parent", None)
        if parent is not None:
            current.fields["System.Parent"] = parent


def test_a_full_refresh_publishes_the_same_tables(tmp_path: Path) -> None:
    runs, days = Runs(tmp_path), Days()
    raw, before = loading.Runs(runs.data_dir), tmp_path / "before"
    with serve(days.tiny.organization, tokens=TOKENS) as server:
        runs.run(server.url)
        days.first()
        runs.run(server.url)
        days.second()
        runs.run(server.url)
        rows = raw.tables()
        runs.command("build", **AFTERWARDS)
        shutil.copytree(runs.data_dir / FOLDER, before)
        runs.run(server.url, "--full-refresh")
    assert runs.coverage[-1]["work_item_revisions"]["row_count"] == 12
    assert raw.tables() == rows
    runs.command("build", **AFTERWARDS)
    published = publication(before, DIFFERING)
    assert publication(runs.data_dir / FOLDER, DIFFERING) == published
    assert sum(published["work_item_revisions"].values()) == 12
    assert sum(published["work_item_links"].values()) == 5
