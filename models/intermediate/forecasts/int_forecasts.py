"""One row per snapshot and subject, with its forecast."""

from typing import Any

import pyarrow as pa

from pipelines.forecasting.forecast import Settings
from pipelines.forecasting.tables import Tables, forecasts

BACKLOG_ORDER = """
    snapshot_number, team_id, portfolio_rank nulls last, portfolio_id, item_rank nulls last, work_item_id
"""


def model(dbt: Any, session: Any) -> pa.Table:
    """Build the model; `session` is the DuckDB connection."""
    dbt.config(materialized="table")
    context = dbt.ref("stg_run__run_context").to_arrow_table().to_pylist()[0]
    throughput = dbt.ref("int_flow_daily").filter("throughput > 0")
    tables = Tables(
        snapshots=dbt.ref("int_snapshots").to_arrow_table(),
        subjects=dbt.ref("int_forecast_subjects").order("snapshot_number").to_arrow_table(),
        items=dbt.ref("int_remaining_items").order(BACKLOG_ORDER).to_arrow_table(),
        descendants=dbt.ref("int_remaining_descendants").order("snapshot_number").to_arrow_table(),
        links=dbt.ref("int_dependency_snapshots").order("snapshot_number").to_arrow_table(),
        teams=dbt.ref("int_teams").order("team_id").to_arrow_table(),
        throughput=throughput.select("team_id, date, throughput as items").to_arrow_table(),
        working_days=dbt.ref("int_team_working_days").to_arrow_table(),
    )
    return forecasts(tables, Settings(context["forecast_trials"], context["forecast_wip"]))
