"""SCIM lists by index and by cursor: all accounts, or an error, whatever the service supports."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import orjson
import pytest
from flask import Request, Response

from pipelines.http import errors
from sample_organization.platforms import PlatformRecords
from tests.support.served_platforms import Reader, serving

PEOPLE = [{"id": f"s{number}", "userName": f"p{number}", "active": True} for number in range(34)]
PAGE = 10
Answer = tuple[int, dict[str, Any]]
Service = Callable[[dict[str, str]], Answer]


def page(start: int, total: int | None = 34, cursor: str | None = None, size: int = PAGE) -> Answer:
    """Return the page that begins after `start` people."""
    body: dict[str, Any] = {"Resources": PEOPLE[start : start + size]}
    body |= {"totalResults": total} if total is not None else {}
    return 200, body | ({"nextCursor": cursor} if cursor else {})


def refusal(scim_type: str, status: int = 400) -> Answer:
    return status, {"status": str(status), "scimType": scim_type, "detail": "No."}


def by_cursor(asked: dict[str, str], total: int | None, size: int = PAGE) -> Answer:
    start = int(asked.get("cursor") or 0)
    following = str(start + size) if start + size < len(PEOPLE) else None
    return page(start, total, following, size)


def by_index(asked: dict[str, str]) -> Answer:
    return page(int(asked.get("startIndex", 1)) - 1)


def cursors_only(asked: dict[str, str]) -> Answer:
    return refusal("invalidValue") if "startIndex" in asked else by_cursor(asked, total=34)


def cursors_without_total(asked: dict[str, str]) -> Answer:
    return refusal("invalidValue") if "startIndex" in asked else by_cursor(asked, total=None)


def cursors_when_asked_for(asked: dict[str, str]) -> Answer:
    """Ignore `startIndex`, and return cursors to requests that name the method."""
    return by_cursor(asked, total=34) if "cursor" in asked else page(0)


def few_accounts_of_a_page(asked: dict[str, str]) -> Answer:
    if int(asked.get("count", 5)) > 5:
        return refusal("invalidCount")
    return by_cursor(asked, total=34, size=5)


def few_accounts_of_an_index_page(asked: dict[str, str]) -> Answer:
    return refusal("invalidValue") if "count" in asked else by_index(asked)


@pytest.fixture
def reader() -> Iterator[Reader]:
    with serving(PlatformRecords()) as reader:
        yield reader


def serve(reader: Reader, service: Service, configuration: Answer = (404, {})) -> list[str]:
    """Have the service answer; return the queries that it receives."""
    queries: list[str] = []

    def hook(request: Request) -> Response:
        if request.path.endswith("/ServiceProviderConfig"):
            status, body = configuration
        else:
            queries.append(request.query_string.decode())
            status, body = service(request.args.to_dict())
        return Response(orjson.dumps(body), status, content_type="application/scim+json")

    reader.server.hooks.append(hook)
    return queries


@pytest.mark.parametrize(
    "service",
    [
        by_index,
        cursors_only,
        cursors_without_total,
        cursors_when_asked_for,
        few_accounts_of_a_page,
        few_accounts_of_an_index_page,
    ],
)
def test_all_accounts_are_read(reader: Reader, service: Service) -> None:
    serve(reader, service)
    accounts = reader.read("scim")
    assert {account["account_uid"] for account in accounts} == {user["id"] for user in PEOPLE}


def test_the_first_request_lets_the_service_choose_the_method(reader: Reader) -> None:
    queries = serve(reader, cursors_only)
    reader.read("scim")
    assert queries == ["count=100", *(f"count=100&cursor={place}" for place in (10, 20, 30))]


def test_a_service_that_repeats_its_page_is_not_complete(reader: Reader) -> None:
    serve(reader, lambda asked: page(0, size=20))
    with pytest.raises(
        errors.UnexpectedResponse, match="`startIndex`, so 20 of 34 accounts can be"
    ):
        reader.read("scim")


def test_a_service_that_repeats_its_page_for_new_cursors_is_not_complete(reader: Reader) -> None:
    cursors = count(1)
    serve(reader, lambda asked: page(0, None, f"c{next(cursors)}"))
    with pytest.raises(errors.UnexpectedResponse, match="`nextCursor`, so only 10 accounts can be"):
        reader.read("scim")


def test_rows_that_repeat_an_account_do_not_count(reader: Reader) -> None:
    """34 rows, of which the last page repeats four accounts."""
    serve(reader, lambda asked: page(min(int(asked.get("startIndex", 1)) - 1, 20)))
    with pytest.raises(errors.UnexpectedResponse, match="30 of 34 accounts"):
        reader.read("scim")


@pytest.mark.parametrize("total", [34, 35])
def test_cursors_that_end_early_are_not_complete(reader: Reader, total: int) -> None:
    serve(
        reader,
        lambda asked: page(
            int(asked.get("cursor") or 0), total, None if asked.get("cursor") else "10"
        ),
    )
    with pytest.raises(errors.UnexpectedResponse, match=f"ended {total - 20} accounts before"):
        reader.read("scim")


@pytest.mark.parametrize("scim_type", ["expiredCursor", "invalidCursor"])
def test_an_expired_cursor_begins_the_list_again(reader: Reader, scim_type: str) -> None:
    requests = count(1)
    queries = serve(
        reader, lambda asked: refusal(scim_type) if next(requests) == 3 else by_cursor(asked, 34)
    )
    assert len(reader.read("scim")) == 34
    assert [query.partition("cursor=")[2] for query in queries] == [
        "",
        "10",
        "20",
        "",
        "10",
        "20",
        "30",
    ]


def test_a_cursor_that_always_expires_is_an_error(reader: Reader) -> None:
    serve(
        reader,
        lambda asked: refusal("expiredCursor") if "cursor" in asked else by_cursor(asked, 34),
    )
    with pytest.raises(errors.RequestRejected, match="expiredCursor: No"):
        reader.read("scim")


def test_a_list_that_changes_while_it_is_read_is_read_again(reader: Reader) -> None:
    """An account of the first page is removed before the second is read: `s10` moves to the first."""
    before = [{"id": "leaves", "userName": "leaves"}, *PEOPLE[:-1]]
    requests = count(1)

    def service(asked: dict[str, str]) -> Answer:
        people = before if next(requests) == 1 else PEOPLE[:-1]
        start = int(asked.get("startIndex", 1)) - 1
        return 200, {"Resources": people[start : start + PAGE], "totalResults": len(people)}

    serve(reader, service)
    assert [account["account_uid"] for account in reader.read("scim")] == [
        f"s{number}" for number in range(33)
    ]


def test_a_list_that_grows_while_it_is_read_has_all_accounts_that_it_had(reader: Reader) -> None:
    pages = count(24)
    queries = serve(reader, lambda asked: page(int(asked.get("startIndex", 1)) - 1, next(pages)))
    accounts = {account["account_uid"] for account in reader.read("scim")}
    assert accounts >= {f"s{number}" for number in range(27)}
    assert len(queries) == 3


@pytest.mark.parametrize(
    ("configuration", "is_read"),
    [
        ((200, {"pagination": {"cursor": True, "index": False}}), True),
        ((200, {"pagination": {"cursor": False, "index": True}}), False),
        ((200, {}), False),
        ((404, {}), False),
    ],
)
def test_a_single_page_without_total_is_complete_if_the_service_has_cursors(
    reader: Reader, configuration: Answer, is_read: bool
) -> None:
    serve(reader, lambda asked: page(0, None), configuration)
    if is_read:
        assert len(reader.read("scim")) == PAGE
        return
    with pytest.raises(errors.UnexpectedResponse, match="neither `totalResults` nor `nextCursor`"):
        reader.read("scim")


def test_a_method_that_a_service_does_not_have_is_not_requested_repeatedly(reader: Reader) -> None:
    serve(reader, lambda asked: refusal("", 501) if "startIndex" in asked else page(0))
    with pytest.raises(errors.RequestRejected, match="501"):
        reader.read("scim")
    assert reader.waits == []
