"""Every table that the oracle knows, in one mapping."""

from tests.oracle import supporting
from tests.oracle.ancestry import item_ancestry
from tests.oracle.backlog import backlog_aging, cycle_times
from tests.oracle.dependencies import dependency_links
from tests.oracle.findings import findings, membership_gaps
from tests.oracle.flow import flow_daily
from tests.oracle.flow_history import flow_history
from tests.oracle.licenses import license_history
from tests.oracle.membership import Membership, with_costs
from tests.oracle.ownership import Ownership
from tests.oracle.progress import portfolio_progress, portfolio_progress_history
from tests.oracle.rosters import StaffedOrganization
from tests.oracle.rules.facts import Facts
from tests.oracle.run_parameters import RunParameters
from tests.oracle.segments import work_item_segments
from tests.oracle.spells import blocked_spells, state_spells
from tests.oracle.sprint_days import sprint_daily
from tests.oracle.velocity import Row, velocity, velocity_items
from tests.oracle.world import World

KEYS = {
    "projects": ("project_id",),
    "project_members": ("project_id", "account_uid"),
    "teams": ("team_id",),
    "team_members": ("team_id", "account_uid"),
    "iterations": ("iteration_id",),
    "team_iterations": ("team_id", "iteration_id"),
    "work_items": ("work_item_id",),
    "work_item_revisions": ("work_item_id", "rev"),
    "work_item_links": ("link_type", "source_id", "target_id"),
    "work_item_segments": ("segment", "work_item_id"),
    "velocity": ("team_id", "iteration_id"),
    "velocity_items": ("team_id", "iteration_id", "work_item_id"),
    "sprint_daily": ("team_id", "iteration_id", "date"),
    "item_ancestry": ("work_item_id",),
    "cycle_times": ("work_item_id",),
    "backlog_aging": ("work_item_id",),
    "flow_daily": ("team_id", "work_item_type", "date"),
    "flow_history": ("team_id", "work_item_type", "week_end_date"),
    "state_spells": ("work_item_id", "entered_at"),
    "blocked_spells": ("work_item_id", "blocked_at"),
    "portfolio_progress": ("work_item_id",),
    "portfolio_progress_history": ("work_item_id", "week_end_date"),
    "dependency_links": ("link_type", "predecessor_id", "successor_id"),
    "artifact_links": ("work_item_id", "artifact_uri"),
    "change_evidence": ("work_item_id",),
    "accounts": ("platform", "account_uid"),
    "people": ("person_id",),
    "license_history": ("account_uid", "valid_from"),
    "membership_gaps": ("gap_type", "account_uid", "person_id", "platform", "scope"),
    "findings": ("rule_id", "subject_uid"),
}
Tables = dict[str, list[Row]]


def facts_about(organization: StaffedOrganization, parameters: RunParameters) -> Facts:
    """Return the tables that rules read."""
    world = World(organization, parameters)
    ownership = Ownership(world)
    items, aging = velocity_items(world, ownership), backlog_aging(world, ownership)
    return Facts(
        world,
        ownership,
        aging=aging,
        cycle_times=cycle_times(world, ownership),
        velocity_items=items,
        velocity=velocity(world, ownership, items),
        flow=flow_daily(world, ownership),
        state_spells=state_spells(world, ownership),
        blocked_spells=blocked_spells(world, ownership),
        dependencies=dependency_links(world, ownership),
        progress=portfolio_progress(world, ownership),
        progress_history=portfolio_progress_history(world, ownership),
        membership=Membership(world, {row["assigned_to_id"] for row in aging}),
    )


def expected_tables(organization: StaffedOrganization, parameters: RunParameters) -> Tables:
    """Return the rows of each table of `KEYS`, unsorted."""
    facts = facts_about(organization, parameters)
    world, ownership = facts.world, facts.ownership
    tables = {
        "projects": supporting.projects(world),
        "project_members": supporting.project_members(world),
        "teams": supporting.teams(world),
        "team_members": supporting.team_members(world),
        "iterations": supporting.iterations(world),
        "team_iterations": supporting.team_iterations(world),
        "work_items": supporting.work_items(world, ownership),
        "work_item_revisions": supporting.work_item_revisions(world),
        "work_item_links": supporting.work_item_links(world),
        "work_item_segments": work_item_segments(world),
        "velocity": facts.velocity,
        "velocity_items": facts.velocity_items,
        "sprint_daily": sprint_daily(world, ownership),
        "item_ancestry": item_ancestry(world),
        "cycle_times": facts.cycle_times,
        "backlog_aging": facts.aging,
        "flow_daily": facts.flow,
        "flow_history": flow_history(world, ownership, facts.flow),
        "state_spells": facts.state_spells,
        "blocked_spells": facts.blocked_spells,
        "dependency_links": facts.dependencies,
        "portfolio_progress": facts.progress,
        "portfolio_progress_history": facts.progress_history,
        "artifact_links": facts.evidence.artifact_rows(),
        "change_evidence": facts.evidence.change_rows(),
        "accounts": with_costs(facts.membership.account_rows()),
        "people": facts.membership.people_rows(),
        "license_history": license_history(world.loads),
        "membership_gaps": membership_gaps(facts),
        "findings": findings(facts),
    }
    everywhere: Row = {"organization": organization.name, "as_of": parameters.as_of}
    return {name: [row | everywhere for row in rows] for name, rows in tables.items()}
