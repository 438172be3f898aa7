"""The controls of rules: known, sorted, explained on the page of the rule, and listed in docs/controls.md.

`python -m tests.test_controls` writes the tables of docs/controls.md from the catalogues and the pages.
"""

import csv
import re
from itertools import groupby

import pytest

from tests.test_docs import DOCS, MART_NAMES, ROOT, RULE_PAGES, RULES, Rule, each_rule

PAGE = DOCS / "controls.md"
BEGINNING_OF_LIST = "\n## "
SECTION = re.compile(r"^## Controls\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
REASON = re.compile(r"- `(\S+)`: (.+?)(?=\n- |\Z)", re.DOTALL)

Control = dict[str, str]


def control_catalogue() -> dict[str, Control]:
    """Return the known controls by id, in the order of the file."""
    path = ROOT / "dbt_project" / "seeds" / "control_catalogue.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {control["control_id"]: control for control in csv.DictReader(file)}


CONTROLS = control_catalogue()


def controls(rule: Rule) -> list[str]:
    return rule["controls"].split(",") if rule["controls"] else []


def section(rule_id: str) -> str:
    """Return what the page of a rule says about controls."""
    found = SECTION.search((RULE_PAGES / f"{rule_id}.md").read_text())
    assert found, f"{rule_id}.md has no section Controls"
    return found[1].strip()


def reasons(rule_id: str) -> dict[str, str]:
    """Return why the rule is evidence, by control."""
    return {control: " ".join(text.split()) for control, text in REASON.findall(section(rule_id))}


def tables(reason: str) -> list[str]:
    """Return the published tables that a reason names."""
    return [name for name in re.findall(r"`(\w+)`", reason) if name in MART_NAMES]


def list_of_controls() -> str:
    """Return the generated part of docs/controls.md."""
    used = {control for rule in RULES.values() for control in controls(rule)}
    rows = [control for control_id, control in CONTROLS.items() if control_id in used]
    parts: list[str] = []
    for framework, of_framework in groupby(rows, key=lambda control: control["framework"]):
        parts += [f"## {framework}", *map(_part, of_framework)]
    return "\n" + "\n\n".join(parts) + "\n"


def _part(control: Control) -> str:
    """Return heading and table of one control."""
    control_id = control["control_id"]
    lines = [
        f"### {control_id.partition(':')[2]} {control['title']}",
        "",
        f"`{control_id}`",
        "",
        "| rule | tables, beside `findings` | why it is evidence |",
        "|---|---|---|",
    ]
    for rule_id, rule in RULES.items():
        if control_id in controls(rule):
            reason = reasons(rule_id)[control_id]
            named = ", ".join(f"`{table}`" for table in dict.fromkeys(tables(reason)))
            lines.append(f"| [{rule_id}](rules/{rule_id}.md#controls) | {named} | {reason} |")
    return "\n".join(lines)


@each_rule
def test_controls_are_known_sorted_and_listed_once(rule: Rule) -> None:
    listed = controls(rule)
    assert listed == sorted(set(listed))
    assert [control for control in listed if control not in CONTROLS] == []


@each_rule
def test_a_page_says_in_a_sentence_why_its_rule_is_evidence(rule: Rule) -> None:
    listed = controls(rule)
    assert list(reasons(rule["rule_id"])) == listed
    if not listed:
        assert re.fullmatch(r"None: [^.]+\.", section(rule["rule_id"]))


@each_rule
def test_a_reason_is_one_sentence_and_names_a_published_table(rule: Rule) -> None:
    for reason in reasons(rule["rule_id"]).values():
        assert re.fullmatch(r"[^.]*(`[^`]*`[^.]*)*\.", reason), reason
        assert tables(reason), reason


def test_the_list_of_controls_is_what_the_rules_say() -> None:
    assert PAGE.read_text().endswith(list_of_controls()), "run `make docs`"


@pytest.mark.parametrize("control", CONTROLS.values(), ids=CONTROLS.keys())
def test_a_control_is_a_number_in_its_framework(control: Control) -> None:
    pattern = {"soc2": r"CC\d\.\d", "iso27001": r"[5-8]\.\d{1,2}"}
    framework, _, number = control["control_id"].partition(":")
    assert re.fullmatch(pattern[framework], number)


if __name__ == "__main__":
    before = PAGE.read_text().partition(BEGINNING_OF_LIST)[0]
    PAGE.write_text(before + list_of_controls())
