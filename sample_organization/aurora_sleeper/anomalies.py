"""Loose ends: work that somebody forgot, and the single things that go wrong in every organization."""

from sample_organization.aurora_sleeper.company import PAST_SPRINTS
from sample_organization.aurora_sleeper.people import identity_of
from sample_organization.aurora_sleeper.scenes import Stage
from sample_organization.model.processes import ACCEPTANCE_CRITERIA, BLOCKED, STACK_RANK

# Team, title, days since anybody cared.
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
# Team, title, days since it was started, days since the last word on it.
STUCK = (
    ("Fares Wizards", "Fares for the Orient line", 60, 33),
    ("Roster Rangers", "Swap nights between depots", 45, 19),
    ("Porter's Desk", "Lost property by smell", 90, 71),
    ("Depot Köln", "Spare bogie from Sofia", 50, 30),
    ("Depot Köln", "Wheel lathe booking", 28, 15),
    ("Signal & Brake", "Brake pads for snow", 40, 22),
)
NOBODYS = (
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
LEFT_BEHIND = (
    ("Fares Wizards", "Round fares to the owl", PAST_SPRINTS - 1),
    ("Loyalty Lounge", "Lounge pass for two", PAST_SPRINTS - 2),
    ("Bogie Watch", "Gap in the sensor log", PAST_SPRINTS - 1),
    ("Porter's Desk", "Wake-up call by violin", PAST_SPRINTS - 4),
)
# Who is gone, or was never let in, and still has open work.
WORK_OF = (
    ("Loyalty Lounge", "Rémi Beaufort", "Points for snoring quietly"),
    ("Loyalty Lounge", "Ottoline Fairweather", "Lounge in Vienna"),
    ("Pillow Logistics", "Ngọc Trần", "Pillow inventory by weight"),
    ("Depot Köln", "Bartłomiej Wróbel", "Inspect carriage 402"),
    ("Checkout Café", "Solveig Nygård", "Checkout in Norwegian"),
    ("Roster Rangers", "Siân Llewellyn", "Roster for Welsh trains"),
)


def leave_loose_ends(stages: dict[str, Stage]) -> None:
    """Write every loose end into the history."""
    _forget(stages)
    _get_stuck(stages)
    _misplan(stages)
    _orphan_work(stages)
    _close_carelessly(stages["Checkout Café"], stages["Bogie Watch"])
    _break_process(stages["Pillow Logistics"], stages["Depot Köln"])
    _block(stages["Signal & Brake"], stages["Roster Rangers"])


def _forget(stages: dict[str, Stage]) -> None:
    for team, title, days in FORGOTTEN:
        stage = stages[team]
        item = stage.item(title, days + 3)
        stage.change(item, days, description="<div>Somebody should.</div>")
        for number in (1, 2, 3):
            stage.change(item, days * number / 4, fields={STACK_RANK: 9e6 + number})


def _get_stuck(stages: dict[str, Stage]) -> None:
    for team, title, started, last_word in STUCK:
        stage = stages[team]
        item = stage.item(title, started + 9, assigned_to=stage.member(3))
        stage.change(item, started, state=stage.state("InProgress"))
        stage.change(item, last_word, comment="Waiting.")


def _misplan(stages: dict[str, Stage]) -> None:
    for team, title in NOBODYS:
        stage = stages[team]
        item = stage.item(title, 21, fields={ACCEPTANCE_CRITERIA: None})
        stage.change(item, 8, state=stage.state("InProgress"))
    for team, title, sprint in UNESTIMATED:
        stage = stages[team]
        item = stage.item(title, 19, effort=None, assigned_to=stage.member(4))
        stage.change(item, 7, iteration=stage.sprint(sprint))
    for team, title, sprint in LEFT_BEHIND:
        stage = stages[team]
        days = stage.days_since_start(sprint)
        item = stage.item(title, days + 20, assigned_to=stage.member(2))
        stage.change(item, days + 0.3, iteration=stage.sprint(sprint))
        stage.change(item, 5, comment="Still wanted.")


def _orphan_work(stages: dict[str, Stage]) -> None:
    for team, name, title in WORK_OF:
        stages[team].item(
            title, 62, assigned_to=identity_of(name), iteration=stages[team].sprint(34)
        )


def _close_carelessly(cafe: Stage, bogies: Stage) -> None:
    for stage, title in ((cafe, "Oat milk as a payment"), (bogies, "Axle count on arrival")):
        parent = stage.item(title, 80)
        task = stage.item(
            f"Write it down: {title}", 79, type_name="Task", parent=parent, effort=None
        )
        stage.change(parent, 60, state=stage.state("InProgress"))
        stage.change(parent, 50, state=stage.state("Completed"))
        stage.change(task, 20, comment="Is this still needed?")
    waiting = cafe.item("Breakfast order by bedtime", 60, assigned_to=cafe.member(2))
    cafe.change(waiting, 12, state=cafe.state("InProgress"))
    task = cafe.item("Print the breakfast card", 30, "Task", parent=waiting, effort=None)
    cafe.change(task, 11, state=cafe.state("Completed", "Task"))
    edited = cafe.item("Receipt with a lullaby", 70)
    cafe.change(edited, 66, state=cafe.state("InProgress"))
    cafe.change(edited, 60, state=cafe.state("Completed"))
    cafe.change(edited, 30, effort=8)


def _break_process(pillows: Stage, depot: Stage) -> None:
    for stage, title in ((pillows, "Minibar in braille"), (depot, "Brake test by ear")):
        bouncing = stage.item(title, 90)
        for days in (80, 60, 40):
            stage.change(bouncing, days, state=stage.state("InProgress"))
            stage.change(bouncing, days - 8, state=stage.state("Completed"))
    skipping = pillows.item("Teddy bear register", 44)
    pillows.change(skipping, 41, state=pillows.state("Completed"))
    # A state from before the process was tidied up; the type does not have it any more.
    triage = depot.item("Rust behind panel 7", 50, assigned_to=depot.member(2))
    depot.change(triage, 12, state="Triage")
    pillows.item("A pillow for every dream", 40, effort=34)


def _block(signals: Stage, rangers: Stage) -> None:
    tagged = rangers.item("Night allowance in Hungary", 35, assigned_to=rangers.member(2))
    rangers.change(tagged, 11, tags="summer-2026; BLOCKED")
    flagged = signals.item("Balise from the wrong supplier", 35, assigned_to=signals.member(2))
    signals.change(flagged, 9, fields={BLOCKED: "Yes"})
    weary = signals.item("Certificate for the certificate", 130, assigned_to=signals.member(2))
    for sprint in range(PAST_SPRINTS - 5, PAST_SPRINTS + 1):
        days = signals.days_since_start(sprint)
        signals.change(weary, days + 0.2, iteration=signals.sprint(sprint))
