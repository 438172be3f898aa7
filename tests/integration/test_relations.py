"""Links to artifacts: which items are asked for, and what an answer that is not complete costs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import Request, Response

from pipelines.azure_devops.resources import work_item_relations
from pipelines.extract import relations
from pipelines.extract.coverage import Coverage
from sample_organization import serve
from sample_organization.model.history import Item
from tests.support.loading import Load, Runs
from tests.support.organizations import TinyOrganization, at

RESOURCE = work_item_relations.RESOURCE
COMMIT, BUILD = "vstfs:///Git/Commit/p%2Fr%2Ff00d", "vstfs:///Build/Build/7"
LINKS = "select work_item_id, url from raw.work_item_relations where position > 0 order by all"

Hook = Callable[[Request], Response | None]


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    return Runs(tmp_path)


@pytest.fixture
def tiny() -> TinyOrganization:
    return TinyOrganization()


@pytest.fixture
def asked() -> "Asked":
    return Asked()


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read two items in a request, and four in a package."""
    monkeypatch.setattr(work_item_relations, "ITEMS_PER_REQUEST", 2)
    monkeypatch.setattr(relations, "PACKAGE_ITEMS", 4)


def linked_stories(tiny: TinyOrganization, count: int) -> list[Item]:
    stories = [tiny.story("2026-02-20") for _ in range(count)]
    for number, story in enumerate(stories):
        tiny.attach(story, "2026-02-21", f"{COMMIT}{number}", "Fixed in Commit")
    return stories


def coverage_of(load: Load) -> Coverage:
    [entry] = [entry for entry in load.coverage if entry.resource == RESOURCE]
    return entry


class Asked:
    """Records the ids of each request for links, as a hook."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []

    def __call__(self, request: Request) -> None:
        if request.path.endswith("/workitemsbatch"):
            self.batches.append((request.get_json() or {})["ids"])


def refuses_with(status: int, item_id: int) -> Hook:
    """Reject every request for an item."""

    def hook(request: Request) -> Response | None:
        is_batch = request.path.endswith("/workitemsbatch")
        if is_batch and item_id in (request.get_json() or {})["ids"]:
            return Response('{"message": "TF401232: Work item does not exist"}', status)
        return None

    return hook


def test_only_items_that_changed_and_ever_had_links_are_asked_for(
    runs: Runs, tiny: TinyOrganization, asked: Asked
) -> None:
    linked, plain, emptied, deleted = (tiny.story("2026-02-20") for _ in range(4))
    tiny.attach(linked, "2026-02-21", COMMIT)
    tiny.attach(emptied, "2026-02-21", BUILD)
    tiny.detach(emptied, "2026-02-22", BUILD)
    tiny.attach(deleted, "2026-02-21", BUILD)
    tiny.delete(deleted, "2026-02-22")
    with serve(tiny.commit(), hooks=[asked]) as server:
        runs.load(server.url)
        assert asked.batches == [[linked.id, emptied.id]]
        assert runs.rows(LINKS) == [(linked.id, COMMIT)]

        assert coverage_of(runs.load(server.url)).request_count == 0

        tiny.change(plain, "2026-02-23", title="Still without links")
        tiny.change(linked, "2026-02-23", artifacts=[], detached=[COMMIT])
        tiny.attach(linked, "2026-02-24", BUILD)
        tiny.commit()
        assert coverage_of(runs.load(server.url)).request_count == 1
        assert asked.batches[1:] == [[linked.id]]
        assert runs.rows(LINKS) == [(linked.id, BUILD)]

        runs.load(server.url, full_refresh=True)
        assert asked.batches[2:] == [[linked.id, emptied.id]]


@pytest.mark.exhaustive
def test_a_deleted_item_keeps_its_links_and_is_read_again_when_restored(
    runs: Runs, tiny: TinyOrganization, asked: Asked
) -> None:
    [story] = linked_stories(tiny, 1)
    with serve(tiny.commit(), hooks=[asked]) as server:
        runs.load(server.url)
        tiny.delete(story, "2026-02-22")
        tiny.commit()
        runs.load(server.url)
        assert len(asked.batches) == 1
        assert runs.rows(LINKS) == [(story.id, f"{COMMIT}0")]

        tiny.history.restore(story, at("2026-02-23"), tiny.anna)
        tiny.attach(story, "2026-02-24", BUILD)
        tiny.commit()
        runs.load(server.url)
        assert asked.batches[1:] == [[story.id]]
        assert runs.rows(LINKS) == [(story.id, BUILD), (story.id, f"{COMMIT}0")]


@pytest.mark.usefixtures("small_batches")
def test_an_item_that_is_destroyed_meanwhile_is_named_and_asked_for_again(
    runs: Runs, tiny: TinyOrganization, asked: Asked
) -> None:
    stories = linked_stories(tiny, 5)
    with serve(tiny.commit(), hooks=[asked]) as server:
        server.hooks.append(destroys_once(tiny, stories[1].id))
        entry = coverage_of(runs.load(server.url))
        assert entry.is_complete
        assert entry.message == (
            "1 work items were not returned and are asked for again by the next run: "
            f"{stories[1].id}"
        )
        assert sorted(asked.batches) == [[1, 2], [3, 4], [5]]
        assert [item_id for item_id, _ in runs.rows(LINKS)] == [1, 3, 4, 5]

        assert coverage_of(runs.load(server.url)).request_count == 1
        runs.load(server.url, with_sweep=True)
        assert coverage_of(runs.load(server.url)).request_count == 0


@pytest.mark.usefixtures("small_batches")
def test_one_item_that_makes_its_batch_fail_is_isolated(runs: Runs, tiny: TinyOrganization) -> None:
    linked_stories(tiny, 6)
    with serve(tiny.commit(), hooks=[refuses_with(404, 3)]) as server:
        entry = coverage_of(runs.load(server.url))
    assert entry.is_complete
    assert "asked for again by the next run: 3" in (entry.message or "")
    assert [item_id for item_id, _ in runs.rows(LINKS)] == [1, 2, 4, 5, 6]


@pytest.mark.usefixtures("small_batches")
def test_what_was_loaded_before_a_failure_is_kept_and_the_rest_is_read_later(
    runs: Runs, tiny: TinyOrganization, asked: Asked
) -> None:
    linked_stories(tiny, 6)
    with serve(tiny.commit(), hooks=[asked]) as server:
        server.hooks.append(refuses_with(400, 5))
        entry = coverage_of(runs.load(server.url))
        assert (entry.status, entry.is_complete) == ("failed", False)
        assert [item_id for item_id, _ in runs.rows(LINKS)] == [1, 2, 3, 4]

        server.hooks[:] = [asked]
        before = len(asked.batches)
        assert coverage_of(runs.load(server.url)).is_complete
        assert asked.batches[before:] == [[5, 6]]
        assert [item_id for item_id, _ in runs.rows(LINKS)] == [1, 2, 3, 4, 5, 6]


def test_requests_are_one_for_200_items(runs: Runs, tiny: TinyOrganization, asked: Asked) -> None:
    linked_stories(tiny, 401)
    with serve(tiny.commit(), hooks=[asked]) as server:
        assert coverage_of(runs.load(server.url)).request_count == 3
        assert sorted(len(ids) for ids in asked.batches) == [1, 200, 200]


WRONG_ANSWERS = (
    {"value": [{"id": 99, "rev": 1}]},
    {"value": [{"rev": 1}]},
    {"value": [{"id": 1}]},
    {"value": ["text"]},
    {"value": [{"id": 1, "rev": 2, "relations": {"rel": "ArtifactLink"}}]},
    {"value": [{"id": 1, "rev": 2, "relations": ["text"]}]},
    {"values": []},
)


@pytest.mark.parametrize(
    "answer",
    [
        WRONG_ANSWERS[0],
        *(pytest.param(one, marks=pytest.mark.exhaustive) for one in WRONG_ANSWERS[1:]),
    ],
)
def test_an_answer_of_another_form_costs_only_the_links(
    answer: dict[str, Any], runs: Runs, tiny: TinyOrganization
) -> None:
    linked_stories(tiny, 1)

    def hook(request: Request) -> Response | None:
        is_batch = request.path.endswith("/workitemsbatch")
        return (
            Response(orjson.dumps(answer), 200, content_type="application/json")
            if is_batch
            else None
        )

    with serve(tiny.commit(), hooks=[hook]) as server:
        load = runs.load(server.url)
    incomplete = [entry.resource for entry in load.coverage if not entry.is_complete]
    assert incomplete == [RESOURCE]
    assert coverage_of(load).status == "failed"


def test_null_stands_for_an_item_that_does_not_exist(runs: Runs, tiny: TinyOrganization) -> None:
    linked_stories(tiny, 2)

    def hook(request: Request) -> Response | None:
        if not request.path.endswith("/workitemsbatch"):
            return None
        answer = {"count": 2, "value": [None, {"id": 2, "rev": 2, "fields": {}}]}
        return Response(orjson.dumps(answer), 200, content_type="application/json")

    with serve(tiny.commit(), hooks=[hook]) as server:
        entry = coverage_of(runs.load(server.url))
    assert "asked for again by the next run: 1" in (entry.message or "")
    assert runs.rows("select work_item_id, position, rev from raw.work_item_relations") == [
        (2, 0, 2)
    ]


def destroys_once(tiny: TinyOrganization, item_id: int) -> Hook:
    """Destroy an item just before the first request for links."""

    def hook(request: Request) -> None:
        if request.path.endswith("/workitemsbatch") and item_id in tiny.organization.items:
            tiny.organization.destroy(item_id)

    return hook
