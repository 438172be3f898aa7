"""What a server sends is bounded: the size of a body, the time for headers, pages, and all waiting."""

import gzip
import json
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from requests.adapters import HTTPAdapter

from pipelines.accounts.session import PlatformSession
from pipelines.azure_devops import paginators
from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.urls import parse_organization_url
from pipelines.http import connections, errors, paging, responses
from pipelines.http.rate_limit import Throttle, WaitLimit
from pipelines.http.usage import Usage, UsageLedger
from pipelines.run import _azure_devops
from pipelines.settings import load_settings
from tests.resilience.test_connections import certificate
from tests.support.raw_server import Speak, drips, endless, raw_server
from tests.support.scripted_server import Answer, scripted

JSON = {"Content-Type": "application/json"}
MEGABYTE = 1024**2
STATUS = b"HTTP/1.1 200 OK\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def client_of(url: str, **options: object) -> AzureDevOpsClient:
    options = {"max_attempts": 1, **options}
    return AzureDevOpsClient(parse_organization_url(url), "a-token", **options)  # type: ignore[arg-type]


def read(url: str, **options: object) -> None:
    list(client_of(url, **options).records("any", "_apis/x"))


@pytest.fixture
def one_megabyte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(responses, "MAX_BYTES", MEGABYTE)


def test_the_limit_is_256_megabytes() -> None:
    assert responses.MAX_BYTES == 256 * MEGABYTE


@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.usefixtures("one_megabyte")
def test_a_body_that_grows_when_it_is_decoded_is_not_decoded_to_its_end(status: int) -> None:
    body = gzip.compress(bytes(100 * MEGABYTE))
    answer = Answer(status, body, {**JSON, "Content-Encoding": "gzip"})
    with scripted(answer) as server:
        tracemalloc.start()
        try:
            with pytest.raises(errors.UnexpectedResponse, match="has more than 1 MB"):
                read(server.url, max_attempts=6)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert len(server.asked) == 1
    assert peak < 20 * MEGABYTE


@pytest.mark.usefixtures("one_megabyte")
def test_a_body_without_an_end_is_not_received_to_its_end() -> None:
    head = STATUS + b"Content-Type: application/json\r\n\r\n"
    with (
        raw_server(drips(endless(head, then=b" " * 65_536), 0)) as url,
        pytest.raises(errors.UnexpectedResponse, match="has more than 1 MB"),
    ):
        read(f"{url}/contoso")


@pytest.mark.usefixtures("one_megabyte")
def test_a_body_of_the_permitted_size_is_read() -> None:
    body = b'{"value": []}'.ljust(MEGABYTE)
    with scripted(Answer(body=gzip.compress(body), headers={"Content-Encoding": "gzip"})) as server:
        read(server.url)


@pytest.mark.parametrize("encoding", ["gzip, gzip", "gzip,identity", "deflate, gzip, gzip"])
def test_several_encodings_are_refused(encoding: str) -> None:
    body = gzip.compress(gzip.compress(b'{"value": []}'))
    with (
        scripted(Answer(200, body, {**JSON, "Content-Encoding": encoding})) as server,
        pytest.raises(errors.UnexpectedResponse, match="several content encodings"),
    ):
        read(server.url)


HEADERS: dict[str, Callable[[], Speak]] = {
    "a header that grows": lambda: drips(endless(STATUS, b"X-Slow: ", then=b"a"), 0.02),
    "header after header": lambda: drips(endless(STATUS, then=b"X-Slow: a\r\n"), 0.02),
    "a status that grows": lambda: drips(endless(then=b"H"), 0.02),
    "continue after continue": lambda: drips(endless(then=CONTINUE), 0.002),
}
TOO_SLOW = r"got no response \((ReadTimeout|ProxyError)\)"


@pytest.mark.parametrize("speak", HEADERS.values(), ids=HEADERS.keys())
@pytest.mark.parametrize("is_proxy", [False, True])
def test_headers_have_one_time_limit(
    speak: Callable[[], Speak], is_proxy: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEADERS_SECONDS", 0.2)
    started = time.monotonic()
    with raw_server(speak()) as url:
        if is_proxy:
            monkeypatch.setenv("HTTP_PROXY", url)
            url = "http://server.invalid"
        with pytest.raises(errors.ConnectionFailed, match=TOO_SLOW):
            read(f"{url}/contoso")
    assert time.monotonic() - started < 10


def test_headers_over_tls_have_one_time_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = certificate(tmp_path)
    monkeypatch.setattr(connections, "HEADERS_SECONDS", 0.3)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(own))
    speak = drips(endless(STATUS, then=b"X-Slow: a\r\n"), 0.02)
    with (
        raw_server(speak, own) as url,
        pytest.raises(errors.ConnectionFailed, match=TOO_SLOW),
    ):
        read(f"{url}/contoso")


BODIES = {
    "byte after byte": (b"Content-Length: 9999\r\n\r\n", b" "),
    "a body without a length": (b"\r\n", b" "),
    "the size of a chunk": (b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
    "trailer after trailer": (b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-Slow: a\r\n"),
}


@pytest.mark.parametrize(("first", "then"), BODIES.values(), ids=BODIES.keys())
def test_a_body_has_one_time_limit(
    first: bytes, then: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.http.session.RESPONSE_SECONDS", 0.3)
    with (
        raw_server(drips(endless(STATUS + first, then=then), 0.02)) as url,
        pytest.raises(errors.ConnectionFailed, match=TOO_SLOW),
    ):
        read(f"{url}/contoso")


def test_sessions_use_such_connections() -> None:
    client = client_of("https://dev.azure.com/contoso")
    session = PlatformSession(("https://api.example.com",), Usage("test"))
    adapters: list[HTTPAdapter] = [client._adapter, session.get_adapter("https://api.example.com")]  # type: ignore[list-item]
    assert {type(adapter) for adapter in adapters} == {connections.LimitedAdapter}


def pages(*more: list[dict[str, int]]) -> list[Answer]:
    """Pages with ever new continuation tokens."""
    return [
        Answer(
            body=json.dumps({"value": records}).encode(),
            headers={**JSON, "X-MS-ContinuationToken": f"{number}"},
        )
        for number, records in enumerate(more)
    ]


def test_pages_with_the_same_records_and_new_tokens_are_an_error() -> None:
    with (
        scripted(*pages(*[[{"id": 1}]] * 50)) as server,
        pytest.raises(errors.UnexpectedResponse, match="the same page was returned 5 times"),
    ):
        read(server.url)


def test_pages_that_alternate_are_an_error() -> None:
    with scripted(*pages(*[[{"id": 1}], [{"id": 2}]] * 50)) as server:
        records = client_of(server.url).records(
            "teams", "_apis/x", paginator=paginators.SkipTopPaginator()
        )
        with pytest.raises(errors.UnexpectedResponse, match="the same page was returned 5 times"):
            list(records)


def test_empty_pages_without_an_end_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MAX_EMPTY_PAGES", 10)
    with (
        scripted(*pages(*[[]] * 50)) as server,
        pytest.raises(errors.UnexpectedResponse, match="11 pages in a row are empty"),
    ):
        read(server.url)


def test_pages_with_ever_new_records_are_an_error_in_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paging, "MAX_PAGES", 20)
    with (
        scripted(*pages(*[[{"id": number}] for number in range(50)])) as server,
        pytest.raises(errors.UnexpectedResponse, match="the list has more than 20 pages"),
    ):
        read(server.url)


def test_lists_of_a_platform_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.accounts.session.MAX_PAGES", 10)
    with scripted(Answer(body=b'{"users": [], "next": "more"}')) as server:
        session = PlatformSession((server.url,), Usage("test"))
        with pytest.raises(errors.UnexpectedResponse, match="the list has more than 10 pages"):
            for number in range(50):
                session.get(f"{server.url}/users?cursor={number}")
    assert len(server.asked) == 11


def test_a_run_waits_no_longer_in_sum_than_it_may() -> None:
    waits: list[float] = []
    throttle = Throttle(sleep=waits.append, clock=lambda: sum(waits))
    slowed = Answer(headers={**JSON, "Retry-After": "60"})
    with scripted(slowed) as server:
        client = client_of(
            server.url, throttle=throttle, usage=UsageLedger(wait_limit=WaitLimit(300))
        )
        with pytest.raises(
            errors.PauseTooLong, match=r"wait longer than 5 minutes in sum.*MAX_WAIT_MINUTES"
        ):
            for number in range(50):
                list(client.records(f"resource {number % 3}", "_apis/x"))
    assert waits == [60] * 5


def test_the_setting_limits_the_waits_of_all_resources_of_a_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOURCES__AZURE_DEVOPS__ORGANIZATION_URL", "https://dev.azure.com/contoso")
    monkeypatch.setenv("SOURCES__AZURE_DEVOPS__ACCESS_TOKEN", "a-token")
    monkeypatch.setenv("ADO_FINDINGS__MAX_WAIT_MINUTES", "7")
    settings = load_settings()
    assert settings.connection
    usage = _azure_devops(settings, settings.connection, datetime.now(UTC)).client.usage
    usage.of("teams").wait_limit.spend(400, now=0)
    with pytest.raises(errors.PauseTooLong, match="longer than 7 minutes in sum"):
        usage.of("roster_chat").wait_limit.spend(21, now=400)


def test_waits_before_retries_count() -> None:
    waits: list[float] = []
    throttle = Throttle(sleep=waits.append, clock=lambda: sum(waits))
    with scripted(Answer(503)) as server:
        client = client_of(
            server.url,
            throttle=throttle,
            usage=UsageLedger(wait_limit=WaitLimit(1.2)),
            max_attempts=50,
        )
        with pytest.raises(errors.PauseTooLong):
            list(client.records("any", "_apis/x"))
    assert sum(waits) <= 1.2


def test_waits_at_the_same_time_count_once() -> None:
    limit = WaitLimit(100)
    for _ in range(50):
        limit.spend(60, now=0)
    limit.spend(40, now=60)
    with pytest.raises(errors.PauseTooLong):
        limit.spend(1, now=100)
