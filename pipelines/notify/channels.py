"""notifications.csv: which channel is notified of what. Addresses hold secrets, so they are settings."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from pipelines.csv_files import CsvFile, Row, is_present, read_csv_file
from pipelines.declared_settings import NOTIFICATIONS, variable
from pipelines.errors import UserActionRequired
from pipelines.light_config import light_setting
from pipelines.overrides.catalogue import FAMILIES, SEVERITIES
from pipelines.parsing import one_of

FILE = "notifications.csv"
OPTIONAL = ("project", "team", "owner", "family", "severity")
EACH_OWNER = "*"  # as owner: every owner is notified of their own findings
MAIL = ("mailto", "mailtos")  # schemes of addresses that take any recipient
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Line:
    """What a line of the file asks for; None stands for all. Names are in lower case."""

    project: str | None
    team: str | None
    owner: str | None
    family: str | None
    severity: str  # the lowest one


@dataclass(frozen=True)
class Channel:
    """A channel with its lines: it is notified of what any of them asks for.

    Attributes:
        url: Address in Apprise's notation, with its secrets.
        is_for_owners: Whether each owner gets a message of their own.
    """

    name: str
    url: str = field(repr=False)
    lines: tuple[Line, ...]
    is_for_owners: bool

    def url_of(self, recipient: str) -> str:
        """Return the address; of a mailbox if `recipient`, a mail address, is not empty."""
        if not recipient:
            return self.url
        separator = "&" if urlsplit(self.url).query else "?"
        return f"{self.url}{separator}to={quote(recipient)}"


def read_channels(folder: Path) -> list[Channel]:
    """Return the channels of the file in a roster folder, in its order; none if it does not exist.

    Raises:
        UserActionRequired: If a value is not valid, with file, line and column, or an address is missing.
    """
    if not is_present(folder / FILE):
        return []
    file = read_csv_file(folder / FILE)
    file.refuse_other_columns(("channel",), OPTIONAL)
    lines: dict[str, list[Line]] = {}
    for number, row in file.rows:
        lines.setdefault(_channel_name(file, number, row), []).append(_line(file, number, row))
    return [_channel(file, name, tuple(of_channel)) for name, of_channel in lines.items()]


def _channel_name(file: CsvFile, number: int, row: Row) -> str:
    name = file.filled(number, row, "channel").lower()
    if not _NAME.fullmatch(name):
        raise file.fault(
            number,
            "channel",
            f"`{name}`. Use letters, digits and underscores, such as team_payments",
        )
    return name


def _line(file: CsvFile, number: int, row: Row) -> Line:
    def value(column: str, convert: Callable[[str], str] = str.lower) -> str | None:
        return file.cell(number, row, column, convert)

    return Line(
        value("project"),
        value("team"),
        value("owner"),
        value("family", one_of(FAMILIES, "family")),
        value("severity", one_of(SEVERITIES[::-1], "severity")) or SEVERITIES[-1],
    )


def _channel(file: CsvFile, name: str, lines: tuple[Line, ...]) -> Channel:
    key = f"{NOTIFICATIONS}.{name}"
    url = light_setting(key)
    if not url:
        raise UserActionRequired(
            f"{file.path} names the channel `{name}`, which has no address. Set {variable(key)}, or `{name}` "
            f"in section [{NOTIFICATIONS}] of .dlt/secrets.toml, to a URL of Apprise, such as slack://."
        )
    is_for_owners = any(line.owner == EACH_OWNER for line in lines)
    if is_for_owners and urlsplit(url).scheme not in MAIL:
        raise UserActionRequired(
            f"{file.path} has owner `{EACH_OWNER}` for channel `{name}`, whose address is no mail server. "
            f"Owners are notified by mail: set {variable(key)} to a URL that begins with mailtos://."
        )
    if is_for_owners and not all(line.owner == EACH_OWNER for line in lines):
        raise UserActionRequired(
            f"{file.path}: some lines of channel `{name}` have owner `{EACH_OWNER}` and some have not. Use "
            "two channels, with two names."
        )
    return Channel(name, url, lines, is_for_owners)
