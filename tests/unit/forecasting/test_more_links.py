"""A further link makes no date earlier."""

import numpy as np
import pytest

from pipelines.forecasting.clocks import HORIZON
from pipelines.forecasting.forecast import Backlog, Forecast
from tests.support.backlogs import backlog, forecast, team

CONFIDENCES = (0.5, 0.7, 0.85, 0.95)
FEW = 60


def random_backlogs(seed: int) -> tuple[Backlog, Backlog]:
    """Return a random backlog, and the same with one more link."""
    generator = np.random.default_rng(seed)
    teams = [
        team(f"{seed} {number}", generator.poisson(generator.uniform(0.1, 2), 60))
        for number in range(generator.integers(1, 4))
    ]
    features = [
        (
            feature,
            int(generator.integers(-1 if generator.random() < 0.05 else 0, len(teams))),
            count,
        )
        for feature in range(1, generator.integers(2, 7))
        for count in generator.integers(1, 6, generator.integers(1, 3))
    ]
    last = features[-1][0]
    epics = {90: [1, last], 91: list(range(1, last + 1))}
    ids = list(backlog(teams, features, [], epics).remaining)
    links = [
        (int(predecessor), int(successor))
        for predecessor, successor in generator.choice(ids, (generator.integers(1, 7), 2))
    ]
    return backlog(teams, features, links[:-1], epics), backlog(teams, features, links, epics)


def dates(found: Forecast, work_item_id: int) -> list[int]:
    """Return the days of all confidences; HORIZON for those that are unknown."""
    days = found.completion(work_item_id).days
    return [
        min(days.latest(confidence), HORIZON) if days else HORIZON for confidence in CONFIDENCES
    ]


@pytest.mark.parametrize(
    "seeds",
    [
        pytest.param(range(FEW), id="few"),
        pytest.param(range(FEW, 1_000), id="many", marks=pytest.mark.exhaustive),
    ],
)
def test_a_further_link_makes_no_date_earlier(seeds: range) -> None:
    later = 0
    for seed in seeds:
        without, with_link = random_backlogs(seed)
        before, after = forecast(without, trials=100), forecast(with_link, trials=100)
        for subject in without.remaining:
            was, now = dates(before, subject), dates(after, subject)
            later += was < now
            assert all(earlier <= date for earlier, date in zip(was, now, strict=True)), seed
    assert later
