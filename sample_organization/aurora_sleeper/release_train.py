"""The release train "Summer Timetable 2026": what waits for what, across all projects."""

from collections.abc import Mapping
from dataclasses import dataclass

from sample_organization.aurora_sleeper.scenes import Stage, ago
from sample_organization.model.history import REMOTE_DEPENDENCY, Item
from sample_organization.model.processes import FINISH_DATE, TARGET_DATE

TRAIN = "Summer Timetable 2026"


@dataclass(frozen=True)
class Stop:
    """An item of the train. `progress`: open, started, done, removed or deleted."""

    key: str
    team: str
    title: str
    sprint: int | None = 34
    progress: str = "open"
    dates: Mapping[str, str] | None = None
    has_owner: bool = True


STOPS = (
    Stop("timetable", "Roster Rangers", "Publish the summer timetable", 33),
    Stop("prices", "Fares Wizards", "Load summer fares for 14 night trains", 33),
    Stop("sale", "Checkout Café", "Open the summer sale at midnight", 34),
    Stop("points", "Loyalty Lounge", "Double points in July", 34),
    Stop("crews", "Roster Rangers", "Staff the Lisbon line", 33),
    Stop("linen", "Pillow Logistics", "Linen for two more carriages", 33),
    Stop("porters", "Porter's Desk", "Bicycle spaces at every stop", 34, has_owner=False),
    Stop(
        "carriages",
        "Depot Köln",
        "Two more sleeping carriages",
        None,
        dates={TARGET_DATE: "2026-08-14"},
    ),
    Stop(
        "axles",
        "Bogie Watch",
        "Axle telemetry on the new carriages",
        None,
        dates={FINISH_DATE: "2026-07-10"},
    ),
    Stop(
        "approval",
        "Signal & Brake",
        "Approval of the new carriages",
        None,
        dates={TARGET_DATE: "2026-07-24"},
    ),
    Stop("braking", "Signal & Brake", "Braking curve for 16 carriages", 33),
    Stop("hazards", "Bogie Watch", "Hazard log of the braking curve", 33),
    Stop("depot plan", "Depot Köln", "Depot plan that follows the hazard log", 34),
    Stop("press", "Checkout Café", "Press kit with berth pictures", 32, "started"),
    Stop("pictures", "Pillow Logistics", "Pictures of the made berth", 34),
    Stop("voucher", "Checkout Café", "Voucher for delayed carriages", 30, "done"),
    Stop("delays", "Bogie Watch", "Delay forecast by carriage", 34),
    Stop("seat map", "Fares Wizards", "Seat map of the couchette", 29, "done"),
    Stop("upgrade", "Loyalty Lounge", "Upgrade from couchette to berth", 34),
    Stop("paper", "Porter's Desk", "Paper tickets for the porter", None, "removed"),
    Stop("stamp", "Porter's Desk", "Stamp paper tickets", 33),
    Stop("fax", "Roster Rangers", "Fax the roster to the depot", None, "deleted"),
    Stop("night shift", "Depot Köln", "Night shift by roster", 34),
    Stop("wash", "Depot Köln", "Washing plant in Wien", None),
    Stop("scent", "Pillow Logistics", "Pillow scent of the month", 33),
    Stop("wifi", "Signal & Brake", "Wi-Fi in the tunnel", 34),
    Stop("old plan", "Bogie Watch", "Plan of the winter train", 20, "done"),
    Stop("old map", "Depot Köln", "Map of the winter train", 20, "done"),
)

# Each leg: what comes first, what waits for it.
LEGS = (
    ("timetable", "crews"),
    ("timetable", "sale"),
    ("prices", "sale"),
    ("seat map", "upgrade"),
    ("seat map", "sale"),
    ("linen", "porters"),
    # Late: the carriages come after the approval that needs them, and far after the staff.
    ("carriages", "approval"),
    ("carriages", "crews"),
    ("approval", "timetable"),
    # A circle through three teams, and one that is over.
    ("braking", "hazards"),
    ("hazards", "depot plan"),
    ("depot plan", "braking"),
    ("old plan", "old map"),
    ("old map", "old plan"),
    # Gone ahead of what they wait for.
    ("pictures", "press"),
    ("delays", "voucher"),
    # Waiting for what will never come.
    ("paper", "stamp"),
    ("fax", "night shift"),
    # Waiting for something without a date, or without an owner.
    ("wash", "scent"),
    ("porters", "points"),
    ("axles", "wifi"),
)
UNREADABLE_ITEM = 90210
REMOTE_ITEM = 1203


def run_release_train(stages: dict[str, Stage]) -> None:
    """Put the train's items and dependencies into the history."""
    items = {stop.key: _stop(stages[stop.team], stop) for stop in STOPS}
    conductor = stages["Fares Wizards"]
    for number, (first, waiting) in enumerate(LEGS):
        at = ago(28 - number / 10)
        conductor.history.link(items[first], items[waiting], at, conductor.lead)
    # The wrong way round at first, and taken back.
    conductor.history.link(items["sale"], items["prices"], ago(30), conductor.lead)
    conductor.history.unlink(items["sale"], items["prices"], ago(29.5), conductor.lead)
    conductor.history.link(UNREADABLE_ITEM, items["wifi"], ago(22), conductor.lead)
    conductor.history.link(REMOTE_ITEM, items["axles"], ago(21), conductor.lead, REMOTE_DEPENDENCY)


def _stop(stage: Stage, stop: Stop) -> Item:
    owner = stage.member(2) if stop.has_owner else None
    dates = {name: f"{day}T00:00:00Z" for name, day in (stop.dates or {}).items()}
    item = stage.item(stop.title, 55, tags=TRAIN, assigned_to=owner, fields=dates)
    if stop.sprint is not None:
        stage.change(item, 54, iteration=stage.sprint(stop.sprint))
    if stop.progress in {"started", "done"}:
        stage.change(item, 40, state=stage.state("InProgress"))
        stage.change(item, 6, comment="On the way.")
    if stop.progress == "done":
        stage.change(item, 5, state=stage.state("Completed"))
    if stop.progress == "removed":
        stage.change(item, 10, state=stage.state("Removed"))
    if stop.progress == "deleted":
        stage.history.delete(item, ago(9), stage.lead)
    return item
