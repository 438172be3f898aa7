"""The datasets: published tables with their time axis, and measures beside the metric catalogue."""

from dashboards.declaration import Dataset, Lookup, Measure

TEAM = Lookup("dim_team", "team_id", ("team_name", "project_name"))
ITERATION = Lookup(
    "velocity", "team_iteration_id", ("team_name", "project_name", "iteration_name", "timeframe")
)
PORTFOLIO_ITEM = Lookup(
    "portfolio_progress", "work_item_id", ("title", "team_name", "project_name", "is_done")
)
FINDING = Lookup("findings", "finding_uid", ("title", "family", "project_name", "team_name"))
FINDING_OF_GAP = Lookup("findings", "finding_uid", ("title", "team_name", "status"))

DATASETS = {
    dataset.table: dataset
    for dataset in (
        Dataset("metrics", "date", lookups=(TEAM,)),
        Dataset("findings", "since_at", (Measure("findings", "Findings"),)),
        Dataset("finding_events", "event_at", (Measure("events", "Events"),), (FINDING,)),
        Dataset("team_health", "as_of"),
        Dataset(
            "project_health_history",
            "as_of",
            (
                Measure(
                    "open_findings_of_run", "Open findings of a run", "average", "open_findings"
                ),
            ),
        ),
        Dataset(
            "velocity",
            "finish_date",
            (
                Measure("iterations", "Iterations"),
                Measure(
                    "velocity_average_6",
                    "Average of six iterations",
                    "average",
                    "average_velocity_6",
                ),
            ),
        ),
        Dataset(
            "sprint_daily",
            "date",
            (
                Measure("remaining", "Remaining items", "sum", "remaining_items"),
                Measure("scope", "Items in scope", "sum", "scope_items"),
            ),
            (ITERATION,),
        ),
        Dataset(
            "backlog_aging", "created_date", (Measure("backlog_items", "Items in the backlog"),)
        ),
        Dataset(
            "flow_history",
            "week_end_date",
            (Measure("weekly_throughput", "Throughput of the week", "sum", "throughput"),),
        ),
        Dataset(
            "portfolio_progress", "started_at", (Measure("portfolio_items", "Portfolio items"),)
        ),
        Dataset(
            "portfolio_progress_history",
            "week_end_date",
            (Measure("mean_progress", "Mean progress (percent)", "average", "percent_complete"),),
            (PORTFOLIO_ITEM,),
        ),
        Dataset("forecasts", "p85_date", (Measure("forecasts", "Forecasts"),)),
        Dataset("dependency_links", "linked_at", (Measure("dependencies", "Dependencies"),)),
        Dataset(
            "membership_gaps",
            "since_at",
            (
                Measure("gaps", "Gaps"),
                Measure("gap_cost", "Monthly cost of gaps", "sum", "estimated_monthly_cost"),
            ),
            (FINDING_OF_GAP,),
        ),
        Dataset("accounts", "created_at", (Measure("accounts", "Accounts"),)),
        Dataset(
            "accounts_history",
            "loaded_at",
            (Measure("paid", "Paid accounts of the load", "sum", "paid_accounts"),),
        ),
    )
}
