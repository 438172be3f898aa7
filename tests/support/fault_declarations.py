"""Faults of a server or a network, with the affected requests and the expected result of the run."""

from collections.abc import Container
from dataclasses import dataclass

import orjson

from pipelines.extract.coverage import LoadStatus
from tests.support.faulty_proxy import (
    Document,
    Effect,
    Exchange,
    answers,
    closes_in_the_body,
    cuts_the_document,
    drips,
    hangs,
    resets,
    resets_in_the_body,
    rewrites,
)

REVISIONS = "/reporting/workitemrevisions"
LINKS = "/reporting/workitemlinks"
TEAMS = "/_apis/projects/[^/]+/teams[?]"
MEMBERS = "/members[?]"
TYPES = "/workitemtypes[?]"
PROJECTS = "/_apis/projects[?]"
DETAILS = "/_apis/projects/[^/?]+[?]"
SETTINGS = "/teamsettings[?]"
FIELD_VALUES = "/teamfieldvalues[?]"
BACKLOGS = "/backlogconfiguration[?]"
USERS = "/_apis/userentitlements"
GROUPS = "/_apis/groupentitlements"
IDENTITIES = "/_apis/identities"
QUERIES = "/_apis/wit/wiql"
RELATIONS = "/workitemsbatch"
DAYS_OFF = "/teamdaysoff[?]"
EVERYTHING = "/_apis/"

ONCE, ALWAYS = range(1, 2), range(1, 1_000_000)
SECOND, FROM_SECOND = range(2, 3), range(2, 1_000_000)
USER_TABLES = frozenset(
    {"user_entitlements", "user_entitlement_projects", "user_entitlement_group_rules"}
)


@dataclass(frozen=True)
class Recovers:
    """The run succeeds with all rows, after waiting for at least `waits` seconds."""

    waits: float = 0.0


@dataclass(frozen=True)
class Fails:
    """The run fails with status 1 and a message that matches."""

    message: str


@dataclass(frozen=True)
class Costs:
    """The run succeeds without these optional resources, whose previous rows are unchanged."""

    resources: frozenset[str]
    status: LoadStatus = LoadStatus.FAILED


@dataclass(frozen=True)
class LeavesOut:
    """The run succeeds without one team or project, which is missing because of this resource."""

    resource: str
    list_name: str = "teams"


@dataclass(frozen=True)
class Fault:
    """A fault of the server on those requests to `path` whose number, from 1, is in `on`."""

    name: str
    path: str
    on: Container[int]
    effect: Effect
    outcome: Recovers | Fails | Costs | LeavesOut
    is_representative: bool = False


JSON, HTML = "application/json; charset=utf-8", "text/html; charset=utf-8"
STOPPED = b'\xef\xbb\xbf{"message": "TF24668: The service is stopped."}'
MAINTENANCE = b"<!DOCTYPE html><html><head><title>We are back soon</title></head></html>"
SIGN_IN = b"<!DOCTYPE html><html><head><title>Azure DevOps Services | Sign In</title></head></html>"
ANOTHER_OBJECT = b'{"$id": "1", "message": "VS800075: something"}'
EXPIRED = b'{"message": "Access Denied: The Personal Access Token used has expired."}'
ELSEWHERE = "http://another-host.invalid/_signin?token=asked"

busy = answers(429, b"{}", Content_Type=JSON)
busy_for_7_seconds = answers(429, b"{}", Content_Type=JSON, Retry_After="7")
busy_for_a_day = answers(429, b"{}", Content_Type=JSON, Retry_After="86400")
busy_for_ever = answers(429, b"{}", Content_Type=JSON, Retry_After="99999999999")
another_object = answers(200, ANOTHER_OBJECT, Content_Type=JSON)
stopped = answers(503, STOPPED, Content_Type=JSON)
bad_gateway = answers(502, b"<html>Bad gateway</html>", Content_Type=HTML)
sign_in_with_203 = answers(203, SIGN_IN, Content_Type=HTML)
sign_in_with_200 = answers(200, SIGN_IN, Content_Type=HTML)
redirect = answers(302, Location=ELSEWHERE)
expired = answers(401, EXPIRED, Content_Type=JSON)
no_scope = answers(401, WWW_Authenticate="Basic")
not_here = answers(404, b"The controller for path was not found.", Content_Type="text/plain")


@rewrites
def stands_still(page: Document, exchange: Exchange) -> None:
    page.update(continuationToken=exchange.asked_token, isLastBatch=False)


@rewrites
def empty_but_not_last(page: Document, exchange: Exchange) -> None:
    page.update(values=[], continuationToken=f"{exchange.asked_token};0", isLastBatch=False)


@rewrites
def empty_and_stands_still(page: Document, exchange: Exchange) -> None:
    page.update(values=[], continuationToken=exchange.asked_token, isLastBatch=False)


@rewrites
def same_row_twice(page: Document, exchange: Exchange) -> None:
    page["values"].insert(0, page["values"][-1])


@rewrites
def first_page_too(page: Document, exchange: Exchange) -> None:
    page["values"] += orjson.loads(exchange.first.body)["values"]


@rewrites
def starts_again(page: Document, exchange: Exchange) -> None:
    page.update(continuationToken="0", isLastBatch=False)


@rewrites
def without_list(page: Document, exchange: Exchange) -> None:
    del page["values"]


@rewrites
def with_null_for_the_list(page: Document, exchange: Exchange) -> None:
    page["values"] = None


@rewrites
def with_another_list(page: Document, exchange: Exchange) -> None:
    page["items"] = page.pop("value")


@rewrites
def without_flag_and_token(page: Document, exchange: Exchange) -> None:
    del page["isLastBatch"], page["continuationToken"]


@rewrites
def without_members(page: Document, exchange: Exchange) -> None:
    del page["members"], page["items"]


@rewrites
def next_page_elsewhere(page: Document, exchange: Exchange) -> None:
    page["nextLink"] = ELSEWHERE


def previous_page_again(exchange: Exchange) -> None:
    """Return the rows of the previous page again, and a cursor that skips nothing."""
    assert exchange.previous is not None
    page = orjson.loads(exchange.previous.body)
    page.update(continuationToken=f"{exchange.asked_token};0", isLastBatch=False)
    answers(200, orjson.dumps(page), Content_Type=JSON)(exchange)


DEAD = r"The token stopped working during the run: .* Renew it at http.*/_usersSettings/tokens"
REFUSED = "a redirect to http.* The token's owner lacks a permission"
NOTHING_LEFT = "None of the 2 selected projects could be read: project Alpha"
DENIED, FAILED, UNAVAILABLE = LoadStatus.DENIED, LoadStatus.FAILED, LoadStatus.UNAVAILABLE
ONLY_IDENTITIES = frozenset({"identities", "team_group_members"})
ALL_PEOPLE = USER_TABLES | ONLY_IDENTITIES | {"group_entitlements"}  # asked for one after the other
ONLY_GROUPS = frozenset({"group_entitlements"})
ONLY_SWEEP = frozenset({"work_item_sweep"})
ONLY_RELATIONS = frozenset({"work_item_relations"})
NO_DAYS_OFF = Costs(frozenset({"team_days_off"}), LoadStatus.LOADED)
NO_IDENTITIES = Costs(ONLY_IDENTITIES, DENIED)
NO_AREAS = LeavesOut("team_field_values")
USERS_DENIED = Costs(USER_TABLES, DENIED)

# fmt: off
FAULTS = (
    # Passing faults, each met by another try
    Fault("408", TEAMS, ONCE, answers(408), Recovers()),
    Fault("429 with Retry-After", REVISIONS, SECOND, busy_for_7_seconds, Recovers(waits=7), True),
    Fault("429 without a hint", LINKS, SECOND, busy, Recovers(waits=180)),
    Fault("500", REVISIONS, SECOND, answers(500, b"TF400898: An internal error"), Recovers()),
    Fault("502 with HTML", LINKS, ONCE, bad_gateway, Recovers()),
    Fault("503 with a byte order mark", TYPES, ONCE, stopped, Recovers()),
    Fault("504", USERS, SECOND, answers(504), Recovers()),
    Fault("three faults in a row", REVISIONS, range(2, 5), stopped, Recovers()),
    Fault("each kind of request fails once", EVERYTHING, range(1, 1000, 3), stopped, Recovers()),
    Fault("reset before the answer", REVISIONS, SECOND, resets, Recovers()),
    Fault("reset in the body", REVISIONS, SECOND, resets_in_the_body, Recovers()),
    Fault("connection closed in the body", LINKS, SECOND, closes_in_the_body, Recovers()),
    Fault("half a document of the right length", REVISIONS, SECOND, cuts_the_document, Recovers(), True),
    Fault("half a list of users of the right length", USERS, SECOND, cuts_the_document, Recovers()),
    Fault("empty body with 200", TEAMS, ONCE, answers(200, b"", Content_Type=JSON), Recovers()),
    Fault("hangs once", REVISIONS, SECOND, hangs(1.5), Recovers()),
    Fault("drips once", LINKS, SECOND, drips(100, 0.05), Recovers()),
    Fault("page of HTML once", TEAMS, ONCE, answers(200, MAINTENANCE, Content_Type=HTML), Recovers()),
    Fault("507", LINKS, ONCE, answers(507), Recovers()),
    Fault("slow, but it comes", REVISIONS, SECOND, drips(10, 0.05), Recovers()),
    Fault("503 for links to artifacts", RELATIONS, ONCE, stopped, Recovers()),
    Fault("503 for days off", DAYS_OFF, ONCE, stopped, Recovers()),
    # The same faults, permanently
    Fault("503 permanently", REVISIONS, FROM_SECOND, stopped, Fails("returned 503: TF24668"), True),
    Fault("429 permanently", TEAMS, ALWAYS, busy_for_7_seconds, Fails("returned 429")),
    Fault("429 for a day", REVISIONS, SECOND, busy_for_a_day, Fails("requests a pause of 24 hours")),
    Fault("429 without end", TEAMS, ONCE, busy_for_ever, Fails("requests a pause of 1,157,407 days")),
    Fault("429 for a day on users", USERS, SECOND, busy_for_a_day, Costs(ALL_PEOPLE)),
    Fault("resets permanently", LINKS, FROM_SECOND, resets, Fails("GET to 127.0.0.1:.* got no response")),
    Fault("half documents, always", REVISIONS, FROM_SECOND, cuts_the_document, Fails("not complete JSON")),
    Fault("drips permanently", TYPES, ALWAYS, drips(100, 0.05), Fails("got no response .*ReadTimeout")),
    Fault("hangs permanently", MEMBERS, ALWAYS, hangs(0.6), Fails("got no response .*Timeout")),
    Fault("500 permanently on users", USERS, FROM_SECOND, answers(500), Costs(USER_TABLES)),
    Fault("resets permanently on groups", GROUPS, ALWAYS, resets, Costs(ONLY_GROUPS)),
    Fault("HTML permanently on identities", IDENTITIES, ALWAYS, sign_in_with_200, NO_IDENTITIES),
    Fault("503 permanently in the deletion scan", QUERIES, FROM_SECOND, stopped, Costs(ONLY_SWEEP)),
    Fault("503 permanently for links to artifacts", RELATIONS, ALWAYS, stopped, Costs(ONLY_RELATIONS)),
    Fault("links to artifacts without a list", RELATIONS, ALWAYS, with_another_list, Costs(ONLY_RELATIONS)),
    Fault("503 permanently for days off", DAYS_OFF, FROM_SECOND, stopped, NO_DAYS_OFF, True),
    Fault("refused sweep", QUERIES, ALWAYS, answers(400, b'{"message": "VS402337"}'), Costs(ONLY_SWEEP)),
    # A token that dies in mid-run, or that may not read something
    Fault("token dies, 203", REVISIONS, FROM_SECOND, sign_in_with_203, Fails(DEAD), True),
    Fault("redirect to another host", LINKS, ALWAYS, redirect, Fails(REFUSED)),
    Fault("token dies, 401 with a reason", REVISIONS, FROM_SECOND, expired, Fails(DEAD)),
    Fault("sign-in page with 200 for all projects", TEAMS, ALWAYS, sign_in_with_200, Fails(NOTHING_LEFT)),
    Fault("sign-in page with 203 for a team", MEMBERS, SECOND, sign_in_with_203, LeavesOut("team_members")),
    Fault("token dies on users, 203", USERS, FROM_SECOND, sign_in_with_203, USERS_DENIED),
    Fault("token dies on users, redirect", USERS, FROM_SECOND, redirect, USERS_DENIED),
    Fault("token dies on users, 401 with a reason", USERS, FROM_SECOND, expired, USERS_DENIED),
    Fault("no scope for groups", GROUPS, ALWAYS, no_scope, Costs(ONLY_GROUPS, DENIED)),
    Fault("no scope for identities", IDENTITIES, ALWAYS, no_scope, NO_IDENTITIES),
    Fault("no permission for teams", TEAMS, ALWAYS, answers(403, b"{}"), Fails(NOTHING_LEFT)),
    # An Azure DevOps Server has no entitlements; elsewhere nothing is no answer
    Fault("no users API", USERS, ALWAYS, not_here, Costs(USER_TABLES, UNAVAILABLE)),
    Fault("no groups API", GROUPS, ALWAYS, not_here, Costs(ONLY_GROUPS, UNAVAILABLE)),
    Fault("no feed", LINKS, ALWAYS, not_here, Fails("returned 404")),
    # Feeds and lists that are not what they should be
    Fault("cursor stands still once", REVISIONS, SECOND, stands_still, Recovers()),
    Fault("cursor stands still three times", LINKS, range(2, 5), stands_still, Recovers()),
    Fault("token repeated permanently", REVISIONS, FROM_SECOND, stands_still, Fails("pagination loop")),
    Fault("empty batch that is not the last", REVISIONS, SECOND, empty_but_not_last, Recovers()),
    Fault("empty first batch that is not the last", LINKS, ONCE, empty_but_not_last, Recovers()),
    Fault("empty batch, and the cursor stands still", REVISIONS, SECOND, empty_and_stands_still, Recovers()),
    Fault("revision repeated", REVISIONS, SECOND, same_row_twice, Recovers()),
    Fault("link change repeated", LINKS, SECOND, same_row_twice, Recovers()),
    Fault("page of revisions repeated", REVISIONS, SECOND, previous_page_again, Recovers()),
    Fault("page of links repeated", LINKS, SECOND, previous_page_again, Recovers()),
    Fault("first page of revisions repeated", REVISIONS, range(3, 4), first_page_too, Recovers()),
    Fault("first page of links repeated", LINKS, range(4, 5), first_page_too, Recovers(), True),
    Fault("revisions start again", REVISIONS, range(3, 4), starts_again, Recovers()),
    Fault("links start again", LINKS, range(3, 4), starts_again, Recovers()),
    Fault("next page on another host", REVISIONS, ALWAYS, next_page_elsewhere, Recovers()),
    Fault("page without its list", REVISIONS, SECOND, without_list, Fails("has no list `values`")),
    Fault("page with null for its list", LINKS, ONCE, with_null_for_the_list, Fails("has no list `values`")),
    Fault("page without flag and cursor", REVISIONS, SECOND, without_flag_and_token, Fails("isLastBatch")),
    Fault("another object for a project", DETAILS, ALWAYS, another_object, Fails(NOTHING_LEFT)),
    Fault("another object for settings", SETTINGS, SECOND, another_object, LeavesOut("team_settings")),
    Fault("another object for areas", FIELD_VALUES, SECOND, another_object, NO_AREAS, True),
    Fault("another object for backlogs", BACKLOGS, ONCE, another_object, LeavesOut("team_backlogs")),
    Fault("another object for days off", DAYS_OFF, SECOND, another_object, NO_DAYS_OFF),
    Fault("another object for identities", IDENTITIES, ALWAYS, another_object, Costs(ONLY_IDENTITIES)),
    Fault("page of users without users", USERS, SECOND, without_members, Costs(USER_TABLES)),
)
# fmt: on
