"""Platforms declared in the configuration."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dlt.common.configuration.container import Container
from dlt.common.configuration.specs.pluggable_run_context import PluggableRunContext

from pipelines.accounts import Platform, declared_platforms
from pipelines.errors import UserActionRequired

CHAT = {
    "SOURCES__PLATFORMS__CHAT__KIND": "slack",
    "SOURCES__PLATFORMS__CHAT__TOKEN": "xoxb-secret",
}
ENTRA = """
[sources.platforms.directory]
kind = "entra"
tenant_id = "contoso.example"
client_id = "app"
sign_ins = false
service_accounts = ["SVC-backup@contoso.example"]
"""
ENTRA_SECRET = """
[sources.platforms.directory]
client_secret = "very-secret"
"""


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Any]:
    """Write the files of `.dlt/`, as a command that starts in that folder finds them."""
    context = Container()[PluggableRunContext]

    def write(config: str = "", secrets: str = "") -> None:
        folder = tmp_path / ".dlt"
        folder.mkdir(exist_ok=True)
        (folder / "config.toml").write_text(config, encoding="utf-8")
        (folder / "secrets.toml").write_text(secrets, encoding="utf-8")
        context.reload(str(tmp_path))

    before = context.context.run_dir
    yield write
    shutil.rmtree(tmp_path / ".dlt", ignore_errors=True)
    context.reload(before)


def declared() -> dict[str, Platform]:
    return {platform.name: platform for platform in declared_platforms()}


def test_without_declarations_there_is_no_platform() -> None:
    assert declared_platforms() == ()


def test_a_platform_of_the_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CHAT.items():
        monkeypatch.setenv(name, value)
    chat = declared()["chat"]
    assert (chat.connector.name, chat.settings.token) == ("slack", "xoxb-secret")
    assert chat.settings.base_url == "https://slack.com/api"
    assert "secret" not in repr(chat)


def test_files_and_environment_together(files: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    files(ENTRA, ENTRA_SECRET)
    monkeypatch.setenv("SOURCES__PLATFORMS__DIRECTORY__CLIENT_ID", "other app")
    directory = declared()["directory"]
    assert directory.settings.client_id == "other app"
    assert directory.settings.client_secret == "very-secret"
    assert directory.settings.sign_ins is False
    assert directory.service_accounts == {"svc-backup@contoso.example"}


def test_several_platforms_with_one_connector(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CHAT.items():
        monkeypatch.setenv(name, value)
        monkeypatch.setenv(name.replace("CHAT", "OLD_CHAT"), value)
    assert set(declared()) == {"chat", "old_chat"}


@pytest.mark.parametrize(
    ("config", "secrets", "message"),
    [
        (
            ENTRA,
            "",
            "the setting `client_secret` is missing. Set SOURCES__PLATFORMS__DIRECTORY__CLIENT_SECRET, or",
        ),
        (ENTRA.replace("client_id", "clientid"), ENTRA_SECRET, "`clientid`. Nearest: `client_id`"),
        (
            ENTRA.replace('"entra"', '"ldap"'),
            "",
            "KIND is not a valid connector: `ldap`. The connectors are file",
        ),
        (ENTRA.replace('kind = "entra"', ""), "", "DIRECTORY__KIND is missing"),
        (
            ENTRA,
            ENTRA_SECRET.replace("very-", "very "),
            "CLIENT_SECRET is not valid: it contains whitespace",
        ),
        (ENTRA.replace("false", '"perhaps"'), ENTRA_SECRET, "SIGN_INS is not a valid boolean"),
        (
            ENTRA.replace('"app"', '"{app}"'),
            ENTRA_SECRET,
            "CLIENT_ID is not valid: `{app}` contains a brace",
        ),
        ('[sources.platforms]\nkind = "slack"', "", "`kind` is not a section"),
        (
            '[sources.platforms."My Chat"]\nkind = "slack"',
            "",
            "`My Chat` is not a valid platform name",
        ),
        (
            '[sources.platforms.azure_devops]\nkind = "slack"',
            "",
            "`azure_devops` is not a valid platform name",
        ),
        (
            '[sources.platforms.waivers]\nkind = "slack"',
            "",
            "`waivers` is not a valid platform name",
        ),
        (
            '[sources.platforms.idp]\nkind = "scim"\nbase_url = "http://idp.example/scim"\ntoken = "t"',
            "",
            "BASE_URL must be an https:// URL",
        ),
    ],
)
def test_an_invalid_setting_is_named(files: Any, config: str, secrets: str, message: str) -> None:
    files(config, secrets)
    with pytest.raises(UserActionRequired) as error:
        declared_platforms()
    assert message in str(error.value)
    assert 'secret"' not in str(error.value)


def test_environment_variables_of_other_programs_are_ignored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOURCES__PLATFORMS__CHAT__KIND", "slack")
    monkeypatch.setenv("TOKEN", "of another program")
    monkeypatch.setenv("SOURCES__TOKEN", "of another program")
    with pytest.raises(UserActionRequired, match="the setting `token` is missing"):
        declared_platforms()


BADGES = """
[sources.platforms.badges]
kind = "file"
path = "badges.json"

[sources.platforms.badges.columns]
email = "Mail"

[sources.platforms.badges.values.account_status]
Blocked = "suspended"
"""


def test_the_columns_of_an_export(files: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    files(BADGES)
    settings = declared()["badges"].settings
    assert settings.columns == {"email": "Mail"}
    assert settings.values == {"account_status": {"Blocked": "suspended"}}
    monkeypatch.setenv("SOURCES__PLATFORMS__BADGES__COLUMNS", '{"username": "Login"}')
    assert declared()["badges"].settings.columns == {"username": "Login"}


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (
            BADGES.replace("email =", "mail ="),
            "[sources.platforms.badges]: `mail` is not a roster column. Nearest: `email`",
        ),
        (
            '[sources.platforms.idp]\nkind = "scim"\nbase_url = "https://x"\ntoken = "t"\nexternal_id = "id"',
            "`external_id` must be entra_object_id or employee_number, not `id`.",
        ),
    ],
)
def test_unknown_roster_columns_are_rejected(files: Any, config: str, message: str) -> None:
    files(config)
    with pytest.raises(UserActionRequired) as error:
        declared_platforms()
    assert message in str(error.value)
