"""Items that move between teams and projects, or are deleted, restored or destroyed."""

from sample_organization.aurora_sleeper.team_editor import TeamEditor, ago
from sample_organization.aurora_sleeper.testers import add_test_work
from sample_organization.model.history import Item


def add_item_moves(editors: dict[str, TeamEditor]) -> list[Item]:
    """Add the items to the history and return those to destroy."""
    _move_between_teams(editors["Checkout Café"], editors["Fares Wizards"])
    _move_between_projects(editors["Bogie Watch"], editors["Roster Rangers"])
    _delete_and_restore(editors["Loyalty Lounge"])
    add_test_work(editors["Fares Wizards"], _add_test_cases(editors["Fares Wizards"]))
    _add_programme(editors["Bogie Watch"])
    _edit_repeatedly(editors["Fares Wizards"])
    _add_root_items(editors["Checkout Café"], editors["Depot Köln"])
    titles = ("Password list (do not open)", "asdf")
    return [editors["Porter's Desk"].item(title, 33) for title in titles]


def _move_between_teams(origin: TeamEditor, destination: TeamEditor) -> None:
    for title, days in (("Invoice for a whole train", 26), ("Fare for a folded bicycle", 17)):
        item = origin.item(title, days + 30, iteration=origin.sprint(31))
        area, sprint = destination.simulation.team_history.area, destination.sprint(34)
        origin.history.change(item, ago(days), origin.lead, area=area, iteration=sprint)


def _move_between_projects(origin: TeamEditor, destination: TeamEditor) -> None:
    """Move finished and open work to a project with another process: type and state change too."""
    for title, days, is_done in (("Crew weight sensor", 48, True), ("Who sleeps where", 14, False)):
        item = origin.item(title, days + 25, type_name="Requirement")
        origin.history.change(
            item,
            ago(days),
            origin.lead,
            area=destination.simulation.team_history.area,
            iteration=destination.sprint(34),
            type="Product Backlog Item",
            state="Approved",
            effort=5,
            fields={"Microsoft.VSTS.Scheduling.Size": None, "Custom.SafetyLevel": None},
        )
        if is_done:
            destination.change(item, days - 6, state="Committed")
            destination.change(item, days - 12, state="Done")


def _delete_and_restore(lounge: TeamEditor) -> None:
    for title, days in (("Lounge jazz by popular demand", 64), ("Duplicate of a duplicate", 23)):
        item = lounge.item(title, days + 5)
        lounge.history.delete(item, ago(days), lounge.lead)
    rescued = lounge.item("Birthday berth", 58)
    lounge.history.delete(rescued, ago(37), lounge.lead)
    lounge.history.restore(rescued, ago(36.5), lounge.lead)


def _add_test_cases(wizards: TeamEditor) -> list[Item]:
    return [
        wizards.item(
            f"Fare {number} survives a leap second",
            200 + number,
            type_name="Test Case",
            effort=None,
        )
        for number in range(1, 7)
    ]


def _add_programme(bogies: TeamEditor) -> None:
    """Add a programme, the backlog level above epics that only this process has."""
    programme = bogies.item(
        "Programme: no cold berth in winter", 70, type_name="Programme", effort=None
    )
    bogies.change(programme, 60, state="Funded", assigned_to=bogies.lead)
    bogies.change(programme, 4, comment="Steering group: all green.")


def _add_root_items(cafe: TeamEditor, depot: TeamEditor) -> None:
    """Add items in root areas: one that the default team owns, and one without an owning team."""
    cafe.item("Which team prints the menu?", 41, area=cafe.simulation.team_history.project.areas)
    keys = "".join(f"<li>Key {number}: hangs on hook {number}</li>" for number in range(3_000))
    depot.item(
        "Who owns the keys?",
        41,
        area=depot.simulation.team_history.project.areas,
        description=f"<ul>{keys}</ul>",
    )


def _edit_repeatedly(wizards: TeamEditor) -> None:
    """Add one item with more than a hundred edits."""
    item = wizards.item("Glossary of fare terms, kept by hand", 300, assigned_to=wizards.member(1))
    wizards.change(item, 295, state=wizards.state("InProgress"))
    paragraphs = ""
    for number in range(140):
        paragraphs += f"<p>Term {number}: what the fare is, and what it is not.</p>"
        wizards.change(item, 290 - number * 2, description=paragraphs)
