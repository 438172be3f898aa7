"""Parts of the page without a browser: what is embedded, drawn, served, and what a failure costs."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from pipelines import run
from pipelines.console.progress import Progress
from pipelines.console.report import page_server
from pipelines.console.summary import RunResult
from pipelines.console.terminal import Terminal
from pipelines.errors import RunFailed
from pipelines.report import charts, datasets, pages
from pipelines.report.datasets import Dataset
from pipelines.report.graph import COLUMNS, MAX_LINKS, dependency_graph
from pipelines.report.render import embedded
from pipelines.settings import Settings
from tests.support import browser

LINK = ("predecessor_id", "successor_id", "status")


def test_text_cannot_end_the_element_that_it_is_embedded_in() -> None:
    text = "</script><!-- <script>alert(1)</script> &amp; \u2028\u2029 é"
    value = {"title": text}
    shown = str(embedded(value))
    assert not set("<>&\u2028\u2029") & set(shown)
    assert json.loads(shown) == value


def test_a_column_of_few_values_has_each_once() -> None:
    rows = [(number, "same" if number % 2 else None) for number in range(40)]
    numbers, words = datasets.encoded(Dataset(["n", "t"], ["BIGINT", "VARCHAR"], rows))["values"]
    assert numbers == list(range(40))
    assert words["distinct"] == [None, "same"]
    assert [words["distinct"][position] for position in words["at"]] == [text for _, text in rows]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (datetime(2026, 6, 30, 18, tzinfo=UTC).replace(tzinfo=None), "2026-06-30T18:00:00Z"),
        (date(2026, 6, 30), "2026-06-30"),
        (float("nan"), None),
        (1 / 3, 0.3333),
        ("=cmd", "=cmd"),
    ],
)
def test_a_value_is_one_of_json(value: Any, shown: Any) -> None:
    assert datasets.plain(value) == shown


def test_the_charts_of_the_page_are_those_of_the_source_code() -> None:
    written = json.loads(charts.CHARTS_FILE.read_text(encoding="utf-8"))
    assert written == charts.specifications(), "run `make charts`"


def test_every_query_and_chart_is_shown() -> None:
    assert {path.stem for path in datasets.QUERIES_DIR.glob("*.sql")} == set(pages.queries())
    shown = {panel.chart for page in pages.PAGES for panel in (*page.panels, *page.detail_panels)}
    assert shown - {""} == set(charts.CHARTS)


def links(*rows: tuple[int, int, str]) -> Dataset:
    ends = [
        f"{end}_{name}"
        for end in ("predecessor", "successor")
        for name in ("title", "team_name", "url")
    ]
    return Dataset([*LINK, *ends], ["VARCHAR"] * 9, [(*row, *([None] * len(ends))) for row in rows])


def drawn(
    *rows: tuple[int, int, str],
) -> tuple[dict[int, tuple[float, float]], list[dict[str, Any]]]:
    graph = dependency_graph(links(*rows)).records()
    positions = {row["work_item_id"]: (row["x"], row["y"]) for row in graph if not row["is_link"]}
    return positions, [row for row in graph if row["is_link"]]


def test_a_predecessor_stands_at_the_left_of_its_successors() -> None:
    positions, _ = drawn((1, 2, "late"), (2, 3, "on_track"), (1, 3, "violated"))
    assert positions[1][0] < positions[2][0] < positions[3][0]


def test_a_cycle_is_drawn_with_all_its_links() -> None:
    rows = [(1, 2, "circular"), (2, 3, "circular"), (3, 1, "circular")]
    positions, arrows = drawn(*rows)
    assert len(set(positions.values())) == len(positions) == len(arrows) == 3
    assert all(arrow["is_marked"] for arrow in arrows)


def test_links_that_need_no_attention_are_drawn_only_beside_others() -> None:
    positions, arrows = drawn((1, 2, "late"), (2, 3, "on_track"), (8, 9, "on_track"))
    assert set(positions) == {1, 2, 3}
    assert [arrow["is_marked"] for arrow in arrows] == [True, False]


def test_no_more_links_are_drawn_than_can_be_followed() -> None:
    _, arrows = drawn(*((number, number + 1, "late") for number in range(2 * MAX_LINKS)))
    assert len(arrows) == MAX_LINKS


def test_nothing_is_drawn_without_links() -> None:
    assert dependency_graph(links()).rows == []
    assert dependency_graph(links()).columns == list(COLUMNS)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    page = tmp_path / "report.html"
    page.write_text("<!doctype html>é", encoding="utf-8")
    (tmp_path / "findings.duckdb").write_text("secret")
    with page_server(page, 0) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def status_of(url: str, **headers: str) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_the_page_is_served_and_nothing_else(served: str) -> None:
    with urllib.request.urlopen(f"{served}/?x=1") as response:
        assert response.read().decode() == "<!doctype html>é"
        assert response.headers["X-Frame-Options"] == "DENY"
    assert status_of(f"{served}/report.html") == 200
    assert status_of(f"{served}/findings.duckdb") == 404
    assert status_of(f"{served}/../report.html") == 404


def test_a_site_whose_name_leads_to_this_machine_gets_nothing(served: str) -> None:
    assert status_of(served, Host="rebound.example:8081") == 403
    assert status_of(served, Host=f"localhost:{served.rpartition(':')[2]}") == 200


def settings(folder: Path, *, report: bool) -> Settings:
    return Settings(None, folder, is_sample=False, report=report)


def test_a_page_that_cannot_be_written_costs_the_status_and_not_the_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(run, "write_report", full)
    progress = Progress(Terminal(stderr=True))
    published = tmp_path / "findings.duckdb"
    problem = run._write_report(settings(tmp_path, report=True), published, progress)
    assert problem is not None
    with pytest.raises(
        RunFailed, match=r"The tables are published, but .* No space left on device"
    ):
        RunResult(None, published, None, [], problem).require_report()  # type: ignore[arg-type]


def test_a_page_can_be_switched_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "write_report", lambda _: pytest.fail("written"))
    progress = Progress(Terminal(stderr=True))
    off = settings(tmp_path, report=False)
    assert run._write_report(off, tmp_path / "findings.duckdb", progress) is None


def test_without_chromium_tests_are_skipped_and_fail_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser.shutil, "which", lambda _: None)
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="make browser"):
        browser.chromium()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="make browser"):
        browser.chromium()
