"""A setting that nothing reads is refused, wherever it is written; other programs' settings are not."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from dlt.common.configuration.container import Container
from dlt.common.configuration.specs.pluggable_run_context import PluggableRunContext

from pipelines.cli import main
from pipelines.config import setting
from pipelines.declared_settings import KEYS, variable
from pipelines.errors import UserActionRequired
from pipelines.light_config import light_setting
from pipelines.settings import load_offline_settings, load_settings
from pipelines.unknown_settings import refuse_unknown_settings

Configure = Callable[..., None]


@pytest.fixture
def configure(tmp_path: Path) -> Iterator[Configure]:
    """Write the files in `.dlt/`; dlt keeps what it read, so its context is reloaded."""
    folder = tmp_path / ".dlt"
    folder.mkdir()

    def write(config: str = "", secrets: str = "") -> None:
        (folder / "config.toml").write_text(config)
        (folder / "secrets.toml").write_text(secrets)
        Container()[PluggableRunContext].reload(str(tmp_path))

    yield write
    write()


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("ADO_FINDINGS__PSEUDONYMISE", "ADO_FINDINGS__PSEUDONYMIZE"),
        ("ADO_FINDINGS__PSEUDONYMIZE__", "ADO_FINDINGS__PSEUDONYMIZE"),
        ("ADO_FINDINGS_PSEUDONYMIZE", "ADO_FINDINGS__PSEUDONYMIZE"),
        ("ADO_FINDINGS_PSEUDONYMISE", "ADO_FINDINGS__PSEUDONYMIZE"),
        ("ADO_FINDING__PSEUDONYMIZE", "ADO_FINDINGS__PSEUDONYMIZE"),
        ("ADOFINDINGS__PSEUDONYMIZE", "ADO_FINDINGS__PSEUDONYMIZE"),
        ("ado_findings__pseudonymize", "ADO_FINDINGS__PSEUDONYMIZE"),
        ("ADO_FINDINGS__Time_Zone", "ADO_FINDINGS__TIME_ZONE"),
        ("ADO_FINDINGS__RUN__AS_OF", "ADO_FINDINGS__AS_OF"),
        ("SOURCES__AZURE_DEVOPS__PROJECT", "SOURCES__AZURE_DEVOPS__PROJECTS"),
        ("SOURCES__AZURE_DEVOPS_ACCESS_TOKEN", "SOURCES__AZURE_DEVOPS__ACCESS_TOKEN"),
        ("SOURCE__AZURE_DEVOPS__ACCESS_TOKEN", "SOURCES__AZURE_DEVOPS__ACCESS_TOKEN"),
        ("SOURCES__AZUREDEVOPS__ACCESS_TOKEN", "SOURCES__AZURE_DEVOPS__ACCESS_TOKEN"),
        ("SOURCES__ROSTER__DIRECTORY", "SOURCES__ROSTERS__DIRECTORY"),
        ("SOURCES__ROSTERS__FOLDER", "SOURCES__ROSTERS__DIRECTORY"),
        ("SOURCES__PLATFORM__CHAT__TOKEN", "SOURCES__PLATFORMS__CHAT__TOKEN"),
        ("sources__platforms__chat__token", "SOURCES__PLATFORMS__CHAT__TOKEN"),
        ("AZURE_DEVOPS_EXTPAT", "AZURE_DEVOPS_EXT_PAT"),
    ],
)
def test_a_mistyped_variable_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, nearest: str
) -> None:
    monkeypatch.setenv(name, "s3cret")
    with pytest.raises(UserActionRequired) as refused:
        refuse_unknown_settings()
    assert str(refused.value).startswith(f"Unknown setting `{name}` in the environment. Nearest:")
    assert f"`{nearest}`" in str(refused.value)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "ADO_FINDINGS",
            "ADO_FINDINGS_IMAGE",
            "ADO_FINDINGS_WAREHOUSE",
            "ADO_FINDINGS_MODELS_MEMORY",
        ),
        *("SOURCES__TOKEN", "SOURCES__GITHUB__ACCESS_TOKEN", "SOURCES__AZURE_BLOB__ACCESS_TOKEN"),
        *("SOURCES__AZURE_DEVOPS_REPOS__ACCESS_TOKEN", "SOURCES__FORECASTS__DIRECTORY"),
        *(
            "SOURCES__FILESYSTEM__BUCKET_URL",
            "DESTINATION__DUCKDB__CREDENTIALS",
            "AS_OF",
            "PROJECTS",
        ),
        *("AZURE_DEVOPS_PAT", "AZURE_DEVOPS_EXT_PAT_FILE", "AZURE_DEVOPS_ORG_URL", "TIME_ZONE"),
    ],
)
def test_variables_of_other_programs_are_not(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "of another program")
    refuse_unknown_settings()


def test_every_setting_is_known(monkeypatch: pytest.MonkeyPatch, configure: Configure) -> None:
    for key in KEYS:
        monkeypatch.setenv(variable(key), "")
    configure("\n".join(f'{key} = ""' for key in sorted(KEYS)))
    refuse_unknown_settings()


@pytest.mark.parametrize(
    ("text", "name", "nearest"),
    [
        ("[ado_findings]\npseudonymise = true", "ado_findings.pseudonymise", "pseudonymize"),
        ("[ado_findings]\nPseudonymize = true", "ado_findings.Pseudonymize", "pseudonymize"),
        ("[ado_findings.run]\nas_of = ''", "ado_findings.run.as_of", "as_of"),
        ("[ado-findings]\npseudonymize = true", "ado-findings.pseudonymize", "pseudonymize"),
        ("[ADO_FINDINGS]\npseudonymize = true", "ADO_FINDINGS.pseudonymize", "pseudonymize"),
        ("pseudonymize = true", "pseudonymize", "pseudonymize"),
        ("[runtime]\npseudonymize = true", "runtime.pseudonymize", "pseudonymize"),
        ("[sources.rosters]\nfolder = 'x'", "sources.rosters.folder", "directory"),
        ("[sources.roster]\ndirectory = 'x'", "sources.roster.directory", "directory"),
        ("[source.azure_devops]\nprojects = []", "source.azure_devops.projects", "projects"),
        ('["sources.rosters"]\ndirectory = "x"', '"sources.rosters".directory', "directory"),
        ("[sources.platform.chat]\nkind = 'slack'", "sources.platform.chat.kind", "kind"),
    ],
)
@pytest.mark.parametrize("file", ["config", "secrets"])
def test_a_mistyped_name_in_a_file_is_refused(
    configure: Configure, file: str, text: str, name: str, nearest: str
) -> None:
    configure(**{file: text})
    with pytest.raises(UserActionRequired) as refused:
        refuse_unknown_settings()
    assert str(refused.value).startswith(f"Unknown setting `{name}` in .dlt/{file}.toml. Nearest:")
    assert f".{nearest}`" in str(refused.value)


def test_files_may_have_settings_of_dlt_and_of_other_sources(configure: Configure) -> None:
    configure(
        "dev_mode = true\n[runtime]\nlog_level = 'INFO'\ndlthub_telemetry = false\n"
        "[sources.jira]\nprojects = []\napi_version = '3'\n[destination.duckdb]\ncredentials = 'x'\n"
        "[load]\nworkers = 2\n[sources.platforms.badges.columns]\nemail = 'Mail'"
    )
    refuse_unknown_settings()


@pytest.mark.parametrize(
    ("variables", "config", "message"),
    [
        ({"SOURCES__PLATFORMS__CHAT__KND": "slack"}, "", "unknown setting `knd`. Nearest: `kind`"),
        (
            {"SOURCES__PLATFORMS__CHAT__KIND": "slack", "SOURCES__PLATFORMS__CHAT__TOKN": "x"},
            "",
            "[sources.platforms.chat]: unknown setting `tokn`. Nearest: `token`",
        ),
        ({}, "[sources.platforms.chat]\nkind = 'slack'\ntokn = 'x'", "unknown setting `tokn`"),
        ({"SOURCES__PLATFORMS__TOKEN": "x"}, "", "`token` is not a section"),
    ],
)
def test_a_mistyped_setting_of_a_platform_is_refused_by_every_command_with_settings(
    monkeypatch: pytest.MonkeyPatch,
    configure: Configure,
    variables: dict[str, str],
    config: str,
    message: str,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    configure(config)
    for load in (load_settings, load_offline_settings):
        with pytest.raises(UserActionRequired) as refused:
            load()
        assert message in str(refused.value)


@pytest.mark.parametrize("command", sorted(set(main.commands) - {"serve-sample"}))
def test_every_command_refuses_before_anything_is_read(tmp_path: Path, command: str) -> None:
    variables = {
        "ADO_FINDINGS__PSEUDONYMISE": "true",
        "ADO_FINDINGS__DATA_DIR": str(tmp_path / "data"),
        "SOURCES__AZURE_DEVOPS__ORGANIZATION_URL": "http://127.0.0.1:9/contoso",
        "SOURCES__AZURE_DEVOPS__ACCESS_TOKEN": "token",
    }
    days = ["--from", "2026-04-01", "--to", "2026-06-30"]
    required = {"audit": [*days, "--out", str(tmp_path / "audit")], "export": ["--format", "csv"]}
    result = CliRunner(env=variables).invoke(main, [command, *required.get(command, [])])
    assert result.exit_code == 2
    assert "Unknown setting `ADO_FINDINGS__PSEUDONYMISE`" in result.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("lookup", [light_setting, lambda key: setting(key, str)])
def test_only_declared_settings_can_be_looked_up(lookup: Callable[[str], object]) -> None:
    with pytest.raises(KeyError, match="declare the setting"):
        lookup("ado_findings.undeclared")
