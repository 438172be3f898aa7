"""The session against a real HTTP server: responses that are data, transient faults or user errors."""

import gzip
import re
import zlib
from email.utils import formatdate

import pytest
from requests import Response
from requests.adapters import HTTPAdapter

from pipelines.azure_devops.client import AzureDevOpsSession
from pipelines.azure_devops.urls import parse_organization_url
from pipelines.http import errors, session
from pipelines.http.rate_limit import BLOCKED_SECONDS, Throttle
from pipelines.http.usage import Usage
from tests.support.faulty_proxy import FaultyProxy, Rule, drips, faulty_proxy
from tests.support.scripted_server import Answer, ScriptedServer, scripted

JSON = {"Content-Type": "application/json; charset=utf-8"}
HTML = {"Content-Type": "text/html"}
NOW = 1_780_000_000
GOOD = Answer(body=b'{"count": 1, "value": [{"id": 1}]}')
INVALID_SETTINGS = b'{"message": "TF400497", "typeKey": "InvalidTeamSettingsException"}'
UNAUTHORIZED = b'{"message": "TF400813: The user is not authorized."}'


class Reader:
    """A session on a scripted server, with a clock that runs only while it waits."""

    def __init__(self, server: ScriptedServer | FaultyProxy) -> None:
        self.waits: list[float] = []
        self.usage = Usage("test")
        self._url = server.url
        throttle = Throttle(sleep=self.waits.append, clock=lambda: sum(self.waits), now=lambda: NOW)
        hosts = parse_organization_url(server.url).hosts
        self.session = AzureDevOpsSession(hosts, self.usage, throttle, HTTPAdapter())

    def read(self, path: str = "/_apis/projects") -> object:
        return self.session.get(self._url + path).json()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(203, b"<html>Sign In</html>", HTML), errors.AuthenticationError),
        (
            Answer(302, b"", {"Location": "https://spsprod.example/_signin"}),
            errors.AuthenticationError,
        ),
        (Answer(200, b"<!DOCTYPE html><title>Sign In</title>", HTML), errors.AuthenticationError),
        (Answer(401, UNAUTHORIZED, JSON), errors.AuthenticationError),
        (Answer(401, b"<html>expired</html>", HTML), errors.AuthenticationError),
        (Answer(401, b"", {"WWW-Authenticate": "Basic"}), errors.AuthenticationError),
        (Answer(401, b"", HTML), errors.AuthenticationError),
        (Answer(403, b'{"message": "Access denied"}', JSON), errors.AccessDenied),
        (Answer(403, b"<html>Forbidden</html>", HTML), errors.AccessDenied),
        (Answer(404, b"The controller for path was not found", {}), errors.NotFound),
        (Answer(404, b"<html>No such collection</html>", HTML), errors.NotFound),
        (Answer(400, b'{"message": "VS402337: too many"}', JSON), errors.RequestRejected),
        (Answer(400, INVALID_SETTINGS, JSON), errors.NotConfigured),
        (Answer(400, b"<html>Bad request</html>", HTML), errors.RequestRejected),
        (Answer(410, b"", {}), errors.RequestRejected),
        (Answer(204, b"", {}), errors.RequestRejected),
        (Answer(200, b"[]", JSON), errors.UnexpectedResponse),
        (Answer(200, b"null", JSON), errors.UnexpectedResponse),
    ],
    ids=[
        "203",
        "302",
        "html with 200",
        "401 json",
        "401 html",
        "401 empty",
        "401 empty html",
        "403",
        "403 html",
        "404",
        "404 html",
        "400",
        "400 about settings",
        "400 html",
        "410",
        "204",
        "a list with 200",
        "null with 200",
    ],
)
def test_a_response_without_data_is_an_error_at_once(
    answer: Answer, error: type[Exception]
) -> None:
    with scripted(answer) as server, pytest.raises(error):
        Reader(server).read()
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Answer(408),
        Answer(425),
        Answer(400, b'{"message": "VS402491: The server is busy."}', JSON),
        Answer(500, b"TF400898", {}),
        Answer(502, b"<html>Bad gateway</html>", HTML),
        Answer(503, b'\xef\xbb\xbf{"message": "TF24668: stopped"}', JSON),
        Answer(529),
        Answer(200, b"<html><title>Down for maintenance</title></html>", HTML),
        Answer(200, b'{"value": [{"id": 1}', JSON),
        Answer(200, b'{"value": ', JSON, declared_length=500),
    ],
    ids=[
        "408",
        "425",
        "400 of a busy server",
        "500",
        "502 html",
        "503 with BOM",
        "529",
        "html with 200",
        "broken JSON",
        "body cut off",
    ],
)
def test_a_transient_fault_is_retried(fault: Answer) -> None:
    with scripted(fault, fault, GOOD) as server:
        reader = Reader(server)
        assert reader.read() == {"count": 1, "value": [{"id": 1}]}
    assert len(server.asked) == 3
    assert len(reader.waits) == 2
    assert reader.usage.waited_seconds == sum(reader.waits)


def test_a_lasting_fault_ends_in_a_clear_error() -> None:
    with scripted(Answer(503, b'{"message": "TF24668: stopped"}', JSON)) as server:
        reader = Reader(server)
        with pytest.raises(errors.TransientError, match=r"/_apis/projects returned 503: TF24668"):
            reader.read()
    assert len(server.asked) == 6


def test_retry_after_is_honoured_on_errors_and_on_success() -> None:
    blocked = Answer(429, b"{}", {**JSON, "Retry-After": "7"})
    slowed = Answer(200, GOOD.body, {**JSON, "Retry-After": "2.5"})
    with scripted(blocked, slowed, GOOD) as server:
        reader = Reader(server)
        reader.read()
        reader.read()
    assert [wait for wait in reader.waits if wait] == [7, 2.5]
    assert reader.usage.waited_seconds == 9.5
    assert reader.usage.requests == 3


def test_a_redirect_is_named_by_its_host_only() -> None:
    redirect = Answer(301, b"", {"Location": "https://server/contoso?key=secret"})
    with scripted(redirect) as server, pytest.raises(errors.AuthenticationError) as error:
        Reader(server).read()
    assert str(error.value).endswith("returned 301: a redirect to https://server instead of data")


@pytest.mark.parametrize(
    ("retry_after", "waits"),
    [(formatdate(NOW + 30, usegmt=True), [30]), ("soon", []), ("nan", []), ("inf", []), ("-3", [])],
)
def test_retry_after_may_be_a_date_and_nonsense_is_passed_over(
    retry_after: str, waits: list[float]
) -> None:
    slowed = Answer(200, GOOD.body, {**JSON, "Retry-After": retry_after})
    with scripted(slowed, GOOD) as server:
        reader = Reader(server)
        reader.read()
        reader.read()
    assert reader.waits == waits


def test_a_pause_that_is_prolonged_while_it_lasts_is_waited_for_to_its_end() -> None:
    prolonged = Response()
    prolonged.headers["Retry-After"] = "60"
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 1:
            throttle.note(prolonged)

    throttle = Throttle(sleep=sleep, clock=lambda: sum(waits))
    asked = Response()
    asked.headers["Retry-After"] = "5"
    throttle.note(asked)
    assert throttle.wait() == 65
    assert waits == [5, 60]


@pytest.mark.parametrize(
    ("retry_after", "time"),
    [
        ("86400", "24 hours"),
        ("3601", "60 minutes"),
        ("99999999999", "1,157,407 days"),
        ("1e300", r"[\d,]+ days"),
        (formatdate(NOW + 7 * 86_400, usegmt=True), "7 days"),
    ],
)
@pytest.mark.parametrize("status", [200, 429])
def test_a_pause_of_hours_is_not_waited_for(status: int, retry_after: str, time: str) -> None:
    far = Answer(status, GOOD.body, {**JSON, "Retry-After": retry_after})
    expected = rf"requests a pause of {time}; a run waits at most 60 minutes\. Run again"
    with scripted(far, GOOD) as server:
        reader = Reader(server)
        with pytest.raises(errors.PauseTooLong, match=expected) as error:
            reader.read()
            reader.read()
    assert sum(reader.waits) == 0
    assert len(server.asked) == 1
    assert error.value.exit_code == 1


def test_an_hour_is_waited_for() -> None:
    with scripted(Answer(429, b"{}", {**JSON, "Retry-After": "3600"}), GOOD) as server:
        reader = Reader(server)
        reader.read()
    assert sum(reader.waits) == 3600


def test_a_block_without_a_hint_waits_for_minutes() -> None:
    with scripted(Answer(429, b"{}", JSON), GOOD) as server:
        reader = Reader(server)
        reader.read()
    assert [wait for wait in reader.waits if wait] == [BLOCKED_SECONDS]


@pytest.mark.parametrize(
    ("remaining", "reset", "waits"),
    [("50", NOW + 20, []), ("19", NOW + 20, [20]), ("0", NOW + 900, [60]), ("0", NOW - 5, [])],
    ids=["enough left", "nearly used up", "used up for long", "already reset"],
)
def test_a_rate_limit_is_respected_before_it_is_exhausted(
    remaining: str, reset: int, waits: list[float]
) -> None:
    limits = {
        "X-RateLimit-Limit": "200",
        "X-RateLimit-Remaining": remaining,
        "X-RateLimit-Reset": f"{reset}",
    }
    with scripted(Answer(200, GOOD.body, {**JSON, **limits}), GOOD) as server:
        reader = Reader(server)
        reader.read()
        reader.read()
    assert reader.waits == waits


@pytest.mark.parametrize("ahead", [-3600, 3600])
@pytest.mark.parametrize(("status", "header"), [(429, "Retry-After"), (200, "X-RateLimit-Reset")])
def test_a_time_is_compared_with_the_date_of_its_response(
    status: int, header: str, ahead: int
) -> None:
    date, until = NOW + ahead, NOW + ahead + 20
    headers = {
        "Date": formatdate(date, usegmt=True),
        "X-RateLimit-Limit": "200",
        "X-RateLimit-Remaining": "0",
        header: str(until) if header == "X-RateLimit-Reset" else formatdate(until, usegmt=True),
    }
    with scripted(Answer(status, GOOD.body, {**JSON, **headers}), GOOD) as server:
        reader = Reader(server)
        reader.read()
        reader.read()
    assert sum(reader.waits) == 20


def test_a_pause_applies_to_all_sessions() -> None:
    slowed = Answer(200, GOOD.body, {**JSON, "Retry-After": "5"})
    with scripted(slowed, GOOD) as server:
        one, other = Reader(server), Reader(server)
        other.session._throttle = one.session._throttle
        one.read()
        other.read()
    assert (one.usage.waited_seconds, other.usage.waited_seconds) == (0, 5)


def test_a_slow_response_is_abandoned_after_its_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "RESPONSE_SECONDS", 0.1)
    with scripted(GOOD) as server, faulty_proxy(server.url) as proxy:
        proxy.rule = Rule("/projects", drips(30, 0.02), range(1, 6))
        reader = Reader(proxy)
        assert reader.read() == {"count": 1, "value": [{"id": 1}]}
        assert reader.usage.requests == 6
        proxy.rule = Rule("/projects", drips(30, 0.02), range(1, 100))
        with pytest.raises(errors.ConnectionFailed, match=r"got no response \(ReadTimeout\)"):
            reader.read()
        assert proxy.rule.seen == 6


@pytest.mark.parametrize(
    ("encoding", "body"),
    [("gzip", gzip.compress(GOOD.body, mtime=0)), ("deflate", zlib.compress(GOOD.body))],
)
def test_encoded_bodies_are_decoded(encoding: str, body: bytes) -> None:
    with scripted(Answer(200, body, {**JSON, "Content-Encoding": encoding})) as server:
        assert Reader(server).read() == {"count": 1, "value": [{"id": 1}]}


def test_a_body_that_is_not_encoded_as_declared_is_retried() -> None:
    broken = Answer(200, b"no gzip", {**JSON, "Content-Encoding": "gzip"})
    with scripted(broken, GOOD) as server:
        assert Reader(server).read() == {"count": 1, "value": [{"id": 1}]}
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (rb"Fix \ud83d", "Fix \ufffd"),
        (rb"\ude00 first", "\ufffd first"),
        (rb"\ud83d\ude00 and \ud83d", "\U0001f600 and \ufffd"),
        (rb"\\ud83d is text", r"\ud83d is text"),
    ],
    ids=["first half", "second half", "beside a whole one", "no escape"],
)
def test_half_a_surrogate_pair_does_not_cost_the_page(written: bytes, read: str) -> None:
    with scripted(Answer(200, b'{"title": "' + written + b'", "id": 1.5}', JSON)) as server:
        assert Reader(server).read() == {"title": read, "id": 1.5}
    assert len(server.asked) == 1


def test_a_number_beyond_its_range_does_not_cost_the_page() -> None:
    with scripted(Answer(200, b'{"effort": 1e400, "id": -1.5e300}', JSON)) as server:
        assert Reader(server).read() == {"effort": None, "id": -1.5e300}


@pytest.mark.parametrize("body", [b'{"title": "\xff"}', b'{"id": NaN}', rb'{"title": "\ud83d'])
def test_an_invalid_json_body_is_an_error(body: bytes) -> None:
    with scripted(Answer(200, body, JSON), GOOD) as server:
        assert Reader(server).read() == {"count": 1, "value": [{"id": 1}]}
    assert len(server.asked) == 2


def test_a_byte_order_mark_is_accepted() -> None:
    with scripted(Answer(200, b"\xef\xbb\xbf" + GOOD.body, JSON)) as server:
        assert Reader(server).read() == {"count": 1, "value": [{"id": 1}]}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST", "OPTIONS"])
def test_writes_are_refused_before_they_leave(method: str) -> None:
    with scripted(GOOD) as server:
        reader = Reader(server)
        with pytest.raises(errors.WriteRefused):
            reader.session.request(method, f"{server.url}/_apis/wit/workitems/1")
    assert server.asked == []


def test_read_only_posts_are_sent() -> None:
    with scripted(GOOD) as server:
        Reader(server).session.post(f"{server.url}/_apis/wit/wiql?api-version=7.1", json={})
    assert server.asked == [("POST", "/contoso/_apis/wit/wiql?api-version=7.1")]


def test_another_host_is_refused() -> None:
    with scripted(GOOD) as server, scripted(GOOD) as other:
        reader = Reader(server)
        with pytest.raises(errors.WriteRefused, match="configured organization"):
            reader.session.get(f"{other.url}/_apis/projects")
    assert other.asked == []


def test_an_unreachable_host_is_named() -> None:
    with scripted(GOOD) as server:
        reader = Reader(server)
    with pytest.raises(errors.ConnectionFailed, match=r"GET to 127\.0\.0\.1:\d+ got no response"):
        reader.read()


def test_each_request_is_logged_without_its_credentials(caplog: pytest.LogCaptureFixture) -> None:
    with scripted(GOOD) as server, caplog.at_level("DEBUG", logger="pipelines.http.session"):
        reader = Reader(server)
        reader.session.auth = ("", "very-secret-token")
        reader.read("/_apis/wit/reporting/workitemlinks?continuationToken=7;9")
    [record] = [entry for entry in caplog.records if entry.name == "pipelines.http.session"]
    line = record.getMessage()
    assert re.fullmatch(
        r"GET http://\S+/workitemlinks\?continuationToken=7;9: status 200, 34 bytes, [\d.]+ s", line
    ), line


def test_a_request_without_a_response_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    url = "http://user:very-secret@127.0.0.1:9/contoso"
    session = AzureDevOpsSession(
        frozenset({"user:very-secret@127.0.0.1:9"}),
        Usage("test"),
        Throttle(lambda _: None),
        HTTPAdapter(),
        1,
    )
    with caplog.at_level("DEBUG"), pytest.raises(errors.ConnectionFailed):
        session.get(url)
    assert "http://127.0.0.1:9/contoso: ConnectionError" in caplog.text
    assert "very-secret" not in " ".join(
        record.getMessage() for record in caplog.records if record.name.startswith("pipelines")
    )
