"""Builds the sample organization, the same on every machine."""

from pathlib import Path
from random import Random

from sample_organization.aurora_sleeper.access import grant_access
from sample_organization.aurora_sleeper.anomalies import leave_loose_ends
from sample_organization.aurora_sleeper.company import SAMPLE_AS_OF, Company, found_company
from sample_organization.aurora_sleeper.item_moves import direct_traffic
from sample_organization.aurora_sleeper.people import Employee, employ
from sample_organization.aurora_sleeper.portfolio import Portfolio
from sample_organization.aurora_sleeper.random_source import Studio
from sample_organization.aurora_sleeper.release_train import run_release_train
from sample_organization.aurora_sleeper.rosters import write_rosters
from sample_organization.aurora_sleeper.scenes import Stage
from sample_organization.aurora_sleeper.sprints import TeamPlay
from sample_organization.aurora_sleeper.team_characters import CHARACTERS
from sample_organization.aurora_sleeper.team_history import Desk
from sample_organization.model.history import History
from sample_organization.model.organization import Organization
from sample_organization.platforms.accounts import platform_records
from sample_organization.platforms.context import PlatformRecords

SEED = 2204


def build_sample_organization() -> Organization:
    """Build Aurora Sleeper, from its first sprint to `SAMPLE_AS_OF`."""
    company, history = _found()
    stages = {name: _play(company, history, name) for name in CHARACTERS}
    run_release_train(stages)
    leave_loose_ends(stages)
    mistakes = direct_traffic(stages)
    organization = history.commit()
    for mistake in mistakes:
        organization.destroy(mistake.id)
    grant_access(company, _staff(company), _dice("access"))
    return organization


def write_sample_rosters(directory: Path) -> None:
    """Write the sample's rosters into a directory, replacing what is there."""
    company, _ = _found()
    write_rosters(directory, _staff(company))


def build_platform_records() -> PlatformRecords:
    """Build what the other platforms of Aurora Sleeper know."""
    company, _ = _found()
    return platform_records(_staff(company), _dice("platforms"))


def rosters_directory() -> Path:
    """Return the folder with the bundled rosters, as `write_sample_rosters` made them."""
    return Path(__file__).parent / "bundled_rosters"


def _found() -> tuple[Company, History]:
    company = found_company(_dice("company"))
    return company, History(company.organization, first_id=1001, until=SAMPLE_AS_OF)


def _staff(company: Company) -> list[Employee]:
    return employ(company, _dice("people"))


def _play(company: Company, history: History, team_name: str) -> Stage:
    studio = Studio(company, history, _dice(team_name))
    project, team = company.team(team_name)
    desk = Desk(studio, project, team)
    someday = project.iterations.children[-1]
    portfolio = Portfolio(desk, company.sprints[project.name], someday)
    play = TeamPlay(desk, portfolio, CHARACTERS[team_name])
    play.play()
    return Stage(play)


def _dice(story: str) -> Random:
    """Return a source of chance of the story's own: a change to one story leaves the others alone."""
    return Random(f"{SEED} {story}")  # noqa: S311 - no secret depends on it
