"""The environment variables with which this process configures dlt and dbt, and no other ones.

Variables that somebody has set for other projects would change what is loaded, built and published:
`DBT_EMPTY` empties every model, `RUNTIME__SENTRY_DSN` sends errors elsewhere. Imports neither dlt nor dbt,
which read some variables while they are imported.
"""

import os

FOREIGN_PREFIXES = ("DBT_", "DLT_", "RUNTIME__")
CONFIGURATION_FOLDER = frozenset({"DLT_PROJECT_DIR", "DLT_CONFIG_FOLDER"})  # where `.dlt` is
DLT_VARIABLES = {
    "LOAD__DELETE_COMPLETED_JOBS": "true",  # files of loaded packages hold what was read
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__INTERCEPT_SIGNALS": "false",
    "RUNTIME__LOG_LEVEL": "CRITICAL",
}


def use_own_variables() -> None:
    """Remove the variables of other dlt and dbt projects from this process, and set ours."""
    for name in [name for name in os.environ if _is_foreign(name)]:
        del os.environ[name]
    os.environ.update(DLT_VARIABLES, DO_NOT_TRACK="1")


def _is_foreign(name: str) -> bool:
    return name.upper().startswith(FOREIGN_PREFIXES) and name not in CONFIGURATION_FOLDER
