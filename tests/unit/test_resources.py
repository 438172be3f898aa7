"""The registry of resources, which is derived from the modules of `pipelines.azure_devops.resources`."""

import subprocess
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path

import yaml

from pipelines.azure_devops import registry, resources
from pipelines.azure_devops.declarations import Feed, Snapshot
from pipelines.azure_devops.registry import FEEDS, OPTIONAL_SNAPSHOTS, SNAPSHOTS
from pipelines.extract.raw_tables import RAW_TABLES
from pipelines.paths import PROJECT_DIR

STAGING = PROJECT_DIR / "models" / "staging"
# Ids to compare with a table; and what is read for given items or settings, see `pipelines.extract`.
NO_SNAPSHOTS = {"existing_ids", "saved_queries", "team_days_off", "work_item_relations"}
NAMES = [
    *(resource.name for resource in (*SNAPSHOTS, *FEEDS)),
    *(snapshot.name for group in OPTIONAL_SNAPSHOTS for snapshot in group),
]


def test_every_module_declares_resources_that_are_in_the_registry() -> None:
    modules = {path.stem for path in Path(resources.__path__[0]).glob("[!_]*.py")}
    for module in modules - NO_SNAPSHOTS:
        declarations = vars(import_module(f"{resources.__name__}.{module}")).values()
        names = {value.name for value in declarations if isinstance(value, Snapshot | Feed)}
        assert names, module
        assert names <= set(NAMES)
    assert max(Counter(NAMES).values()) == 1
    assert set(registry.RAW_TABLES) == set(NAMES)


def test_every_raw_table_is_a_source_of_the_models_and_has_a_staging_model() -> None:
    sources = yaml.safe_load((STAGING / "_sources.yml").read_text())["sources"]
    declared = {table["name"] for source in sources for table in source["tables"]}
    assert set(RAW_TABLES) <= declared
    for name in registry.RAW_TABLES:
        assert (STAGING / f"stg_azure_devops__{name}.sql").exists(), name


def test_feeds_are_converted_without_dlt_whose_import_takes_a_worker_process_a_second() -> None:
    modules = [f"{resources.__name__}.{name}" for name in ("revisions", "work_item_links")]
    code = f"import sys, {', '.join(modules)}; sys.exit('dlt' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_a_run_does_without_is_read_after_what_decides_it() -> None:
    """Identities are looked up for those without an entitlement; users come with their projects."""
    groups = [[snapshot.name for snapshot in group] for group in OPTIONAL_SNAPSHOTS]
    assert groups == [
        ["relation_types"],
        ["user_entitlements", "user_entitlement_projects", "user_entitlement_group_rules"],
        ["group_entitlements"],
        ["team_group_members"],
        ["identities"],
    ]
