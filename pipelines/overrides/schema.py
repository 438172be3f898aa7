"""Arrow schemas of the raw tables of override files."""

from collections.abc import Mapping

import pyarrow as pa

THRESHOLDS = pa.schema(
    [
        ("line_number", pa.int64()),
        ("rule_id", pa.string()),
        ("project_id", pa.string()),  # null: every project
        ("team_id", pa.string()),  # null: every team, and items without a team
        ("segment", pa.string()),  # path of a saved query; null: whatever the segment
        ("parameter", pa.string()),
        ("value", pa.string()),  # a number or a boolean in SQL
    ]
)

WAIVERS = pa.schema(
    [
        ("line_number", pa.int64()),
        ("rule_id", pa.string()),  # "*": every rule
        ("subject_uid", pa.string()),  # or a pattern with "*" and "?"
        ("reason", pa.string()),
        ("owner", pa.string()),
        ("until", pa.date32()),  # the last valid day; null: no end
        ("segment", pa.string()),  # path of a saved query; null: whatever the segment
    ]
)

MANUAL_LINKS = pa.schema(
    [
        ("line_number", pa.int64()),
        ("platform", pa.string()),
        ("account_uid", pa.string()),
        ("person_id", pa.string()),
        ("is_same", pa.bool_()),  # false: the account is not this person's, despite any evidence
    ]
)

DOMAIN_ALIASES = pa.schema(
    [
        ("line_number", pa.int64()),
        ("alias", pa.string()),  # both in lower case and ASCII
        ("domain", pa.string()),
    ]
)

LICENSE_PRICES = pa.schema(
    [
        ("line_number", pa.int64()),
        ("license_code", pa.string()),  # in lower case
        ("usd_per_month", pa.float64()),
        ("free_count", pa.int64()),  # null: that of the list
    ]
)

STATE_CATEGORIES = pa.schema(
    [
        ("line_number", pa.int64()),
        ("project_id", pa.string()),  # null: every project
        ("work_item_type", pa.string()),  # null: every type
        ("state", pa.string()),
        ("state_category", pa.string()),
    ]
)

APPROVAL_STATES = pa.schema(
    [
        ("line_number", pa.int64()),
        ("project_id", pa.string()),  # null: every project
        ("work_item_type", pa.string()),  # null: every type
        ("state", pa.string()),
    ]
)

BLOCKED_MARKERS = pa.schema(
    [
        ("line_number", pa.int64()),
        ("project_id", pa.string()),  # null: every project
        ("marker", pa.string()),  # tag or column
        ("name", pa.string()),
    ]
)

TEAM_GROUPS = pa.schema(
    [
        ("line_number", pa.int64()),
        ("team_id", pa.string()),
        ("group_1", pa.string()),  # the top; null below the group of the team
        ("group_2", pa.string()),
        ("group_3", pa.string()),
    ]
)

OVERRIDE_TABLES: Mapping[str, pa.Schema] = {
    "thresholds": THRESHOLDS,
    "waivers": WAIVERS,
    "manual_links": MANUAL_LINKS,
    "domain_aliases": DOMAIN_ALIASES,
    "license_prices": LICENSE_PRICES,
    "state_categories": STATE_CATEGORIES,
    "approval_states": APPROVAL_STATES,
    "blocked_markers": BLOCKED_MARKERS,
    "team_groups": TEAM_GROUPS,
}
