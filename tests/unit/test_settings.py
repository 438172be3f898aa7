from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.console.published import published_database
from pipelines.errors import UserActionRequired
from pipelines.settings import load_offline_settings, load_settings

URL = "SOURCES__AZURE_DEVOPS__ORGANIZATION_URL"
TOKEN = "SOURCES__AZURE_DEVOPS__ACCESS_TOKEN"


def test_nothing_configured_is_the_sample_organization(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.connection is None
    assert settings.data_dir == tmp_path / "data" / "sample"


@pytest.mark.parametrize("token_variable", [TOKEN, "AZURE_DEVOPS_EXT_PAT"])
def test_a_real_organization(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, token_variable: str
) -> None:
    monkeypatch.setenv(URL, "https://dev.azure.com/contoso")
    monkeypatch.setenv(token_variable, "secret\n")
    monkeypatch.setenv("SOURCES__AZURE_DEVOPS__PROJECTS", '["One", "Two"]')
    settings = load_settings()
    assert settings.connection is not None
    assert settings.connection.urls.organization == "contoso"
    assert settings.connection.token == "secret"
    assert settings.connection.projects == ("One", "Two")
    assert settings.data_dir == tmp_path / "data"
    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({URL: "https://dev.azure.com/contoso"}, "the token is missing"),
        ({TOKEN: "secret"}, "the organization URL is missing"),
        (
            {URL: "https://dev.azure.com/contoso", TOKEN: "“secret”"},
            "contains whitespace, line breaks or characters",
        ),
        (
            {URL: "https://dev.azure.com/contoso", TOKEN: "two words"},
            "contains whitespace, line breaks or characters",
        ),
        ({URL: "contoso", TOKEN: "secret"}, "The organization URL `contoso` is not valid"),
        ({"ADO_FINDINGS__AS_OF": "last week"}, "AS_OF is not a valid timestamp: `last week`"),
        ({"ADO_FINDINGS__AS_OF": "2026-03-31"}, "AS_OF is a date without a time"),
        (
            {"ADO_FINDINGS__TIME_ZONE": "Berlin"},
            "TIME_ZONE is not a valid IANA time zone: `Berlin`",
        ),
        (
            {"ADO_FINDINGS__VELOCITY_PLANNING_DAYS": "-1"},
            "PLANNING_DAYS must be at least 0, not -1",
        ),
        ({"ADO_FINDINGS__SWEEP_DAYS": "9" * 30}, "SWEEP_DAYS must be at most 100,000, not 999"),
        ({"ADO_FINDINGS__BULK_EDIT_ITEMS": "-1"}, "BULK_EDIT_ITEMS must be at least 0, not -1"),
        *(
            ({"ADO_FINDINGS__PUBLICATION_MODE": mode}, f"must be an octal mode .*, not `{mode}`")
            for mode in ("0666", "0044", "0555", "288", "444444", "rw-r-----", "-444")
        ),
        ({"ADO_FINDINGS__ROSTER_MAX_AGE_DAYS": "0"}, "MAX_AGE_DAYS must be at least 1, not 0"),
        ({"ADO_FINDINGS__VELOCITY_PLANNING_DAYS": "two"}, "PLANNING_DAYS is not a valid integer"),
        (
            {"ADO_FINDINGS__VELOCITY_INCOMPLETE_CATEGORIES": '["Doing"]'},
            "has unknown categories: Doing. Use Proposed",
        ),
        (
            {URL: "https://dev.azure.com/c", TOKEN: "s", "SOURCES__AZURE_DEVOPS__PROJECTS": "One"},
            "PROJECTS (is not a valid list|must be a JSON list)",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_invalid_settings_are_rejected(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], message: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(UserActionRequired, match=message):
        load_settings()


def test_a_lost_configuration_does_not_start_a_sample_run(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "warehouse.duckdb").touch()
    with pytest.raises(UserActionRequired, match="Neither organization URL nor token is set"):
        load_settings()


def test_as_of_is_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADO_FINDINGS__AS_OF", "2026-03-31T02:00:00+02:00")
    assert load_settings().as_of == datetime(2026, 3, 31, tzinfo=UTC)


def test_offline_the_organization_of_the_data_folder_needs_no_token(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "warehouse.duckdb").touch()
    settings = load_offline_settings()
    assert (settings.is_sample, settings.data_dir) == (False, tmp_path / "data")


def test_offline_nothing_configured_is_the_sample_organization(tmp_path: Path) -> None:
    settings = load_offline_settings()
    assert (settings.is_sample, settings.data_dir) == (True, tmp_path / "data" / "sample")


@pytest.mark.parametrize(
    ("variable", "value"), [(URL, "https://dev.azure.com/contoso/"), (TOKEN, "secret")]
)
def test_offline_a_configured_organization_is_never_the_sample(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    settings = load_offline_settings()
    assert (settings.is_sample, settings.data_dir) == (False, tmp_path / "data")


@pytest.mark.parametrize(("text", "mode"), [("", 0o444), ("0440", 0o440), ("400", 0o400)])
def test_the_mode_of_the_publication(text: str, mode: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADO_FINDINGS__PUBLICATION_MODE", text)
    assert load_settings().publication_mode == mode


@pytest.mark.parametrize(
    "name", ["100%", "o'brien", "a?b", "a#b", "a;b", "a=b", "[a]", "a*", "a\\b", "a\nb"]
)
def test_a_data_folder_that_databases_cannot_have_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setenv("ADO_FINDINGS__DATA_DIR", str(tmp_path / name))
    for look_up in (load_settings, load_offline_settings, published_database):
        with pytest.raises(UserActionRequired, match="has characters in its path that databases"):
            look_up()
    assert not list(tmp_path.iterdir())
