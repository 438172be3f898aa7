"""Logging of a run: its file always, standard error on request.

`state/logs/run.log` below the data folder gets INFO, or DEBUG with `--verbose`. Standard error gets the same
with `--verbose` or `LOG_FORMAT=json`; otherwise it shows progress. Tracebacks are written to the file only.
"""

import json
import logging
import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import MemoryHandler, RotatingFileHandler
from pathlib import Path

from pipelines import permissions
from pipelines.console.terminal import Terminal, print_line
from pipelines.errors import UserActionRequired
from pipelines.printable import printable_line
from pipelines.redaction import redacted

LOG_FILE = Path("logs", "run.log")  # below the state folder
MAX_BYTES, MAX_OLD_FILES = 5_000_000, 5
MAX_CHARACTERS = 100_000  # of a traceback, or of one field of a record
TRACEBACK = "Traceback (most recent call last):"
FORMATS = ("text", "json")
COMMAND_LOGGER = "pipelines.cli"  # logs the error that the command prints

_LOGGER = logging.getLogger("pipelines")
_STANDARD_FIELDS = frozenset(vars(logging.makeLogRecord({})))


class RunFormatter(logging.Formatter):
    """Formats a record as one line of text or one JSON object, with timestamps in UTC.

    It contains no secret, and strings as `pipelines.printable` returns them.
    """

    def __init__(self, as_json: bool, with_traceback: bool) -> None:
        super().__init__()
        self.run_fields: dict[str, str] = {}
        self.secrets: list[str] = []
        self._as_json = as_json
        self._with_traceback = with_traceback

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        traceback = None
        if self._with_traceback and record.exc_info:
            traceback = self._traceback(self.formatException(record.exc_info))
        if self._as_json:
            return self._json(record, traceback)
        line = f"{_timestamp(record)} {record.levelname} {record.name}: {record.getMessage()}"
        return "\n".join(filter(None, [printable_line(self._hide(line)), traceback]))

    def _json(self, record: logging.LogRecord, traceback: str | None) -> str:
        extra = {
            name: value for name, value in vars(record).items() if name not in _STANDARD_FIELDS
        }
        fields = {
            "timestamp": _timestamp(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **self.run_fields,
            **extra,
        }
        values = {
            name: value
            if isinstance(value, bool | int | float | None)
            else self._shown_lines(str(value))
            for name, value in fields.items()
        }
        return json.dumps(values | ({"exception": traceback} if traceback else {}))

    def _traceback(self, text: str) -> str:
        """Return indented lines below each heading: none of them looks like a line of the log."""
        return "\n".join(
            line if line == TRACEBACK else f"  {line}"
            for line in self._shown_lines(text).split("\n")
        )

    def _shown_lines(self, text: str) -> str:
        return "\n".join(map(printable_line, self._hide(text)[:MAX_CHARACTERS].split("\n")))

    def _hide(self, text: str) -> str:
        return redacted(text, self.secrets)


class RunLog(MemoryHandler):
    """Keeps records in memory until the data folder may be written to, then writes them to its log file."""

    def __init__(self, state_dir: Path) -> None:
        super().__init__(capacity=0, flushLevel=logging.CRITICAL + 1, flushOnClose=False)
        self.path = state_dir / LOG_FILE

    def open(self, max_bytes: int = MAX_BYTES) -> None:
        """Write what was kept, and from now on each record at once; `max_bytes` of 0 never rotates."""
        if self.target is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            file = _LogFile(
                self.path, maxBytes=max_bytes, backupCount=MAX_OLD_FILES, encoding="utf-8"
            )
            file.setFormatter(self.formatter)
            self.setTarget(file)
            self.flush()

    def close(self) -> None:
        """Close the file."""
        if self.target:
            self.target.close()
        super().close()


class _LogFile(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        return permissions.open_private(Path(self.baseFilename), self.mode)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name of logging
        """Ignore it: a full disk ends the run with an error of its own."""


class _ConsoleHandler(logging.Handler):
    """Prints above a live display, if there is one."""

    def __init__(self, console: Terminal) -> None:
        super().__init__()
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        self._console.out(self.format(record), highlight=False)


class _WarningHandler(logging.Handler):
    """Prints warnings, and nothing else, where the log is not shown."""

    def __init__(self, console: Terminal) -> None:
        super().__init__(logging.WARNING)
        self._console = console
        self.addFilter(lambda record: record.levelno == logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        print_line(self._console, f"Warning: {record.getMessage()}")


def is_json() -> bool:
    """Return whether `LOG_FORMAT` asks for JSON.

    Raises:
        UserActionRequired: If it is neither text nor json.
    """
    name = os.environ.get("LOG_FORMAT") or "text"
    if name not in FORMATS:
        raise UserActionRequired(f"LOG_FORMAT is `{name}`. Set it to {' or '.join(FORMATS)}.")
    return name == "json"


def start(state_dir: Path | None, console: Terminal, verbose: bool = False) -> None:
    """Log this command's run, with no file if `state_dir` is none; `console` writes to standard error."""
    stop()
    as_json = is_json()
    if state_dir:
        run_log = RunLog(state_dir)
        run_log.setFormatter(RunFormatter(as_json, with_traceback=True))
        _LOGGER.addHandler(run_log)
    if verbose or as_json:
        handler = _ConsoleHandler(console)
        handler.setFormatter(RunFormatter(as_json, with_traceback=False))
        if not as_json:
            handler.addFilter(_is_not_printed)
        _LOGGER.addHandler(handler)
    else:
        _LOGGER.addHandler(_WarningHandler(console))
    _LOGGER.setLevel(logging.DEBUG if verbose else logging.INFO)
    _LOGGER.propagate = False


def silence_libraries() -> None:
    """Show no records of libraries, which contain text from outside: errors become errors of ours."""
    root = logging.getLogger()
    if not root.handlers:  # without one, `logging` prints warnings, and a library may add its own
        root.addHandler(logging.NullHandler())


def stop() -> None:
    """End what `start` began."""
    for handler in _handlers():
        _LOGGER.removeHandler(handler)
        handler.close()
    _LOGGER.setLevel(logging.NOTSET)
    _LOGGER.propagate = True


def open_file() -> None:
    """Write to the log file from now on; the caller holds the data folder."""
    for handler in _handlers():
        if isinstance(handler, RunLog):
            handler.open()


def open_existing_file() -> None:
    """Append to the log file of an earlier run, which another process may be writing to."""
    for handler in _handlers():
        if isinstance(handler, RunLog):
            with suppress(OSError):  # this user may not open it, and has an error to read
                if handler.path.exists():
                    handler.open(max_bytes=0)


def written_file() -> Path | None:
    """Return the log file that the running command writes to, or none if there is none."""
    return next((log.path for log in _handlers() if isinstance(log, RunLog) and log.target), None)


def hide(text: str) -> str:
    """Return a text without the secrets that `describe` was given."""
    for handler in _handlers():
        if isinstance(handler.formatter, RunFormatter):
            text = handler.formatter._hide(text)
    return text


def is_started() -> bool:
    """Return whether the running command logs."""
    return bool(_handlers())


def is_shown() -> bool:
    """Return whether standard error shows log lines."""
    return any(isinstance(handler, _ConsoleHandler) for handler in _handlers())


def describe(secrets: Iterable[str] = (), **run_fields: str) -> None:
    """Add fields to each line from now on, and hide `secrets` wherever they would appear."""
    known = list(secrets)
    for handler in _handlers():
        if isinstance(handler.formatter, RunFormatter):
            handler.formatter.secrets += known
            handler.formatter.run_fields.update(run_fields)


def _is_not_printed(record: logging.LogRecord) -> bool:
    return record.name != COMMAND_LOGGER or record.levelno < logging.ERROR


def _timestamp(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _handlers() -> list[logging.Handler]:
    return [
        handler
        for handler in _LOGGER.handlers
        if isinstance(handler, RunLog | _ConsoleHandler | _WarningHandler)
    ]
