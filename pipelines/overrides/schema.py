"""Arrow schemas of the raw tables that the users' files fill."""

from collections.abc import Mapping

import pyarrow as pa

THRESHOLDS = pa.schema(
    [
        ("line_number", pa.int64()),
        ("rule_id", pa.string()),
        ("project_id", pa.string()),  # null: every project
        ("team_id", pa.string()),  # null: every team, and what no team owns
        ("parameter", pa.string()),
        ("value", pa.string()),  # a number or a truth value, as SQL writes it
    ]
)

WAIVERS = pa.schema(
    [
        ("line_number", pa.int64()),
        ("rule_id", pa.string()),  # "*": every rule
        ("subject_uid", pa.string()),  # or a pattern with "*" and "?"
        ("reason", pa.string()),
        ("owner", pa.string()),
        ("until", pa.date32()),  # the last day on which it holds; null: no end
    ]
)

MANUAL_LINKS = pa.schema(
    [
        ("line_number", pa.int64()),
        ("platform", pa.string()),
        ("account_uid", pa.string()),
        ("person_id", pa.string()),
        ("is_same", pa.bool_()),  # false: the account is not this person's, whatever speaks for it
    ]
)

DOMAIN_ALIASES = pa.schema(
    [
        ("line_number", pa.int64()),
        ("alias", pa.string()),  # both in lower case and ASCII
        ("domain", pa.string()),
    ]
)

AMENDMENT_TABLES: Mapping[str, pa.Schema] = {
    "thresholds": THRESHOLDS,
    "waivers": WAIVERS,
    "manual_links": MANUAL_LINKS,
    "domain_aliases": DOMAIN_ALIASES,
}
