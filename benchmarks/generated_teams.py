"""Teams with a made-up history, whose forecasts can be compared with what happened."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from pipelines.forecasting.tables import Tables

FIRST_DATE = date(2024, 1, 1)  # a Monday
WEEKS_BEFORE = 14  # of history before the first forecast
WEEKS_AFTER = 40  # in which what is forecast can happen
ITEMS_OF_PROJECT = 1_000_000


@dataclass
class Feature:
    """A portfolio item: how many items it has, and the days on which they were completed."""

    id: int
    team: int
    size: int
    predecessor: "Feature | None" = None
    completed: list[int] = field(default_factory=list)

    def remaining(self, day: int) -> int:
        """Return how many of its items were open at the start of a day."""
        return self.size - sum(completed < day for completed in self.completed)

    @property
    def end(self) -> int | None:
        """The day of its last completion."""
        return max(self.completed) if len(self.completed) == self.size else None


@dataclass(frozen=True)
class Process:
    """How a team works: its mean completions a working day, and the day from which they are multiplied."""

    rate: float
    changes_at: int = 10**9
    factor: float = 1.0
    overdispersion: float = 0.3  # variance / mean - 1

    def completions(self, day: int, random: np.random.Generator) -> int:
        """Draw the completions of a day, from a negative binomial distribution."""
        mean = self.rate * (self.factor if day >= self.changes_at else 1.0)
        if not self.overdispersion:
            return int(random.poisson(mean))
        return int(random.poisson(random.gamma(mean / self.overdispersion, self.overdispersion)))


def work(
    processes: Sequence[Process], backlogs: Sequence[Sequence[Feature]], days: int, seed: int
) -> np.ndarray:
    """Complete the items of the backlogs, and return the completions by team and day.

    Each team works on its first two unfinished features that wait for none, and completes an item of either.
    """
    random = np.random.default_rng(seed)
    completions = np.zeros((len(processes), days), dtype=np.int64)
    for day in range(days):
        if is_working_day(day):
            for team, process in enumerate(processes):
                for _ in range(process.completions(day, random)):
                    if feature := _next_feature(backlogs[team], day, random):
                        feature.completed.append(day)
                        completions[team, day] += 1
    return completions


def _next_feature(
    backlog: Sequence[Feature], day: int, random: np.random.Generator
) -> Feature | None:
    active: list[Feature] = []
    for feature in backlog:
        waits_for = feature.predecessor
        is_ready = waits_for is None or (waits_for.end is not None and waits_for.end < day)
        if len(feature.completed) < feature.size and is_ready:
            active.append(feature)
        if len(active) == 2:
            break
    return active[random.integers(len(active))] if active else None


def is_working_day(day: int) -> bool:
    """Return whether a day, from a Monday on, is one of Monday to Friday."""
    return day % 7 < 5


def tables_of(
    backlogs: Sequence[Sequence[Feature]],
    completions: np.ndarray,
    mondays: Sequence[int],
    with_links: bool = True,
    shown: int = 8,
) -> Tables:
    """Return what the models would hand to the forecasts, at the start of each of these days.

    Args:
        shown: Unfinished features of a team that are known at a time.
    """
    subjects, items, descendants, links = [], [], [], []
    for number, day in enumerate(mondays, 1):
        for team, (backlog, known) in enumerate(
            zip(backlogs, _known(backlogs, day, shown), strict=True)
        ):
            subjects += [
                _subject(number, feature, day) for feature in _unfinished(backlog, day)[:shown]
            ]
            for feature in known:
                for index in range(feature.remaining(day)):
                    item = feature.id * 1000 + index + ITEMS_OF_PROJECT
                    items.append((number, item, str(team), feature.id))
                    descendants.append((number, feature.id, item))
                if feature.predecessor and feature.predecessor.remaining(day) and with_links:
                    links.append((number, feature.predecessor.id, feature.id))
            subjects.append(_team_subject(number, team, day))
    size = completions.shape[1]
    teams = [str(team) for team in range(len(backlogs))]
    found = [
        (str(team), day_at(day), int(completions[team, day]))
        for team, day in np.argwhere(completions)
    ]
    working = [
        (team, day_at(day)) for team in teams for day in range(size + 800) if is_working_day(day)
    ]
    return Tables(
        snapshots=_table(
            ["snapshot_number", "next_date"], list(enumerate(map(day_at, mondays), 1))
        ),
        subjects=pa.Table.from_pylist(subjects),
        items=_table(["snapshot_number", "work_item_id", "team_id", "portfolio_id"], items),
        descendants=_table(["snapshot_number", "portfolio_item_id", "work_item_id"], descendants),
        links=_table(["snapshot_number", "predecessor_id", "successor_id"], links),
        teams=_table(["team_id", "team_name"], [(team, team) for team in teams]),
        throughput=_table(["team_id", "date", "items"], found),
        working_days=_table(["team_id", "date"], working),
    )


def _unfinished(backlog: Sequence[Feature], day: int) -> list[Feature]:
    return [feature for feature in backlog if feature.remaining(day)]


def _known(backlogs: Sequence[Sequence[Feature]], day: int, shown: int) -> list[list[Feature]]:
    """Return the unfinished features of each team that are shown or awaited, and those before them."""
    unfinished = [_unfinished(backlog, day) for backlog in backlogs]
    known = [features[:shown] for features in unfinished]
    for team in range(len(backlogs) - 1):
        awaited = [feature.predecessor for feature in known[team] if feature.predecessor]
        last = max((feature.id for feature in awaited), default=0)
        following = unfinished[team + 1]
        count = sum(feature.id <= last for feature in following)
        known[team + 1] = following[: max(shown, count)]
    return known


def day_at(day: int) -> date:
    """Return the date of a day."""
    return FIRST_DATE + timedelta(days=int(day))


def _subject(number: int, feature: Feature, day: int) -> dict[str, object]:
    return {
        "snapshot_number": number,
        "subject_type": "portfolio_item",
        "subject_uid": str(feature.id),
        "work_item_id": feature.id,
        "team_id": str(feature.team),
        "target_date": None,
        "until_date": None,
        "remaining_items": feature.remaining(day),
    }


def _team_subject(number: int, team: int, day: int) -> dict[str, object]:
    return {
        "snapshot_number": number,
        "subject_type": "team",
        "subject_uid": f"team {team}",
        "work_item_id": None,
        "team_id": str(team),
        "target_date": None,
        "until_date": day_at(day + 29),
        "remaining_items": 0,
    }


def _table(names: list[str], rows: list) -> pa.Table:  # type: ignore[type-arg]
    columns = list(zip(*rows, strict=True)) or [() for _ in names]
    types = {"date": pa.date32(), "next_date": pa.date32()}
    text = ("team_id", "team_name")
    return pa.table(
        {
            name: pa.array(column, types.get(name, pa.string() if name in text else pa.int64()))
            for name, column in zip(names, columns, strict=True)
        }
    )
