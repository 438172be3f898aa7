"""Records as platforms return them, and the accounts that they are mapped to."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from pipelines.accounts.connectors.atlassian import atlassian_account
from pipelines.accounts.connectors.entra import entra_account
from pipelines.accounts.connectors.github import accounts as github_accounts
from pipelines.accounts.connectors.github import collaborator_account, member_account
from pipelines.accounts.connectors.google import google_account
from pipelines.accounts.connectors.okta import STATUSES, okta_account
from pipelines.accounts.connectors.scim import ENTERPRISE, scim_account
from pipelines.accounts.connectors.slack import slack_account

Record = dict[str, Any]

ENTRA_MEMBER: Record = {
    "id": "8f5c",
    "userPrincipalName": "adele.v@contoso.com",
    "mail": "Adele.Vance@contoso.com",
    "displayName": "Adele Vance",
    "accountEnabled": True,
    "userType": "Member",
    "externalUserState": None,
    "proxyAddresses": [
        "SMTP:Adele.Vance@contoso.com",
        "smtp:adele@contoso.onmicrosoft.com",
        "x500:/o=Exchange/cn=adele",
    ],
    "otherMails": ["adele@home.example"],
    "employeeId": "00042",
    "employeeType": "Contractor",
    "employeeHireDate": "2021-03-01T00:00:00Z",
    "department": "Retail",
    "createdDateTime": "2021-02-20T08:15:30.1234567Z",
    "signInActivity": {
        "lastSignInDateTime": "2026-06-30T07:00:00Z",
        "lastNonInteractiveSignInDateTime": "2026-06-30T09:00:00Z",
        "lastSuccessfulSignInDateTime": "2026-06-29T07:00:00Z",
    },
}
ENTRA_GUEST: Record = {
    "id": "77aa",
    "userPrincipalName": "AdeleV_adatum.com#EXT#@contoso.com",
    "mail": "AdeleV@adatum.com",
    "accountEnabled": True,
    "userType": "Guest",
    "externalUserState": "PendingAcceptance",
}
SLACK_MEMBER: Record = {
    "id": "W012A3CDE",
    "team_id": "T012AB3C4",
    "name": "spengler",
    "deleted": False,
    "real_name": "Egon Spengler",
    "is_admin": False,
    "is_owner": True,
    "is_bot": False,
    "is_email_confirmed": True,
    "updated": 1502138686,
    "profile": {
        "email": "spengler@ghostbusters.example",
        "real_name": "Egon Spengler",
        "phone": "555",
    },
}
SCIM_USER: Record = {
    "id": "2819c223",
    "externalId": "701984",
    "userName": "bjensen@example.com",
    "name": {"formatted": "Ms. Barbara J Jensen", "givenName": "Barbara", "familyName": "Jensen"},
    "emails": [
        {"value": "babs@jensen.example", "type": "home"},
        {"value": "bjensen@example.com", "type": "work", "primary": True},
    ],
    "phoneNumbers": [{"value": "555-555-5555", "type": "work"}],
    "active": True,
    "userType": "Employee",
    "meta": {"created": "2010-01-23T04:56:22Z"},
    ENTERPRISE: {
        "employeeNumber": "701984",
        "department": "Tour Operations",
        "manager": {"value": "26118915", "displayName": "John Smith"},
    },
}


def test_a_member_of_entra() -> None:
    assert entra_account(ENTRA_MEMBER) == {
        "account_uid": "8f5c",
        "username": "adele.v@contoso.com",
        "email": "Adele.Vance@contoso.com",
        "other_emails": "adele@contoso.onmicrosoft.com;adele.v@contoso.com;adele@home.example",
        "verified_emails": "Adele.Vance@contoso.com;adele@contoso.onmicrosoft.com;adele.v@contoso.com",
        "display_name": "Adele Vance",
        "employee_number": "00042",
        "entra_object_id": "8f5c",
        "employment_status": "active",
        "account_status": "active",
        "account_type": "human",
        "department": "Retail",
        "employment_type": "Contractor",
        "is_guest": False,
        "start_date": date(2021, 3, 1),
        "created_at": datetime(2021, 2, 20, 8, 15, 30, 123456, tzinfo=UTC),
        "last_sign_in_at": datetime(2026, 6, 29, 7, tzinfo=UTC),
    }


def test_a_guest_of_entra_has_the_address_of_the_home_directory() -> None:
    guest = entra_account(ENTRA_GUEST)
    assert (guest["is_guest"], guest["account_status"]) == (True, "pending")
    assert guest["verified_emails"] == "AdeleV@adatum.com"
    assert "other_emails" not in guest


@pytest.mark.parametrize(
    ("changes", "is_guest"),
    [
        ({}, False),
        ({"userType": None}, False),
        ({"userType": "Guest"}, True),
        ({"externalUserState": "Accepted"}, True),
        ({"userPrincipalName": "AdeleV_adatum.com#EXT#@contoso.com"}, True),
        ({"userType": None, "userPrincipalName": "AdeleV_adatum.com#ext#@contoso.com"}, True),
    ],
)
def test_a_user_of_entra_whose_home_is_elsewhere_is_a_guest(
    changes: Record, is_guest: bool
) -> None:
    assert entra_account(ENTRA_MEMBER | changes)["is_guest"] is is_guest


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"accountEnabled": False}, "suspended"),
        ({"accountEnabled": None}, "unknown"),
        ({"externalUserState": "Accepted"}, "active"),
    ],
)
def test_the_states_of_entra(changes: Record, status: str) -> None:
    assert entra_account(ENTRA_GUEST | changes)["account_status"] == status


@pytest.mark.parametrize(
    ("activity", "expected"),
    [
        (None, None),
        ({}, None),
        ({"lastSuccessfulSignInDateTime": "0001-01-01T00:00:00Z"}, None),
        (
            {
                "lastSuccessfulSignInDateTime": None,
                "lastSignInDateTime": "2026-01-02T00:00:00Z",
                "lastNonInteractiveSignInDateTime": "2026-01-03T00:00:00Z",
            },
            datetime(2026, 1, 3, tzinfo=UTC),
        ),
    ],
)
def test_a_missing_sign_in_is_unknown(activity: Record | None, expected: Any) -> None:
    found = entra_account(ENTRA_MEMBER | {"signInActivity": activity})
    assert found.get("last_sign_in_at") == expected


@pytest.mark.parametrize(
    ("public", "verified", "saml", "email", "others", "trusted"),
    [
        ("", [], None, None, None, None),
        ("ana@home.example", [], None, "ana@home.example", None, None),
        ("ana@home.example", ["ana@x.org"], None, "ana@x.org", "ana@home.example", "ana@x.org"),
        ("", ["ana@x.org"], "ana.b@x.org", "ana.b@x.org", "ana@x.org", "ana.b@x.org;ana@x.org"),
        ("", [], "S-1-5-21", None, None, None),
    ],
)
def test_a_member_of_github_has_the_addresses_that_github_verified(
    public: str, verified: list[str], saml: str | None, email: str | None, others: Any, trusted: Any
) -> None:
    node = {"databaseId": 42, "login": "ana", "name": None, "email": public}
    found = member_account(
        {"role": "ADMIN", "node": node | {"organizationVerifiedDomainEmails": verified}}, saml
    )
    assert (found["account_uid"], found["username"], found["is_admin"]) == ("42", "ana", True)
    addresses = [found.get(name) for name in ("email", "other_emails", "verified_emails")]
    assert addresses == [email, others, trusted]


def test_an_unlinked_saml_identity_matches_no_account() -> None:
    member = {"role": "MEMBER", "node": {"databaseId": 1, "login": "ana"}}
    identities = [
        {"node": {"samlIdentity": {"nameId": "new@x.org"}, "user": None}},
        {"node": {"samlIdentity": {"nameId": "ana@x.org"}, "user": {"databaseId": 1}}},
    ]
    [found] = github_accounts({"members": [member], "identities": identities}, None)  # type: ignore[arg-type]
    assert found["email"] == "ana@x.org"


def test_an_outside_collaborator_of_github_is_a_guest() -> None:
    bot = collaborator_account({"login": "octo[bot]", "id": 7, "type": "Bot", "site_admin": False})
    person = collaborator_account({"login": "octocat", "id": 1, "type": "User"})
    assert (bot["account_type"], person["account_type"]) == ("service", "human")
    assert (person["account_uid"], person["is_guest"], person["is_admin"]) == ("1", True, False)


def test_a_user_of_scim() -> None:
    assert scim_account(SCIM_USER) == {
        "account_uid": "2819c223",
        "username": "bjensen@example.com",
        "email": "bjensen@example.com",
        "other_emails": "babs@jensen.example",
        "verified_emails": "bjensen@example.com;babs@jensen.example",
        "display_name": "Ms. Barbara J Jensen",
        "employee_number": "701984",
        "employment_status": "active",
        "account_status": "active",
        "account_type": "human",
        "department": "Tour Operations",
        "manager": "John Smith",
        "employment_type": "Employee",
        "created_at": datetime(2010, 1, 23, 4, 56, 22, tzinfo=UTC),
    }


@pytest.mark.parametrize(
    ("active", "status"),
    [(False, "suspended"), ("False", "suspended"), ("True", "active"), (None, "unknown")],
)
def test_the_states_of_scim(active: Any, status: str) -> None:
    assert scim_account({"id": "1", "userName": "a", "active": active})["account_status"] == status


def test_the_external_id_of_scim_fills_the_configured_column() -> None:
    assert scim_account(SCIM_USER, "entra_object_id")["entra_object_id"] == "701984"


def test_a_member_of_slack() -> None:
    assert slack_account(SLACK_MEMBER) == {
        "account_uid": "W012A3CDE",
        "username": "spengler",
        "email": "spengler@ghostbusters.example",
        "verified_emails": "spengler@ghostbusters.example",
        "display_name": "Egon Spengler",
        "employment_status": "active",
        "account_status": "active",
        "account_type": "human",
        "is_guest": False,
        "is_admin": True,
    }


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"deleted": True}, "account_status", "deprovisioned"),
        ({"is_invited_user": True}, "account_status", "pending"),
        ({"is_restricted": True}, "is_guest", True),
        ({"is_ultra_restricted": True}, "is_guest", True),
        ({"is_bot": True}, "account_type", "service"),
        ({"is_app_user": True}, "account_type", "service"),
        ({"id": "USLACKBOT"}, "account_type", "service"),
        ({"is_owner": False}, "is_admin", False),
        ({"is_owner": False, "enterprise_user": {"is_admin": True}}, "is_admin", True),
        ({"is_owner": False, "enterprise_user": {"is_owner": True}}, "is_admin", True),
        ({"is_owner": False, "enterprise_user": {"is_admin": False}}, "is_admin", False),
        ({"is_owner": False, "enterprise_user": None}, "is_admin", False),
    ],
)
def test_the_kinds_of_users_of_slack(changes: Record, field: str, value: Any) -> None:
    assert slack_account(SLACK_MEMBER | changes)[field] == value


def test_an_address_that_slack_has_not_confirmed_is_not_verified() -> None:
    claimed = slack_account(SLACK_MEMBER | {"is_email_confirmed": False})
    assert claimed["email"] and "verified_emails" not in claimed


OKTA_USER: Record = {
    "id": "00ub0oNGTSWTBKOLGLNR",
    "status": "PASSWORD_EXPIRED",
    "created": "2013-06-24T16:39:18.000Z",
    "lastLogin": "2026-06-24T17:39:19.000Z",
    "profile": {
        "login": "isaac.brock@example.com",
        "email": "isaac.brock@example.com",
        "secondEmail": "isaac@home.example",
        "firstName": "Isaac",
        "lastName": "Brock",
        "employeeNumber": "187",
        "department": "Band",
        "userType": "Employee",
        "mobilePhone": "555-415-1337",
    },
}
GOOGLE_USER: Record = {
    "id": "114511147312345678901",
    "primaryEmail": "liz@example.com",
    "aliases": ["elizabeth@example.com"],
    "nonEditableAliases": ["liz@example.com.test-google-a.com"],
    "name": {"givenName": "Liz", "familyName": "Smith", "fullName": "Liz Smith"},
    "suspended": False,
    "archived": False,
    "isAdmin": False,
    "isDelegatedAdmin": True,
    "lastLoginTime": "1970-01-01T00:00:00.000Z",
    "creationTime": "2013-02-05T10:30:03.000Z",
    "externalIds": [{"value": "12345", "type": "organization"}],
    "organizations": [
        {"department": "Old", "primary": False},
        {"department": "Sales", "description": "contractor", "primary": True},
    ],
}
ATLASSIAN_USER: Record = {
    "account_id": "5b10a2844c20165700ede21g",
    "account_type": "atlassian",
    "account_status": "active",
    "name": "Mia Krystof",
    "email": "mia@example.com",
    "access_billable": True,
    "last_active": "2026-05-01T10:00:00Z",
    "product_access": [
        {"key": "jira-software", "name": "Jira", "last_active": "2026-06-01T10:00:00Z"},
        {"key": "confluence", "name": "Confluence"},
    ],
}


def test_a_user_of_okta() -> None:
    assert okta_account(OKTA_USER) == {
        "account_uid": "00ub0oNGTSWTBKOLGLNR",
        "username": "isaac.brock@example.com",
        "email": "isaac.brock@example.com",
        "other_emails": "isaac@home.example",
        "verified_emails": "isaac.brock@example.com",
        "display_name": "Isaac Brock",
        "employee_number": "187",
        "employment_status": "active",
        "account_status": "active",
        "account_type": "human",
        "department": "Band",
        "employment_type": "Employee",
        "created_at": datetime(2013, 6, 24, 16, 39, 18, tzinfo=UTC),
        "last_sign_in_at": datetime(2026, 6, 24, 17, 39, 19, tzinfo=UTC),
    }


@pytest.mark.parametrize(("status", "expected"), [*STATUSES.items(), ("NEW", "unknown")])
def test_the_states_of_okta(status: str, expected: str) -> None:
    assert okta_account(OKTA_USER | {"status": status})["account_status"] == expected


def test_a_user_of_google() -> None:
    assert google_account(GOOGLE_USER) == {
        "account_uid": "114511147312345678901",
        "username": "liz@example.com",
        "email": "liz@example.com",
        "other_emails": "elizabeth@example.com;liz@example.com.test-google-a.com",
        "verified_emails": "liz@example.com;elizabeth@example.com;liz@example.com.test-google-a.com",
        "display_name": "Liz Smith",
        "employee_number": "12345",
        "employment_status": "active",
        "account_status": "active",
        "account_type": "human",
        "is_guest": False,
        "is_admin": True,
        "department": "Sales",
        "employment_type": "contractor",
        "created_at": datetime(2013, 2, 5, 10, 30, 3, tzinfo=UTC),
    }


def test_a_guest_of_google() -> None:
    assert google_account(GOOGLE_USER | {"isGuestUser": True})["is_guest"]


@pytest.mark.parametrize("state", ["suspended", "archived"])
def test_the_states_of_google(state: str) -> None:
    assert google_account(GOOGLE_USER | {state: True})["account_status"] == "suspended"


def test_a_managed_account_of_atlassian() -> None:
    assert atlassian_account(ATLASSIAN_USER) == {
        "account_uid": "5b10a2844c20165700ede21g",
        "username": "mia@example.com",
        "email": "mia@example.com",
        "verified_emails": "mia@example.com",
        "display_name": "Mia Krystof",
        "employment_status": "active",
        "account_status": "active",
        "account_type": "human",
        "license_code": "confluence,jira-software",
        "is_license_paid": True,
        "last_sign_in_at": datetime(2026, 6, 1, 10, tzinfo=UTC),
    }


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"account_status": "inactive"}, "account_status", "suspended"),
        ({"account_status": "closed"}, "account_status", "deprovisioned"),
        ({"account_type": "app"}, "account_type", "service"),
        ({"access_billable": False}, "is_license_paid", False),
    ],
)
def test_the_kinds_of_accounts_of_atlassian(changes: Record, field: str, value: Any) -> None:
    assert atlassian_account(ATLASSIAN_USER | changes)[field] == value
