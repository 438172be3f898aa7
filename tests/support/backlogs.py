"""Small backlogs to forecast, in a few lines."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from pipelines.forecasting.clocks import HORIZON, Team
from pipelines.forecasting.draws import Draws
from pipelines.forecasting.forecast import Backlog, Forecast, Settings
from pipelines.forecasting.schedule import Item
from pipelines.forecasting.throughput import Throughput

STEADY = (1,) * 60  # one item every day, without chance


def team(
    team_id: str, samples: Sequence[int] = STEADY, working_days: Sequence[int] = range(HORIZON)
) -> Team:
    """Return a team that has completed as many items on each of the sampled days."""
    throughput = Throughput(np.array(samples, dtype=np.int64), has_drifted=False)
    return Team(team_id, f"Team {team_id}", throughput, np.array(working_days, dtype=np.int64))


def backlog(
    teams: Sequence[Team],
    features: Iterable[tuple[int, int, int]],
    links: Sequence[tuple[int, int]] = (),
    epics: Mapping[int, Sequence[int]] | None = None,
) -> Backlog:
    """Return a backlog of features, in backlog order of each team.

    Args:
        teams: A feature names its team by the position; another number is no team.
        features: Id, team and number of remaining items; several lines if several teams work on it. The items
            of feature 1 are 101, 102 and so on.
        links: Predecessor and successor of each dependency.
        epics: Ids of the features below each.
    """
    items: list[Item] = []
    remaining: dict[int, set[int]] = defaultdict(set)
    for feature, team_number, count in sorted(features, key=lambda line: line[1]):
        for _ in range(count):
            item_id = 100 * feature + len(remaining[feature]) + 1
            remaining[item_id].add(len(items))
            remaining[feature].add(len(items))
            items.append(Item(team_number, feature))
    for epic, below in (epics or {}).items():
        remaining[epic] = set().union(*(remaining[feature] for feature in below))
    found = {work_item_id: frozenset(indexes) for work_item_id, indexes in remaining.items()}
    return Backlog(items, found, links, dict(enumerate(teams)))


def forecast(of: Backlog, trials: int = 1, wip: int = 2) -> Forecast:
    """Return the forecast of everything in a backlog."""
    return Forecast(of, Settings(trials, wip), Draws(trials), list(of.remaining))


def date_of(work_item_id: int, of: Backlog, wip: int = 2) -> int | str | None:
    """Return on which day a work item is completed by teams without chance, or why it is unknown."""
    completion = forecast(of, wip=wip).completion(work_item_id)
    return completion.reason if completion.days is None else completion.days.latest(0.5)
