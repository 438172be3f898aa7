"""The release train "Summer Timetable 2026": dependencies across all projects."""

from collections.abc import Mapping
from dataclasses import dataclass

from sample_organization.aurora_sleeper.team_editor import TeamEditor, ago
from sample_organization.model.history import REMOTE_DEPENDENCY, Item
from sample_organization.model.processes import FINISH_DATE, TARGET_DATE

TRAIN = "Summer Timetable 2026"


@dataclass(frozen=True)
class TrainItem:
    """An item of the train. `progress` is open, started, done, removed or deleted."""

    key: str
    team: str
    title: str
    sprint: int | None = 34
    progress: str = "open"
    dates: Mapping[str, str] | None = None
    has_owner: bool = True


TRAIN_ITEMS = (
    TrainItem("timetable", "Roster Rangers", "Publish the summer timetable", 33),
    TrainItem("prices", "Fares Wizards", "Load summer fares for 14 night trains", 33),
    TrainItem("sale", "Checkout Café", "Open the summer sale at midnight", 34),
    TrainItem("points", "Loyalty Lounge", "Double points in July", 34),
    TrainItem("crews", "Roster Rangers", "Staff the Lisbon line", 33),
    TrainItem("linen", "Pillow Logistics", "Linen for two more carriages", 33),
    TrainItem("porters", "Porter's Desk", "Bicycle spaces at every stop", 34, has_owner=False),
    TrainItem(
        "carriages",
        "Depot Köln",
        "Two more sleeping carriages",
        None,
        dates={TARGET_DATE: "2026-08-14"},
    ),
    TrainItem(
        "axles",
        "Bogie Watch",
        "Axle telemetry on the new carriages",
        None,
        dates={FINISH_DATE: "2026-07-10"},
    ),
    TrainItem(
        "approval",
        "Signal & Brake",
        "Approval of the new carriages",
        None,
        dates={TARGET_DATE: "2026-07-24"},
    ),
    TrainItem("braking", "Signal & Brake", "Braking curve for 16 carriages", 33),
    TrainItem("hazards", "Bogie Watch", "Hazard log of the braking curve", 33),
    TrainItem("depot plan", "Depot Köln", "Depot plan that follows the hazard log", 34),
    TrainItem("press", "Checkout Café", "Press kit with berth pictures", 32, "started"),
    TrainItem("pictures", "Pillow Logistics", "Pictures of the made berth", 34),
    TrainItem("voucher", "Checkout Café", "Voucher for delayed carriages", 30, "done"),
    TrainItem("delays", "Bogie Watch", "Delay forecast by carriage", 34),
    TrainItem("seat map", "Fares Wizards", "Seat map of the couchette", 29, "done"),
    TrainItem("upgrade", "Loyalty Lounge", "Upgrade from couchette to berth", 34),
    TrainItem("paper", "Porter's Desk", "Paper tickets for the porter", None, "removed"),
    TrainItem("stamp", "Porter's Desk", "Stamp paper tickets", 33),
    TrainItem("fax", "Roster Rangers", "Fax the roster to the depot", None, "deleted"),
    TrainItem("night shift", "Depot Köln", "Night shift by roster", 34),
    TrainItem("wash", "Depot Köln", "Washing plant in Wien", None),
    TrainItem("scent", "Pillow Logistics", "Pillow scent of the month", 33),
    TrainItem("wifi", "Signal & Brake", "Wi-Fi in the tunnel", 34),
    TrainItem("old plan", "Bogie Watch", "Plan of the winter train", 20, "done"),
    TrainItem("old map", "Depot Köln", "Map of the winter train", 20, "done"),
)

# Predecessor, successor.
DEPENDENCIES = (
    ("timetable", "crews"),
    ("timetable", "sale"),
    ("prices", "sale"),
    ("seat map", "upgrade"),
    ("seat map", "sale"),
    ("linen", "porters"),
    # Late: the carriages' date is after the approval and the staffing that depend on them.
    ("carriages", "approval"),
    ("carriages", "crews"),
    ("approval", "timetable"),
    # A cycle through three teams, and a completed one.
    ("braking", "hazards"),
    ("hazards", "depot plan"),
    ("depot plan", "braking"),
    ("old plan", "old map"),
    ("old map", "old plan"),
    # Successors that were started before their predecessors were done.
    ("pictures", "press"),
    ("delays", "voucher"),
    # Predecessors that were removed or deleted.
    ("paper", "stamp"),
    ("fax", "night shift"),
    # Predecessors without a date or without an owner.
    ("wash", "scent"),
    ("porters", "points"),
    ("axles", "wifi"),
)
UNREADABLE_ITEM = 90210
REMOTE_ITEM = 1203


def add_release_train(editors: dict[str, TeamEditor]) -> None:
    """Add the train's items and dependencies to the history."""
    items = {
        train_item.key: _add_train_item(editors[train_item.team], train_item)
        for train_item in TRAIN_ITEMS
    }
    editor = editors["Fares Wizards"]
    for number, (predecessor, successor) in enumerate(DEPENDENCIES):
        at = ago(28 - number / 10)
        editor.history.link(items[predecessor], items[successor], at, editor.lead)
    # Linked in the wrong direction, then removed.
    editor.history.link(items["sale"], items["prices"], ago(30), editor.lead)
    editor.history.unlink(items["sale"], items["prices"], ago(29.5), editor.lead)
    editor.history.link(UNREADABLE_ITEM, items["wifi"], ago(22), editor.lead)
    editor.history.link(REMOTE_ITEM, items["axles"], ago(21), editor.lead, REMOTE_DEPENDENCY)


def _add_train_item(editor: TeamEditor, train_item: TrainItem) -> Item:
    owner = editor.member(2) if train_item.has_owner else None
    dates = {name: f"{day}T00:00:00Z" for name, day in (train_item.dates or {}).items()}
    item = editor.item(train_item.title, 55, tags=TRAIN, assigned_to=owner, fields=dates)
    if train_item.sprint is not None:
        editor.change(item, 54, iteration=editor.sprint(train_item.sprint))
    if train_item.progress in {"started", "done"}:
        editor.change(item, 40, state=editor.state("InProgress"))
        editor.change(item, 6, comment="On the way.")
    if train_item.progress == "done":
        editor.change(item, 5, state=editor.state("Completed"))
    if train_item.progress == "removed":
        editor.change(item, 10, state=editor.state("Removed"))
    if train_item.progress == "deleted":
        editor.history.delete(item, ago(9), editor.lead)
    return item
