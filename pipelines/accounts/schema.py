"""Arrow schemas of the raw tables of rosters."""

import pyarrow as pa

_TEXT_COLUMNS = (
    "account_uid",  # from the file, else the user name, else the email
    "username",
    "email",
    "other_emails",  # separated by ";"
    "verified_emails",  # separated by ";": the addresses that the platform has verified; not in files
    "display_name",
    "employee_number",
    "entra_object_id",
    "person_id",
    "employment_status",  # active, on_leave, terminated; default "active"
    "account_status",  # active, suspended, deprovisioned, pending; default "active"
    "account_type",  # human, service; default "human"
    "manager",
    "department",
    "employment_type",
    "license_code",
)

# Fields of an account; all may be null.
ACCOUNT_FIELDS = [(name, pa.string()) for name in _TEXT_COLUMNS] + [
    ("is_guest", pa.bool_()),
    ("is_admin", pa.bool_()),
    ("is_license_paid", pa.bool_()),  # not in files
    ("is_sign_in_read", pa.bool_()),  # not in files; whether an account without a sign-in has none
    ("start_date", pa.date32()),
    ("end_date", pa.date32()),
    ("created_at", pa.timestamp("us", tz="UTC")),  # not in files
    ("last_sign_in_at", pa.timestamp("us", tz="UTC")),
]

ACCOUNTS = pa.schema(
    [
        ("platform", pa.string()),
        *ACCOUNT_FIELDS,
        ("other_columns", pa.string()),  # JSON of the columns without a meaning of their own
        ("loaded_at", pa.timestamp("us", tz="UTC")),
        ("line_number", pa.int64()),  # of the file; null without a file
    ]
)

# The columns of a CSV roster that have a meaning; any other is stored in `other_columns`.
FILE_COLUMNS = tuple(
    name
    for name, _ in ACCOUNT_FIELDS
    if name not in ("verified_emails", "is_license_paid", "is_sign_in_read", "created_at")
)

# One row per line and condition of expectations.csv; a line without conditions has one row with nulls.
EXPECTATIONS = pa.schema(
    [
        ("platform", pa.string()),
        ("attribute", pa.string()),  # `team`, or a column of the authority roster
        ("value", pa.string()),
        ("line_number", pa.int64()),
    ]
)
