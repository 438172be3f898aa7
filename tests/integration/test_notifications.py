"""Channels are notified of each finding once, whatever fails in between."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import UserActionRequired
from pipelines.notify.channels import Channel, read_channels
from pipelines.notify.delivery import Delivery, deliver
from pipelines.notify.ledger import FILE, opened_ledger
from pipelines.notify.messages import Message
from pipelines.notify.notifications import notify, preview
from pipelines.notify.selection import Finding, OpenFindings, read_open_findings
from pipelines.notify.sending import send
from tests.support.receiver import Receiver, receiver

NIGHT = datetime(2026, 3, 1)


def finding(number: int, reopened: int = 0, **values: object) -> Finding:
    fields: dict[str, object] = {
        "severity": "high",
        "severity_id": 4,
        "family": "backlog",
        "title": f"Finding number {number}.",
        "reason": "It is idle for 40 days.",
        "url": f"https://dev.azure.com/acme/_workitems/edit/{number}",
        "project": "Acme",
        "team": "Payments",
        "owner_name": "Ana",
        "owner_email": "ana@acme.example",
    }
    return Finding(f"uid{number}", reopened, **(fields | values))  # type: ignore[arg-type]


def open_findings(*findings: Finding) -> OpenFindings:
    return OpenFindings("acme", NIGHT, findings)


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hook: Receiver) -> Path:
    """A roster folder; the channel `hook` has an address."""
    monkeypatch.setenv("NOTIFICATIONS__HOOK", hook.url)
    return tmp_path


def channels(
    folder: Path, *lines: str, header: str = "channel,severity,team,owner"
) -> list[Channel]:
    (folder / "notifications.csv").write_text("\n".join([header, *lines, ""]))
    return read_channels(folder)


def run(folder: Path, channels: list[Channel], *findings: Finding) -> list[Delivery]:
    with opened_ledger(folder) as ledger:
        return list(deliver(channels, open_findings(*findings), ledger, send))


def notified(hook: Receiver) -> list[list[int]]:
    """The numbers of the findings in each accepted message."""
    return [
        [int(number) for number in re.findall(r"number (\d+)\.", text)] for _, text in hook.accepted
    ]


def test_the_first_message_is_a_summary_and_each_later_finding_is_notified_once(
    folder: Path, hook: Receiver
) -> None:
    of_hook = channels(folder, "hook,,,")
    run(folder, of_hook, *(finding(number) for number in range(180)))
    run(folder, of_hook, *(finding(number) for number in range(180)))
    run(folder, of_hook, *(finding(number) for number in range(179)), finding(200))
    run(folder, of_hook, finding(0, reopened=1), finding(1), finding(200))
    titles = [title for title, _ in hook.accepted]
    assert titles == ["180 open findings in acme", "1 new finding in acme", "1 new finding in acme"]
    assert notified(hook)[1:] == [[200], [0]]
    assert "180 high." in hook.accepted[0][1]
    assert "And 175 more: ado-findings findings" in hook.accepted[0][1]


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("hook,,,", [1, 2, 3, 4]),
        ("hook,high,,", [1, 2]),
        ("hook,,payments,", [1, 3]),
        ("hook,,,BO@acme.example", [2]),
        ("hook,,,bo", [2]),
        ("hook,critical,,", []),
    ],
)
def test_a_line_selects_by_severity_team_and_owner(
    folder: Path, hook: Receiver, line: str, numbers: list[int]
) -> None:
    run(
        folder,
        channels(folder, line),
        finding(1),
        finding(2, team="Fares", owner_name="Bo", owner_email="bo@acme.example"),
        finding(3, severity="medium", severity_id=3),
        finding(4, severity="low", severity_id=2, team="", owner_name="", owner_email=""),
    )
    assert notified(hook) == ([numbers] if numbers else [])


def test_a_channel_that_refuses_is_notified_later_and_costs_no_other(
    folder: Path, hook: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiver() as broken:
        broken.accepts = lambda: False
        monkeypatch.setenv("NOTIFICATIONS__BROKEN", broken.url)
        both = channels(folder, "broken,,,", "hook,,,")
        first = run(folder, both, finding(1))
        assert [delivery.is_failed for delivery in first] == [True, False]
        assert notified(hook) == [[1]]
        run(folder, both, finding(1), finding(2))
        broken.accepts = lambda: True
        run(folder, both, finding(1), finding(2))
        assert notified(broken) == [[1], [2]]
        assert notified(hook) == [[1], [2]]


def test_each_owner_is_notified_of_their_own_by_mail(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "NOTIFICATIONS__OWNERS", "mailtos://user:word@mail.acme.example?from=a@acme.example"
    )
    [owners] = channels(folder, "owners,,,*")
    addresses: dict[str, list[str]] = {}

    def accept(channel: Channel, recipient: str, message: Message) -> bool:
        addresses.setdefault(channel.url_of(recipient).partition("&to=")[2], []).append(
            message.title
        )
        return True

    others = [finding(2, owner_email="Bo@acme.example"), finding(3, owner_email="")]
    with opened_ledger(folder) as ledger:
        list(deliver([owners], open_findings(finding(1), *others), ledger, accept))
    assert addresses == {
        "ana%40acme.example": ["1 open finding in acme"],
        "bo%40acme.example": ["1 open finding in acme"],
    }


@pytest.mark.parametrize("seed", range(3))
def test_in_fifty_runs_with_kills_and_refusals_each_finding_is_notified_once(
    folder: Path, hook: Receiver, seed: int
) -> None:
    """After a kill that follows acceptance, the same message arrives again, with the same id."""
    chance = random.Random(seed)
    hook.accepts = lambda: chance.random() < 0.7
    of_hook = channels(folder, "hook,,,")
    run_until_notified(folder, of_hook, hook)

    def killed(channel: Channel, recipient: str, message: Message) -> bool:
        if chance.random() < 0.2:
            raise KeyboardInterrupt
        is_accepted = send(channel, recipient, message)
        if chance.random() < 0.3:
            raise KeyboardInterrupt
        return is_accepted

    last = 0
    for _ in range(50):
        last += chance.randrange(3)
        with opened_ledger(folder) as ledger:
            try:
                list(
                    deliver(of_hook, open_findings(*map(finding, range(last + 1))), ledger, killed)
                )
            except KeyboardInterrupt:
                continue
    hook.accepts = lambda: True
    run(folder, of_hook, *map(finding, range(last + 1)))
    once = {text: numbers for (_, text), numbers in zip(hook.accepted, notified(hook), strict=True)}
    assert len({text.split()[-1] for text in once}) == len(once), "a message has one text"
    counts = Counter(number for numbers in once.values() for number in numbers)
    assert counts == dict.fromkeys(range(last + 1), 1)
    assert len(hook.accepted) > len(once), "some messages arrived again"


def run_until_notified(folder: Path, of_hook: list[Channel], hook: Receiver) -> None:
    while not hook.accepted:
        run(folder, of_hook, finding(0))


def test_texts_from_outside_mention_nobody_and_are_no_markup(folder: Path, hook: Receiver) -> None:
    title = "<!channel> @everyone <https://evil.example|click> \u202egnp.exe number 1."
    run(folder, channels(folder, "hook,,,"), finding(1, title=title, url="javascript:alert(1)"))
    [(_, text)] = hook.accepted
    for active in ("<", ">", "@everyone", "\u202e", "javascript:"):
        assert active not in text


def test_a_preview_sends_and_records_nothing(folder: Path, hook: Receiver) -> None:
    database = published(folder / "findings.duckdb")
    of_hook = channels(folder, "hook,,,")
    [(_, _, messages)] = preview(database, of_hook, folder)
    assert [message.title for message in messages] == ["1 open finding in acme"]
    assert not hook.accepted
    assert not (folder / FILE).exists()


def test_the_address_is_in_no_file_and_no_warning(
    folder: Path, hook: Receiver, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook.accepts = lambda: False
    monkeypatch.setenv("NOTIFICATIONS__HOOK", hook.url.replace("://", "://user:Very-Secret-Word@"))
    database = published(folder / "findings.duckdb")
    [delivery] = notify(database, channels(folder, "hook,,,"), folder, 0o444)
    assert delivery.is_failed
    assert "Channel hook did not accept a message" in caplog.text
    written = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert b"Very-Secret-Word" not in b"".join([*written, caplog.text.encode()])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Hook 2,,,", "line 2, column channel: `hook 2`. Use letters, digits and underscores"),
        ("hook,urgent,,", 'line 2, column severity: "urgent" is not a severity. Use one of'),
        ("mail,,,", "names the channel `mail`, which has no address. Set NOTIFICATIONS__MAIL"),
        ("hook,,,*", "whose address is no mail server"),
    ],
)
def test_a_mistake_in_the_file_is_named(folder: Path, line: str, problem: str) -> None:
    with pytest.raises(UserActionRequired, match=re.escape(problem)):
        channels(folder, line)


def test_without_the_file_there_are_no_channels(tmp_path: Path) -> None:
    assert read_channels(tmp_path) == []


def published(database: Path) -> Path:
    """A publication with one open finding, in the columns that notifications read."""
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "create table findings as select 'uid1' as finding_uid, 0::bigint as reopened_count, "
            "'high' as severity, 4 as severity_id, 'backlog' as family, 'Title' as title, 'Why' as reason, "
            "null::varchar as subject_url, 'Acme' as project_name, null::varchar as team_name, "
            "null::varchar as owner_name, null::varchar as owner_email, true as is_open; "
            "create table runs as select 'acme' as organization, timestamp '2026-03-01' as as_of, "
            "timestamp '2026-03-01' as started_at"
        )
    assert read_open_findings(database).findings
    return database
