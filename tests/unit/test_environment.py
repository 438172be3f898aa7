"""What somebody has set for other dlt and dbt projects does not reach ours."""

import os
import sys
from pathlib import Path

import dlt
import pytest
from dlt.common.configuration.container import Container
from dlt.common.configuration.specs.pluggable_run_context import PluggableRunContext
from dlt.pipeline.configuration import PipelineConfiguration

from pipelines.config import setting
from pipelines.dlt_configuration import own_dlt_configuration
from pipelines.environment import DLT_VARIABLES, use_own_variables
from tests.support.processes import run


def test_variables_of_other_projects_are_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    removed = ("DBT_EMPTY", "DBT_ENGINE_TARGET", "DLT_DATA_DIR", "RUNTIME__SENTRY_DSN")
    kept = ("DLT_PROJECT_DIR", "DLT_CONFIG_FOLDER", "ADO_FINDINGS__TIME_ZONE", "MY_DBT_TARGET")
    for name in (*removed, *kept):
        monkeypatch.setenv(name, "value")
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "true")
    use_own_variables()
    assert [name for name in (*removed, *kept) if name in os.environ] == list(kept)
    assert {name: os.environ[name] for name in DLT_VARIABLES} == DLT_VARIABLES


def test_the_command_removes_them_before_dlt_and_dbt_are_imported() -> None:
    code = "import sys, pipelines.cli; sys.exit(not sys.modules.keys().isdisjoint(['dlt', 'dbt']))"
    assert run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.parametrize("prefix", ["", "OTHER__", "SOURCES__", "AZURE_DEVOPS__"])
def test_dlt_looks_up_only_our_configuration(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, prefix: str
) -> None:
    monkeypatch.setenv(f"{prefix}DATASET_NAME_LAYOUT", "other_%s")
    monkeypatch.setenv(f"{prefix}DEV_MODE", "true")
    with own_dlt_configuration():
        pipeline = dlt.pipeline("azure_devops", pipelines_dir=str(tmp_path), dataset_name="raw")
        configuration = pipeline.config
        runtime = Container()[PluggableRunContext].context.runtime_config
    assert isinstance(configuration, PipelineConfiguration)
    assert (pipeline.dataset_name, configuration.dev_mode) == ("raw", False)
    assert (runtime.dlthub_telemetry, runtime.log_level) == (False, "CRITICAL")


def test_settings_are_looked_up_again_after_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADO_FINDINGS__TIME_ZONE", "Europe/Berlin")
    with own_dlt_configuration():
        assert setting("ado_findings.time_zone", str) is None
    assert setting("ado_findings.time_zone", str) == "Europe/Berlin"
