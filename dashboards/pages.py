"""The five pages and their charts."""

from dashboards.declaration import Chart, Grain, Page


def number(metric_id: str, title: str, width: int = 3) -> Chart:
    """Show the total of a metric of the catalogue."""
    return Chart(title, "number", "metrics", (metric_id,), width=width)


def last(metric_id: str, title: str, grain: Grain = "week", width: int = 3) -> Chart:
    """Show a metric of the catalogue on its last date, and its course."""
    return Chart(title, "last", "metrics", (metric_id,), grain=grain, width=width)


MONDAY = Page(
    "Monday",
    "What is new since last week, and who must act first?",
    (
        (
            number("open_findings", "Open findings"),
            number("severe_findings", "High and critical findings"),
            Chart(
                "New findings",
                "number",
                "findings",
                ("findings",),
                where={"baseline_state": "new"},
                width=3,
            ),
            number("aging_share", "Share of aging items"),
        ),
        (
            Chart(
                "Open findings by severity",
                "bar",
                "findings",
                ("findings",),
                by="severity",
                series="family",
                where={"is_open": True},
                width=6,
            ),
            Chart(
                "Opened and resolved per week",
                "bar",
                "finding_events",
                ("events",),
                series="event",
                where={"event": ("opened", "reopened", "resolved")},
                width=6,
            ),
        ),
        (
            Chart(
                "Open findings of each run",
                "line",
                "project_health_history",
                ("open_findings_of_run",),
                series="project_name",
                grain="day",
                width=6,
            ),
            Chart(
                "Health of the teams",
                "table",
                "team_health",
                columns=(
                    "project_name",
                    "team_name",
                    "open_findings",
                    "week_findings_change",
                    "delivery_reliability",
                    "aging_share",
                    "dependency_risk_share",
                ),
                order="open_findings",
                width=6,
            ),
        ),
        (
            Chart(
                "Most severe findings that are open",
                "table",
                "findings",
                columns=(
                    "severity_id",
                    "severity",
                    "title",
                    "team_name",
                    "owner_name",
                    "since_at",
                    "days_open",
                    "remediation",
                ),
                order="severity_id",
                where={"is_open": True},
                width=12,
            ),
        ),
    ),
)

SPRINT = Page(
    "Sprint",
    "Do the teams deliver what they plan, and where does the current iteration stand?",
    (
        (
            number("say_do_ratio", "Say/do ratio"),
            number("scope_change_ratio", "Scope change"),
            Chart(
                "Current iterations",
                "number",
                "velocity",
                ("iterations",),
                where={"timeframe": "current"},
                width=3,
            ),
            last("blocked_items", "Blocked items"),
        ),
        (
            Chart(
                "Burn-down of the current iterations",
                "line",
                "sprint_daily",
                ("remaining",),
                series="team_name",
                grain="day",
                where={"timeframe": "current"},
                width=6,
            ),
            Chart(
                "Velocity of each iteration",
                "line",
                "metrics",
                ("velocity_completed_effort",),
                series="team_name",
                width=6,
            ),
        ),
        (
            Chart(
                "Planned and completed items, counted by each team",
                "line",
                "metrics",
                ("planned_items", "velocity_completed_items", "unfinished_items"),
                grain="month",
                width=6,
            ),
            Chart(
                "Say/do ratio by month",
                "line",
                "metrics",
                ("say_do_ratio", "scope_change_ratio"),
                grain="month",
                width=6,
            ),
        ),
        (
            Chart(
                "Iterations",
                "table",
                "velocity",
                columns=(
                    "team_name",
                    "iteration_name",
                    "finish_date",
                    "timeframe",
                    "planned_effort",
                    "completed_effort",
                    "incomplete_items",
                    "added_items",
                    "say_do_ratio",
                    "average_velocity_3",
                ),
                order="finish_date",
                width=12,
            ),
        ),
    ),
)

FLOW = Page(
    "Flow",
    "How fast does work flow, and what is stuck?",
    (
        (
            last("wip", "Work in progress", "day"),
            last("cycle_time_p85", "Cycle time (85th percentile)", "month"),
            number("flow_efficiency", "Flow efficiency"),
            number("open_items", "Open items"),
        ),
        (
            Chart(
                "Arrivals and departures per week",
                "line",
                "metrics",
                ("arrivals", "departures"),
                width=6,
            ),
            Chart(
                "Throughput per week",
                "bar",
                "flow_history",
                ("weekly_throughput",),
                series="team_name",
                width=6,
            ),
        ),
        (
            Chart(
                "Cycle time by month",
                "line",
                "metrics",
                ("cycle_time_p50", "cycle_time_p85"),
                grain="month",
                width=6,
            ),
            Chart(
                "Aging items",
                "bar",
                "backlog_aging",
                ("backlog_items",),
                by="aging_band",
                where={"aging_band": ("aging", "stale", "zombie")},
                series="team_name",
                width=6,
            ),
        ),
        (
            Chart(
                "Open items that nobody changed for longest",
                "table",
                "backlog_aging",
                columns=(
                    "work_item_id",
                    "title",
                    "team_name",
                    "state",
                    "assigned_to_name",
                    "idle_days",
                    "work_item_age_days",
                    "aging_band",
                ),
                order="idle_days",
                width=12,
            ),
        ),
    ),
)

PORTFOLIO = Page(
    "Portfolio",
    "How far are epics and features, when will they be done, and what do they wait for?",
    (
        (
            number("portfolio_percent_complete", "Progress of portfolio items"),
            number("completed_portfolio_items", "Completed portfolio items"),
            number("late_dependencies", "Late dependencies"),
            Chart(
                "Portfolio items that are open",
                "number",
                "portfolio_progress",
                ("portfolio_items",),
                where={"is_done": False},
                width=3,
            ),
        ),
        (
            Chart(
                "Mean progress of open portfolio items",
                "line",
                "portfolio_progress_history",
                ("mean_progress",),
                series="project_name",
                where={"is_done": False},
                width=6,
            ),
            Chart(
                "Dependencies by status",
                "bar",
                "dependency_links",
                ("dependencies",),
                by="status",
                series="successor_team_name",
                width=6,
            ),
        ),
        (
            Chart(
                "Progress",
                "table",
                "portfolio_progress",
                columns=(
                    "work_item_id",
                    "title",
                    "work_item_type",
                    "team_name",
                    "percent_complete",
                    "remaining_items",
                    "target_date",
                ),
                order="remaining_items",
                where={"is_done": False},
                width=6,
            ),
            Chart(
                "Forecasts",
                "table",
                "forecasts",
                columns=(
                    "subject_name",
                    "team_name",
                    "remaining_items",
                    "p50_date",
                    "p85_date",
                    "target_date",
                    "target_date_probability",
                ),
                order="p85_date",
                where={"is_forecastable": True},
                width=6,
            ),
        ),
        (
            Chart(
                "Dependencies",
                "table",
                "dependency_links",
                columns=(
                    "status",
                    "successor_title",
                    "successor_team_name",
                    "predecessor_title",
                    "predecessor_team_name",
                    "predecessor_state",
                    "predecessor_end_date",
                    "successor_end_date",
                ),
                order="successor_end_date",
                where={"is_successor_open": True},
                width=12,
            ),
        ),
    ),
)

ACCESS = Page(
    "Access",
    "Who has access that is not needed, and what does it cost?",
    (
        (
            number("paid_accounts", "Paid accounts"),
            number("monthly_gap_cost", "Monthly cost of access that is not needed"),
            Chart("Gaps", "number", "membership_gaps", ("gaps",), width=3),
            Chart(
                "Accounts without a person",
                "number",
                "membership_gaps",
                ("gaps",),
                where={"gap_type": "account_without_person"},
                width=3,
            ),
        ),
        (
            Chart(
                "Gaps by severity",
                "bar",
                "membership_gaps",
                ("gaps",),
                by="severity",
                series="gap_type",
                width=6,
            ),
            Chart(
                "Accounts by platform",
                "bar",
                "accounts",
                ("accounts",),
                by="platform",
                series="account_status",
                width=6,
            ),
        ),
        (
            Chart(
                "Monthly cost by platform",
                "bar",
                "membership_gaps",
                ("gap_cost",),
                by="platform",
                series="gap_type",
                width=6,
            ),
            Chart(
                "Paid accounts of each load",
                "line",
                "accounts_history",
                ("paid",),
                series="platform",
                grain="second",
                width=6,
            ),
        ),
        (
            Chart(
                "Gaps to close",
                "table",
                "membership_gaps",
                columns=(
                    "severity_id",
                    "severity",
                    "gap_type",
                    "platform",
                    "person_name",
                    "email",
                    "project_name",
                    "since_at",
                    "estimated_monthly_cost",
                    "detail",
                ),
                order="severity_id",
                width=12,
            ),
        ),
    ),
)

PAGES = (MONDAY, SPRINT, FLOW, PORTFOLIO, ACCESS)
