"""One row per team that has completed requirements, with the change of its throughput in eight weeks."""

from typing import Any

import pyarrow as pa

from pipelines.forecasting.tables import changes_of_throughput


def model(dbt: Any, session: Any) -> pa.Table:
    """Build the model; `session` is the DuckDB connection."""
    dbt.config(materialized="table")
    [(as_of_date,)] = dbt.ref("stg_run__run_context").select("as_of_date").fetchall()
    throughput = dbt.ref("int_flow_daily").filter("throughput > 0")
    return changes_of_throughput(
        throughput.select("team_id, date, throughput as items").to_arrow_table(),
        dbt.ref("int_team_working_days").to_arrow_table(),
        as_of_date,
    )
