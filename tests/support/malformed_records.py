"""Faults in records: values that are missing, of another type, out of range or nested too deeply."""

from typing import Any

from tests.support.fault_declarations import (
    ALWAYS,
    BACKLOGS,
    DAYS_OFF,
    DETAILS,
    FIELD_VALUES,
    FROM_SECOND,
    GROUPS,
    IDENTITIES,
    JSON,
    LINKS,
    MEMBERS,
    NO_DAYS_OFF,
    ONCE,
    ONLY_GROUPS,
    ONLY_IDENTITIES,
    ONLY_SWEEP,
    PROJECTS,
    QUERIES,
    REVISIONS,
    SECOND,
    TEAMS,
    TYPES,
    USER_TABLES,
    USERS,
    Costs,
    Fails,
    Fault,
    LeavesOut,
    Recovers,
)
from tests.support.faulty_proxy import Document, Effect, Exchange, answers, rewrites

ITERATIONS = "/teamsettings/iterations[?]"
CATEGORIES = "/workitemtypecategories[?]"
NODES = "/classificationnodes[?]"
FIELDS = "/_apis/wit/fields[?]"
RECYCLE_BINS = "/_apis/wit/recyclebin"
OUT_OF_RANGE = "9999-12-31T23:59:59-05:00"
LEVELS = 20_000

too_deep = answers(200, b'{"values": ' + b"[" * LEVELS + b"]" * LEVELS + b"}", Content_Type=JSON)


def adds(name: str, record: Any) -> Effect:
    """Add a record to the list of that name."""

    @rewrites
    def effect(page: Document, exchange: Exchange) -> None:
        page[name].append(record)

    return effect


def sets(**values: Any) -> Effect:
    """Replace values of a document."""

    @rewrites
    def effect(document: Document, exchange: Exchange) -> None:
        document.update(values)

    return effect


@rewrites
def numbers_as_strings(page: Document, exchange: Exchange) -> None:
    for revision in page["values"]:
        revision.update(id=str(revision["id"]), rev=str(revision["rev"]))


def link(**values: Any) -> Document:
    return {
        "rel": "System.LinkTypes.Related",
        "attributes": {"sourceId": 1, "targetId": 2, "changedOperation": "create", **values},
    }


def malformed(resource: str, detail: str) -> Fails:
    return Fails(f"A record of {resource} is not of the expected form .*{detail}")


NO_ID = "`id` is missing"

MALFORMED_RECORDS = (
    # Records of the complete organization
    Fault(
        "project without id",
        PROJECTS,
        ALWAYS,
        adds("value", {"name": "X"}),
        malformed("projects", NO_ID),
    ),
    Fault(
        "project whose name is a number",
        PROJECTS,
        ALWAYS,
        adds("value", {"id": "x", "name": 5}),
        malformed("projects", "`name` is missing"),
    ),
    Fault(
        "field without name",
        FIELDS,
        ONCE,
        adds("value", {"name": "X"}),
        malformed("fields", "`referenceName` is missing"),
    ),
    Fault(
        "revision without id",
        REVISIONS,
        SECOND,
        adds("values", {"rev": 1, "fields": {}}),
        malformed("work_item_revisions", NO_ID),
        True,
    ),
    Fault(
        "revision with a list of fields",
        REVISIONS,
        SECOND,
        adds("values", {"id": 1, "rev": 1, "fields": []}),
        malformed("work_item_revisions", "AttributeError"),
    ),
    Fault(
        "revision without fields",
        REVISIONS,
        SECOND,
        adds("values", {"id": 1, "rev": 1}),
        malformed("work_item_revisions", "KeyError"),
    ),
    Fault("numbers as strings", REVISIONS, ALWAYS, numbers_as_strings, Recovers()),
    Fault(
        "link with a list of attributes",
        LINKS,
        SECOND,
        adds("values", {"rel": "X", "attributes": [1]}),
        malformed("work_item_link_changes", "TypeError"),
    ),
    Fault(
        "link of a time out of range",
        LINKS,
        SECOND,
        adds("values", link(changedDate=OUT_OF_RANGE)),
        malformed("work_item_link_changes", "`changed_date` is missing"),
    ),
    Fault(
        "revisions nested too deeply", REVISIONS, FROM_SECOND, too_deep, Fails("nested too deeply")
    ),
    # Records of one project or team
    Fault(
        "list of capabilities",
        DETAILS,
        ONCE,
        sets(capabilities=["X"]),
        LeavesOut("projects", "projects"),
    ),
    Fault(
        "team without id", TEAMS, ONCE, adds("value", {"name": "X"}), LeavesOut("teams", "projects")
    ),
    Fault(
        "node with an object of children",
        NODES,
        ONCE,
        adds("value", {"name": "X", "children": {"a": 1}}),
        LeavesOut("classification_nodes", "projects"),
        True,
    ),
    Fault(
        "type without name",
        TYPES,
        ONCE,
        adds("value", {"states": []}),
        LeavesOut("work_item_types", "projects"),
    ),
    Fault(
        "state that is a string",
        TYPES,
        ONCE,
        adds("value", {"name": "X", "states": ["New"]}),
        LeavesOut("work_item_types", "projects"),
    ),
    Fault(
        "category of strings",
        CATEGORIES,
        ONCE,
        adds("value", {"referenceName": "X", "workItemTypes": ["Bug"]}),
        LeavesOut("work_item_type_categories", "projects"),
    ),
    Fault(
        "member without identity",
        MEMBERS,
        ONCE,
        adds("value", {"identity": None}),
        LeavesOut("team_members"),
    ),
    Fault(
        "member without id",
        MEMBERS,
        ONCE,
        adds("value", {"identity": {"displayName": "X"}}),
        LeavesOut("team_members"),
    ),
    Fault(
        "iteration with a list of dates",
        ITERATIONS,
        ONCE,
        adds("value", {"id": "x", "attributes": [1]}),
        LeavesOut("team_iterations"),
    ),
    Fault(
        "area without path",
        FIELD_VALUES,
        ONCE,
        adds("values", {"includeChildren": True}),
        LeavesOut("team_field_values"),
    ),
    Fault(
        "area that is a string",
        FIELD_VALUES,
        ONCE,
        adds("values", "Alpha"),
        LeavesOut("team_field_values"),
    ),
    Fault(
        "backlog of strings",
        BACKLOGS,
        ONCE,
        sets(requirementBacklog={"workItemTypes": ["Bug"]}),
        LeavesOut("team_backlogs"),
    ),
    # Records that a run can do without
    Fault(
        "user that is a list",
        USERS,
        ONCE,
        adds("members", {"id": "x", "user": ["X"]}),
        Costs(USER_TABLES),
    ),
    Fault(
        "day off without an end",
        DAYS_OFF,
        ONCE,
        adds("daysOff", {"start": "2026-03-04T00:00:00Z"}),
        NO_DAYS_OFF,
    ),
    Fault("users nested too deeply", USERS, ALWAYS, too_deep, Costs(USER_TABLES)),
    Fault("group without id", GROUPS, ALWAYS, adds("value", {"group": {}}), Costs(ONLY_GROUPS)),
    Fault(
        "identity without id",
        IDENTITIES,
        ALWAYS,
        adds("value", {"isActive": True}),
        Costs(ONLY_IDENTITIES),
    ),
    Fault(
        "existing item without id",
        QUERIES,
        ALWAYS,
        adds("workItems", {"id": None}),
        Costs(ONLY_SWEEP),
        True,
    ),
    Fault("deleted item without id", RECYCLE_BINS, ALWAYS, adds("value", {"id": None}), Recovers()),
)
