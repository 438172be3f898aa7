"""Links whose ends are deleted, destroyed, unreadable or elsewhere, and selected projects, over runs."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.errors import RunFailed
from sample_organization import SAMPLE_TOKEN
from sample_organization.model.history import DEPENDENCY, HIERARCHY, RELATED, Item
from sample_organization.model.organization import Organization
from tests.support.fault_declarations import (
    ALWAYS,
    FROM_SECOND,
    LINKS,
    ONCE,
    QUERIES,
    REVISIONS,
    SECOND,
    empty_but_not_last,
    expired,
    first_page_too,
    previous_page_again,
    starts_again,
    stopped,
    with_null_for_the_list,
)
from tests.support.faulty_proxy import Rule, faulty_proxy, resets_in_the_body
from tests.support.loading import Runs, not_loaded, serving
from tests.support.organizations import TinyOrganization, at

pytestmark = [pytest.mark.exhaustive, pytest.mark.xdist_group("links")]

REMOTE = "System.LinkTypes.Remote.Dependency"
ELSEWHERE, UNREADABLE = (
    4711,
    9000,
)  # ids of items that this organization does not have, or not for us


class Linked:
    """Two projects whose items are linked in every way, and what happens to them by day."""

    def __init__(self) -> None:
        self.tiny = TinyOrganization()
        self.beta = self.tiny.add_project("Beta")
        items = [
            self.tiny.story("2026-02-02", state="Active", title=f"Item {number}")
            for number in range(1, 11)
        ]
        self.one, self.two, self.three, self.four, self.five, self.six = items[:6]
        self.destroyed, self.recycled, self.restored, self.moved = items[6:]
        for day, other in enumerate((self.destroyed, self.recycled, self.restored, self.moved), 1):
            self.tiny.depend(other, self.one, f"2026-03-0{day}")
            self.tiny.depend(self.two, other, f"2026-03-0{day}")
        self.tiny.adopt(self.one, self.three, "2026-03-05")
        self._link(self.four, self.five, "2026-03-06", RELATED)
        self._link(self.five, self.six, "2026-03-07")
        self._link(self.four, ELSEWHERE, "2026-03-08", REMOTE)
        self._link(ELSEWHERE, self.five, "2026-03-09", REMOTE)
        self._link(UNREADABLE, self.six, "2026-03-10")
        self._link(self.four, UNREADABLE, "2026-03-11")
        self.tiny.delete(self.restored, "2026-03-12")
        self.tiny.change(
            self.moved, "2026-03-13", area=self.beta.areas, iteration=self.beta.iterations
        )
        self.tiny.commit()

    def day(self) -> None:
        """Links go, come again and move, and so do the items at their ends."""
        history, anna = self.tiny.history, self.tiny.anna
        self.tiny.adopt(self.two, self.three, "2026-04-01")
        self._unlink(self.four, self.five, "2026-04-02", RELATED)
        self._link(self.one, self.six, "2026-04-02 12:00")  # added and removed at the same time
        self._unlink(self.one, self.six, "2026-04-02 12:00")
        self._unlink(self.five, self.six, "2026-04-03")
        self._link(self.five, self.six, "2026-04-04")
        self._unlink(self.four, ELSEWHERE, "2026-04-05", REMOTE)
        self._unlink(self.four, UNREADABLE, "2026-04-06")
        self.tiny.delete(self.recycled, "2026-04-07")
        history.restore(self.restored, at("2026-04-08"), anna)
        self.tiny.commit()
        self.tiny.organization.destroy(self.destroyed.id)

    def _link(
        self, source: Item | int, target: Item | int, when: str, rel: str = DEPENDENCY
    ) -> None:
        self.tiny.history.link(source, target, at(when), self.tiny.anna, rel)

    def _unlink(
        self, source: Item | int, target: Item | int, when: str, rel: str = DEPENDENCY
    ) -> None:
        self.tiny.history.unlink(source, target, at(when), self.tiny.anna, rel)


class Disturbance(NamedTuple):
    """A fault of the second run, and whether the run of that run fails by it."""

    name: str
    rule: Rule
    fails: bool


DISTURBANCES = (
    Disturbance("none", Rule("nothing", stopped, ALWAYS), False),
    Disturbance("503 once", Rule(LINKS, stopped, ONCE), False),
    Disturbance("reset in the body", Rule(LINKS, resets_in_the_body, SECOND), False),
    Disturbance("empty batch that is not the last", Rule(LINKS, empty_but_not_last, SECOND), False),
    Disturbance("page repeated", Rule(LINKS, previous_page_again, SECOND), False),
    Disturbance("first page repeated", Rule(LINKS, first_page_too, SECOND), False),
    Disturbance("links start again", Rule(LINKS, starts_again, ONCE), False),
    Disturbance("503 permanently", Rule(LINKS, stopped, FROM_SECOND), True),
    Disturbance("null for the list", Rule(LINKS, with_null_for_the_list, SECOND), True),
    Disturbance("token dies before the links", Rule(REVISIONS, expired, ALWAYS), True),
    Disturbance("503 permanently in the deletion scan", Rule(QUERIES, stopped, ALWAYS), False),
)


@pytest.mark.parametrize("disturbance", [pytest.param(each, id=each.name) for each in DISTURBANCES])
def test_links_and_the_items_at_their_ends_survive_a_disturbed_run(
    disturbance: Disturbance, runs: Runs, tmp_path_factory: pytest.TempPathFactory
) -> None:
    linked, at_once = Linked(), Runs(tmp_path_factory.mktemp("at_once"))
    with serving(linked.tiny.organization) as server, faulty_proxy(server.url) as proxy:
        runs.load(proxy.url)
        linked.day()
        proxy.rule = disturbance.rule
        if disturbance.fails:
            with pytest.raises(RunFailed):
                runs.load(proxy.url)
        else:
            runs.load(proxy.url, with_sweep=True)
        proxy.rule = None
        assert not_loaded(runs.load(proxy.url, with_sweep=True)) == {}
        at_once.load(server.url)
    links = "work_item_link_changes"
    assert runs.tables()[links] == at_once.tables()[links]
    assert runs.rows(REVISIONS_OF_WHAT_EXISTS) == at_once.rows(REVISIONS_OF_WHAT_EXISTS)
    assert runs.rows("select work_item_id from raw.destroyed_work_items") == [
        (linked.destroyed.id,)
    ]
    assert runs.rows(ACTIVE) == active_links(linked.tiny.organization)


REVISIONS_OF_WHAT_EXISTS = """
    select id, rev, is_deleted, content_hash from raw.work_item_revisions
    where id not in (select work_item_id from raw.destroyed_work_items)
    order by all
"""
ACTIVE = """
    select rel, source_id, target_id from raw.work_item_link_changes
    qualify feed_position = max(feed_position) over (partition by rel, source_id, target_id)
        and changed_operation = 'create'
    order by all
"""


def active_links(organization: Organization) -> list[tuple[str, int, int]]:
    """The links that exist in the end, by going through their changes one after the other."""
    active: set[tuple[str, int, int]] = set()
    for change in organization.link_changes:
        link = (change.rel, change.source_id, change.target_id)
        (active.add if change.is_active else active.discard)(link)
    return sorted(active)


def test_another_selection_of_projects_loses_nothing(
    runs: Runs, tmp_path_factory: pytest.TempPathFactory
) -> None:
    linked, at_once = Linked(), Runs(tmp_path_factory.mktemp("at_once"))
    with serving(linked.tiny.organization) as server, faulty_proxy(server.url) as proxy:
        runs.load(proxy.url, selection=["Beta"])
        linked.day()
        proxy.rule = Rule(REVISIONS, stopped, ALWAYS)
        with pytest.raises(RunFailed):
            runs.load(proxy.url, selection=["alpha"])
        proxy.rule = None
        runs.load(proxy.url, selection=[linked.tiny.project.id.upper()], with_sweep=True)
        runs.load(proxy.url)
        at_once.load(server.url)
    tables, expected = runs.tables(), at_once.tables()
    assert runs.rows(REVISIONS_OF_WHAT_EXISTS) == at_once.rows(REVISIONS_OF_WHAT_EXISTS)
    del tables["work_item_revisions"], expected["work_item_revisions"]
    assert tables == expected


Published = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """Queries of what the command publishes after a run with one selection and one with another."""
    folder, linked = tmp_path_factory.mktemp("published"), Linked()
    with serving(linked.tiny.organization) as server:
        run(server.url, folder, '["Beta"]')
        linked.day()
        run(server.url, folder, '["alpha"]', "--sweep")
    with duckdb.connect(str(folder / "data" / "findings.duckdb"), read_only=True) as connection:
        yield lambda query: connection.sql(query).fetchall()


def run(url: str, folder: Path, projects: str, *options: str) -> None:
    environment = {
        "SOURCES__AZURE_DEVOPS__ORGANIZATION_URL": url,
        "SOURCES__AZURE_DEVOPS__ACCESS_TOKEN": SAMPLE_TOKEN,
        "SOURCES__AZURE_DEVOPS__PROJECTS": projects,
        "SOURCES__ROSTERS__DIRECTORY": str(folder / "rosters"),
        "ADO_FINDINGS__DATA_DIR": str(folder / "data"),
    }
    result = CliRunner(env=environment).invoke(main, ["run", *options], catch_exceptions=False)
    assert result.exit_code == 0, result.output


def test_links_are_published_by_their_latest_change_whatever_became_of_their_ends(
    published: Published,
) -> None:
    links = published(
        "select link_type, source_id, target_id from work_item_links where is_active order by all"
    )
    assert links == [
        (DEPENDENCY, 2, 7),
        (DEPENDENCY, 2, 8),
        (DEPENDENCY, 2, 9),
        (DEPENDENCY, 2, 10),
        (DEPENDENCY, 5, 6),
        (DEPENDENCY, 7, 1),
        (DEPENDENCY, 8, 1),
        (DEPENDENCY, 9, 1),
        (DEPENDENCY, 10, 1),
        (DEPENDENCY, UNREADABLE, 6),
        (HIERARCHY, 2, 3),
        (REMOTE, ELSEWHERE, 5),
    ]


def test_dependencies_say_which_end_is_gone_or_elsewhere(published: Published) -> None:
    verdicts = published(
        """
        select predecessor_id, predecessor_title, successor_title, is_broken, is_violated, is_remote
        from dependency_links
        where predecessor_id not in (2, 5)
        order by predecessor_id
        """
    )
    assert verdicts == [
        (7, None, "Item 1", True, False, False),
        (8, "Item 8", "Item 1", True, True, False),
        (9, "Item 9", "Item 1", False, True, False),
        (10, "Item 10", "Item 1", False, True, False),
        (ELSEWHERE, None, "Item 5", False, False, True),
        (UNREADABLE, None, "Item 6", True, False, False),
    ]


def test_items_of_selected_projects_are_published_with_all_they_went_through(
    published: Published,
) -> None:
    items = published("select work_item_id, is_deleted, parent_id from work_items order by 1")
    assert items == [
        (1, False, None),
        (2, False, None),
        (3, False, 2),
        (4, False, None),
        (5, False, None),
        (6, False, None),
        (8, True, None),
        (9, False, None),
    ]
    [message] = published(
        "select message from extraction_coverage where resource = 'work_item_revisions' "
        "and run_id = (select run_id from runs order by started_at desc limit 1)"
    )
    assert message == ("1 work items of projects that are not selected are excluded",)
