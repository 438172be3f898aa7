"""The page of the sample organization in a browser: what it shows, how it is used, that it sends nothing."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser, expect

from pipelines import permissions
from pipelines.cli import main
from pipelines.report import datasets, pages
from pipelines.report.files import write_report
from tests.support.browser import NARROW, Reader, started
from tests.support.sample_runs import SampleRuns

pytestmark = pytest.mark.xdist_group("sample_run")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as browser:
        yield browser


@pytest.fixture(scope="module")
def file(sample_runs: SampleRuns) -> Path:
    return sample_runs.data_dir / "report.html"


@pytest.fixture(scope="module")
def shared(browser: Browser, file: Path) -> Reader:
    """A reader for tests that go to a page first."""
    return Reader(browser, file)


@pytest.fixture
def reader(shared: Reader) -> Iterator[Reader]:
    yield shared
    shared.require_inert()


def subjects(published: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the team and the portfolio item with the most to show."""
    [(team,)] = published.execute(
        "select team_id from velocity group by 1 order by count(*) desc, 1 limit 1"
    ).fetchall()
    delays = published.execute(datasets.query_text("portfolio_delays")).fetchall()
    return {"teams": str(team), "portfolio": str(delays[0][0])}


def targets(published: duckdb.DuckDBPyConnection) -> list[str]:
    details = [f"{page}/{subject}" for page, subject in subjects(published).items()]
    return [page.name for page in pages.PAGES] + details


def test_the_page_shows_what_every_query_returns(
    reader: Reader, published: duckdb.DuckDBPyConnection
) -> None:
    for name in pages.queries():
        text = reader.page.evaluate("name => adoFindingsReport.query(name)", name)
        found = published.execute(text)
        columns = [column for column, *_ in found.description]
        rows = [
            dict(zip(columns, map(datasets.plain, row), strict=True)) for row in found.fetchall()
        ]
        shown = reader.page.evaluate("name => adoFindingsReport.rows(name)", name)
        assert shown == json.loads(json.dumps(rows)), name


def test_the_query_of_a_team_returns_what_its_panel_shows(
    reader: Reader, published: duckdb.DuckDBPyConnection
) -> None:
    team = subjects(published)["teams"]
    page = reader.show(f"teams/{team}")
    panel = page.locator("#panel-team_forecast")
    panel.get_by_text("Query").click()
    rows = published.execute(panel.locator("pre").inner_text()).fetchall()
    assert len(rows) == panel.locator("tbody tr").count() > 0


def test_the_numbers_are_those_of_the_tables(
    reader: Reader, published: duckdb.DuckDBPyConnection
) -> None:
    page = reader.show("overview")
    [numbers] = published.execute(datasets.query_text("numbers")).fetchall()
    shown = page.locator("#panel-numbers .value").all_inner_texts()
    assert [int(re.sub(r"\D", "", text)) for text in shown] == [
        *(int(number) for number in numbers[:5]),
        round(numbers[-1] or 0),
    ]
    families = {
        line.locator("th").inner_text(): int(line.locator("td").last.inner_text())
        for line in page.locator("#panel-severities tbody tr").all()
    }
    assert sum(families.values()) == numbers[0]
    trend = datasets.read_dataset(published, "trend").records()
    latest = max(row["week_date"] for row in trend)
    assert sum(row["open_findings"] for row in trend if row["week_date"] == latest) == numbers[0]


def test_findings_are_filtered_by_a_link_of_the_overview(
    reader: Reader, published: duckdb.DuckDBPyConnection
) -> None:
    page = reader.show("overview")
    line = page.locator("#panel-severities tbody tr").filter(has_text="Backlog")
    line.locator("td").nth(1).get_by_role("link").click()
    expect(page.get_by_role("heading", name="Findings", level=1)).to_be_visible()
    [(count,)] = published.sql(
        "select count(*) from findings where is_open and family = 'backlog' and severity = 'high'"
    ).fetchall()
    expect(page.locator("#status")).to_have_text(f"{count} findings")
    assert page.get_by_label("Severity", exact=True).input_value() == "high"
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator("#status")).not_to_have_text(f"{count} findings")


@pytest.mark.parametrize(
    ("label", "condition"),
    [
        ("Team", "team_name = $value"),
        ("Owner", "owner_name = $value"),
        ("Project", "project_name = $value"),
        ("Control", "rule_id in (select rule_id from rules where contains(controls, $value))"),
    ],
)
def test_findings_are_filtered(
    label: str, condition: str, reader: Reader, published: duckdb.DuckDBPyConnection
) -> None:
    page = reader.show("findings")
    select = page.locator("#filters").get_by_label(label, exact=True)
    value = select.locator("option").nth(1).get_attribute("value")
    select.select_option(value)
    [(count,)] = published.execute(
        f"select count(*) from findings where is_open and {condition}", {"value": value}
    ).fetchall()
    expect(page.locator("#status")).to_have_text(f"{count} findings")
    page.get_by_role("button", name="Clear filters").click()


def test_findings_are_searched_and_sorted(reader: Reader) -> None:
    page = reader.show("findings")
    panel = page.locator("#panel-findings")
    panel.get_by_label("Search").fill("stale work in progress")
    expect(panel.locator("tbody tr").first).to_contain_text("Stale work in progress")
    panel.get_by_label("Search").fill("")
    panel.get_by_role("columnheader", name="Severity").click()
    expect(panel.locator("th").first).to_have_attribute("aria-sort", "ascending")
    severities = panel.locator("tbody .badge").all_inner_texts()
    order = ["critical", "high", "medium", "low", "informational"]
    assert [order.index(severity) for severity in severities] == sorted(
        map(order.index, severities)
    )
    panel.get_by_role("columnheader", name="Severity").click()
    expect(panel.locator("tbody .badge").first).to_have_text("informational")
    panel.get_by_role("columnheader", name="Severity").click()


def test_a_finding_opens_with_its_evidence_and_leads_to_azure_devops(
    reader: Reader, published: duckdb.DuckDBPyConnection
) -> None:
    page = reader.show("findings?rule=Stale work in progress".replace(" ", "%20"))
    panel = page.locator("#panel-findings")
    panel.get_by_role("button", name="Details").first.click()
    facts = panel.locator(".facts-list").first
    for name in ("What to do", "Threshold", "Since", "Rule", "Id"):
        expect(facts).to_contain_text(name)
    uid = facts.locator("dd").last.inner_text()
    [(url,)] = published.execute(
        "select subject_url from findings where finding_uid = ?", [uid]
    ).fetchall()
    link = facts.get_by_role("link", name="Open in Azure DevOps")
    assert link.get_attribute("href") == url
    assert "noopener" in (link.get_attribute("rel") or "")


def test_a_link_opens_azure_devops_in_a_new_tab(browser: Browser, file: Path) -> None:
    reader = Reader(browser, file, offline=True)
    page = reader.show("findings")
    with page.expect_popup() as popup:
        page.locator("#panel-findings tbody a").first.click()
    assert popup.value.url.startswith(("https://dev.azure.com/", "chrome-error:"))
    assert any(url.startswith("https://dev.azure.com/") for url in reader.requests)


def test_a_ready_line_and_a_query_are_copied(
    browser: Browser, file: Path, published: duckdb.DuckDBPyConnection
) -> None:
    reader = Reader(browser, file, permissions=["clipboard-read", "clipboard-write"])
    page = reader.show("people")
    page.locator("#panel-candidates").get_by_role("button", name="Copy line").first.click()
    expect(page.locator("#status")).to_have_text("Line copied.")
    lines = published.execute("select manual_link from match_candidates").fetchall()
    assert (page.evaluate("navigator.clipboard.readText()"),) in lines
    panel = page.locator("#panel-gaps_by_rule")
    panel.get_by_text("Query").click()
    panel.get_by_role("button", name="Copy query").click()
    expect(page.locator("#status")).to_have_text("Query copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == datasets.query_text("gaps_by_rule")
    reader.require_inert()


def test_a_keyboard_is_enough(browser: Browser, file: Path) -> None:
    reader = Reader(browser, file)
    page = reader.page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.get_by_role("link", name="Findings", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Findings", level=1)).to_be_focused()
    details = page.get_by_role("button", name="Details").first
    details.focus()
    page.keyboard.press("Enter")
    expect(details).to_have_attribute("aria-expanded", "true")
    order = page.locator("#panel-findings th .dt-column-order").first
    order.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel-findings th").first).to_have_attribute("aria-sort", re.compile("."))
    reader.require_inert()


def test_the_theme_follows_the_preference(browser: Browser, file: Path) -> None:
    reader = Reader(browser, file, color_scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    chart = reader.page.locator("#panel-trend .chart svg")
    dark = reader.page.evaluate(background), chart.inner_html()
    reader.page.emulate_media(color_scheme="light")
    assert reader.page.evaluate(background) != dark[0]
    reader.page.wait_for_function(
        "dark => document.querySelector('#panel-trend .chart svg').innerHTML !== dark", arg=dark[1]
    )
    reader.require_inert()


def test_the_page_prints(reader: Reader, published: duckdb.DuckDBPyConnection) -> None:
    for target in targets(published):
        reader.show(target)
        pdf = reader.page.pdf()
        assert pdf.startswith(b"%PDF")
        assert len(pdf) > 10_000


def test_every_page_is_accessible(
    browser: Browser, file: Path, published: duckdb.DuckDBPyConnection
) -> None:
    reader = Reader(browser, file)
    found = [problem for target in targets(published) for problem in barriers(reader, target)]
    assert found == []
    reader.require_inert()


def test_a_phone_shows_every_page_without_scrolling_sideways(
    browser: Browser, file: Path, published: duckdb.DuckDBPyConnection
) -> None:
    reader = Reader(browser, file, size=NARROW, color_scheme="dark")
    for target in targets(published):
        reader.show(target)
        assert reader.overflow() <= 0, target
    assert barriers(reader, "findings") == []
    reader.require_inert()


def barriers(reader: Reader, target: str) -> list[str]:
    """Return the serious and critical issues that axe-core finds on a page, with an element of each.

    Only the first page is examined with everything around it, and five rows of each table: that saves time.
    """
    reader.show(target).evaluate(
        "document.querySelectorAll('tbody').forEach("
        "body => [...body.rows].slice(5).forEach(row => row.remove()))"
    )
    name = target.split("/")[0]
    drawings = [[".chart svg"]]  # which nobody but a mouse gets to
    context = {
        "include": [["html" if name == "overview" else f"#page-{name}"]],
        "exclude": drawings,
    }
    options = {"resultTypes": ["violations"]}
    found = Axe().run(reader.page, context=context, options=options).response["violations"]
    return [
        f"{target}: {violation['id']}: {violation['nodes'][0]['html'][:300]}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
    ]


def test_every_chart_of_a_team_is_drawn(
    reader: Reader, published: duckdb.DuckDBPyConnection
) -> None:
    page = reader.show(f"teams/{subjects(published)['teams']}")
    drawn = [panel for panel in pages.TEAMS.detail_panels if panel.chart]
    for panel in drawn:
        chart = page.locator(f"#panel-{panel.query} .chart")
        if page.locator(f"#panel-{panel.query} .empty").is_hidden():
            expect(chart.locator("svg")).to_be_visible()
            expect(chart.get_by_role("img").first).to_have_attribute(
                "aria-label", re.compile(panel.title)
            )


def test_the_command_writes_the_page_again(
    sample_runs: SampleRuns, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data" / "sample"
    folder.mkdir(parents=True)
    database = shutil.copy(sample_runs.data_dir / "findings.duckdb", folder)
    Path(database).chmod(0o440)
    monkeypatch.setenv("ADO_FINDINGS__DATA_DIR", str(tmp_path / "data"))
    result = CliRunner().invoke(main, ["report"], catch_exceptions=False)
    page = folder / "report.html"
    assert str(page) in result.stdout
    assert page.read_bytes() == (sample_runs.data_dir / "report.html").read_bytes()
    assert page.stat().st_mode & 0o777 == 0o440
    assert sorted(path.name for path in folder.iterdir()) == ["findings.duckdb", "report.html"]


def test_a_page_that_fails_leaves_the_previous_one(
    sample_runs: SampleRuns, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(sample_runs.data_dir / "findings.duckdb", tmp_path)
    (tmp_path / "report.html").write_text("previous")

    def full(path: Path, text: str) -> None:
        path.write_text(text[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(permissions, "write_new", full)
    with pytest.raises(OSError, match="No space"):
        write_report(tmp_path / "findings.duckdb")
    assert (tmp_path / "report.html").read_text() == "previous"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["findings.duckdb", "report.html"]
