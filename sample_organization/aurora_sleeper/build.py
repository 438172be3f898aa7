"""Build the sample organization. The result is the same on every machine.

Built for an earlier `present`, it is what the organization was then: later changes have not happened.
"""

from datetime import datetime
from pathlib import Path
from random import Random

from sample_organization.aurora_sleeper.access import grant_access
from sample_organization.aurora_sleeper.anomalies import add_anomalies
from sample_organization.aurora_sleeper.company import SAMPLE_AS_OF, Company, create_company
from sample_organization.aurora_sleeper.days_off import add_days_off
from sample_organization.aurora_sleeper.item_generator import ItemGenerator
from sample_organization.aurora_sleeper.item_moves import add_item_moves
from sample_organization.aurora_sleeper.people import Employee, create_employees
from sample_organization.aurora_sleeper.portfolio import Portfolio
from sample_organization.aurora_sleeper.release_train import add_release_train
from sample_organization.aurora_sleeper.rosters import write_rosters
from sample_organization.aurora_sleeper.saved_queries import add_saved_queries
from sample_organization.aurora_sleeper.sprint_simulation import SprintSimulation
from sample_organization.aurora_sleeper.team_behaviors import TEAM_BEHAVIORS
from sample_organization.aurora_sleeper.team_editor import TeamEditor
from sample_organization.aurora_sleeper.team_history import TeamHistory
from sample_organization.model.history import History
from sample_organization.model.organization import Organization
from sample_organization.platforms.accounts import platform_records
from sample_organization.platforms.context import PlatformRecords

SEED = 2204


def build_sample_organization(present: datetime = SAMPLE_AS_OF) -> Organization:
    """Build the organization with its history from the first sprint to `present`."""
    company, history = _company_with_history(present)
    editors = {name: _simulate_team(company, history, name) for name in TEAM_BEHAVIORS}
    add_release_train(editors)
    add_anomalies(editors)
    to_destroy = add_item_moves(editors)
    organization = history.commit()
    for item in to_destroy:
        if item.id in organization.items:  # it was created by then
            organization.destroy(item.id)
    grant_access(company, _staff(company), _random("access"))
    add_saved_queries(company)
    add_days_off(company)
    return organization


def write_sample_rosters(directory: Path, present: datetime = SAMPLE_AS_OF) -> None:
    """Write the sample's rosters to a directory, overwriting existing files."""
    company, _ = _company_with_history(present)
    write_rosters(directory, _staff(company))


def build_platform_records(present: datetime = SAMPLE_AS_OF) -> PlatformRecords:
    """Build the account records of the other platforms."""
    company, _ = _company_with_history(present)
    return platform_records(_staff(company), _random("platforms"), present)


def rosters_directory() -> Path:
    """Return the folder with the bundled rosters that `write_sample_rosters` wrote."""
    return Path(__file__).parent / "bundled_rosters"


def past_directory() -> Path:
    """Return the folder with the history of earlier weekly runs, which `make sample-history` writes."""
    return Path(__file__).parent / "past"


def _company_with_history(present: datetime) -> tuple[Company, History]:
    company = create_company(_random("company"), present)
    return company, History(company.organization, first_id=1001, until=present)


def _staff(company: Company) -> list[Employee]:
    return create_employees(company, _random("people"))


def _simulate_team(company: Company, history: History, team_name: str) -> TeamEditor:
    generator = ItemGenerator(company, history, _random(team_name))
    project, team = company.team(team_name)
    team_history = TeamHistory(generator, project, team)
    someday = project.iterations.children[-1]
    portfolio = Portfolio(team_history, company.sprints[project.name], someday)
    simulation = SprintSimulation(team_history, portfolio, TEAM_BEHAVIORS[team_name])
    simulation.run()
    return TeamEditor(simulation)


def _random(topic: str) -> Random:
    """Return a random generator for one topic, so that changing one topic does not affect the others."""
    return Random(f"{SEED} {topic}")  # noqa: S311 - no secret depends on it
