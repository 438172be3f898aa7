"""The examples of docs/rules are findings of the sample organization; `make docs` writes them."""

import json
import re
import textwrap
from pathlib import Path
from typing import Any

import duckdb
import pytest

pytestmark = pytest.mark.xdist_group("sample_run")

PAGES = Path(__file__).parents[2] / "docs" / "rules"
# Without a finding in the sample: rules that are off, and rules about a failure, a setting and an import.
WITHOUT_FINDING = {
    "completed_without_code_link",
    "completed_without_pull_request",
    "one_person_did_it_all",
    "requirement_untested",
    "incomplete_extract",
    "unknown_link_type",
    "imported_history",
}
RULES = sorted({page.stem for page in PAGES.glob("*.md")} - {"README"} - WITHOUT_FINDING)

EXAMPLE = re.compile(r"^```text\n\w+: (?P<heading>[^\n]+)\n.*?^```\n", re.MULTILINE | re.DOTALL)
SHOWN_IDS = 3
OTHERS = "…"
DECIMALS = 3
WIDTH = 118


def example_of(connection: duckdb.DuckDBPyConnection, rule_id: str, page: str) -> str:
    """Return the example of a page, as its finding is published now."""
    shown = EXAMPLE.search(page)
    assert shown, f"no example in {rule_id}.md"
    subject = _subject(shown["heading"])
    findings = connection.execute(
        "select severity, title, reason, evidence from findings "
        "where rule_id = ? and resolved_at is null order by subject_uid",
        [rule_id],
    ).fetchall()
    for severity, title, reason, evidence in findings:
        if _subject(title) == subject:
            return f"```text\n{_wrapped(f'{severity}: {title}', reason, _shortened(evidence))}```\n"
    pytest.fail(f"{rule_id}.md: no finding about {subject!r} in the sample")


def _subject(title: str) -> str:
    """Return the name of the subject, which follows the title of the rule."""
    return title.partition(": ")[2]


def _shortened(evidence: str) -> str:
    """Return the evidence with the first ids and rounded numbers."""
    values = {key: _shown(value) for key, value in json.loads(evidence).items()}
    return json.dumps(values, ensure_ascii=False).replace(f'"{OTHERS}"', OTHERS)


def _shown(value: Any) -> Any:
    if isinstance(value, list) and len(value) > SHOWN_IDS:
        return [*value[:SHOWN_IDS], OTHERS]
    return round(value, DECIMALS) if isinstance(value, float) else value


def _wrapped(title: str, reason: str, evidence: str) -> str:
    wrapper = textwrap.TextWrapper(WIDTH, break_on_hyphens=False)
    lines = wrapper.wrap(title) + wrapper.wrap(reason)
    wrapper.subsequent_indent = " "
    return "".join(f"{line}\n" for line in lines + wrapper.wrap(evidence))


@pytest.mark.parametrize("rule_id", RULES)
def test_an_example_is_a_finding_of_the_sample(
    rule_id: str, published: duckdb.DuckDBPyConnection
) -> None:
    page = (PAGES / f"{rule_id}.md").read_text()
    assert example_of(published, rule_id, page) in page, "run `make docs`"


def rewrite_examples(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the examples of all pages from a publication of the sample."""
    for rule_id in RULES:
        path = PAGES / f"{rule_id}.md"
        page = path.read_text()
        example = example_of(connection, rule_id, page)
        path.write_text(EXAMPLE.sub(lambda _, text=example: text, page, count=1))
