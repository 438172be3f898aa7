"""Days on which teams do not work: public holidays of the whole company, and offsites of single teams."""

from datetime import date

from sample_organization.aurora_sleeper.company import Company
from sample_organization.model.organization import Team

DateRange = tuple[date, date]

_CHRISTMAS = (date(2025, 12, 24), date(2025, 12, 26))
_NEW_YEAR = (date(2026, 1, 1), date(2026, 1, 1))
_EASTER_MONDAY = (date(2026, 4, 6), date(2026, 4, 6))
_WHIT_MONDAY = (date(2026, 5, 25), date(2026, 5, 25))
HOLIDAYS = (_CHRISTMAS, _NEW_YEAR, _EASTER_MONDAY, _WHIT_MONDAY)
OFFSITES: dict[str, tuple[DateRange, ...]] = {
    "Fares Wizards": ((date(2026, 6, 11), date(2026, 6, 12)),),
    "Depot Köln": ((date(2026, 7, 8), date(2026, 7, 10)),),  # planned
}


def add_days_off(company: Company) -> None:
    """Give each team with sprints its days off, in the sprints that they are in."""
    for project in company.organization.projects:
        for team in project.teams:
            for days in (*HOLIDAYS, *OFFSITES.get(team.name, ())):
                _add(team, days)


def _add(team: Team, days: DateRange) -> None:
    for iteration in team.iterations:
        if iteration.start and iteration.finish and iteration.start <= days[0] <= iteration.finish:
            team.days_off.setdefault(iteration.identifier, []).append(days)
