"""Microsoft Entra with an application that may not read everything."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import orjson
import pytest
from flask import Request, Response

from pipelines.accounts.reader import PlatformReadError
from pipelines.console.platform_status import probe_state
from pipelines.http import errors
from pipelines.http.usage import Usage
from sample_organization.platforms import PLATFORM_SECRET, PlatformRecords
from tests.support.served_platforms import PEOPLE, Reader, records, serving

DENIED = {"error": {"code": "Authentication_MSGraphPermissionMissing", "message": "No premium."}}


@pytest.fixture
def reader() -> Iterator[Reader]:
    with serving() as reader:
        yield reader


def deny_sign_ins(reader: Reader, page: int = 1) -> list[str]:
    """Refuse pages with sign-ins from one page on; return the queries for users."""
    queries: list[str] = []
    pages = count(1)

    def hook(request: Request) -> Response | None:
        if not request.path.endswith("/users"):
            return None
        queries.append(request.query_string.decode())
        if "signInActivity" in queries[-1] and next(pages) >= page:
            return Response(orjson.dumps(DENIED), 403, content_type="application/json")
        return None

    reader.server.hooks.append(hook)
    return queries


@pytest.mark.parametrize("page", [1, 3])
def test_sign_ins_that_may_not_be_read_are_unknown(reader: Reader, page: int) -> None:
    queries = deny_sign_ins(reader, page)
    usage = Usage("entra")
    accounts = reader.read("entra", usage=usage)
    assert {account["account_uid"] for account in accounts} == {f"e{n}" for n in range(PEOPLE)}
    assert not any(account["is_sign_in_read"] for account in accounts)
    assert sum("signInActivity" in query for query in queries) == page
    [remark] = usage.remarks
    assert "Sign-ins were not read" in remark and "No premium" in remark
    assert "AuditLog.Read.All" in remark and "sign_ins = false" in remark


def test_a_check_says_that_sign_ins_may_not_be_read(reader: Reader) -> None:
    assert probe_state(reader.platform("entra")) == "can be read"
    deny_sign_ins(reader)
    assert probe_state(reader.platform("entra")).startswith("can be read. Sign-ins were not read: ")


def test_remarks_contain_no_secret(reader: Reader) -> None:
    answer = {"error": {"message": f"{PLATFORM_SECRET} may not"}}
    reader.answer_with(answer, 403, times=1)
    assert ": *** may not. They require" in probe_state(reader.platform("entra"))


def test_users_that_may_not_be_read_at_all_are_denied(reader: Reader) -> None:
    reader.answer_with(DENIED, 403)
    usage = Usage("entra")
    with pytest.raises(errors.AccessDenied, match="No premium"):
        reader.read("entra", usage=usage)


@pytest.mark.parametrize(
    ("changes", "is_read"),
    [({}, True), ({"sign_ins": False}, False), ({"group_id": "g1"}, False)],
)
def test_sign_ins_are_known_only_if_they_were_requested(
    reader: Reader, changes: dict[str, Any], is_read: bool
) -> None:
    found = {account["is_sign_in_read"] for account in reader.read("entra", **changes)}
    assert found == {is_read}


@pytest.mark.parametrize(
    ("kind", "is_read"),
    [
        ("okta", True),
        ("google", True),
        ("atlassian", True),
        ("github", False),
        ("slack", False),
        ("scim", False),
    ],
)
def test_platforms_without_sign_ins_say_so(reader: Reader, kind: str, is_read: bool) -> None:
    assert {account["is_sign_in_read"] for account in reader.read(kind)} == {is_read}


@pytest.mark.parametrize("group", ["", "g1"])
def test_members_of_whom_only_the_id_may_be_read_are_no_accounts(group: str) -> None:
    withheld = {
        "userPrincipalName": None,
        "displayName": None,
        "mail": None,
        "accountEnabled": None,
    }
    served = records(3)
    served.entra[1] = {"id": "e1", **withheld}
    with (
        serving(served) as reader,
        pytest.raises(errors.FieldsWithheld, match=r"1 of 3 users.*User\.Read\.All"),
    ):
        reader.read("entra", group_id=group)


@pytest.mark.parametrize(
    ("kind", "served"),
    [
        (
            "atlassian",
            PlatformRecords(atlassian=[{"account_id": "a1", "account_status": "active"}]),
        ),
        ("scim", PlatformRecords(scim=[{"id": "s1", "userName": None}])),
        ("google", PlatformRecords(google=[{"id": "g1", "primaryEmail": None}])),
        (
            "okta",
            PlatformRecords(okta=[{"id": "o1", "status": "ACTIVE", "profile": {"login": None}}]),
        ),
    ],
)
def test_an_account_with_nothing_but_its_id_is_an_incomplete_load(
    kind: str, served: PlatformRecords
) -> None:
    with serving(served) as reader, pytest.raises(errors.FieldsWithheld, match="1 of 1 accounts"):
        reader.read(kind)


def test_a_check_finds_members_of_whom_only_the_id_may_be_read() -> None:
    with serving(PlatformRecords(entra=[{"id": "e1"}])) as reader:
        state = probe_state(reader.platform("entra", group_id="g1"))
    assert state.startswith("cannot be read: 1 of 1 users have nothing but their id.")
    assert "User.Read.All" in state and "docs/platforms/entra.md" in state


def test_withheld_fields_point_to_the_page_of_the_connector(reader: Reader) -> None:
    cause = errors.FieldsWithheld("Nothing but ids.")
    message = str(PlatformReadError(reader.platform("entra"), cause))
    assert (
        message == "Nothing but ids. See docs/platforms/entra.md for the token and its permissions."
    )
