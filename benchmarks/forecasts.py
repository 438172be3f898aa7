"""Measure whether forecasts keep their word, on teams with a made-up history, and what they cost.

    python -m benchmarks.forecasts [--trials N] [--teams N]

prints Markdown tables: how often forecasts hold that are made every week for a year, how they compare with
dividing by the mean throughput, how soon a team that slows down is called unreliable, what links are worth,
and seconds and memory for a large organization.
"""

import argparse
import resource
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa

from benchmarks.generated_teams import (
    FIRST_DATE,
    WEEKS_AFTER,
    WEEKS_BEFORE,
    Feature,
    Process,
    day_at,
    is_working_day,
    tables_of,
    work,
)
from pipelines.forecasting.forecast import Settings
from pipelines.forecasting.tables import changes_of_throughput, forecasts

WEEKS = 52
DRIFTING_TEAMS = 200
MOST_DAYS = 5 * (WEEKS_BEFORE + WEEKS + WEEKS_AFTER)
SLOWDOWN_LEVEL = 0.05  # as in dbt_project/macros/forecasts.sql
CONFIDENCES = {"p50": 0.5, "p85": 0.85, "p95": 0.95}
WANTED = {"p50": "45 to 55 %", "p85": "80 to 90 %", "p95": "at least 92 %"}


@dataclass(frozen=True)
class Organization:
    """Teams, their backlogs, and what they complete on each day."""

    processes: Sequence[Process]
    backlogs: Sequence[Sequence[Feature]]
    completions: np.ndarray
    mondays: Sequence[int]

    @property
    def features(self) -> dict[str, Feature]:
        """The features by their id."""
        return {str(feature.id): feature for backlog in self.backlogs for feature in backlog}


@dataclass(frozen=True)
class Verdict:
    """Whether a forecast of a portfolio item held, by confidence, and its loss at 85 %."""

    team: int
    held: dict[str, bool]
    loss: float
    loss_of_mean: float
    waits: bool


def organization(
    seed: int, teams: int, *, changes_at: int = 10**9, waits: float = 0.0
) -> Organization:
    """Return an organization whose teams complete 4 to 15 items a week, in features of 3 to 15 items.

    Args:
        changes_at: Day from which the throughput is 40 % lower.
        waits: Share of the features that wait for one of another team.
    """
    random = np.random.default_rng(seed)
    rates = np.exp(random.uniform(np.log(0.8), np.log(3.0), teams))
    processes = [Process(float(rate), changes_at=changes_at, factor=0.6) for rate in rates]
    backlogs = [
        [
            Feature(team * 1000 + place + 1, team, int(random.integers(3, 16)))
            for place in range(int(rate * MOST_DAYS / 9))
        ]
        for team, rate in enumerate(rates)
    ]
    if waits:
        _add_waits(backlogs, waits, random)
    mondays = [7 * (WEEKS_BEFORE + week) for week in range(WEEKS)]
    days = 7 * (WEEKS_BEFORE + WEEKS + WEEKS_AFTER)
    return Organization(processes, backlogs, work(processes, backlogs, days, seed), mondays)


def _add_waits(
    backlogs: Sequence[Sequence[Feature]], share: float, random: np.random.Generator
) -> None:
    """Let features wait for one that the next team works on at about the same time, or later."""
    for backlog, other in pairwise(backlogs):
        for place, feature in enumerate(backlog):
            if random.random() < share:
                same_time = int(place * len(other) / len(backlog))
                awaited = min(same_time + int(random.integers(0, 5)), len(other) - 1)
                feature.predecessor = other[awaited]


def verdicts(found: Organization, trials: int, with_links: bool = True) -> Iterator[Verdict]:
    """Yield the verdict on each weekly forecast of a portfolio item that was completed in the end."""
    tables = tables_of(found.backlogs, found.completions, found.mondays, with_links)
    features = found.features
    for row in forecasts(tables, Settings(trials)).to_pylist():
        feature = features.get(row["subject_uid"])
        if feature is None or feature.end is None or row["p50_date"] is None:
            continue
        start = found.mondays[row["snapshot_number"] - 1]
        end = day_at(feature.end)
        dates = {name: row[f"{name}_date"] for name in CONFIDENCES}
        naive = _by_mean_throughput(found, feature, start)
        yield Verdict(
            feature.team,
            {name: date is None or end <= date for name, date in dates.items()},
            _pinball_loss(feature.end, (dates["p85"] - FIRST_DATE).days if dates["p85"] else 10**4),
            _pinball_loss(feature.end, naive),
            bool(feature.predecessor and feature.predecessor.remaining(start)),
        )


def _by_mean_throughput(found: Organization, feature: Feature, start: int) -> int:
    """Return the day on which the items before the feature and its own are done at the mean throughput."""
    backlog = found.backlogs[feature.team]
    ahead = [other for other in backlog if other.id <= feature.id]
    items = sum(other.remaining(start) for other in ahead)
    daily = found.completions[feature.team, start - 90 : start].sum() / 90
    return int(start + np.ceil(items / max(daily, 0.01)))


def _pinball_loss(actual: int, forecast: int, quantile: float = 0.85) -> float:
    return max(quantile * (actual - forecast), (quantile - 1) * (actual - forecast))


def share_with_interval(found: Sequence[Verdict], name: str, seed: int = 1) -> str:
    """Return the share of forecasts that held, with its 95 % interval by resampling teams."""
    teams = sorted({verdict.team for verdict in found})
    held = np.array([sum(one.held[name] for one in found if one.team == team) for team in teams])
    made = np.array([sum(1 for one in found if one.team == team) for team in teams])
    drawn = np.random.default_rng(seed).integers(0, len(teams), (2000, len(teams)))
    shares = held[drawn].sum(axis=1) / made[drawn].sum(axis=1)
    low, high = np.percentile(shares, [2.5, 97.5])
    return f"{held.sum() / made.sum():.1%} ({low:.1%} to {high:.1%})"


def weeks_until_unreliable(found: Organization, changes_at: int) -> Iterator[int | None]:
    """Yield for each team after how many weeks of the change it is called unreliable."""
    size = found.completions.shape[1]
    for team, completions in enumerate(found.completions):
        throughput = pa.table(
            {
                "team_id": [str(team)] * int(np.count_nonzero(completions)),
                "date": [day_at(day) for day in np.flatnonzero(completions)],
                "items": completions[completions > 0],
            }
        )
        working = [day_at(day) for day in range(size) if is_working_day(day)]
        working_days = pa.table({"team_id": [str(team)] * len(working), "date": working})
        yield next(
            (
                week
                for week in range(1, 9)
                if _has_slowed(throughput, working_days, changes_at + 7 * week)
            ),
            None,
        )


def _has_slowed(throughput: pa.Table, working_days: pa.Table, day: int) -> bool:
    changes = changes_of_throughput(throughput, working_days, day_at(day)).to_pylist()
    return any(change["p_value"] < SLOWDOWN_LEVEL for change in changes)


def print_calibration(trials: int, teams: int) -> None:
    """Print how often forecasts of steady teams held, and how they compare with the mean throughput."""
    found = list(verdicts(organization(1, teams), trials))
    print(f"\n{teams} steady teams, {WEEKS} weeks, {len(found)} forecasts of portfolio items:\n")
    _print_row("confidence", "held (95 % interval, by teams)", "wanted")
    _print_row("---", "---", "---")
    for name, confidence in CONFIDENCES.items():
        _print_row(f"{confidence:.0%}", share_with_interval(found, name), WANTED[name])
    losses = {team: [one for one in found if one.team == team] for team in range(teams)}
    better = [
        np.mean([one.loss for one in of_team]) < np.mean([one.loss_of_mean for one in of_team])
        for of_team in losses.values()
        if of_team
    ]
    print(f"\nLoss at 85 % lower than by the mean throughput: {np.mean(better):.0%} of the teams")


def print_drift(teams: int) -> None:
    """Print how many teams are called unreliable within eight weeks of a slowdown by 40 %, or without one."""
    changes_at = 7 * (WEEKS_BEFORE + WEEKS - 10)
    weeks = list(weeks_until_unreliable(organization(2, teams, changes_at=changes_at), changes_at))
    steady = list(weeks_until_unreliable(organization(3, teams), changes_at))
    print("\nCalled unreliable within eight weeks:\n")
    _print_row("teams", "share")
    _print_row("---", "---")
    _print_row("throughput 40 % lower", f"{np.mean([week is not None for week in weeks]):.0%}")
    _print_row("steady", f"{np.mean([week is not None for week in steady]):.0%}")


def print_waits(trials: int, teams: int) -> None:
    """Print how often forecasts of waiting features held, with and without their links."""
    found = organization(4, teams, waits=0.3)
    print("\nPortfolio items that wait for one of another team:\n")
    _print_row("forecast", "held at 85 % (95 % interval, by teams)")
    _print_row("---", "---")
    for with_links, name in ((True, "with dependencies"), (False, "without")):
        waiting = [one for one in verdicts(found, trials, with_links) if one.waits]
        _print_row(name, share_with_interval(waiting, "p85"))


def print_cost(trials: int, teams: int = 100, features: int = 20) -> None:
    """Print seconds and peak memory for a large organization."""
    found = organization(5, teams, waits=0.1)
    tables = tables_of(found.backlogs, found.completions, found.mondays, shown=features)
    start, processor = time.perf_counter(), time.process_time()
    forecasts(tables, Settings(trials))
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"\n{teams} teams, {teams * features} portfolio items, {trials} trials, {WEEKS} weeks: "
        f"{seconds:.0f} s, {processor:.0f} processor seconds, {memory:.0f} MiB at most"
    )


def _print_row(*cells: str) -> None:
    print(f"| {' | '.join(cells)} |")


def main(arguments: Iterable[str] | None = None) -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else ""
    )
    parser.add_argument("--trials", type=int, default=10_000)
    parser.add_argument("--teams", type=int, default=30)
    parser.add_argument("--only", choices=["calibration", "drift", "waits", "cost"])
    options = parser.parse_args(list(arguments) if arguments is not None else None)
    parts = {
        "calibration": lambda: print_calibration(options.trials, options.teams),
        "drift": lambda: print_drift(DRIFTING_TEAMS),
        "waits": lambda: print_waits(options.trials, options.teams),
        "cost": lambda: print_cost(options.trials),
    }
    for name, part in parts.items():
        if options.only in (None, name):
            part()


if __name__ == "__main__":
    main()
