"""How much work each team plans for a sprint, and how much of it is finished."""

from collections.abc import Callable
from dataclasses import dataclass

from sample_organization.aurora_sleeper.company import PAST_SPRINTS

USUAL_EFFORTS = (1, 2, 2, 3, 3, 3, 5, 5, 8)
EVEN_EFFORTS = (3, 3, 3, 5)


@dataclass(frozen=True)
class Sprint:
    """The outcome of a sprint: items planned, share done, items added and items removed."""

    planned: int = 6
    done: float = 1.0
    added: int = 0
    dropped: int = 0


@dataclass(frozen=True)
class TeamBehavior:
    """How a team works. `sprint` maps a sprint's number, from 0, to its outcome.

    `started_early` is the number of items of future sprints that it has already started.
    """

    sprint: Callable[[int], Sprint]
    efforts: tuple[int, ...] = USUAL_EFFORTS
    started_early: int = 0


def _overcommit(number: int) -> Sprint:
    return Sprint(planned=10, done=0.5, dropped=1 if number % 6 == 0 else 0)


def _deliver_steadily(number: int) -> Sprint:
    return Sprint(planned=6, done=0.84 if number % 4 == 0 else 1.0, added=number % 5 // 4)


def _collapse(number: int) -> Sprint:
    if number < PAST_SPRINTS - 2:
        return Sprint(planned=6, done=0.84 if number % 5 == 0 else 1.0)
    return Sprint(planned=6, done=0.67 if number == PAST_SPRINTS - 2 else 0.0)


def _let_scope_creep(number: int) -> Sprint:
    if number < PAST_SPRINTS - 6:
        return Sprint(planned=6)
    if number % 3 == 0:
        return Sprint(planned=6, done=0.67, added=4, dropped=2)
    return Sprint(planned=6, added=2)


def _alternate(number: int) -> Sprint:
    if number < PAST_SPRINTS - 8:
        return Sprint(planned=6)
    return Sprint(planned=14 if number % 2 else 2)


def _overestimate(number: int) -> Sprint:
    return Sprint(planned=6, done=0.67, dropped=1 if number % 9 == 0 else 0)


TEAM_BEHAVIORS = {
    "Fares Wizards": TeamBehavior(_overcommit),
    "Checkout Café": TeamBehavior(_deliver_steadily),
    "Loyalty Lounge": TeamBehavior(_collapse, EVEN_EFFORTS, started_early=5),
    "Roster Rangers": TeamBehavior(_let_scope_creep),
    "Pillow Logistics": TeamBehavior(_alternate),
    "Porter's Desk": TeamBehavior(lambda number: Sprint(planned=5)),
    "Bogie Watch": TeamBehavior(_deliver_steadily, EVEN_EFFORTS),
    "Depot Köln": TeamBehavior(_overestimate, EVEN_EFFORTS),
    "Signal & Brake": TeamBehavior(lambda number: Sprint(planned=5, added=number % 7 // 6)),
}
