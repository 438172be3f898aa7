"""Pitfalls of dlt's `rest_api`: in each test, a naive declaration loses rows.

For those that lose rows without an error, the test shows it on the same server.
"""

from email.utils import formatdate
from typing import Any

import pytest
from dlt.sources.rest_api import rest_api_resources
from flask import Request

from pipelines.accounts.connectors import CONNECTORS
from pipelines.accounts.session import PlatformSession
from pipelines.http import errors
from pipelines.http.usage import Usage
from sample_organization.platforms import (
    PLATFORM_SECRET,
    PlatformLimits,
    PlatformRecords,
    serve_platforms,
)
from tests.support.served_platforms import CAPS, PEOPLE, SETTINGS, STARTED, Reader, records, serving

REST_CONNECTORS = sorted(SETTINGS)


def naive(url: str, path: str, selector: str | None, paginator: Any, **params: Any) -> int:
    """Return how many rows a naive declaration reads."""
    [resource] = rest_api_resources(
        {
            "client": {"base_url": url, "headers": {"Authorization": f"Bearer {PLATFORM_SECRET}"}},
            "resources": [
                {
                    "name": "users",
                    "endpoint": {
                        "path": path,
                        "params": params,
                        "data_selector": selector,
                        "paginator": paginator,
                    },
                }
            ],
        }
    )
    return len(list(resource))


OFFSET = {"type": "offset", "offset": 1, "offset_param": "startIndex", "limit_param": "count"}


def test_1_an_offset_that_counts_from_one_loses_no_last_row() -> None:
    with serve_platforms(records(101), limits=PlatformLimits(scim=100)) as server:
        paginator = OFFSET | {"limit": 100, "total_path": "totalResults"}
        assert naive(f"{server.url}/scim", "Users", "Resources", paginator) == 100
        assert len(Reader(server, []).read("scim")) == 101


def test_2_short_pages_lose_no_row() -> None:
    with serve_platforms(records(180), limits=PlatformLimits(scim=50)) as server:
        paginator = OFFSET | {"limit": 100, "total_path": None}
        assert naive(f"{server.url}/scim", "Users", "Resources", paginator) == 100
        assert len(Reader(server, []).read("scim")) == 180


def test_2_a_list_that_ends_before_its_total_is_not_complete() -> None:
    with serving() as reader:
        reader.answer_with({"totalResults": 99, "Resources": []}, page=2)
        with pytest.raises(errors.UnexpectedResponse, match="accounts before its `totalResults`"):
            reader.read("scim")


def test_2_a_list_without_a_total_is_an_error() -> None:
    with serving() as reader:
        reader.answer_with({"Resources": [{"id": "1", "userName": "a"}]})
        with pytest.raises(errors.UnexpectedResponse, match="totalResults"):
            reader.read("scim")


SLACK_REFUSAL = {"ok": False, "error": "invalid_auth"}
GRAPHQL_REFUSAL = {
    "data": {"organization": None},
    "errors": [{"type": "FORBIDDEN", "message": "Resource not accessible"}],
}


@pytest.mark.parametrize(
    ("kind", "refusal", "error"),
    [
        ("slack", SLACK_REFUSAL, errors.AuthenticationError),
        (
            "slack",
            {"ok": False, "error": "missing_scope", "needed": "users:read"},
            errors.AccessDenied,
        ),
        ("slack", {"ok": False, "error": "team_access_not_granted"}, errors.RequestRejected),
        ("github", GRAPHQL_REFUSAL, errors.AccessDenied),
        (
            "github",
            {"errors": [{"message": "not granted the required scopes"}]},
            errors.AccessDenied,
        ),
        ("github", {"errors": [{"type": "NOT_FOUND", "message": "no"}]}, errors.NotFound),
        ("github", {"errors": [{"message": "Parse error"}]}, errors.RequestRejected),
    ],
)
@pytest.mark.parametrize("page", [1, 2])
def test_3_an_error_with_status_200_is_an_error(
    kind: str, refusal: dict[str, Any], error: type[Exception], page: int
) -> None:
    with serving() as reader:
        reader.answer_with(refusal, page=page)
        with pytest.raises(error):
            reader.read(kind)


def test_3_dlt_takes_an_error_with_status_200_for_no_rows() -> None:
    with serving() as reader:
        reader.answer_with(SLACK_REFUSAL)
        url = f"{reader.server.url}/slack"
        assert naive(url, "users.list", "members", {"type": "single_page"}) == 0


def test_3_partial_data_with_an_error_is_not_used() -> None:
    page = {"edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
    data = {"organization": {"membersWithRole": page}}
    with serving() as reader:
        reader.answer_with({"data": data, "errors": [{"message": "part"}]})
        with pytest.raises(errors.RequestRejected, match="part"):
            reader.read("github")


@pytest.mark.parametrize("kind", REST_CONNECTORS)
def test_4_declarations_leave_nothing_to_detection(kind: str) -> None:
    settings = SETTINGS[kind]("http://127.0.0.1:1")
    session = PlatformSession((), Usage("none"))
    for resource in CONNECTORS[kind].declaration(settings, session)["resources"]:
        assert resource["endpoint"].keys() >= {"data_selector", "paginator", "response_actions"}


def test_4_another_list_on_the_page_is_not_taken_for_the_accounts() -> None:
    notes = [{"id": f"note {number}"} for number in range(3)]
    with serving() as reader:
        reader.answer_with(
            {"notes": notes, "totalResults": 1, "Resources": [{"id": "1", "userName": "a"}]}
        )
        url = f"{reader.server.url}/scim"
        assert naive(url, "Users", None, {"type": "single_page"}) == 3
        assert len(reader.read("scim")) == 1


@pytest.mark.parametrize("kind", REST_CONNECTORS)
@pytest.mark.parametrize(
    "headers",
    [{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(STARTED + 30)}, {"Retry-After": "30"}],
)
def test_5_a_403_for_too_many_requests_is_retried(kind: str, headers: dict[str, str]) -> None:
    with serving() as reader:
        reader.answer_with({}, 403, headers, times=1)
        assert len(reader.read(kind)) >= PEOPLE
        assert 30 <= sum(reader.waits) < 35


def test_5_a_403_with_a_rate_limit_message_is_retried_after_a_minute() -> None:
    with serving() as reader:
        reader.answer_with({"message": "You have exceeded a secondary rate limit."}, 403, times=1)
        assert len(reader.read("github")) == 2 * PEOPLE
        assert 60 <= sum(reader.waits) < 65


@pytest.mark.parametrize(
    "reason",
    ["userRateLimitExceeded", "rateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"],
)
def test_5_google_rejects_too_many_requests_with_403(reason: str) -> None:
    problem = {"errors": [{"reason": reason}], "code": 403, "message": "Too much."}
    with serving() as reader:
        reader.answer_with({"error": problem}, 403, times=1)
        assert len(reader.read("google")) == PEOPLE
        assert 60 <= sum(reader.waits) < 65


def test_6_the_reset_of_a_limit_is_waited_for_whatever_its_header_is_called() -> None:
    with serving() as reader:
        limit = {"X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset": str(STARTED + 55)}
        reader.answer_with({}, 429, limit, times=1)
        assert len(reader.read("scim")) == PEOPLE
        assert sum(reader.waits) == 55


@pytest.mark.parametrize("kind", ["okta", "github"])
@pytest.mark.parametrize(("ahead", "pause"), [(0, 20), (3600, 20), (-3600, 20), (0.5, 20)])
def test_6_a_reset_is_compared_with_the_clock_of_the_service(
    kind: str, ahead: float, pause: int
) -> None:
    prefix = {"okta": "X-Rate-Limit", "github": "X-RateLimit"}[kind]
    with serving() as reader:
        service_time = STARTED + ahead
        limit = {
            f"{prefix}-Remaining": "0",
            f"{prefix}-Reset": str(int(service_time + pause)),
            "Date": formatdate(service_time, usegmt=True),
        }
        reader.answer_with({}, 429, limit, times=1)
        assert len(reader.read(kind)) >= PEOPLE
        assert sum(reader.waits) == pause


@pytest.mark.parametrize("headers", [{"X-Rate-Limit-Remaining": "0"}, {}])
def test_6_a_limit_that_is_reset_already_is_waited_for_a_second(headers: dict[str, str]) -> None:
    with serving() as reader:
        limit = {"X-Rate-Limit-Reset": str(STARTED), "Date": formatdate(STARTED, usegmt=True)}
        reader.answer_with({}, 429, limit | headers, times=1)
        assert len(reader.read("okta")) == PEOPLE
        assert sum(reader.waits) == 1


def test_6_a_date_to_retry_after_is_compared_with_the_clock_of_the_service() -> None:
    with serving() as reader:
        service_time = STARTED - 3600
        dates = {"Retry-After": service_time + 40, "Date": service_time}
        headers = {name: formatdate(date, usegmt=True) for name, date in dates.items()}
        reader.answer_with({}, 429, headers, times=1)
        assert len(reader.read("slack")) == PEOPLE
        assert sum(reader.waits) == 40


def test_6_a_pause_of_an_hour_is_for_the_next_run() -> None:
    with serving() as reader:
        reader.answer_with({}, 429, {"Retry-After": "3600"}, times=1)
        with pytest.raises(errors.PauseTooLong, match="60 minutes"):
            reader.read("slack")
        assert sum(reader.waits) == 0


def test_7_the_braces_of_a_query_are_sent_as_they_are() -> None:
    queries = []

    def note(request: Request) -> None:
        if request.path.endswith("/graphql"):
            queries.append(request.get_json()["query"])

    with serving() as reader:
        reader.server.hooks.append(note)
        reader.read("github")
    assert queries and all("{{" not in each for each in queries)
    assert all(each.count("{") == each.count("}") > 3 for each in queries)


def test_8_a_next_page_on_another_host_is_not_requested() -> None:
    with serving() as reader, serve_platforms(PlatformRecords()) as elsewhere:
        page = {"value": [{"id": "1"}], "@odata.nextLink": f"{elsewhere.url}/entra/v1.0/users"}
        reader.answer_with(page)
        with pytest.raises(
            errors.WriteRefused, match="only read requests to the configured platform"
        ):
            reader.read("entra")
        assert elsewhere.requests == []


def test_8_a_pagination_loop_is_an_error() -> None:
    with serving() as reader:
        url = f"{reader.server.url}/entra/v1.0/users?page=2"
        reader.answer_with({"value": [], "@odata.nextLink": url})
        with pytest.raises(errors.UnexpectedResponse, match="pagination loop"):
            reader.read("entra")


def test_9_a_next_link_whose_name_has_a_dot_is_followed() -> None:
    with serving() as reader:
        unquoted = {"type": "json_link", "next_url_path": "@odata.nextLink"}
        quoted = {"type": "json_link", "next_url_path": "['@odata.nextLink']"}
        url = f"{reader.server.url}/entra/v1.0"
        reader.server.hooks.append(_with_token)
        assert naive(url, "users", "value", unquoted, **{"$top": 100}) == CAPS.graph
        assert naive(url, "users", "value", quoted, **{"$top": 100}) == PEOPLE
        reader.server.hooks.clear()
        assert len(reader.read("entra")) == PEOPLE


def test_slack_without_addresses_reports_the_missing_scope() -> None:
    served = PlatformRecords(slack=[{"id": "U1", "name": "ana", "profile": {}}])
    with (
        serving(served) as reader,
        pytest.raises(errors.UnexpectedShape, match=r"users:read\.email"),
    ):
        reader.read("slack")


def _with_token(request: Request) -> None:
    request.environ["HTTP_AUTHORIZATION"] = "Bearer graph-access-token"
