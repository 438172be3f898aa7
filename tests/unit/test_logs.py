"""Logging: where lines go, in which form, and what never stands in them."""

import base64
import io
import json
import logging
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from rich.console import Console

from pipelines.console import logs
from pipelines.console.progress import Progress
from pipelines.errors import UserActionRequired

SECRET = 'pat-7"\\/ü'
logger = logging.getLogger("pipelines.extract")


@pytest.fixture(autouse=True)
def stopped() -> Iterator[None]:
    yield
    logs.stop()


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=60)


def shown(console: Console) -> str:
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def log_file(folder: Path) -> Path:
    return folder / "state" / "logs" / "run.log"


def test_nothing_is_written_before_the_data_folder_is_held(
    tmp_path: Path, console: Console
) -> None:
    logs.start(tmp_path / "state", console)
    logger.info("before")
    assert list(tmp_path.iterdir()) == []
    logs.open_file()
    logger.info("after")
    lines = log_file(tmp_path).read_text().splitlines()
    assert [line.split(" ", 1)[1] for line in lines] == [
        "INFO pipelines.extract: before",
        "INFO pipelines.extract: after",
    ]
    assert datetime.fromisoformat(lines[0].split()[0]).utcoffset() is not None
    assert shown(console) == ""


def test_debug_is_written_and_shown_with_verbose_only(tmp_path: Path, console: Console) -> None:
    for is_verbose in (False, True):
        logs.start(tmp_path / "state", console, verbose=is_verbose)
        logs.open_file()
        logger.debug(
            "GET https://dev.azure.com/contoso/_apis/projects: 200, verbose %s", is_verbose
        )
    assert "verbose True" in log_file(tmp_path).read_text()
    assert "verbose True" in shown(console)
    assert "verbose False" not in log_file(tmp_path).read_text() + shown(console)


def test_json_lines_have_the_fields_of_the_record_and_of_the_run(
    tmp_path: Path, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_FORMAT", "json")
    logs.start(tmp_path / "state", console)
    logs.open_file()
    logs.describe(run_id="one", organization="https://dev.azure.com/contoso")
    logger.info("loaded %s", "Ünits\n", extra={"resource": "teams", "rows": 3, "seconds": 0.5})
    for text in (log_file(tmp_path).read_text(), shown(console)):
        [line] = map(json.loads, text.splitlines())
        assert datetime.fromisoformat(line.pop("timestamp")).utcoffset() is not None
        assert line == {
            "level": "INFO",
            "logger": "pipelines.extract",
            "message": "loaded Ünits\n",
            "run_id": "one",
            "organization": "https://dev.azure.com/contoso",
            "resource": "teams",
            "rows": 3,
            "seconds": 0.5,
        }


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_traceback_is_written_to_the_file_only(
    tmp_path: Path, console: Console, monkeypatch: pytest.MonkeyPatch, log_format: str
) -> None:
    monkeypatch.setenv("LOG_FORMAT", log_format)
    logs.start(tmp_path / "state", console, verbose=True)
    logs.open_file()
    try:
        raise ValueError("not a number")
    except ValueError:
        logger.exception("it failed")
    assert "Traceback" in log_file(tmp_path).read_text()
    assert "ValueError: not a number" in log_file(tmp_path).read_text()
    assert "it failed" in shown(console)
    assert "Traceback" not in shown(console)


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_secrets_are_hidden_in_messages_fields_and_tracebacks(
    tmp_path: Path, console: Console, monkeypatch: pytest.MonkeyPatch, log_format: str
) -> None:
    monkeypatch.setenv("LOG_FORMAT", log_format)
    basic = base64.b64encode(f":{SECRET}".encode()).decode()
    logs.start(tmp_path / "state", console, verbose=True)
    logs.open_file()
    logs.describe([SECRET, ""])
    logger.info("sent %s", SECRET, extra={"header": f"Basic {basic}"})
    logger.info("GET https://x?token=pat-7%22%5C%2F%C3%BC")
    try:
        raise ValueError(SECRET)
    except ValueError:
        logger.exception("it failed")
    for text in (log_file(tmp_path).read_text(), shown(console)):
        for form in (SECRET, json.dumps(SECRET)[1:-1], basic, "pat-7"):
            assert form not in text
    assert log_file(tmp_path).read_text().count("***") >= 3


def test_other_loggers_are_not_written(tmp_path: Path, console: Console) -> None:
    """Libraries log addresses and headers at DEBUG."""
    logs.start(tmp_path / "state", console, verbose=True)
    logs.open_file()
    logging.getLogger("urllib3.connectionpool").setLevel(logging.DEBUG)
    logging.getLogger("urllib3.connectionpool").debug("GET /?token=t")
    logging.getLogger("dlt").error("x")
    assert (log_file(tmp_path).read_text(), shown(console)) == ("", "")


def test_the_file_is_rotated(tmp_path: Path, console: Console) -> None:
    logs.start(tmp_path / "state", console)
    run_log = next(h for h in logging.getLogger("pipelines").handlers if isinstance(h, logs.RunLog))
    run_log.open(max_bytes=200)
    for number in range(100):
        logger.info("line %d", number)
    names = sorted(path.name for path in log_file(tmp_path).parent.iterdir())
    assert names == ["run.log", *(f"run.log.{number}" for number in range(1, 6))]


def test_a_failure_before_the_folder_is_held_is_added_to_an_existing_file_only(
    tmp_path: Path, console: Console
) -> None:
    logs.start(tmp_path / "state", console)
    logs.open_existing_file()
    assert list(tmp_path.iterdir()) == []
    log_file(tmp_path).parent.mkdir(parents=True)
    log_file(tmp_path).write_text("earlier\n")
    logger.error("the token has expired")
    logs.open_existing_file()
    earlier, line = log_file(tmp_path).read_text().splitlines()
    assert earlier == "earlier"
    assert line.endswith("the token has expired")


def test_an_unknown_format_is_refused(
    tmp_path: Path, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_FORMAT", "xml")
    with pytest.raises(UserActionRequired, match=r"LOG_FORMAT is `xml`\. Set it to text or json"):
        logs.start(tmp_path / "state", console)


@pytest.mark.parametrize("is_verbose", [False, True])
def test_a_step_is_shown_once_and_logged(
    tmp_path: Path, console: Console, is_verbose: bool
) -> None:
    logs.start(tmp_path / "state", console, verbose=is_verbose)
    logs.open_file()
    with Progress(console).step("Publish the tables"):
        pass
    assert shown(console).count("Publish the tables") == 1
    assert re.search(r"Publish the tables: OK in \d+\.\ds", log_file(tmp_path).read_text())
