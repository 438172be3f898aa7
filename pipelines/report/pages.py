"""What the page shows, in order: pages, their panels, and the columns of their tables."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column of a table; `kind` decides how the page formats it, `url` names the column with its link."""

    name: str
    label: str
    kind: str = "text"
    url: str = ""


@dataclass(frozen=True)
class Panel:
    """The rows of one query, as a chart, a table or both.

    `key` names the column that selects the rows of one team or portfolio item; `empty` says why there may be
    none.
    """

    query: str
    title: str
    description: str
    empty: str
    chart: str = ""
    columns: tuple[Column, ...] = ()
    key: str = ""
    is_wide: bool = False
    page_length: int = 25  # rows of a table at a time
    is_split: bool = False  # chart and table beside one another


@dataclass(frozen=True)
class Page:
    """A page: its panels, and those of one selected team or portfolio item."""

    name: str
    title: str
    lead: str
    panels: tuple[Panel, ...]
    detail_panels: tuple[Panel, ...] = ()


_FIRST_RUN = "There was no earlier run to compare with."

OVERVIEW = Page(
    "overview",
    "Overview",
    "What is open, what changed since the last run, and what it costs.",
    (
        Panel(
            "severities",
            "Open findings by family and severity",
            "Each number opens the list of these findings.",
            "No rule found anything that is open.",
        ),
        Panel(
            "trend",
            "Open findings in the last 12 weeks",
            "Findings that were open in each week, with the severity they had then. Weeks before the first "
            "run are empty.",
            "No finding was open in the last 12 weeks.",
            chart="trend",
        ),
        Panel(
            "changes",
            "Changed since the last run",
            "Findings that the last run raised for the first time, raised again, or resolved.",
            "Nothing changed: the last run raised the same findings as the run before it.",
            columns=(
                Column("change", "Change", "change"),
                Column("severity", "Severity", "severity"),
                Column("title", "Finding", "finding", "subject_url"),
                Column("team_name", "Team"),
                Column("owner_name", "Owner"),
            ),
            is_wide=True,
            page_length=8,
        ),
        Panel(
            "costs",
            "What it costs",
            "Estimated cost per month of what open findings report, in US dollars at list prices or "
            "those of "
            "license_prices.csv.",
            "No open finding has a cost.",
            columns=(
                Column("rule_title", "Rule"),
                Column("findings", "Findings", "number"),
                Column("monthly_cost", "Per month", "money"),
            ),
        ),
        Panel(
            "skipped_rules",
            "Rules that were not evaluated",
            "These rules have no new findings because they were skipped, not because all is well.",
            "Every rule was evaluated.",
            columns=(
                Column("rule_title", "Rule"),
                Column("family", "Family", "name"),
                Column("skip_reason", "Reason"),
            ),
        ),
        Panel(
            "coverage",
            "What the run could not read",
            "Resources that were not read, or not completely, and remarks about those that were. "
            "Findings that "
            "depend on them stay as they were.",
            "Everything was read.",
            columns=(
                Column("resource", "Resource", "name"),
                Column("status", "Status", "name"),
                Column("scope", "Scope"),
                Column("message", "Message"),
            ),
            is_wide=True,
        ),
    ),
)

FINDINGS = Page(
    "findings",
    "Findings",
    "All open findings, highest severity first. Open one for its evidence and what to do.",
    (
        Panel(
            "findings",
            "Open findings",
            "Findings that are neither resolved nor suppressed.",
            "No finding is open.",
            columns=(
                Column("severity", "Severity", "severity"),
                Column("title", "Finding", "finding", "subject_url"),
                Column("team_name", "Team"),
                Column("owner_name", "Owner"),
                Column("since_at", "Since", "date"),
                Column("finding_uid", "Details", "details"),
            ),
            is_wide=True,
        ),
    ),
)

TEAMS = Page(
    "teams",
    "Teams",
    "One row per team. Choose a team for its charts.",
    (
        Panel(
            "teams",
            "All teams",
            "Velocity: average of the last 3 iterations. Reliability: completed / planned, average "
            "of the last 6 "
            "iterations. Throughput: items per week in the last 4 weeks. Cycle time: 85 % of the "
            "items that were "
            "completed in the last 12 weeks took at most so many days.",
            "No team of the selected projects is visible to the token.",
            columns=(
                Column("team_name", "Team", "team"),
                Column("project_name", "Project"),
                Column("severe_findings", "Critical and high", "number"),
                Column("open_findings", "Findings", "number"),
                Column("average_velocity_3", "Velocity", "decimal"),
                Column("say_do_ratio", "Reliability", "ratio"),
                Column("weekly_throughput", "Throughput", "decimal"),
                Column("cycle_time_p85_days", "Cycle time", "days"),
                Column("wip", "In progress", "number"),
                Column("blocked_items", "Blocked", "number"),
            ),
            is_wide=True,
        ),
    ),
    (
        Panel(
            "team_velocity",
            "Velocity",
            "Effort of the last 12 iterations, or items if the team estimates nothing: completed, "
            "completed late and "
            "incomplete. The mark is what was planned, the line the average of 3 iterations, dashes "
            "are natural "
            "process limits.",
            "The team has no past iteration with both dates.",
            chart="velocity",
            key="team_id",
            is_wide=True,
        ),
        Panel(
            "team_throughput",
            "Throughput",
            "Completed items in each of the last 26 complete weeks, with their mean and natural "
            "process limits. "
            "Weeks outside the limits stand out.",
            "The team has never had a requirement.",
            chart="throughput",
            key="team_id",
        ),
        Panel(
            "team_cycle_times",
            "Cycle times",
            "Days from start to completion of each item that was completed in the last 12 weeks, "
            "with percentiles.",
            "The team has completed no requirement in the last 12 weeks.",
            chart="cycle_times",
            key="team_id",
        ),
        Panel(
            "team_aging",
            "Aging work in progress",
            "Age of each item in progress by its state, coloured by the percentiles of the cycle "
            "times of its type.",
            "The team has no requirement in progress.",
            is_wide=True,
            is_split=True,
            chart="aging",
            key="team_id",
            columns=(
                Column("work_item_id", "Item", "link", "url"),
                Column("title", "Title"),
                Column("state", "State"),
                Column("work_item_age_days", "Age", "days"),
                Column("band", "Compared with its type"),
            ),
        ),
        Panel(
            "team_flow",
            "Cumulative flow",
            "Items by state category at the end of each of the last 90 days. Completed items count "
            "from the first "
            "of these days.",
            "The team has never had a requirement.",
            chart="cumulative_flow",
            key="team_id",
        ),
        Panel(
            "team_states",
            "Time in states",
            "Days that items spent in each state in progress in the last 8 weeks, added up.",
            "No item of the team was in progress in the last 8 weeks.",
            chart="states",
            key="team_id",
        ),
        Panel(
            "team_forecast",
            "Forecast",
            "At least so many items will be completed, with that confidence.",
            "There is no forecast: the team has never had a requirement.",
            key="team_id",
            columns=(
                Column("horizon", "Horizon"),
                Column("remaining_items", "Remaining", "number"),
                Column("p50_items", "50 %", "number"),
                Column("p85_items", "85 %", "number"),
                Column("p95_items", "95 %", "number"),
                Column("target_date_probability", "All in time", "probability"),
                Column("reason", "Why there is none"),
            ),
        ),
        Panel(
            "team_blocked",
            "Blocked now",
            "Items that are blocked by their state, a tag, the field Blocked or their board column.",
            "No item of the team is blocked.",
            key="team_id",
            columns=(
                Column("work_item_id", "Item", "link", "url"),
                Column("title", "Title"),
                Column("days", "Days", "days"),
                Column("assigned_to_name", "Assigned to"),
                Column("sources", "Marked by"),
            ),
        ),
    ),
)

PORTFOLIO = Page(
    "portfolio",
    "Portfolio",
    "Epics, features and other portfolio items that are not done. Choose one for its burn-up and "
    "what delays it.",
    (
        Panel(
            "portfolio",
            "Progress and forecast",
            "Bars run from the date with 50 % confidence to the one with 85 %, lines on to 95 %; "
            "the diamond is the "
            "target date. The chart has the 25 items with the lowest probability.",
            "No portfolio item is open.",
            chart="forecast_ranges",
            columns=(
                Column("title", "Item", "portfolio", "url"),
                Column("team_name", "Team"),
                Column("percent_complete", "Complete", "progress"),
                Column("total_items", "Items", "number"),
                Column("p50_date", "50 % by", "date"),
                Column("p85_date", "85 % by", "date"),
                Column("target_date", "Target", "date"),
                Column("target_date_probability", "In time", "probability"),
                Column("reason", "No forecast because"),
            ),
            is_wide=True,
        ),
    ),
    (
        Panel(
            "portfolio_burn_up",
            "Burn-up",
            "Completed and total requirements below the item at the end of each week.",
            "The item has had no requirement below it at the end of a week.",
            chart="burn_up",
            key="work_item_id",
        ),
        Panel(
            "portfolio_delays",
            "What delays it most",
            "Items below it that are blocked, wait for a predecessor, or are in progress longer "
            "than 85 % of "
            "their type.",
            "No item below it is blocked, waits for a predecessor, or is in progress longer than usual.",
            key="portfolio_item_id",
            columns=(
                Column("work_item_id", "Item", "link", "url"),
                Column("title", "Title"),
                Column("delay", "Delay"),
                Column("days", "Days", "days"),
                Column("detail", "Detail"),
            ),
        ),
    ),
)

DEPENDENCIES = Page(
    "dependencies",
    "Dependencies",
    "Links between predecessors and successors of which one at least is open.",
    (
        Panel(
            "dependencies",
            "Who waits for whom",
            "Predecessors stand at the left of their successors. The graph has the items that are "
            "connected with "
            "a link that needs attention: circular, broken (the predecessor is gone), violated (the "
            "successor "
            "started before), late, or unscheduled. Dotted links need none.",
            "No open item depends on another one.",
            chart="dependencies",
            columns=(
                Column("status", "Status", "status"),
                Column("predecessor_id", "First", "link", "predecessor_url"),
                Column("predecessor_title", "Predecessor"),
                Column("predecessor_team_name", "Its team"),
                Column("predecessor_end_date", "Ends", "date"),
                Column("successor_id", "Then", "link", "successor_url"),
                Column("successor_title", "Successor"),
                Column("successor_team_name", "Its team"),
                Column("successor_end_date", "Ends", "date"),
            ),
            is_wide=True,
        ),
    ),
)

PEOPLE = Page(
    "people",
    "People and access",
    "Accounts and licenses that should change, and who the accounts belong to.",
    (
        Panel(
            "gaps_by_rule",
            "Gaps by rule",
            "Open findings about accounts and licenses, with the highest severity and the cost per month.",
            "No rule found a gap: either accounts and people agree, or there is no roster to compare with.",
            columns=(
                Column("severity", "Severity", "severity"),
                Column("rule_title", "Rule", "rule"),
                Column("findings", "Findings", "number"),
                Column("monthly_cost", "Per month", "money"),
                Column("remediation", "What to do"),
            ),
            is_wide=True,
        ),
        Panel(
            "gaps",
            "All gaps",
            "One row per account, license or person.",
            "There is no gap.",
            columns=(
                Column("severity", "Severity", "severity"),
                Column("person_name", "Person"),
                Column("rule_title", "Rule"),
                Column("platform", "Platform"),
                Column("email", "Address"),
                Column("project_name", "Project"),
                Column("since_at", "Since", "date"),
                Column("estimated_monthly_cost", "Per month", "money"),
            ),
            is_wide=True,
            page_length=10,
        ),
        Panel(
            "candidates",
            "Candidates to confirm",
            "Accounts without a person, and whose they may be. To confirm one, add its line to "
            "manual_links.csv; to "
            "reject it, add the same line followed by ,different.",
            "Every account is matched, or nobody resembles it.",
            columns=(
                Column("platform", "Platform"),
                Column("username", "Account"),
                Column("person_name", "Likely owner"),
                Column("match_evidence", "Why"),
                Column("match_confidence", "Confidence", "ratio"),
                Column("manual_link", "Line for manual_links.csv", "copy"),
            ),
            is_wide=True,
            page_length=10,
        ),
        Panel(
            "accounts",
            "Accounts and their owners",
            "Every account outside the authority, the person it is matched to, and why.",
            "No platform was read.",
            columns=(
                Column("person_name", "Person"),
                Column("platform", "Platform"),
                Column("username", "Account"),
                Column("account_status", "Status"),
                Column("license_type", "License"),
                Column("last_sign_in_at", "Last sign-in", "date"),
                Column("match_method", "Matched by", "name"),
                Column("match_evidence", "Because"),
            ),
            is_wide=True,
            page_length=10,
        ),
    ),
)

PAGES = (OVERVIEW, FINDINGS, TEAMS, PORTFOLIO, DEPENDENCIES, PEOPLE)
ALWAYS_SHOWN = ("run", "numbers")  # queries of the header and of the numbers of the overview


def queries() -> list[str]:
    """Return the names of the queries whose rows the page needs, each once."""
    panels = [panel for page in PAGES for panel in (*page.panels, *page.detail_panels)]
    return list(dict.fromkeys([*ALWAYS_SHOWN, *(panel.query for panel in panels)]))
