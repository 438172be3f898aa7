"""The client's paging against a real HTTP server."""

import base64
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from dlt.sources.helpers.rest_client.paginators import BasePaginator

from pipelines.azure_devops import paginators
from pipelines.azure_devops.client import MAX_REPEATS, AzureDevOpsClient
from pipelines.azure_devops.paginators import ReportingFeedPaginator, SkipTopPaginator
from pipelines.azure_devops.urls import parse_organization_url
from pipelines.http import errors
from tests.support.scripted_server import Answer, ScriptedServer, scripted

JSON = {"Content-Type": "application/json"}


def client_of(server: ScriptedServer) -> AzureDevOpsClient:
    return AzureDevOpsClient(parse_organization_url(server.url), "a-token")


def page(key: str = "value", ids: range = range(0), **more: object) -> Answer:
    return Answer(body=json.dumps({key: [{"id": each} for each in ids], **more}).encode())


def test_the_token_travels_as_basic_authentication_only() -> None:
    with scripted(page()) as server:
        client = client_of(server)
        list(client.records("projects", "_apis/projects"))
    expected = base64.b64encode(b":a-token").decode()
    assert server.headers[0]["Authorization"] == f"Basic {expected}"
    assert "a-token" not in server.asked[0][1]
    assert "a-token" not in repr(client)


@pytest.mark.parametrize(
    "body",
    [b'{"items": []}', b'{"value": null}', b'{"value": {}}', b'{"value": [{"id": 1}, null]}'],
)
def test_a_page_without_its_list_is_an_error_and_not_empty(body: bytes) -> None:
    with scripted(Answer(body=body)) as server:
        records = client_of(server).records("projects", "_apis/projects")
        with pytest.raises(errors.UnexpectedResponse, match="has no list `value`"):
            list(records)


def test_header_tokens_are_followed_to_the_end() -> None:
    first = Answer(body=page(ids=range(2)).body, headers={**JSON, "X-MS-ContinuationToken": "2"})
    with scripted(first, page(ids=range(2, 3))) as server:
        records = client_of(server).records(
            "projects", "_apis/projects", paginator=paginators.header_token()
        )
        assert [record["id"] for record in records] == [0, 1, 2]
    assert "continuationToken=2" in server.asked[1][1]


def test_short_pages_of_entitlements_are_followed_until_there_is_no_token() -> None:
    token = "+RID:~x==#RT:1#TRC:3"
    pages = [
        page("members", range(1), continuationToken=token),
        page("members", range(1, 2), continuationToken=""),
    ]
    with scripted(*pages) as server:
        documents = client_of(server).records(
            "user_entitlements",
            "_apis/userentitlements",
            key="$",
            paginator=paginators.body_token(),
        )
        assert [member["id"] for each in documents for member in each["members"]] == [0, 1]
    assert "continuationToken=%2BRID%3A~x%3D%3D%23RT%3A1%23TRC%3A3" in server.asked[1][1]


@pytest.mark.parametrize("most", [100, 50, 7], ids=["as asked for", "half of it", "a few"])
@pytest.mark.parametrize("total", [0, 50, 99, 100, 250])
def test_teams_are_read_to_their_end_however_many_the_server_gives_at_a_time(
    total: int, most: int
) -> None:
    pages = [page(ids=range(start, min(start + most, total))) for start in range(0, total, most)]
    with scripted(*pages, page()) as server:
        records = client_of(server).records("teams", "_apis/x", paginator=SkipTopPaginator())
        assert [record["id"] for record in records] == list(range(total))
    skipped = [int(parse_qs(urlsplit(path).query)["$skip"][0]) for _, path in server.asked]
    assert skipped == [*range(0, total, most), total]


def test_the_feed_keeps_the_last_batch_token_and_passes_over_empty_batches() -> None:
    pages = [
        page("values", range(2), continuationToken="1;1;1", isLastBatch=False),
        page("values", continuationToken="2;1;1", isLastBatch=False),
        page("values", range(2, 3), continuationToken="3;1;1", isLastBatch=True),
    ]
    paginator = ReportingFeedPaginator("0;0;0")
    with scripted(*pages) as server:
        records = client_of(server).records("feed", "_apis/x", key="values", paginator=paginator)
        assert [record["id"] for record in records] == [0, 1, 2]
    assert paginator.token == "3;1;1"
    assert [path.split("continuationToken=")[1] for _, path in server.asked] == [
        "0%3B0%3B0",
        "1%3B1%3B1",
        "2%3B1%3B1",
    ]


def test_a_list_without_paging_is_followed_all_the_same() -> None:
    first = Answer(body=page(ids=range(2)).body, headers={**JSON, "X-MS-ContinuationToken": "2"})
    with scripted(first, page(ids=range(2, 3))) as server:
        records = client_of(server).records("fields", "_apis/wit/fields")
        assert [record["id"] for record in records] == [0, 1, 2]


@pytest.mark.parametrize(
    ("key", "paginator", "answer"),
    [
        (
            "values",
            ReportingFeedPaginator("5"),
            page("values", continuationToken="5", isLastBatch=False),
        ),
        ("$", paginators.body_token(), page("members", range(3), continuationToken="5")),
        (
            "value",
            paginators.header_token(),
            Answer(body=page(ids=range(3)).body, headers={**JSON, "X-MS-ContinuationToken": "5"}),
        ),
    ],
    ids=["feed", "users", "projects"],
)
def test_a_list_without_an_end_is_an_error(
    key: str, paginator: BasePaginator, answer: Answer
) -> None:
    with scripted(answer) as server:
        records = client_of(server).records("any", "_apis/x", key=key, paginator=paginator)
        with pytest.raises(
            errors.UnexpectedResponse, match=f"the same page was returned {MAX_REPEATS + 2} times"
        ):
            list(records)
        assert len(server.asked) <= 3 + MAX_REPEATS


def test_a_server_that_skips_nothing_is_an_error() -> None:
    with scripted(page(ids=range(100))) as server:
        records = client_of(server).records("teams", "_apis/x", paginator=SkipTopPaginator())
        with pytest.raises(errors.UnexpectedResponse, match="the server ignores `\\$skip="):
            list(records)


def test_usage_counts_requests_and_seconds() -> None:
    with scripted(page(ids=range(100)), page()) as server:
        client = client_of(server)
        list(client.records("teams", "_apis/x", paginator=SkipTopPaginator()))
    usage = client.usage.of("teams")
    assert usage.requests == 2
    assert usage.seconds > 0


SHAPE = {"values": list, "field": dict}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            {"$id": "1", "message": "VS800075"},
            "lacks `values` and `field`.* its message is: VS800075",
        ),
        (
            {"values": [], "url": ""},
            r"returned 200: the response lacks `field`; its keys are `url`, `values`",
        ),
        ({"values": None, "field": {}}, "lacks `values`"),
        ({}, "lacks `values` and `field`; it is empty"),
    ],
    ids=["another object", "one key of two", "null", "empty"],
)
def test_a_document_without_its_keys_is_an_error_and_not_empty(body: object, message: str) -> None:
    answer = Answer(body=json.dumps(body).encode())
    with scripted(answer) as server, pytest.raises(errors.UnexpectedResponse, match=message):
        client_of(server).document("team_field_values", "_apis/x", SHAPE)


def test_a_document_with_its_keys_is_read() -> None:
    with scripted(Answer(body=b'{"values": [], "field": {}, "more": 1}')) as server:
        document = client_of(server).document("team_field_values", "_apis/x", SHAPE)
    assert document == {"values": [], "field": {}, "more": 1}
