"""Builds the sample organization, the same on every machine."""

from pathlib import Path
from random import Random

from pipelines.sample.access import grant_access
from pipelines.sample.characters import CHARACTERS
from pipelines.sample.company import SAMPLE_AS_OF, Company, found_company
from pipelines.sample.desk import Desk
from pipelines.sample.history import History
from pipelines.sample.loose_ends import leave_loose_ends
from pipelines.sample.organization import Organization
from pipelines.sample.people import Employee, employ
from pipelines.sample.platforms.accounts import platform_records
from pipelines.sample.platforms.context import PlatformRecords
from pipelines.sample.portfolio import Portfolio
from pipelines.sample.release_train import run_release_train
from pipelines.sample.rosters import write_rosters
from pipelines.sample.sprints import TeamPlay
from pipelines.sample.stage import Stage
from pipelines.sample.studio import Studio
from pipelines.sample.traffic import direct_traffic

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
