"""Anomalies that rules detect: forgotten, stuck, unassigned, unestimated and inconsistent work items."""

from sample_organization.aurora_sleeper.company import PAST_SPRINTS
from sample_organization.aurora_sleeper.people import identity_of
from sample_organization.aurora_sleeper.team_editor import TeamEditor, ago
from sample_organization.model.history import TESTED_BY, Artifact
from sample_organization.model.processes import (
    ACCEPTANCE_CRITERIA,
    BLOCKED,
    STACK_RANK,
    TARGET_DATE,
)

# Team, title, days since the last change.
FORGOTTEN = (
    ("Fares Wizards", "Fax gateway for group bookings", 400),
    ("Fares Wizards", "Sell berths by the square metre", 120),
    ("Checkout Café", "Pay with seashells", 95),
    ("Checkout Café", "Cheque in the dining car", 233),
    ("Loyalty Lounge", "Loyalty card for cats", 150),
    ("Roster Rangers", "Roster as a horoscope", 181),
    ("Pillow Logistics", "Buckwheat pillow trial", 99),
    ("Porter's Desk", "Porter's whistle as an app", 320),
    ("Bogie Watch", "Count the sleepers", 110),
    ("Depot Köln", "Kölsch tap in the washing plant", 265),
    ("Signal & Brake", "Semaphore emulator", 178),
)
# Team, title, days since it was started, days since the last comment, target date.
STUCK = (
    ("Fares Wizards", "Fares for the Orient line", 60, 33, None),
    ("Roster Rangers", "Swap nights between depots", 45, 19, None),
    ("Porter's Desk", "Lost property by smell", 90, 71, None),
    ("Depot Köln", "Spare bogie from Sofia", 50, 30, "2026-06-12T00:00:00Z"),
    ("Depot Köln", "Wheel lathe booking", 28, 15, None),
    ("Signal & Brake", "Brake pads for snow", 40, 22, None),
)
UNASSIGNED = (
    ("Fares Wizards", "Discount for light sleepers"),
    ("Pillow Logistics", "Earplugs in five sizes"),
    ("Bogie Watch", "Sensor that nobody ordered"),
)
UNESTIMATED = (
    ("Fares Wizards", "Family compartment", PAST_SPRINTS),
    ("Checkout Café", "Refund to a gift card", PAST_SPRINTS + 1),
    ("Roster Rangers", "Rest period after Kiruna", PAST_SPRINTS + 1),
    ("Signal & Brake", "Speed in the Brenner tunnel", PAST_SPRINTS),
)
LEFT_IN_PAST_SPRINTS = (
    ("Fares Wizards", "Round fares to the owl", PAST_SPRINTS - 1),
    ("Loyalty Lounge", "Lounge pass for two", PAST_SPRINTS - 2),
    ("Bogie Watch", "Gap in the sensor log", PAST_SPRINTS - 1),
    ("Porter's Desk", "Wake-up call by violin", PAST_SPRINTS - 4),
)
# Team, assignee without access or inactive, title.
WORK_OF_INACTIVE_USERS = (
    ("Loyalty Lounge", "Rémi Beaufort", "Points for snoring quietly"),
    ("Loyalty Lounge", "Ottoline Fairweather", "Lounge in Vienna"),
    ("Pillow Logistics", "Ngọc Trần", "Pillow inventory by weight"),
    ("Depot Köln", "Bartłomiej Wróbel", "Inspect carriage 402"),
    ("Checkout Café", "Solveig Nygård", "Checkout in Norwegian"),
    ("Roster Rangers", "Siân Llewellyn", "Roster for Welsh trains"),
)


def add_anomalies(editors: dict[str, TeamEditor]) -> None:
    """Add all anomalies to the history."""
    _add_forgotten_items(editors)
    _add_stuck_items(editors)
    _add_planning_errors(editors)
    _add_work_of_inactive_users(editors)
    _add_inconsistent_closures(editors["Checkout Café"], editors["Bogie Watch"])
    _add_process_violations(editors["Pillow Logistics"], editors["Depot Köln"])
    _add_changed_estimate(editors["Checkout Café"])
    _add_busy_week(editors["Depot Köln"])
    _add_blocked_items(editors["Signal & Brake"], editors["Roster Rangers"])
    _add_links_to_code(editors["Bogie Watch"])


def _add_forgotten_items(editors: dict[str, TeamEditor]) -> None:
    for team, title, days in FORGOTTEN:
        editor = editors[team]
        item = editor.item(title, days + 3)
        editor.change(item, days, description="<div>Somebody should.</div>")
        for number in (1, 2, 3):
            editor.change(item, days * number / 4, fields={STACK_RANK: 9e6 + number})


def _add_stuck_items(editors: dict[str, TeamEditor]) -> None:
    for team, title, started, last_word, due in STUCK:
        editor = editors[team]
        item = editor.item(
            title, started + 9, assigned_to=editor.member(3), fields={TARGET_DATE: due}
        )
        editor.change(item, started, state=editor.state("InProgress"))
        editor.change(item, last_word, comment="Waiting.")


def _add_planning_errors(editors: dict[str, TeamEditor]) -> None:
    for team, title in UNASSIGNED:
        editor = editors[team]
        item = editor.item(title, 21, fields={ACCEPTANCE_CRITERIA: None})
        editor.change(item, 8, state=editor.state("InProgress"))
    for team, title, sprint in UNESTIMATED:
        editor = editors[team]
        item = editor.item(title, 19, effort=None, assigned_to=editor.member(4))
        editor.change(item, 7, iteration=editor.sprint(sprint))
    for team, title, sprint in LEFT_IN_PAST_SPRINTS:
        editor = editors[team]
        days = editor.days_since_start(sprint)
        item = editor.item(title, days + 20, assigned_to=editor.member(2))
        editor.change(item, days + 0.3, iteration=editor.sprint(sprint))
        editor.change(item, 5, comment="Still wanted.")


def _add_work_of_inactive_users(editors: dict[str, TeamEditor]) -> None:
    for team, name, title in WORK_OF_INACTIVE_USERS:
        editors[team].item(
            title, 62, assigned_to=identity_of(name), iteration=editors[team].sprint(34)
        )


def _add_inconsistent_closures(cafe: TeamEditor, bogies: TeamEditor) -> None:
    for editor, title in ((cafe, "Oat milk as a payment"), (bogies, "Axle count on arrival")):
        parent = editor.item(title, 80)
        task = editor.item(
            f"Write it down: {title}", 79, type_name="Task", parent=parent, effort=None
        )
        editor.change(parent, 60, state=editor.state("InProgress"))
        editor.change(parent, 50, state=editor.state("Completed"))
        editor.change(task, 20, comment="Is this still needed?")
    waiting = cafe.item("Breakfast order by bedtime", 60, assigned_to=cafe.member(2))
    cafe.change(waiting, 12, state=cafe.state("InProgress"))
    task = cafe.item("Print the breakfast card", 30, "Task", parent=waiting, effort=None)
    cafe.change(task, 11, state=cafe.state("Completed", "Task"))
    edited = cafe.item("Receipt with a lullaby", 70)
    cafe.change(edited, 66, state=cafe.state("InProgress"))
    cafe.change(edited, 60, state=cafe.state("Completed"))
    cafe.change(edited, 30, effort=8)


def _add_process_violations(pillows: TeamEditor, depot: TeamEditor) -> None:
    for editor, title in ((pillows, "Minibar in braille"), (depot, "Brake test by ear")):
        bouncing = editor.item(title, 90)
        for days in (80, 60, 40):
            editor.change(bouncing, days, state=editor.state("InProgress"))
            editor.change(bouncing, days - 8, state=editor.state("Completed"))
    skipping = pillows.item("Teddy bear register", 44)
    pillows.change(skipping, 41, state=pillows.state("Completed"))
    # A state that the type no longer has.
    triage = depot.item("Rust behind panel 7", 50, assigned_to=depot.member(2))
    depot.change(triage, 12, state="Triage")
    pillows.item("A pillow for every dream", 40, effort=34)


def _add_changed_estimate(cafe: TeamEditor) -> None:
    item = cafe.item("Split the bill between bunks", 24, assigned_to=cafe.member(2))
    cafe.change(item, 4, state=cafe.state("InProgress"))
    cafe.change(item, 2, effort=8)


def _add_busy_week(depot: TeamEditor) -> None:
    """Add a week in which all carriages of a series got the same repair."""
    for number in range(401, 414):
        item = depot.item(f"Rattle in carriage {number}", 20, "Bug", assigned_to=depot.member())
        depot.change(item, 7, state=depot.state("InProgress", "Bug"))
        depot.change(item, 4, state=depot.state("Completed", "Bug"))


def _add_links_to_code(bogies: TeamEditor) -> None:
    """Add items whose code was linked three days after their completion, within a day, and a tested one."""
    repository = bogies.repository
    for title, days_until_linked in (("Wheel noise by night", 3), ("Wheel noise by day", 0.9)):
        item = bogies.item(title, 36, assigned_to=bogies.member())
        bogies.change(item, 30, state=bogies.state("InProgress"))
        bogies.change(item, 24, state=bogies.state("Completed"))
        linked = 24 - days_until_linked
        commit = repository.commit(ago(25), "The fix, at last")
        bogies.change(item, linked, artifacts=[commit, repository.build(ago(linked))])
    tested = bogies.item("Alarm for hot axles", 33, assigned_to=bogies.member())
    page = Artifact("https://wiki.aurora-sleeper.example/axles", comment="Limits by type of axle")
    bogies.change(tested, 29, artifacts=[repository.branch("feature/hot-axles"), page])
    test = bogies.item("An axle at 90 °C rings the alarm", 28, "Test Case", effort=None)
    bogies.history.link(tested, test, ago(27.9), bogies.lead, TESTED_BY)
    bogies.change(tested, 27, state=bogies.state("InProgress"))
    bogies.change(tested, 22, state=bogies.state("Completed"))


def _add_blocked_items(signals: TeamEditor, rangers: TeamEditor) -> None:
    tagged = rangers.item("Night allowance in Hungary", 35, assigned_to=rangers.member(2))
    rangers.change(tagged, 11, tags="summer-2026; BLOCKED")
    # An identity field of an organization that was imported: its values are text, in two forms.
    flagged = signals.item(
        "Balise from the wrong supplier",
        35,
        assigned_to=signals.member(2),
        fields={"Custom.SafetyOfficer": "Agda Ek <AURORA\\aek>"},
    )
    signals.change(flagged, 9, fields={BLOCKED: "Yes"})
    weary = signals.item(
        "Certificate for the certificate",
        130,
        assigned_to=signals.member(2),
        fields={"Custom.SafetyOfficer": "田中太郎"},
    )
    # For its team, a state that held more of the time then than it does now.
    signals.change(weary, 129, state="In Assessment")
    signals.change(weary, 95, state="Proposed")
    for sprint in range(PAST_SPRINTS - 5, PAST_SPRINTS + 1):
        days = signals.days_since_start(sprint)
        signals.change(weary, days + 0.2, iteration=signals.sprint(sprint))
