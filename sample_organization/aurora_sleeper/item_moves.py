"""Traffic: items that change teams and projects, that are deleted, restored, tested or destroyed."""

from sample_organization.aurora_sleeper.scenes import Stage, ago
from sample_organization.model.history import Item


def direct_traffic(stages: dict[str, Stage]) -> list[Item]:
    """Write the traffic into the history; return the items that are to be destroyed."""
    _move_between_teams(stages["Checkout Café"], stages["Fares Wizards"])
    _move_between_projects(stages["Bogie Watch"], stages["Roster Rangers"])
    _throw_away(stages["Loyalty Lounge"])
    _test(stages["Fares Wizards"])
    _steer(stages["Bogie Watch"])
    _tidy_up(stages["Fares Wizards"])
    _park(stages["Checkout Café"], stages["Depot Köln"])
    mistakes = ("Password list (do not open)", "asdf")
    return [stages["Porter's Desk"].item(title, 33) for title in mistakes]


def _move_between_teams(origin: Stage, destination: Stage) -> None:
    for title, days in (("Invoice for a whole train", 26), ("Fare for a folded bicycle", 17)):
        item = origin.item(title, days + 30, iteration=origin.sprint(31))
        area, sprint = destination.play.desk.area, destination.sprint(34)
        origin.history.change(item, ago(days), origin.lead, area=area, iteration=sprint)


def _move_between_projects(origin: Stage, destination: Stage) -> None:
    """Move finished and open work to a project with another process: type and state change too."""
    for title, days, is_done in (("Crew weight sensor", 48, True), ("Who sleeps where", 14, False)):
        item = origin.item(title, days + 25, type_name="Requirement")
        origin.history.change(
            item,
            ago(days),
            origin.lead,
            area=destination.play.desk.area,
            iteration=destination.sprint(34),
            type="Product Backlog Item",
            state="Approved",
            effort=5,
            fields={"Microsoft.VSTS.Scheduling.Size": None, "Custom.SafetyLevel": None},
        )
        if is_done:
            destination.change(item, days - 6, state="Committed")
            destination.change(item, days - 12, state="Done")


def _throw_away(lounge: Stage) -> None:
    for title, days in (("Lounge jazz by popular demand", 64), ("Duplicate of a duplicate", 23)):
        item = lounge.item(title, days + 5)
        lounge.history.delete(item, ago(days), lounge.lead)
    rescued = lounge.item("Birthday berth", 58)
    lounge.history.delete(rescued, ago(37), lounge.lead)
    lounge.history.restore(rescued, ago(36.5), lounge.lead)


def _test(wizards: Stage) -> None:
    for number in range(1, 7):
        title = f"Fare {number} survives a leap second"
        wizards.item(title, 200 + number, type_name="Test Case", effort=None)


def _steer(bogies: Stage) -> None:
    """Write a programme, the level above epics that only this process has."""
    programme = bogies.item(
        "Programme: no cold berth in winter", 70, type_name="Programme", effort=None
    )
    bogies.change(programme, 60, state="Funded", assigned_to=bogies.lead)
    bogies.change(programme, 4, comment="Steering group: all green.")


def _park(cafe: Stage, depot: Stage) -> None:
    """Write items at the root: in one project the default team owns it, in the other nobody does."""
    cafe.item("Which team prints the menu?", 41, area=cafe.play.desk.project.areas)
    keys = "".join(f"<li>Key {number}: hangs on hook {number}</li>" for number in range(3_000))
    depot.item(
        "Who owns the keys?", 41, area=depot.play.desk.project.areas, description=f"<ul>{keys}</ul>"
    )


def _tidy_up(wizards: Stage) -> None:
    """Edit one long-lived item a hundred times and more, as some people do."""
    item = wizards.item("Glossary of fare terms, kept by hand", 300, assigned_to=wizards.member(1))
    wizards.change(item, 295, state=wizards.state("InProgress"))
    paragraphs = ""
    for number in range(140):
        paragraphs += f"<p>Term {number}: what the fare is, and what it is not.</p>"
        wizards.change(item, 290 - number * 2, description=paragraphs)
