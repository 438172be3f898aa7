"""What every test starts from: no settings, no telemetry, a folder of its own."""

import os
from pathlib import Path

import pytest

SETTING_PREFIXES = ("SOURCES__", "ADO_FINDINGS__", "AZURE_DEVOPS_EXT_PAT")


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(SETTING_PREFIXES):
            monkeypatch.delenv(name)
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
    monkeypatch.setenv("RUNTIME__LOG_LEVEL", "CRITICAL")
    monkeypatch.setenv("DO_NOT_TRACK", "1")
    monkeypatch.chdir(tmp_path)
