"""Stand-ins for dbt's cross-database macros, so that sqlfluff renders models without dbt."""


def dateadd(datepart: str, interval: str, from_date_or_timestamp: str) -> str:
    """Render like dbt's macro of that name on DuckDB."""
    return f"date_add({from_date_or_timestamp}, interval ({interval}) {datepart})"


def datediff(first_date: str, second_date: str, datepart: str) -> str:
    """Render like dbt's macro of that name on DuckDB."""
    return f"date_diff('{datepart}', cast({first_date} as timestamp), cast({second_date} as timestamp))"


def hash(field: str) -> str:  # noqa: A001 - dbt's own name
    """Render like dbt's macro of that name."""
    return f"md5(cast({field} as varchar))"


def date_trunc(datepart: str, date: str) -> str:
    """Render like dbt's macro of that name on DuckDB."""
    return f"date_trunc('{datepart}', {date})"
