"""Settings looked up without dlt are those that dlt finds."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from dlt.common.configuration.container import Container
from dlt.common.configuration.specs.pluggable_run_context import PluggableRunContext

from pipelines.config import setting
from pipelines.console.published import published_database
from pipelines.errors import UserActionRequired
from pipelines.light_config import light_setting
from pipelines.settings import load_offline_settings

KEY, VARIABLE = "ado_findings.data_dir", "ADO_FINDINGS__DATA_DIR"
TOKEN = "SOURCES__AZURE_DEVOPS__ACCESS_TOKEN"
URL = "SOURCES__AZURE_DEVOPS__ORGANIZATION_URL"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The working directory's configuration folder; dlt keeps what it read, so its context is reloaded."""
    folder = tmp_path / ".dlt"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)
    _reload_dlt()


@pytest.mark.parametrize(
    ("secrets", "config", "environment"),
    [
        ("", "", None),
        ("", 'data_dir = "from-config"', None),
        ('data_dir = "from-secrets"', 'data_dir = "from-config"', None),
        ("", 'data_dir = "from-config"', "from-environment"),
        ("", 'data_dir = ""', None),
        ("", 'data_dir = "from-config"', ""),
        ("", "time_zone = 'UTC'", None),
    ],
)
def test_the_value_is_the_one_that_dlt_finds(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    secrets: str,
    config: str,
    environment: str | None,
) -> None:
    (folder / "secrets.toml").write_text(f"[ado_findings]\n{secrets}\n")
    (folder / "config.toml").write_text(f"[ado_findings]\n{config}\n")
    if environment is not None:
        monkeypatch.setenv(VARIABLE, environment)
    _reload_dlt()
    assert light_setting(KEY) == setting(KEY, str)


@pytest.mark.parametrize("environment", [{}, {TOKEN: "t"}, {URL: "https://dev.azure.com/contoso"}])
@pytest.mark.parametrize("has_data", [True, False])
def test_the_database_is_in_the_data_folder_of_the_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, environment: dict[str, str], has_data: bool
) -> None:
    for name, value in {**environment, VARIABLE: str(tmp_path / "there")}.items():
        monkeypatch.setenv(name, value)
    if has_data:
        (tmp_path / "there").mkdir()
        (tmp_path / "there" / "warehouse.duckdb").touch()
    database = load_offline_settings().data_dir / "findings.duckdb"
    with pytest.raises(UserActionRequired, match=f"{database} does not exist"):
        published_database()
    database.parent.mkdir(parents=True, exist_ok=True)
    database.touch()
    assert published_database() == database


@pytest.mark.parametrize(
    "text", ["2026-03-31T00:00:00Z", "2026-03-31T02:00:00+02:00", "2026-03-31 00:00"]
)
def test_a_past_timestamp_is_read_as_the_settings_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    monkeypatch.setenv("ADO_FINDINGS__AS_OF", text)
    as_of = load_offline_settings().as_of
    assert as_of is not None
    database = tmp_path / "data" / "as_of" / f"{as_of:%Y%m%dT%H%M%SZ}" / "findings.duckdb"
    database.parent.mkdir(parents=True)
    database.touch()
    (tmp_path / "data" / "findings.duckdb").touch()
    assert published_database() == database


@pytest.mark.parametrize("text", ["soon", "2026-03-31"])
def test_what_is_not_a_timestamp_is_refused_by_both(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("ADO_FINDINGS__AS_OF", text)
    for lookup in (published_database, load_offline_settings):
        with pytest.raises(UserActionRequired, match=text):
            lookup()


def test_a_file_that_is_not_toml_is_named(folder: Path) -> None:
    (folder / "config.toml").write_text("[ado_findings\n")
    with pytest.raises(UserActionRequired, match=r"config\.toml is not valid TOML"):
        light_setting(KEY)


def _reload_dlt() -> None:
    Container()[PluggableRunContext].reload(str(Path.cwd()))
