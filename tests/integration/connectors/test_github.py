"""GitHub: where SAML is configured, and messages that say what to do."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from flask import Request, Response

from pipelines.http import errors
from pipelines.http.usage import Usage
from tests.support.served_platforms import ACCOUNTS, PEOPLE, Reader, records, serving

NO_PROVIDER = {"organization": {"samlIdentityProvider": None}}


@pytest.fixture
def reader() -> Iterator[Reader]:
    served = records()
    served.github_identities = [
        {"node": {"samlIdentity": {"nameId": f"p{n}@x.org"}, "user": {"databaseId": n}}}
        for n in range(PEOPLE)
    ]
    with serving(served) as reader:
        yield reader


def answer_to(reader: Reader, part: bytes, body: dict[str, Any]) -> None:
    """Return a body for the GraphQL queries that contain a part."""

    def hook(request: Request) -> Response | None:
        if not request.path.endswith("/graphql") or part not in request.get_data():
            return None
        return Response(orjson.dumps(body), 200, content_type="application/json")

    reader.server.hooks.append(hook)


def test_saml_at_the_enterprise_is_remarked_and_members_are_read(reader: Reader) -> None:
    answer_to(reader, b"samlIdentityProvider", {"data": NO_PROVIDER})
    usage = Usage("github")
    assert len(reader.read("github", usage=usage, saml=True)) == ACCOUNTS["github"]
    [remark] = usage.remarks
    assert "organization `org`" in remark
    assert "`enterprise`" in remark and "`saml = false`" in remark


def test_saml_identities_of_an_enterprise_are_read(reader: Reader) -> None:
    answer_to(reader, b"organization {", {"data": NO_PROVIDER})
    usage = Usage("github")
    found = reader.read("github", usage=usage, saml=True, enterprise="acme")
    members = [account["email"] for account in found if not account["is_guest"]]
    assert members == [f"p{n}@x.org" for n in range(PEOPLE)]
    assert usage.remarks == []


@pytest.mark.parametrize("owner_info", [None, {"samlIdentityProvider": None}])
def test_an_enterprise_without_readable_identities_is_remarked(
    reader: Reader, owner_info: Any
) -> None:
    answer_to(reader, b"enterprise(", {"data": {"enterprise": {"ownerInfo": owner_info}}})
    usage = Usage("github")
    found = reader.read("github", usage=usage, saml=True, enterprise="acme")
    assert len(found) == ACCOUNTS["github"]
    assert "enterprise `acme`" in usage.remarks[0] and "must own" in usage.remarks[0]


@pytest.mark.parametrize(
    ("part", "body", "message"),
    [
        (
            "membersWithRole",
            {"organization": None},
            r"no members of `org`.*Members: read.*read:org",
        ),
        ("membersWithRole", {"organization": {"membersWithRole": None}}, "no members of `org`"),
        ("samlIdentityProvider", {"organization": None}, "no SAML identities of the organization"),
        ("enterprise(", {"enterprise": None}, "no SAML identities of the enterprise `acme`"),
    ],
)
def test_a_missing_list_says_what_to_do_and_names_no_path(
    reader: Reader, part: str, body: Any, message: str
) -> None:
    answer_to(reader, part.encode(), {"data": body})
    changes = {"enterprise": "acme"} if "enterprise" in body else {}
    with pytest.raises(errors.ApiError, match=message) as error:
        reader.read("github", saml=True, **changes)
    assert "edges" not in str(error.value)


def test_an_organization_that_does_not_exist_names_the_setting(reader: Reader) -> None:
    problem = {"type": "NOT_FOUND", "message": "Could not resolve to an Organization."}
    answer_to(reader, b"membersWithRole", {"data": {"organization": None}, "errors": [problem]})
    with pytest.raises(errors.NotFound, match=r"Could not resolve.*`organization`"):
        reader.read("github")
