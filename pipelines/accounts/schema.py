"""Arrow schemas of the raw tables that rosters fill."""

import pyarrow as pa

_TEXT_COLUMNS = (
    "account_uid",  # the file's, else user name, else e-mail
    "username",
    "email",
    "other_emails",  # separated by ";"
    "verified_emails",  # separated by ";": of all addresses those that the platform vouches for; no file's
    "display_name",
    "employee_number",
    "entra_object_id",
    "person_id",
    "employment_status",  # active, on_leave, terminated; "active" where the file has none
    "account_status",  # active, suspended, deprovisioned, pending; "active" where the file has none
    "account_type",  # human, service; "human" where the file has none
    "manager",
    "department",
    "employment_type",
    "license_code",
)

# What a platform knows about an account; true and false may be unknown.
ACCOUNT_FIELDS = [(name, pa.string()) for name in _TEXT_COLUMNS] + [
    ("is_guest", pa.bool_()),
    ("is_admin", pa.bool_()),
    ("is_license_paid", pa.bool_()),  # no file's
    ("start_date", pa.date32()),
    ("end_date", pa.date32()),
    ("created_at", pa.timestamp("us", tz="UTC")),  # no file's
    ("last_sign_in_at", pa.timestamp("us", tz="UTC")),
]

ACCOUNTS = pa.schema(
    [
        ("platform", pa.string()),
        *ACCOUNT_FIELDS,
        ("other_columns", pa.string()),  # JSON of the columns that the contract does not name
        ("loaded_at", pa.timestamp("us", tz="UTC")),
        ("line_number", pa.int64()),  # of the file; null for what is no file
    ]
)

# The columns of a CSV roster that have a meaning, by the contract: any other is kept as it is.
FILE_COLUMNS = tuple(
    name
    for name, _ in ACCOUNT_FIELDS
    if name not in ("verified_emails", "is_license_paid", "created_at")
)

# One row per line and condition of expectations.csv; a line without any has one row, of neither.
EXPECTATIONS = pa.schema(
    [
        ("platform", pa.string()),
        ("attribute", pa.string()),  # `team`, or a column of the authority roster
        ("value", pa.string()),
        ("line_number", pa.int64()),
    ]
)
