"""Arrow schemas of the raw tables that rosters fill."""

import pyarrow as pa

_TEXT_COLUMNS = (
    "platform",
    "account_uid",  # the file's, else user name, else e-mail
    "username",
    "email",
    "other_emails",  # separated by ";"
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
    "other_columns",  # JSON of the columns that the contract does not name
)

ACCOUNTS = pa.schema(
    [(name, pa.string()) for name in _TEXT_COLUMNS]
    + [
        ("is_guest", pa.bool_()),
        ("is_admin", pa.bool_()),
        ("start_date", pa.date32()),
        ("end_date", pa.date32()),
        ("last_sign_in_at", pa.timestamp("us", tz="UTC")),
        ("loaded_at", pa.timestamp("us", tz="UTC")),
        ("line_number", pa.int64()),
    ]
)

EXPECTATIONS = pa.schema(
    [
        ("platform", pa.string()),
        ("department", pa.string()),
        ("employment_type", pa.string()),
        ("line_number", pa.int64()),
    ]
)
