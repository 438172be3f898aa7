"""Forecasts of all snapshots, from tables of the models."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipelines.forecasting.clocks import HORIZON, Team
from pipelines.forecasting.draws import SEED, Draws
from pipelines.forecasting.forecast import Backlog, Forecast, Settings, reason_of_team
from pipelines.forecasting.schedule import Item
from pipelines.forecasting.throughput import (
    WINDOW_DAYS,
    Counts,
    change_of_throughput,
    daily_throughput,
    since_drift,
)
from pipelines.forecasting.waits import Items

DATE_CONFIDENCES = (0.5, 0.7, 0.85, 0.95)
COUNT_CONFIDENCES = (0.5, 0.85, 0.95)
RESAMPLING = "throughput of the last 90 days"
AFTER_DRIFT = "throughput since it last changed"
NO_TEAM_NUMBER = -1
RECENT_WORKING_DAYS = 40
YEAR_DAYS = 364
WORKERS = 2  # numpy releases the interpreter's lock while it computes

SCHEMA = pa.schema(
    [
        ("snapshot_number", pa.int64()),
        ("subject_type", pa.string()),
        ("subject_uid", pa.string()),
        ("work_item_id", pa.int64()),
        ("team_id", pa.string()),
        ("iteration_id", pa.string()),
        ("target_date", pa.date32()),
        ("remaining_items", pa.int64()),
        *((f"p{confidence * 100:.0f}_date", pa.date32()) for confidence in DATE_CONFIDENCES),
        *((f"p{confidence * 100:.0f}_items", pa.int64()) for confidence in COUNT_CONFIDENCES),
        ("target_date_probability", pa.float64()),
        ("is_forecastable", pa.bool_()),
        ("reason", pa.string()),
        ("method", pa.string()),
        ("sample_days", pa.int64()),
        ("trials", pa.int64()),
        ("seed", pa.int64()),
    ]
)

CHANGES = pa.schema(
    [("team_id", pa.string()), ("change_ratio", pa.float64()), ("p_value", pa.float64())]
)

Row = dict[str, Any]


@dataclass(frozen=True)
class Tables:
    """What the forecasts are made of.

    Attributes:
        snapshots: `snapshot_number, next_date`.
        subjects: `snapshot_number, subject_type, subject_uid, work_item_id, team_id, iteration_id,
            target_date, until_date, remaining_items`; what remains of portfolio items is counted here.
        items: `snapshot_number, work_item_id, team_id, portfolio_id` of the remaining items, those of each
            snapshot and team together in backlog order.
        descendants: `snapshot_number, portfolio_item_id, work_item_id` of the remaining items.
        links: `snapshot_number, predecessor_id, successor_id`.
        teams: `team_id, team_name`.
        throughput: `team_id, date, items`; several rows of a team and date add up.
        working_days: `team_id, date`.
    """

    snapshots: pa.Table
    subjects: pa.Table
    items: pa.Table
    descendants: pa.Table
    links: pa.Table
    teams: pa.Table
    throughput: pa.Table
    working_days: pa.Table


def forecasts(tables: Tables, settings: Settings) -> pa.Table:
    """Return the columns of `SCHEMA` for each subject, but portfolio items of which nothing remains."""
    dates = tables.snapshots["next_date"].to_pylist()
    calendar = Calendar(tables.throughput, tables.working_days, dates, WINDOW_DAYS)
    subjects = _by_snapshot(tables.subjects)
    backlogs = Backlogs(tables, calendar)
    draws = Draws(settings.trials)

    def rows(snapshot: Row) -> list[Row]:
        of_snapshot = subjects.get(snapshot["snapshot_number"])
        found = of_snapshot.to_pylist() if of_snapshot else []
        return SnapshotRows(backlogs, snapshot, found, settings, draws).rows() if found else []

    with ThreadPoolExecutor(WORKERS) as executor:
        made = list(executor.map(rows, tables.snapshots.to_pylist()))
    return pa.Table.from_pylist([row for of_snapshot in made for row in of_snapshot], schema=SCHEMA)


class Calendar:
    """The throughput and the working days of teams, by number of the calendar day.

    Args:
        throughput: `team_id, date, items`; several rows of a team and date add up.
        working_days: `team_id, date`.
        dates: Dates before which the throughput is asked for.
        days: Calendar days before these dates.
    """

    def __init__(
        self, throughput: pa.Table, working_days: pa.Table, dates: Sequence[date], days: int
    ) -> None:
        self._first = min(dates) - timedelta(days=days)
        self._size = (max(dates) - self._first).days + HORIZON
        self._completed = self._by_team(throughput, throughput["items"].to_numpy())
        self._working = self._by_team(working_days, np.ones(len(working_days), np.int64))

    def throughput(self, team_id: str, end: date, days: int) -> Counts:
        """Return the items completed on each working day of a number of calendar days before a date."""
        end_day = (end - self._first).days
        working = self._working[team_id] > 0
        return daily_throughput(self._completed[team_id], working, end_day - days, end_day)

    def teams(self, names: Mapping[str, str], next_date: date) -> list[Team]:
        """Return teams, by id with their names, as they are known before a date."""
        windows = [self.throughput(team_id, next_date, WINDOW_DAYS) for team_id in names]
        start = (next_date - self._first).days
        return [
            Team(
                team_id,
                names[team_id],
                throughput,
                np.flatnonzero(self._working[team_id][start : start + HORIZON]),
            )
            for team_id, throughput in zip(names, since_drift(windows), strict=True)
        ]

    def _by_team(self, table: pa.Table, numbers: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
        days = (table["date"].to_numpy() - np.datetime64(self._first)).astype(int)
        codes = table["team_id"].combine_chunks().dictionary_encode()
        found: dict[str, NDArray[np.int64]] = defaultdict(lambda: np.zeros(self._size, np.int64))
        team_of_row = codes.indices.to_numpy(zero_copy_only=False)
        is_known = (days >= 0) & (days < self._size)
        for code, team_id in enumerate(codes.dictionary.to_pylist()):
            rows = is_known & (team_of_row == code)
            np.add.at(found[team_id], days[rows], numbers[rows])
        return found


class Backlogs:
    """What remains at each snapshot."""

    def __init__(self, tables: Tables, calendar: Calendar) -> None:
        self._calendar = calendar
        self._names = {row["team_id"]: row["team_name"] for row in tables.teams.to_pylist()}
        self._items = _by_snapshot(tables.items)
        self._descendants = _by_snapshot(tables.descendants)
        self._links = _by_snapshot(tables.links)

    def at(self, snapshot_number: int, next_date: date) -> Backlog:
        """Return the backlog of a snapshot, with the teams numbered in order."""
        teams = self._calendar.teams(self._names, next_date)
        numbers = {team.team_id: number for number, team in enumerate(teams)}
        item_ids, team_ids, portfolio_ids = _columns(
            self._items, snapshot_number, ["work_item_id", "team_id", "portfolio_id"]
        )
        items = [
            Item(numbers.get(team_id, NO_TEAM_NUMBER), portfolio_id)
            for team_id, portfolio_id in zip(team_ids, portfolio_ids, strict=True)
        ]
        descendants = _columns(
            self._descendants, snapshot_number, ["portfolio_item_id", "work_item_id"]
        )
        links = _columns(self._links, snapshot_number, ["predecessor_id", "successor_id"])
        return Backlog(
            items,
            _remaining(item_ids, zip(*descendants, strict=True)),
            sorted(zip(*links, strict=True)),
            dict(enumerate(teams)),
        )


class SnapshotRows:
    """The forecasts of one snapshot as rows."""

    def __init__(
        self,
        backlogs: Backlogs,
        snapshot: Row,
        subjects: list[Row],
        settings: Settings,
        draws: Draws,
    ) -> None:
        self._next_date, self._settings = snapshot["next_date"], settings
        backlog = backlogs.at(snapshot["snapshot_number"], self._next_date)
        self._subjects = _with_remaining_items(subjects, backlog.remaining)
        self._teams = backlog.teams
        self._numbers = {team.team_id: number for number, team in self._teams.items()}
        self._forecast = Forecast(
            backlog,
            settings,
            draws,
            [subject["work_item_id"] for subject in self._subjects if _is_portfolio_item(subject)],
            {
                self._period(subject)
                for subject in self._subjects
                if not _is_portfolio_item(subject)
            },
        )

    def rows(self) -> list[Row]:
        """Return one row per subject."""
        return [
            self._portfolio_item(subject) if _is_portfolio_item(subject) else self._of_team(subject)
            for subject in self._subjects
        ]

    def _portfolio_item(self, subject: Row) -> Row:
        completion = self._forecast.completion(subject["work_item_id"])
        row = self._row(subject, completion.teams, completion.reason)
        if completion.days is None:
            return row
        for confidence in DATE_CONFIDENCES:
            days = completion.days.latest(confidence)
            if days < HORIZON:
                row[f"p{confidence * 100:.0f}_date"] = self._next_date + timedelta(days=days)
        if target_date := subject["target_date"]:
            days = (target_date - self._next_date).days
            row["target_date_probability"] = completion.days.probability_until(days)
        return row

    def _of_team(self, subject: Row) -> Row:
        team, days = self._period(subject)
        row = self._row(subject, [team], reason_of_team(self._teams[team]))
        if not row["is_forecastable"]:
            return row
        completed = self._forecast.completed(team, days)
        for confidence in COUNT_CONFIDENCES:
            row[f"p{confidence * 100:.0f}_items"] = completed.at_least(confidence)
        if subject["target_date"]:
            probability = completed.probability_from(subject["remaining_items"])
            row["target_date_probability"] = probability
        return row

    def _period(self, subject: Row) -> tuple[int, int]:
        """Return the team of a subject, and the calendar days until its last date."""
        days = (subject["until_date"] - self._next_date).days + 1
        return self._numbers[subject["team_id"]], days

    def _row(self, subject: Row, teams: Iterable[int], reason: str | None) -> Row:
        throughputs = [self._teams[number].throughput for number in teams]
        has_drifted = any(throughput.has_drifted for throughput in throughputs)
        samples = [len(throughput.samples) for throughput in throughputs]
        return {
            **{name: value for name, value in subject.items() if name in SCHEMA.names},
            "is_forecastable": reason is None,
            "reason": reason,
            "method": AFTER_DRIFT if has_drifted else RESAMPLING,
            "sample_days": min(samples, default=0),
            "trials": self._settings.trials,
            "seed": SEED,
        }


def _columns(
    tables: Mapping[int, pa.Table], snapshot_number: int, names: list[str]
) -> list[list[Any]]:
    table = tables.get(snapshot_number)
    return [table[name].to_pylist() if table else [] for name in names]


def _is_portfolio_item(subject: Row) -> bool:
    return bool(subject["subject_type"] == "portfolio_item")


def _with_remaining_items(subjects: list[Row], remaining: Mapping[int, Items]) -> list[Row]:
    """Return the subjects, with what remains of portfolio items and without those of which nothing does."""
    found = []
    for subject in subjects:
        if not _is_portfolio_item(subject):
            found.append(subject)
        elif items := remaining.get(subject["work_item_id"]):
            found.append({**subject, "remaining_items": len(items)})
    return found


def _remaining(item_ids: list[int], descendants: Iterable[tuple[int, int]]) -> dict[int, Items]:
    """Return the indexes of the remaining items of each work item."""
    indexes = {item_id: index for index, item_id in enumerate(item_ids)}
    below: dict[int, set[int]] = defaultdict(set)
    for portfolio_item_id, item_id in descendants:
        below[portfolio_item_id].add(indexes[item_id])
    itself = {item_id: frozenset([index]) for item_id, index in indexes.items()}
    return itself | {work_item_id: frozenset(found) for work_item_id, found in below.items()}


def _by_snapshot(table: pa.Table) -> dict[int, pa.Table]:
    """Return the rows of each snapshot; those of each are together already."""
    numbers, starts = np.unique(table["snapshot_number"].to_numpy(), return_index=True)
    ends = np.append(starts, len(table))[1:]
    return {
        int(number): table.slice(start, end - start)
        for number, start, end in zip(numbers, starts.tolist(), ends.tolist(), strict=True)
    }


def changes_of_throughput(
    throughput: pa.Table, working_days: pa.Table, as_of_date: date
) -> pa.Table:
    """Return how the throughput of the last 40 working days differs from that of the year before them.

    Args:
        throughput: `team_id, date, items`; several rows of a team and date add up.
        working_days: `team_id, date`.

    Returns:
        `team_id, change_ratio, p_value`; teams that have worked for less than 80 days are left out.
    """
    calendar = Calendar(throughput, working_days, [as_of_date], YEAR_DAYS)
    rows = []
    for team_id in sorted(set(throughput["team_id"].to_pylist())):
        samples = calendar.throughput(team_id, as_of_date, YEAR_DAYS)
        if len(samples) >= 2 * RECENT_WORKING_DAYS:
            change, p_value = change_of_throughput(samples, RECENT_WORKING_DAYS)
            rows.append({"team_id": team_id, "change_ratio": change, "p_value": p_value})
    return pa.Table.from_pylist(rows, schema=CHANGES)
