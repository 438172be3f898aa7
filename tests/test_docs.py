"""The documentation is true: rules, thresholds, settings, commands, tables, links.

The table of docs/rules/README.md is written from the catalogue by `python -m tests.test_docs`.
"""

import ast
import csv
import importlib
import pkgutil
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import pipelines
from pipelines.azure_devops import organization, responses
from pipelines.azure_devops.advice import advice
from pipelines.azure_devops.scopes import ScopeState
from pipelines.build.publication import HISTORY_TABLES
from pipelines.cli import main
from pipelines.console.signals import INTERRUPTED
from pipelines.declared_settings import KEYS, is_declared, variable
from pipelines.errors import AdoFindingsError
from tests.support import messages

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
TABLES = DOCS / "tables.md"
TROUBLESHOOTING = DOCS / "troubleshooting.md"
RULE_PAGES = DOCS / "rules"
RULE_MODELS = ROOT / "models" / "rules"
MARTS = ROOT / "models" / "marts"

SEVERITIES = ("informational", "low", "medium", "high", "critical")
HEADINGS = ["What it shows", "Example", "Why it matters", "What to do", "Controls"]
LONGEST_README = 150
RULE_PAGE_LINES = range(25, 56)

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
FOREIGN = re.compile(
    r"(?<![\w.\-/*}])/(?:work|root|home)/\w"  # a folder of one machine
    r"|\bpypi\.|pythonhosted\.|/simple/|index-url\s*="  # a package registry
)
BESIDE = re.compile(r"\.\./shared\b|/ \"shared\"")  # recorded responses, outside the repository

Rule = dict[str, str]


def file_named(folder: Path, name: str) -> Path:
    """Return the only file of that name below the folder."""
    [path] = folder.rglob(name)
    return path


def catalogue() -> list[Rule]:
    path = ROOT / "dbt_project" / "seeds" / "rule_catalogue.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


RULES = {rule["rule_id"]: rule for rule in catalogue()}
MART_NAMES = sorted(path.stem for path in MARTS.rglob("*.sql"))
each_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
each_mart = pytest.mark.parametrize("table", MART_NAMES)


def thresholds(rule: Rule) -> dict[str, str]:
    """The thresholds that the rule has, by severity, as they are written for people."""
    return {
        severity: f"{rule['comparison']} {float(value):g}"
        for severity in SEVERITIES
        if (value := rule[f"{severity}_threshold"])
    }


def severities(rule: Rule) -> list[str]:
    """Those with a threshold, and those that the model itself gives."""
    sql = file_named(RULE_MODELS, f"rule_{rule['rule_id']}.sql").read_text()
    raised = [severity for severity in SEVERITIES if re.search(rf"(then|else) '{severity}'", sql)]
    return [severity for severity in SEVERITIES if severity in {*thresholds(rule), *raised}]


def rule_table() -> str:
    lines = [
        "| rule | family | subject | threshold | severity | page |",
        "|---|---|---|---|---|---|",
    ]
    for rule_id, rule in RULES.items():
        limits = " / ".join(thresholds(rule).values())
        threshold = (
            f"`{rule['metric_name']}` {limits} {rule['threshold_unit'] or rule['metric_unit']}"
            if limits
            else "none"
        )
        lines.append(
            f"| `{rule_id}` | {rule['family']} | {rule['subject_type']} | {threshold} "
            f"| {' / '.join(severities(rule))} | [{rule['title']}]({rule_id}.md) |"
        )
    return "\n".join(lines) + "\n"


def repository_files() -> list[Path]:
    """What git tracks, and what it would track."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout")
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()]


def markdown_files() -> list[Path]:
    return [*ROOT.glob("*.md"), *ROOT.glob("[!.]*/**/*.md")]


def all_pages() -> str:
    return "\n".join(path.read_text() for path in markdown_files())


def model_of(path: Path) -> dict[str, Any]:
    [model] = yaml.safe_load(path.read_text())["models"]
    return dict(model)


@each_rule
def test_a_rule_has_a_model_and_a_description(rule: Rule) -> None:
    name = f"rule_{rule['rule_id']}"
    assert file_named(RULE_MODELS, f"{name}.sql").exists()
    assert model_of(file_named(RULE_MODELS, f"{name}.yml"))["name"] == name


@each_rule
def test_a_rule_has_a_page_with_five_headings(rule: Rule) -> None:
    text = (RULE_PAGES / f"{rule['rule_id']}.md").read_text()
    assert text.startswith(f"# {rule['title']}\n")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert len(text.splitlines()) in RULE_PAGE_LINES


@each_rule
def test_a_page_has_the_thresholds_of_its_rule(rule: Rule) -> None:
    lines = (RULE_PAGES / f"{rule['rule_id']}.md").read_text().splitlines()
    for severity, threshold in thresholds(rule).items():
        assert f"| {severity} | {threshold} |" in lines
    if thresholds(rule):
        [heading] = [line for line in lines if line.startswith("| severity | ")]
        assert f"`{rule['metric_name']}`" in heading
        assert (rule["threshold_unit"] or rule["metric_unit"]) in heading


@each_rule
def test_a_page_has_family_subject_and_conditions_of_its_rule(rule: Rule) -> None:
    text = " ".join((RULE_PAGES / f"{rule['rule_id']}.md").read_text().split())
    assert f"`{rule['rule_id']}` · family {rule['family']} · subject {rule['subject_type']}" in text
    for column in ("window_size", "minimum_count", "factor", "grace_days"):
        if rule[column]:
            assert f"`{column}` = {float(rule[column]):g}" in text
    for requirement in rule["requires"].split():
        assert requirement in text


@each_rule
def test_a_rule_compares_with_what_the_catalogue_sets_and_with_nothing_else(rule: Rule) -> None:
    sql = file_named(RULE_MODELS, f"rule_{rule['rule_id']}.sql").read_text()
    for column in ("window_size", "minimum_count", "factor"):
        assert bool(rule[column]) == bool(re.search(rf"\b{column}\b", sql)), column
    assert bool(rule["grace_days"]) == ("is_in_grace(" in sql)
    assert bool(thresholds(rule)) == bool(re.search(r"_threshold\b", sql))
    assert bool(rule["metric_name"]) == ("as metric_value" in sql)


def test_every_page_and_model_belongs_to_a_rule_of_the_catalogue() -> None:
    models = {path.stem.removeprefix("rule_") for path in RULE_MODELS.rglob("rule_*")}
    pages = {path.stem for path in RULE_PAGES.glob("*.md")} - {"README"}
    assert models == RULES.keys()
    assert pages == RULES.keys()


def test_the_table_of_rules_is_the_catalogue() -> None:
    written = (RULE_PAGES / "README.md").read_text()
    assert written.endswith(rule_table()), "run `make docs`"


@pytest.mark.parametrize("command", main.commands)
def test_a_command_is_documented(command: str) -> None:
    assert re.search(rf"\b(?:ado-findings|make) {command}\b", all_pages())
    assert main.commands[command].help


def test_every_make_target_is_documented() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)
    assert targets
    assert [each for each in targets if not re.search(rf"\bmake {each}\b", all_pages())] == []


def settings_read() -> set[str]:
    """Every key that pipelines/settings.py asks for."""
    tree = ast.parse((ROOT / "pipelines" / "settings.py").read_text())
    key = re.compile(r"(ado_findings|sources\.\w+)\.\w+|azure_devops_ext_pat")
    asked = {text for text in texts_in(tree) if key.fullmatch(text)}
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", None) == "_number":
            asked |= {f"ado_findings.{name}" for name in texts_in(call)}
    return asked


def texts_in(tree: ast.AST) -> set[str]:
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str)}


def test_every_setting_is_read_and_documented_and_no_other() -> None:
    page = (DOCS / "configuration.md").read_text()
    rows = re.findall(r"^\| `([A-Z][A-Z_]+)` \| `(\w+)`", page, re.MULTILINE)
    assert settings_read() == KEYS
    assert {name for name, _ in rows} == {variable(key) for key in KEYS}
    assert {key for _, key in rows} == {key.rpartition(".")[2] for key in KEYS}


def test_the_bundled_files_name_settings_that_exist() -> None:
    for name in ("config.toml", "example.secrets.toml"):
        text = (ROOT / ".dlt" / name).read_text().partition("[runtime]")[0]
        section = ""
        for line in re.findall(r"^(?:# )?(\[[\w.]+\]|\w+ =)", text, re.MULTILINE):
            section = line[1:-1] if line.startswith("[") else section
            if not line.startswith("["):
                assert is_declared(f"{section}.{line.removesuffix(' =')}"), line


def grain_of(table: str) -> str:
    """Return what a row of the table is, from the description of its model."""
    description = " ".join(model_of(file_named(MARTS, f"{table}.yml"))["description"].split())
    found = re.match(r"One row per (.+?)\.(?: |$)", description)
    assert found, "a description begins with the grain: One row per ..."
    return found[1]


def with_grains(page: str) -> str:
    """Return docs/tables.md with the grains of the models."""
    return re.sub(
        r"^\| `(\w+)` \|[^|]*\|",
        lambda row: f"| `{row[1]}` | {grain_of(row[1])} |",
        page,
        flags=re.MULTILINE,
    )


@each_mart
def test_a_table_is_documented_as_its_model_describes_it(table: str) -> None:
    assert f"| `{table}` | {grain_of(table)} |" in TABLES.read_text(), "run `make docs`"


def test_no_other_table_is_documented() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", TABLES.read_text(), re.MULTILINE)
    assert sorted(rows) == MART_NAMES


@each_mart
def test_every_column_of_a_table_is_described(table: str) -> None:
    columns = model_of(file_named(MARTS, f"{table}.yml"))["columns"]
    assert columns
    assert [column["name"] for column in columns if not column.get("description")] == []


@each_mart
def test_a_table_has_a_key_that_is_tested(table: str) -> None:
    model = model_of(file_named(MARTS, f"{table}.yml"))
    of_columns = [test for column in model["columns"] for test in column.get("data_tests", [])]
    keys = [test for test in model.get("data_tests", []) if "unique_combination" in test]
    assert keys or "unique" in of_columns


def test_what_has_a_history_is_remembered() -> None:
    models = {table: model_of(file_named(MARTS, f"{table}.yml")) for table in MART_NAMES}
    with_history = {
        table
        for table, model in models.items()
        if model.get("config", {}).get("meta", {}).get("has_history")
    }
    [history] = yaml.safe_load((MARTS / "_history.yml").read_text())["sources"]
    assert with_history == {table["name"] for table in history["tables"]} == set(HISTORY_TABLES)


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", CODE_BLOCK.sub("", path.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", markdown_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_relative_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(CODE_BLOCK.sub("", page.read_text())):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def error_classes() -> Iterator[type[AdoFindingsError]]:
    """Every class of an error whose message is written for users."""
    for module in pkgutil.walk_packages(pipelines.__path__, "pipelines."):
        importlib.import_module(module.name)
    classes = [AdoFindingsError]
    for error_class in classes:
        classes += [sub for sub in error_class.__subclasses__() if sub not in classes]
    return (found for found in classes if found.__module__.startswith("pipelines."))


ERROR_CLASSES = {error_class.__name__: error_class for error_class in error_classes()}
# Constants that no call names directly.
INDIRECT = (INTERRUPTED, *organization.STILL_LISTED, organization.DELETED[0])


@pytest.mark.parametrize("name", ERROR_CLASSES)
def test_an_error_class_and_its_advice_are_explained(name: str) -> None:
    page = TROUBLESHOOTING.read_text()
    assert re.search(rf"^\|.*`{name}`.*\|", page, re.MULTILINE)
    error = ERROR_CLASSES[name].__new__(ERROR_CLASSES[name])
    assert messages.start(advice(error)).search(messages.plain(page))


def test_an_error_code_of_azure_devops_is_explained() -> None:
    source = Path(responses.__file__).read_text()
    codes = set(re.findall(r"\b(?:(?:TF|VS)\d{6}|\w+Exception)\b", source))
    assert codes
    page = TROUBLESHOOTING.read_text()
    assert [code for code in sorted(codes) if f"`{code}`" not in page] == []


def test_every_message_is_explained() -> None:
    page = messages.plain(TROUBLESHOOTING.read_text())
    known = {*messages.messages(set(ERROR_CLASSES)), *INDIRECT}
    assert len(known) > 100
    assert [message for message in sorted(known) if not messages.start(message).search(page)] == []


@pytest.mark.parametrize("state", ScopeState)
def test_a_state_of_a_scope_is_explained(state: ScopeState) -> None:
    assert f"`{state}`" in TROUBLESHOOTING.read_text()


def test_each_promise_names_tests_that_exist() -> None:
    page = (DOCS / "reliability.md").read_text()
    promises = re.findall(r"^\| \d+ \|.*\| (.+) \|$", page, re.MULTILINE)
    assert promises
    for promise in promises:
        source = ""
        for name in re.findall(r"`([^`]+)`", promise):
            if name.endswith(".py"):
                source = (ROOT / "tests" / name).read_text()
            elif name.startswith("test_"):
                assert f"def {name.rstrip('…')}" in source, name


def test_each_threat_names_tests_that_exist() -> None:
    page = (DOCS / "security.md").read_text()
    threats = re.findall(r"^\| (?!threat)(\w.*) \| .+ \| (.+) \|$", page, re.MULTILINE)
    assert len(threats) > 30
    for threat, cell in threats:
        named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", cell)
        assert named or cell == "to be named", threat
        for path, name in named:
            assert f"def {name}(" in (ROOT / "tests" / path).read_text(), name


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) < LONGEST_README


def test_no_file_names_a_machine_or_a_package_registry() -> None:
    assert occurrences(FOREIGN, repository_files()) == []


def test_only_tests_that_may_be_skipped_name_what_lies_beside_the_repository() -> None:
    files = [path for path in repository_files() if "skipif" not in text_of(path)]
    assert occurrences(BESIDE, files) == []


def occurrences(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in files
        if path != Path(__file__)
        for match in pattern.finditer(text_of(path))
    ]


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


if __name__ == "__main__":
    page = RULE_PAGES / "README.md"
    before = page.read_text().partition("| rule | family |")[0]
    page.write_text(before + rule_table())
    TABLES.write_text(with_grains(TABLES.read_text()))
