"""The files of deploy/: they are those of docs/scheduling.md, and they work."""

import re
import shutil
from pathlib import Path

import pytest

from tests.support.processes import run

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
FILES = sorted(DEPLOY.iterdir())
HARDENING = ("UMask=0077", "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes")
IN_THE_MAIL = 3  # lines


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_is_the_one_of_the_page(path: Path) -> None:
    assert f"\n{path.read_text()}```" in (ROOT / "docs" / "scheduling.md").read_text()


@pytest.mark.parametrize("setting", HARDENING)
def test_the_service_is_restricted(setting: str) -> None:
    assert setting in (DEPLOY / "ado-findings.service").read_text().splitlines()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    service = (DEPLOY / "ado-findings.service").read_text()
    command = shutil.which("true")
    (tmp_path / "ado-findings.service").write_text(
        re.sub("^ExecStart=.*", f"ExecStart={command}", service, flags=re.MULTILINE)
    )
    shutil.copy(DEPLOY / "ado-findings.timer", tmp_path)
    units = [tmp_path / "ado-findings.service", tmp_path / "ado-findings.timer"]
    for unit in units:
        unit.chmod(0o644)
    verified = run(["systemd-analyze", "verify", *units], capture_output=True)
    assert "ado-findings" not in verified.stderr, verified.stderr


def test_cron_mails_the_error_and_not_the_output(tmp_path: Path) -> None:
    program, mailed = tmp_path / ".venv" / "bin" / "ado-findings", tmp_path / "mailed"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\nseq 100\necho 'Error: it failed' >&2\nexit 1\n")
    mail = tmp_path / "mail"
    mail.write_text(f"#!/bin/sh\ncat > '{mailed}'\n")
    for script in (program, mail):
        script.chmod(0o755)
    [line] = [
        line
        for line in (DEPLOY / "ado-findings.cron").read_text().splitlines()
        if not line.startswith("#")
    ]
    command = line.split(maxsplit=5)[5].replace("/opt/ado-findings", str(tmp_path))
    environment = {"HOME": str(tmp_path), "PATH": f"{tmp_path}:/usr/bin:/bin"}
    assert run(["/bin/sh", "-c", command], env=environment).returncode == 0
    assert mailed.read_text().splitlines() == ["99", "100", "Error: it failed"][-IN_THE_MAIL:]
    assert (tmp_path / "ado-findings.log").stat().st_mode & 0o077 == 0


def test_no_page_shows_how_to_write_a_secret_into_the_history_of_the_shell() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    written = re.compile(r"^\s*(?:export )?\w*(?:TOKEN|SECRET|EXT_PAT)=", re.MULTILINE)
    assert [page.name for page in pages if written.search(page.read_text())] == []
